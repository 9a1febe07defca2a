import { defineRule, growths, heldUses } from '../engine/api.js';

export default defineRule({
  name: 'unbounded-slice',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'medium',
  tags: ['CWE-401', 'retention'],
  docs: {
    reports: 'slices, lists and buffers that live as long as the process and are only ever appended to',
    why:
      'What has been appended stays reachable. A slice that gets an element with each request or message grows until ' +
      'the process is killed, and each time it is full, all of it is copied.',
    instead: 'take out what has been used, keep only the last ones, or start anew after each round',
    quiet: [
      'the slice is cut, replaced or reset somewhere, or its length is compared with a limit',
      'it is filled once, when the program starts or the value is made',
      'it is handed to somebody else, who may change it',
    ],
    misses: 'Slices in exported fields and variables, and slices in maps and slices.',
  },

  requires: { growths },
  on: heldUses,

  check(use, { growths }) {
    if (use.does !== 'append') return undefined;
    const growing = growths.of(use);
    if (growing === undefined) return undefined;
    const { name, life, repetition } = growing;
    const because = [{ at: repetition.at, message: `${repetition.message}; ${life.reason}` }];
    const message = `${name} only grows: nothing ever takes out what is added here`;
    if (repetition.by !== 'call') return { at: use.at, message, because };
    const note = { at: use.at, message: 'info, because only the callers know how often they add something' };
    return { at: use.at, message, severity: 'info', because: [...because, note] };
  },
});
