import { terminator, type Value } from '../flow/ssa.js';
import { dominance } from './dominance.js';
import { describe } from './extent.js';
import type { Fact } from './fact.js';
import type { Loop } from './loops.js';
import { origins } from './origins.js';

/** Things that are done once for each key of a map: `if _, ok := m[k]; !ok { m[k] = v; go serve(v) }`. */
export interface Keyed {
  /** The map whose keys decide, as the source writes it; undefined when none does. */
  by(loop: Loop): string | undefined;
}

export const keyed: Fact<Keyed> = {
  name: 'keyed',
  compute(_pkg, store) {
    const origin = store.get(origins);
    const found = store.get(dominance);
    const isFilled = (map: Value, loop: Loop): boolean =>
      [...loop.blocks].some((block) =>
        block.instructions.some((one) => one.op === 'mapupdate' && origin.same(one.args[0], map)),
      );
    return {
      by(loop) {
        const { instruction, body } = loop.sites[loop.sites.length - 1];
        for (const block of loop.blocks) {
          const test = terminator(block);
          const map = test.op === 'if' ? missingIn(test.args[0]) : undefined;
          if (map === undefined || !found.precedes(test, instruction, body)) continue;
          const [, missing] = block.succs;
          if (!found.of(body).dominates(missing, instruction.block) || !isFilled(map, loop)) continue;
          return describe(map, body);
        }
        return undefined;
      },
    };
  },
};

/** The map that the `ok` of `v, ok := m[k]` is about. */
function missingIn(condition: Value): Value | undefined {
  if (condition.op !== 'extract' || condition.index !== 1) return undefined;
  const [lookup] = condition.args;
  return lookup.op === 'lookup' && lookup.commaOk ? lookup.args[0] : undefined;
}
