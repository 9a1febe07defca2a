import { type Body, type Instruction, instructions, outwards, type Value } from '../../flow/ssa.js';
import type { Known } from '../../knowledge/known.js';
import type { Fact } from '../fact.js';
import { extents } from '../loops/extents.js';
import { type Path, paths } from './paths.js';

/** How many places channels and semaphores have. */
export interface Capacities {
  /** What makes a channel or semaphore, where it is made in sight of a body. */
  maker(path: Path, body: Body): Instruction | undefined;
  /** Whether there are as many places as there is data. */
  followsData(path: Path, body: Body): boolean;
}

export const capacities: Fact<Capacities> = {
  name: 'capacities',
  compute(_pkg, store) {
    const path = store.get(paths);
    const sizes = store.get(extents);
    const find = (at: Path, body: Body): readonly [Instruction, Value, Body] | undefined => {
      for (const where of outwards(body)) {
        for (const instruction of instructions(where)) {
          const size = placesOf(instruction, store.known);
          if (size !== undefined && path.of(instruction, where) === at) return [instruction, size, where];
        }
      }
      return undefined;
    };
    return {
      maker: (at, body) => find(at, body)?.[0],
      followsData(at, body) {
        const found = find(at, body);
        if (found === undefined) return false;
        const [instruction, size, where] = found;
        return sizes.ofNumber(size, where, { block: instruction.block }).by === 'data';
      },
    };
  },
};

function placesOf(instruction: Instruction, { semaphoreMakers }: Known): Value | undefined {
  if (instruction.op === 'make') return instruction.args[0];
  if (instruction.op !== 'call' || instruction.callee.kind !== 'static') return undefined;
  const position = semaphoreMakers.get(instruction.callee.name);
  return position === undefined ? undefined : instruction.args[position];
}
