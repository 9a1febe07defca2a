import { defineRule, oversizedPuts, poolPuts } from '../engine/api.js';

export default defineRule({
  name: 'pool-oversized-put',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  otherSeverities: ['warning'],
  precision: 'medium',
  tags: ['CWE-770', 'pool', 'retention'],
  docs: {
    reports: 'buffers that grow with their input and go back into a sync.Pool whatever their size',
    why:
      'A buffer keeps the memory of its largest use. One large input makes one buffer large, and the pool hands it ' +
      'out again for small ones, so that after some time all buffers in it have the size of the largest input.',
    instead: 'put the value back only while its capacity is below a limit, and drop it otherwise',
    quiet: [
      'the capacity or the length is compared with something before the value goes back',
      'values of fixed size, and those to which only constants are written',
    ],
    misses: 'Values that grow in functions of other packages.',
  },

  requires: { oversizedPuts },
  on: poolPuts,

  check(put, { oversizedPuts }) {
    const oversized = oversizedPuts.of(put);
    if (oversized === undefined) return undefined;
    const { value, grown } = oversized;
    const { at } = put;
    const message = `puts ${value} back into its pool however large it has become`;
    const note = { at: grown.at, message: `it grows with what comes in: ${grown.text}` };
    if (grown.byPeer)
      return {
        at,
        severity: 'warning',
        message,
        because: [note, { at, message: 'warning, because the other end of a connection decides how large it becomes' }],
      };
    return { at, message, because: [note] };
  },
});
