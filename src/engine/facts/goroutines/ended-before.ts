import { type Instruction, type InstructionOf, isCall, terminator, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { cancelFuncType, cancellers } from '../../knowledge/contexts.js';
import { typeString } from '../../types/operations.js';
import type { FactStore } from '../fact.js';
import { dominance } from '../loops/dominance.js';
import type { Region, Site } from '../loops/loops.js';
import { originsOf } from '../pointers/nil-results.js';
import { paths } from './paths.js';
import { partsOf, type SyncUse } from './synchronisation.js';

/**
 * The call that cancels the goroutine of the turn before: `if cancel != nil { cancel() }; ctx, cancel =
 * context.WithCancel(parent); go f(ctx)`.
 */
export function cancelledBefore(site: Site, region: Region, store: FactStore): Instruction | undefined {
  const found = store.get(dominance);
  const before = (one: Instruction) => found.precedes(one, site.instruction, site.body);
  const inside = [...region.blocks].flatMap((block) => block.instructions);
  const renewed = inside.some((one) => isRenewal(one) && before(one) && reaches(one, site.instruction));
  if (!renewed) return undefined;
  return inside.find((one) => {
    if (one.op !== 'call' || one.callee.kind !== 'dynamic') return false;
    const { value } = one.callee;
    if (value.op !== 'phi' && value.op !== 'load') return false;
    if (typeString(typeOfValue(value, site.body)) !== cancelFuncType) return false;
    return before(one) || isBehindNilTest(one, value, before);
  });
}

function isRenewal(one: Instruction): boolean {
  return one.op === 'call' && one.callee.kind === 'static' && cancellers.has(one.callee.name);
}

/** Whether the context that a call makes goes to the goroutine. */
function reaches(made: Instruction, start: Instruction): boolean {
  return isCall(start) && start.args.some((arg) => arg.op === 'extract' && arg.index === 0 && arg.args[0] === made);
}

/** `if cancel != nil { cancel() }` */
function isBehindNilTest(call: Instruction, func: Value, before: (one: Instruction) => boolean): boolean {
  const { preds } = call.block;
  const test = preds.length === 1 ? terminator(preds[0]) : undefined;
  const condition = test?.op === 'if' ? test.args[0] : undefined;
  if (test === undefined || condition?.op !== 'binary' || !before(test)) return false;
  const [left, right] = condition.args;
  const same = left === func || (left.op === 'load' && func.op === 'load' && left.args[0] === func.args[0]);
  return same && right.op === 'const' && right.nil;
}

/** The select in whose case for the end of the goroutine before the next one is started. */
export function startedAtEnd(
  select: InstructionOf<'select'>,
  site: Site,
  task: ReadonlySet<SyncUse>,
  store: FactStore,
): boolean {
  const dominators = store.get(dominance).of(site.body);
  const ends = new Set([...task].flatMap((use) => (isEnd(use) ? [partsOf(use)[1]] : [])));
  return select.states.some(({ form, channel }, i) => {
    if (form !== 'receive' || channel === undefined) return false;
    if (!dominators.dominates(select.block.succs[i], site.instruction.block)) return false;
    return [...originsOf([channel], site.body)].some((one) => ends.has(store.get(paths).of(one, site.body) ?? ''));
  });
}

function isEnd(use: SyncUse): boolean {
  const [op] = partsOf(use);
  return op === 'close' || op === 'send';
}
