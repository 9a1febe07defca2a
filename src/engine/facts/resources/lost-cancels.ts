import type { Body, Call, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { deadlineContexts, passiveContexts } from '../../knowledge/contexts.js';
import { handledContexts } from '../../knowledge/http-requests.js';
import { isContext } from '../endings/contexts.js';
import { shutGates } from '../endings/shut-gates.js';
import type { FactStore, Trigger } from '../fact.js';
import { handlers } from '../goroutines/handlers.js';
import { isRemoteMethod } from '../goroutines/remote-methods.js';
import { origins } from '../memory/origins.js';
import { isCancelledBy } from './ended-by-context.js';
import { type Leak, leaksOf } from './leaks.js';

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
    const lost = leaks?.filter((leak) => leak.isResult && (leak.isInLoop || !endsWithParent(leak, store)));
    return lost?.map((leak) => ({ ...leak, kind: kindOf(leak), until: untilOf(leak, store) }));
  },
};

function kindOf({ resource: { acquire, holds, result, release } }: Leak): LostCancel['kind'] {
  if (holds === 'goroutine') return 'goroutine';
  if (!release.includes('call')) return 'group';
  // A context stands before its cancel function; context.AfterFunc returns a function alone.
  return acquire.length > 0 && result === undefined ? 'callback' : 'context';
}

function untilOf(leak: Leak, store: FactStore): LostCancel['until'] {
  const { call, body, from } = leak;
  if (deadlineContexts.has(from)) return 'deadline';
  const parent = parentOf(leak);
  // A function that gets no context derives its own from nothing.
  if (parent === undefined || store.get(shutGates).endless(parent) !== undefined) return 'nothing';
  const source = sourceOf(parent, store);
  const isCall = source.op === 'call' && 'name' in source.callee;
  if (isCall && handledContexts.has(source.callee.name)) return 'request';
  if (isOfParameter(source, body)) return 'request';
  const given = isCall ? source.args[0] : source;
  const isAnswer = isRemoteMethod(body) || store.get(handlers).around(call, body) !== undefined;
  return given?.op === 'param' && isAnswer ? 'request' : 'parent';
}

/** The context of something that the function is given: of a request, a stream, a command. */
function isOfParameter(source: Value, body: Body): boolean {
  if (source.op !== 'call' || source.args.length !== 1) return false;
  const [owner] = source.args;
  return owner.op === 'param' && !isContext(typeOfValue(owner, body)) && isMethod(source);
}

function isMethod({ callee }: Call): boolean {
  return callee.kind === 'interface' || callee.kind === 'unknown' || (callee.kind === 'static' && callee.method);
}

/** What the call derives a context from; the table names the argument of the functions that it lists only. */
function parentOf({ call, body, resource: { acquire, context } }: Leak): Value | undefined {
  const isListed = 'name' in call.callee && acquire.includes(call.callee.name);
  if (isListed && context !== undefined) return call.args[context];
  return call.args.find((arg) => isContext(typeOfValue(arg, body)));
}

/** The context that another one only adds values to. */
function sourceOf(context: Value, store: FactStore): Value {
  const made = store.get(origins).of(context);
  const isPassive = made.op === 'call' && 'name' in made.callee && passiveContexts.has(made.callee.name);
  return isPassive ? sourceOf(made.args[0], store) : made;
}

/** Whether the parent was made by the same function, which cancels it whenever it returns. */
function endsWithParent(leak: Leak, store: FactStore): boolean {
  const { body } = leak;
  const parent = parentOf(leak);
  if (parent === undefined) return false;
  const from = sourceOf(parent, store);
  const made = from.op === 'extract' ? from.args[0] : from;
  return made.op === 'call' && isCancelledBy(made, body, store);
}
