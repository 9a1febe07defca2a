import { dominatorsIn } from '../../flow/dominators.js';
import { type Block, type Body, type InstructionOf, terminator, type Value } from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import type { Origins } from '../memory/origins.js';

/**
 * `if _, ok := m[k]; !ok { m[k] = v }`: a lookup in the same map says that it does not have the key. Where it is a mistake
 * to have it, all keys are new.
 */
export function isNewKey(
  update: InstructionOf<'mapupdate'>,
  body: Body,
  isRare: (block: Block) => boolean,
  found: Origins,
): boolean {
  const dominators = dominatorsIn(body);
  return body.blocks.some((block) => {
    const control = terminator(block);
    if (control.op !== 'if' || !derivesFromLookup(control.args[0], update.args[0], found)) return false;
    const branch = missingBranch(control.args[0]);
    const [missing, present] = [block.succs[branch], block.succs[1 - branch]];
    return missing.preds.length === 1 && dominators.dominates(missing, update.block) && !isRare(present);
  });
}

/** Where a test of what a lookup yields goes when there is nothing: `m[k] == nil` on, `ok` and `m[k] != nil` past it. */
function missingBranch(test: Value): 0 | 1 {
  return test.op === 'binary' && test.operator === Kind.Eql ? 0 : 1;
}

/** Whether a value derives from what a map has for a key. */
export function derivesFromLookup(value: Value, map: Value, found: Origins, depth = 0): boolean {
  if (value.op === 'lookup') return found.same(value.args[0], map);
  if (depth > MAX_STEPS) return false;
  return isDerived(value) && value.args.some((arg) => derivesFromLookup(arg, map, found, depth + 1));
}

const MAX_STEPS = 4;

function isDerived(value: Value): boolean {
  if (value.op === 'call') return value.callee.kind === 'builtin';
  return value.op === 'extract' || value.op === 'binary' || value.op === 'unary' || value.op === 'phi';
}
