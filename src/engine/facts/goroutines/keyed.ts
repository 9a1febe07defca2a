import { type InstructionOf, terminator, type Value } from '../../flow/ssa.js';
import { Field, Kind } from '../../syntax/kinds.js';
import type { Fact } from '../fact.js';
import { dominance } from '../loops/dominance.js';
import { type Region, type Site, wholeOf } from '../loops/loops.js';
import { origins } from '../memory/origins.js';
import type { Spawn } from './spawn.js';

/**
 * Things that are done once for each key of a map: `if _, ok := m[k]; !ok { m[k] = v; go serve(v) }`,
 * `if m[k] == nil { … }`.
 */
export interface Keyed {
  /** The map whose keys decide, as the source writes it; undefined when none does. */
  by(turns: Turns): string | undefined;
  /** The same for the calls of the function that starts a goroutine. */
  inCall(spawn: Spawn): string | undefined;
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
    const keys: Keyed = {
      inCall: ({ call, body }) => keys.by({ ...wholeOf(body), sites: [{ instruction: call, body }] }),
      by(turns) {
        const { instruction, body } = turns.sites[turns.sites.length - 1];
        for (const block of turns.blocks) {
          const test = terminator(block);
          const miss = test.op === 'if' ? missOf(test.args[0]) : undefined;
          if (miss === undefined || !found.precedes(test, instruction, body)) continue;
          const { lookup } = miss;
          const missing = block.succs[miss.branch];
          if (!found.of(body).dominates(missing, instruction.block) || !isFilled(lookup.args[0], turns)) continue;
          const { tree } = body.file;
          return tree.text(tree.child(lookup.node, Field.Operand));
        }
        return undefined;
      },
    };
    return keys;
  },
};

interface Miss {
  readonly lookup: InstructionOf<'lookup'>;
  /** The successor of the branch that is taken when the key is not there. */
  readonly branch: 0 | 1;
}

/** The `m[k]` that the `ok` of `v, ok := m[k]` is about, or that is compared with nil. */
function missOf(condition: Value): Miss | undefined {
  if (condition.op === 'extract' && condition.index === 1) {
    const [lookup] = condition.args;
    return lookup.op === 'lookup' && lookup.commaOk ? { lookup, branch: 1 } : undefined;
  }
  if (condition.op !== 'binary' || (condition.operator !== Kind.Eql && condition.operator !== Kind.Neq))
    return undefined;
  const lookup = condition.args.find((arg) => arg.op === 'lookup');
  const isNil = condition.args.some((arg) => arg.op === 'const' && arg.nil);
  return lookup && isNil ? { lookup, branch: condition.operator === Kind.Eql ? 0 : 1 } : undefined;
}
