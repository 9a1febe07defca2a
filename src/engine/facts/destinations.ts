import type { Body, Value } from '../flow/ssa.js';
import type { Fact } from './fact.js';
import { type Destination, follow } from './follow.js';
import { joined, parameterFlow } from './parameter-flow.js';

export interface Destinations {
  /**
   * Where the memory goes that a value refers to, from anywhere in the function that makes it.
   * @param start how many pointers lead from the value to the memory; 0 when absent
   */
  of(value: Value, body: Body, start?: number): readonly Destination[];
}

export const destinations: Fact<Destinations> = {
  name: 'destinations',
  compute(_pkg, store) {
    return {
      of: (value, body, start) =>
        follow(value, body, (call, from) => joined(store.summaries.ofCall(parameterFlow, call, from, store)), start),
    };
  },
};
