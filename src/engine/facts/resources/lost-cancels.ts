import { outwards, type Value } from '../../flow/ssa.js';
import { deadlineContexts, passiveContexts, requestContexts } from '../../knowledge/contexts.js';
import { shutGates } from '../endings/shut-gates.js';
import type { FactStore, Trigger } from '../fact.js';
import { handlers } from '../goroutines/handlers.js';
import { origins } from '../memory/origins.js';
import { type Leak, leaksOf } from './leaks.js';
import { type Obligation, obligations } from './obligations.js';

/** A context that nothing cancels on some path. */
export interface LostCancel extends Leak {
  /**
   * What ends it all the same: `deadline`, its own; `request`, its parent when the request has been answered; `parent`, its
   * parent when that is cancelled, if ever; `nothing`, and nothing refers to it either.
   */
  readonly until: 'deadline' | 'request' | 'parent' | 'nothing';
  /** What is lost: a context of the library's, a goroutine that waits beside it, a group of goroutines. */
  readonly kind: 'context' | 'goroutine' | 'group' | 'callback';
}

/** Cancel functions, and groups that cancel their context when they are waited for. */
const cancelLeaks = leaksOf(
  'leaks of contexts',
  ({ holds, context, release }) => holds === 'context' || (context !== undefined && release.includes('call')),
);

export const lostCancels: Trigger<readonly LostCancel[]> = {
  ...cancelLeaks,
  name: 'lost cancels',
  lift(instruction, body, pkg, store) {
    const leaks = cancelLeaks.lift(instruction, body, pkg, store);
    const lost = leaks?.filter((leak) => leak.isInLoop || !endsWithParent(leak, store));
    return lost?.map((leak) => ({ ...leak, kind: kindOf(leak), until: untilOf(leak, store) }));
  },
};

function kindOf({ resource: { acquire, holds, result, release } }: Leak): LostCancel['kind'] {
  if (holds === 'goroutine') return 'goroutine';
  if (!release.includes('call')) return 'group';
  // A context stands before its cancel function; context.AfterFunc returns a function alone.
  return acquire.length > 0 && result === undefined ? 'callback' : 'context';
}

function untilOf({ call, body, resource }: Leak, store: FactStore): LostCancel['until'] {
  if ('name' in call.callee && deadlineContexts.has(call.callee.name)) return 'deadline';
  const parent = resource.context === undefined ? undefined : call.args[resource.context];
  if (parent === undefined) return 'parent';
  if (store.get(shutGates).endless(parent) !== undefined) return 'nothing';
  const from = sourceOf(parent, store);
  if (from.op === 'call' && 'name' in from.callee && requestContexts.has(from.callee.name)) return 'request';
  const isGiven = from.op === 'param' && store.get(handlers).around(call, body) !== undefined;
  return isGiven ? 'request' : 'parent';
}

/** The context that another one only adds values to. */
function sourceOf(context: Value, store: FactStore): Value {
  const made = store.get(origins).of(context);
  const isPassive = made.op === 'call' && 'name' in made.callee && passiveContexts.has(made.callee.name);
  return isPassive ? sourceOf(made.args[0], store) : made;
}

/** Whether the parent was made by the same function, which cancels it whenever it returns. */
function endsWithParent({ call, body, resource }: Leak, store: FactStore): boolean {
  const parent = resource.context === undefined ? undefined : call.args[resource.context];
  if (parent === undefined) return false;
  const from = sourceOf(parent, store);
  const made = from.op === 'extract' ? from.args[0] : from;
  if (made.op !== 'call') return false;
  const home = [...outwards(body)].find((one) => one.blocks[made.block.index] === made.block);
  return home !== undefined && store.get(obligations).at(made, home).some(isCancelled);
}

function isCancelled({ resource, leaks, renewed, fates, complete }: Obligation): boolean {
  return resource.holds === 'context' && complete && leaks.length === 0 && !renewed && [...fates].join() === 'released';
}
