import { collectedSlices, counts, defineRule } from '../engine/api.js';

export default defineRule({
  name: 'missing-prealloc',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'high',
  tags: ['allocation'],
  docs: {
    reports:
      'slices that get one element for each of something that can be counted, and are made without room for them',
    why:
      'append doubles the array each time it is full and copies everything: a slice of a thousand elements has been ' +
      'allocated eleven times, and its last array may be a quarter empty.',
    instead: 'make the slice with the capacity that it will need: make([]T, 0, len(xs))',
    quiet: [
      'an element is added on some turns only, or several on one',
      'how often the loop runs is not known before, or it is so few that they fit into 32 bytes',
    ],
    misses: 'Slices in fields, slices that a function literal shares, and nested loops.',
  },

  requires: { counts },
  on: collectedSlices,

  check(collected, { counts }) {
    const count = counts.of(collected);
    if (count === undefined) return undefined;
    const { at, name } = collected;
    return {
      at,
      message: `${name} grows to ${count} elements, one after the other, and is copied each time it is full`,
      advice: `make ${name} with a capacity of ${count}`,
    };
  },
});
