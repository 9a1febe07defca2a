import { type InstructionOf, terminator, type Value } from '../../flow/ssa.js';
import { Field } from '../../syntax/kinds.js';
import type { Fact } from '../fact.js';
import { dominance } from '../loops/dominance.js';
import type { Region, Site } from '../loops/loops.js';
import { origins } from '../memory/origins.js';

/** Things that are done once for each key of a map: `if _, ok := m[k]; !ok { m[k] = v; go serve(v) }`. */
export interface Keyed {
  /** The map whose keys decide, as the source writes it; undefined when none does. */
  by(turns: Turns): string | undefined;
}

type Turns = Region & { readonly sites: readonly Site[] };

export const keyed: Fact<Keyed> = {
  name: 'keyed',
  compute(_pkg, store) {
    const origin = store.get(origins);
    const found = store.get(dominance);
    const isFilled = (map: Value, { blocks }: Turns): boolean =>
      [...blocks].some((block) =>
        block.instructions.some((one) => one.op === 'mapupdate' && origin.same(one.args[0], map)),
      );
    return {
      by(turns) {
        const { instruction, body } = turns.sites[turns.sites.length - 1];
        for (const block of turns.blocks) {
          const test = terminator(block);
          const lookup = test.op === 'if' ? missingIn(test.args[0]) : undefined;
          if (lookup === undefined || !found.precedes(test, instruction, body)) continue;
          const [, missing] = block.succs;
          if (!found.of(body).dominates(missing, instruction.block) || !isFilled(lookup.args[0], turns)) continue;
          const { tree } = body.file;
          return tree.text(tree.child(lookup.node, Field.Operand));
        }
        return undefined;
      },
    };
  },
};

/** The `m[k]` that the `ok` of `v, ok := m[k]` is about. */
function missingIn(condition: Value): InstructionOf<'lookup'> | undefined {
  if (condition.op !== 'extract' || condition.index !== 1) return undefined;
  const [lookup] = condition.args;
  return lookup.op === 'lookup' && lookup.commaOk ? lookup : undefined;
}
