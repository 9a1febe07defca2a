import { concatenations, defineRule, hot, loops } from '../engine/api.js';

export default defineRule({
  name: 'concat-in-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'high',
  tags: ['allocation'],
  docs: {
    reports: 'strings that are put together with + on each turn of a loop that follows data',
    why:
      'Each + copies all that has been put together before: a thousand parts of 100 bytes are 50 MB of garbage for a ' +
      'result of 100 KB.',
    instead: 'write the parts to a strings.Builder, or strings.Join them',
    quiet: ['the loop has a few turns', 'the string begins anew on each turn', 'the concatenation leaves the loop'],
    misses: 'Strings in fields and in variables that a function literal shares.',
  },

  requires: { hot, loops },
  on: concatenations,

  check({ at, by, body, text }, { hot, loops }) {
    const heat = hot.of(by, body);
    if (heat === 'cold') return undefined;
    const message = `${text} is copied as a whole on every turn, to become a little longer`;
    if (heat !== 'unknown') return { at, message, because: [{ at: heat.at, message: heat.message }] };
    // How many there are, whoever fills the collection decides; each of them costs more than the one before.
    const loop = loops.around(by, body).find(({ trips }) => trips.by === 'setting');
    if (loop?.trips.by !== 'setting') return undefined;
    return { at, message, because: [{ at: loop.at, message: `this loop runs once for each of ${loop.trips.of}` }] };
  },
});
