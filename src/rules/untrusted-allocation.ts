import { allocations, defineRule, type Note, untrustedAllocations } from '../engine/api.js';

export default defineRule({
  name: 'untrusted-allocation',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'medium',
  tags: ['CWE-789', 'allocation'],
  docs: {
    reports: 'memory that is taken for as many elements as the input says, before anything checks that number',
    why:
      'A few bytes say that a billion elements follow, and the program takes the memory for all of them before it finds ' +
      'out that they do not: one small message is enough to end it.',
    instead:
      'compare the number with what can be left of the input, or with a limit, before memory is taken for it; or append ' +
      'the elements as they come',
    quiet: [
      'the number is compared with a limit or a length on the way, or a function that checks it decides how to go on',
      'a type of 8 or 16 bits, or a mask, keeps the memory below 16 MiB',
      'the number is read from a file of the program, or memory',
    ],
    misses: 'Numbers that are decoded in other packages than they are used in, when they are kept in fields.',
  },

  requires: { untrustedAllocations },
  on: allocations,

  check(allocation, { untrustedAllocations }) {
    const found = untrustedAllocations.of(allocation);
    if (found === undefined) return undefined;
    const { at, count, decoded, by, most, through } = found;
    const because: Note[] = [{ at: decoded, message: `${by} comes from the input` }];
    if (through !== undefined) because.push({ at, message: `${through} takes memory for as many elements` });
    return {
      at,
      message: `takes up to ${amount(most)} because ${count}, which the input says, is so large; nothing checks it before`,
      because,
    };
  },
});

const units = ['MiB', 'GiB', 'TiB', 'PiB'] as const;

function amount(bytes: bigint): string {
  let size = bytes >> 20n;
  let unit = 0;
  while (size >= 1024n && unit < units.length - 1) {
    size >>= 10n;
    unit++;
  }
  return size >= 1024n ? 'any amount of memory' : `${size} ${units[unit]}`;
}
