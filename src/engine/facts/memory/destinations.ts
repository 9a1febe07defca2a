import type { Body, Instruction, Value } from '../../flow/ssa.js';
import type { Fact } from '../fact.js';
import { type Destination, type FlowOf, follow, followUse } from './follow.js';
import { joined, parameterFlow } from './parameter-flow.js';

export interface Destinations {
  /**
   * Where the memory goes that a value refers to, from anywhere in the function that makes it.
   * @param start how many pointers lead from the value to the memory; 0 when absent
   */
  of(value: Value, body: Body, start?: number): readonly Destination[];
  /** Where one use of the value leads that memory. */
  ofUse(use: Instruction, value: Value, body: Body, start?: number): readonly Destination[];
}

export const destinations: Fact<Destinations> = {
  name: 'destinations',
  compute(_pkg, store) {
    const flowOf: FlowOf = (call, from) => joined(store.summaries.ofCall(parameterFlow, call, from, store));
    return {
      of: (value, body, start) => follow(value, body, flowOf, start),
      ofUse: (use, value, body, start) => followUse(use, value, body, flowOf, start),
    };
  },
};
