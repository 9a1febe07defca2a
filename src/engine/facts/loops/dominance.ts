import { type Dominators, dominatorsIn } from '../../flow/dominators.js';
import type { Body, Instruction } from '../../flow/ssa.js';
import type { Fact } from '../fact.js';

/** The dominators of each body, worked out once. */
export interface Dominance {
  of(body: Body): Dominators;
  /** Whether one instruction of a body lies on every path to another one. */
  precedes(a: Instruction, b: Instruction, body: Body): boolean;
}

export const dominance: Fact<Dominance> = {
  name: 'dominance',
  compute() {
    return {
      of: dominatorsIn,
      precedes(a, b, body) {
        if (a.block !== b.block) return dominatorsIn(body).dominates(a.block, b.block);
        return a.block.instructions.indexOf(a) < a.block.instructions.indexOf(b);
      },
    };
  },
};
