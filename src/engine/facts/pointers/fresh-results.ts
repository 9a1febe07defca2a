import { type Alloc, type Body, type Call, instructions, type Value } from '../../flow/ssa.js';
import { isExported } from '../../names/symbol.js';
import type { Type } from '../../types/type.js';
import type { FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { boxedTypes } from './boxed-types.js';
import { copying } from './copying.js';
import { fixedSignatures } from './fixed-signatures.js';
import { inlining } from './inlining.js';
import { leaving } from './leaving.js';
import {
  hasAddressMethods,
  isConstructorOf,
  isCopyOfParameter,
  isError,
  isForeign,
  isMadeForPointers,
  madeBytes,
  madeName,
  madeType,
} from './new-pointers.js';
import { nilResults, originsOf } from './nil-results.js';
import { resultType } from './slot-types.js';

/** A result that is nil or a pointer to something that the call made, of which a value would do as well. */
export interface FreshResult {
  /** Position among the results. */
  readonly index: number;
  /** What is made, as the function names it. */
  readonly name: string;
  readonly bytes: number;
  /** Whether it is on the heap even if the function is inlined: it comes from a call that is not. */
  readonly pays: boolean;
}

/** Larger values cost more to return than an allocation does: 10 against 110 ns at this size. */
const MOST_BYTES = 512;

/** Undefined while the functions that call each other are still being asked. */
export type FreshResults = readonly FreshResult[] | undefined;

export const freshResults: Summary<FreshResults> = {
  name: 'fresh-results',
  unknown: [],
  bottom: undefined,
  known: () => undefined,
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees, store) {
    const returns = [...instructions(body)].flatMap((one) => (one.op === 'return' ? [one.args] : []));
    const count = Math.max(0, ...returns.map((args) => args.length));
    const results: FreshResult[] = [];
    for (let index = 0; index < count; index++) {
      if (!mayBeFresh(index, body, store)) continue;
      const values = returns.flatMap((args) => (index < args.length ? [args[index]] : []));
      const fresh = freshResult(values, index, body, callees, store);
      if (fresh === 'pending') return undefined;
      if (fresh !== undefined && !isAsked(index, body, store)) results.push(fresh);
    }
    return results;
  },
};

/** Whether a result is a pointer that need not be one, as far as its type tells. */
function mayBeFresh(index: number, body: Body, store: FactStore): boolean {
  const type = resultType(index, body);
  const pointer = type && body.types.underlying(type);
  if (pointer?.kind !== 'pointer' || isConstructorOf(pointer.elem, body)) return false;
  return !hasReason(pointer.elem, body, store) && !isMadeForPointers(pointer.elem, body.types);
}

/** Whether something else than what the function makes asks for a pointer: an interface, or nil that means something. */
function isAsked(index: number, body: Body, store: FactStore): boolean {
  const { isAnswer, isChoice } = store.get(nilResults);
  if (store.get(fixedSignatures).mayBeFixed(body) || isChoice(index, body)) return true;
  return body.symbol !== undefined && isExported(body.symbol.name) && isAnswer(index, body);
}

/** Undefined when one of the values is neither nil nor new; `pending` when a call that is still being asked decides. */
function freshResult(
  values: readonly Value[],
  index: number,
  body: Body,
  callees: (call: Call) => readonly FreshResults[],
  store: FactStore,
): FreshResult | 'pending' | undefined {
  let made: Omit<FreshResult, 'index'> | undefined;
  let pending = false;
  for (const value of originsOf(values, body)) {
    if (isNil(value)) continue;
    const part = value.op === 'alloc' ? madeHere(value, body, store) : madeByCall(value, body, callees, store);
    if (part === undefined) return undefined;
    if (part === 'pending') pending = true;
    else made = made === undefined ? part : { ...made, pays: made.pays || part.pays };
  }
  if (made === undefined) return pending ? 'pending' : undefined;
  return { ...made, index };
}

/** Whether there is a reason for the pointer: what the type is for, or what its package does with it. */
export function hasReason(type: Type, body: Body, store: FactStore): boolean {
  const { copyable, hasState } = store.get(copying);
  if (isForeign(type, body.types) || isError(type, body.types) || !copyable(type) || hasState(type)) return true;
  return type.kind === 'named' && hasAddressMethods(type, body.types) && store.get(boxedTypes).has(type.symbol);
}

function madeHere(alloc: Alloc, body: Body, store: FactStore): Omit<FreshResult, 'index'> | undefined {
  const bytes = madeBytes(alloc, body);
  if (bytes === undefined || bytes === 0 || bytes > MOST_BYTES || alloc.symbol?.captured) return undefined;
  const type = madeType(alloc, body);
  if (hasReason(type, body, store) || isCopyOfParameter(alloc, body)) return undefined;
  const leaves = leaving(alloc, body, store);
  if (leaves === undefined || leaves.returned.length === 0) return undefined;
  return { name: madeName(alloc, body), bytes, pays: false };
}

function madeByCall(
  value: Value,
  body: Body,
  callees: (call: Call) => readonly FreshResults[],
  store: FactStore,
): Omit<FreshResult, 'index'> | 'pending' | undefined {
  const call = value.op === 'extract' ? value.args[0] : value;
  const position = value.op === 'extract' ? value.index : 0;
  if (call.op !== 'call' || call.callee.kind === 'builtin' || call.callee.kind === 'interface') return undefined;
  const answers = callees(call);
  if (answers.length !== 1) return undefined;
  const [results] = answers;
  if (results === undefined) return 'pending';
  const fresh = results.find(({ index }) => index === position);
  const leaves = fresh && leaving(value, body, store);
  if (fresh === undefined || leaves === undefined) return undefined;
  const isCalled = comesBack(call, body, store) || store.get(inlining).isInlined(call, body) === 'no';
  return { ...fresh, pays: fresh.pays || isCalled };
}

/** Of functions that call each other, the compiler inlines a few calls: in them is one that it does not. */
function comesBack(call: Call, body: Body, { pkg: { calls } }: FactStore): boolean {
  const component = calls.componentOf(body);
  return calls.targets(call, body).bodies.some((target) => component.includes(target));
}

/** nil, or the zero value that a variable begins with. */
function isNil(value: Value): boolean {
  return value.op === 'const';
}
