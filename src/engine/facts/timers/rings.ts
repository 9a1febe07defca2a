import { type Body, type Call, instructions, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { ringMakers, ringMethod, timerChannel, timerMakers } from '../../knowledge/clocks.js';
import { methodName } from '../../knowledge/resource-table.js';
import { isClock } from '../endings/gates.js';
import type { FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';

/** A function whose result is the channel of a timer that is made for it and that nobody can stop. Plain JSON. */
export interface Ring {
  /** The parameter that says when the timer fires, the receiver counted; undefined when it is another number. */
  readonly parameter: number | undefined;
  /** That number in nanoseconds, if it is a constant. */
  readonly constant: string | undefined;
}

export const rings: Summary<Ring | undefined> = {
  name: 'rings',
  unknown: undefined,
  bottom: undefined,
  known(name) {
    const parameter = ringMakers.get(name);
    return parameter === undefined ? undefined : { parameter, constant: undefined };
  },
  same: (a, b) =>
    a?.parameter === b?.parameter && a?.constant === b?.constant && (a === undefined) === (b === undefined),
  of(body, callees, store) {
    let found: Ring | undefined;
    for (const end of instructions(body)) {
      if (end.op !== 'return') continue;
      if (end.args.length !== 1) return undefined;
      const ring = ringOfResult(store.get(origins).of(end.args[0]), body, callees, store);
      if (ring === undefined || (found !== undefined && !rings.same(found, ring))) return undefined;
      found = ring;
    }
    return found;
  },
};

function ringOfResult(
  result: Value,
  body: Body,
  callees: (call: Call) => readonly (Ring | undefined)[],
  store: FactStore,
): Ring | undefined {
  if (result.op === 'load' && result.args[0].op === 'fieldaddr') {
    const [timer] = result.args[0].args;
    if (timer.op !== 'call' || !isUnnamed(timer, body)) return undefined;
    const delay = timerDelay(timer);
    return delay && asRing(delay, body, store);
  }
  if (result.op !== 'call' || result.callee.kind === 'builtin' || !isClock(result, body)) return undefined;
  const delay = delayIn(result, callees(result));
  if (delay === undefined) return undefined;
  return typeof delay === 'string' ? ringAfter(delay) : asRing(delay, body, store);
}

function ringAfter(constant: string): Ring {
  return { parameter: undefined, constant: constant === 'unknown' ? undefined : constant };
}

function asRing(delay: Value, body: Body, store: FactStore): Ring {
  const origin = store.get(origins).of(delay);
  const parameter = origin.op === 'param' && body.params.includes(origin) ? origin.index : undefined;
  return { parameter, constant: nanoseconds(delay, store)?.toString() };
}

/** When the timer fires of which a call yields the channel: the value, or a constant; undefined for other calls. */
export type Delay = Value | string | 'unknown';

/** What a call that makes a channel on which the time arrives once waits for; undefined when it makes none. */
export function delayOf(call: Call, body: Body, store: FactStore): Delay | undefined {
  if (call.op !== 'call' || call.callee.kind === 'builtin' || call.args.length > MAX_ARGUMENTS) return undefined;
  const timer = timerDelay(call);
  if (timer !== undefined) return isUnnamed(call, body) && isInline(call, body) ? timer : undefined;
  if (!isWaitedFor(call, body) || !isClock(call, body)) return undefined;
  const named = 'name' in call.callee && methodName(call.callee.name) === ringMethod;
  const delay = delayIn(call, store.summaries.ofCall(rings, call, body, store));
  if (delay !== undefined) return delay;
  // Other types than those in sight may stand behind an interface; the name is a convention that clocks keep.
  if (!named || !('name' in call.callee) || !call.callee.name.startsWith('(')) return undefined;
  store.evidence.assumptions.add('opaque callee');
  return call.args[1];
}

/** A cheap look: what comes to a select goes there itself, or by a variable. */
function isWaitedFor(call: Call, body: Body): boolean {
  return usesIn(body)
    .of(call)
    .some(({ op }) => op === 'select' || op === 'phi' || op === 'store' || op === 'convert');
}

/** A receiver and what a clock may want beside the delay. */
const MAX_ARGUMENTS = 4;

function delayIn(call: Call, answers: readonly (Ring | undefined)[]): Delay | undefined {
  const ring = answers.find((one) => one !== undefined);
  if (ring === undefined) return undefined;
  const value = ring.parameter === undefined ? undefined : argumentsOf(call)[ring.parameter];
  return value ?? ring.constant ?? 'unknown';
}

function timerDelay({ callee, args }: Call): Value | undefined {
  const position = callee.kind === 'static' ? timerMakers.get(callee.name) : undefined;
  return position === undefined ? undefined : args[position];
}

/** `time.NewTimer(d).C`: nothing but the channel is read, so that nobody can stop the timer. */
function isUnnamed(timer: Call, body: Body): boolean {
  const uses = usesIn(body).of(timer);
  return uses.length > 0 && uses.every((use) => use.op === 'fieldaddr' && use.name === timerChannel);
}

/** Whether the call stands where the channel is read: a timer in a variable could be stopped. */
function isInline(timer: Call, body: Body): boolean {
  return usesIn(body)
    .of(timer)
    .every(({ node }) => node < timer.node || body.file.tree.parent(timer.node) === node);
}

/** A duration that is a constant, or that a variable has which is written once. */
export function nanoseconds(delay: Delay, store: FactStore): bigint | undefined {
  if (delay === 'unknown') return undefined;
  if (typeof delay === 'string') return BigInt(delay);
  const value = store.get(origins).of(delay);
  return value.op === 'const' && typeof value.value === 'bigint' ? value.value : undefined;
}
