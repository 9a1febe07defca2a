import { boxedPuts, defineRule, poolPuts } from '../engine/api.js';

export default defineRule({
  name: 'pool-value-not-pointer',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'very-high',
  tags: ['pool', 'allocation'],
  docs: {
    reports: 'slices, strings and structs that are put into a sync.Pool as values, which allocates on every Put',
    why:
      'Put takes an interface. A value that is no pointer is copied to the heap to become one, 24 bytes for each ' +
      'slice, so that a pool that is there to save allocations makes one for each use.',
    instead: 'pool a pointer: take it with Get, keep it beside what it points to, and put the same pointer back',
    quiet: ['pointers, maps, channels and functions', 'constants, values of one byte, and values of no size'],
    misses: 'Type parameters, and values that are interfaces already.',
  },

  requires: { boxedPuts },
  on: poolPuts,

  check(put, { boxedPuts }) {
    const boxed = boxedPuts.of(put);
    if (boxed === undefined) return undefined;
    const { value, kind, size, how, taken } = boxed;
    if (how === 'copied')
      return { at: put.at, message: `this Put allocates ${size} bytes: ${value} is a ${kind} and no pointer` };
    return {
      at: put.at,
      message: `this Put allocates ${size} bytes: ${value} is the address of a variable, which moves to the heap`,
      advice: 'put back the pointer that Get returned, after assigning through it',
      because:
        taken === undefined ? [] : [{ at: taken, message: 'the pointer that comes out of the pool is dropped here' }],
    };
  },
});
