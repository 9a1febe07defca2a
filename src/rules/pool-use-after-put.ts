import { defineRule, givenBack, usesAfterPut } from '../engine/api.js';

export default defineRule({
  name: 'pool-use-after-put',
  since: '0.1.0',
  status: 'stable',
  severity: 'error',
  precision: 'high',
  tags: ['CWE-416', 'pool'],
  docs: {
    reports: 'values that are used, or whose memory is returned, after they have gone back into a sync.Pool',
    why:
      'Another goroutine may have taken the value by then. Both write to the same memory: one request gets the ' +
      'data of another one, and buffers grow without end.',
    instead: 'put the value back after its last use, and return a copy of what is in it',
    quiet: [
      'the variable gets a new value before it is used again',
      'what is returned is a copy: String, bytes.Clone, append to a new slice',
      'conditions that rule out that the use follows the Put',
    ],
    misses: 'Values in fields and in variables that are assigned more than once, and memory that is stored elsewhere.',
  },

  requires: { usesAfterPut },
  on: givenBack,

  check(given, { usesAfterPut }) {
    const use = usesAfterPut.of(given);
    if (use === undefined) return undefined;
    const { at, value, returned, putter } = use;
    return {
      at,
      message:
        returned === undefined
          ? `uses ${value} after it has gone back into its pool, where another goroutine may have taken it`
          : `${returned} is memory of ${value}, which goes back into its pool while the caller has it`,
      ...(returned === undefined ? {} : { advice: 'return a copy' }),
      because: [{ at: given.at, message: `this Put gives it back: ${putter}` }],
    };
  },
});
