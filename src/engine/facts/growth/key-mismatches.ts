import type { Body, Call, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { identical } from '../../types/operations.js';
import type { FactStore } from '../fact.js';
import { dominance } from '../loops/dominance.js';
import { describe } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { type Access, collections, type Held } from './collections.js';

/** An entry that is stored under one key and looked for under another. */
export interface KeyMismatch {
  /** The keys, as the source writes them. */
  readonly stored: string;
  readonly other: string;
  readonly does: 'look up' | 'remove';
  readonly at: SyntaxNode;
}

export function keyMismatch({ variable, access }: Held, store: FactStore): KeyMismatch | undefined {
  const { key } = access;
  if (key === undefined) return undefined;
  const all = store.get(collections).of(variable);
  const found = missedLookUp(access, all, store) ?? otherRemoval(access, all, store);
  return (
    found && {
      stored: describe(key, access.body),
      other: describe(found.key!, found.body),
      does: found.kind === 'remove' ? 'remove' : 'look up',
      at: found.body.file.tree.node(found.at.node),
    }
  );
}

/**
 * `if v, ok := m[id]; ok { return v }; x := get(id); m[x.Name] = v`: the next call for id finds nothing again. Whatever
 * makes a key out of the other one does it before the lookup too, if it is to help.
 */
function missedLookUp({ body, key, at }: Access, all: readonly Access[], store: FactStore): Access | undefined {
  const { same, of } = store.get(origins);
  const inBody = all.filter((one) => one.body === body && one.key !== undefined);
  const lookUps = inBody.filter(({ kind }) => kind === 'look up');
  const [first] = lookUps;
  if (first === undefined || !lookUps.every((one) => same(one.key!, first.key!))) return undefined;
  if (inBody.some((one) => one.kind === 'insert' && same(one.key!, first.key!))) return undefined;
  if (!store.get(dominance).precedes(first.at, at, body)) return undefined;
  return isFieldOfWhatIsFound(of(key!), first.key!, store) ? first : undefined;
}

/** Whether a key is a field of what a call yields that is given the other key. */
function isFieldOfWhatIsFound(key: Value, other: Value, store: FactStore): boolean {
  const { same, of } = store.get(origins);
  if (key.op !== 'load' && key.op !== 'field') return false;
  const base = key.op === 'load' ? (key.args[0].op === 'fieldaddr' ? key.args[0].args[0] : undefined) : key.args[0];
  if (base === undefined) return false;
  let at = of(base);
  if (at.op === 'extract') at = of(at.args[0]);
  return at.op === 'call' && at.args.some((arg) => same(arg, other));
}

/** What is stored under x.ID and only ever removed under what a function makes of x.ID; or under a key of another type. */
function otherRemoval({ body, key }: Access, all: readonly Access[], store: FactStore): Access | undefined {
  const removed = all.filter((one) => one.kind === 'remove' && one.key !== undefined);
  if (removed.length === 0) return undefined;
  if (all.some(({ kind }) => kind === 'clear' || kind === 'share')) return undefined;
  const type = typeOfValue(key!, body);
  if (isAnyKey(type, body)) return undefined;
  const types = removed.map((one) => typeOfValue(one.key!, one.body));
  if (types.every((other) => other.kind !== 'unknown' && !isAnyKey(other, body) && !identical(type, other)))
    return type.kind === 'unknown' ? undefined : removed[0];
  const field = fieldOf(store.get(origins).of(key!));
  if (field === undefined) return undefined;
  const makers = removed.map((one) => makerOf(store.get(origins).of(one.key!)));
  if (makers.some((maker) => maker === undefined || maker !== makers[0])) return undefined;
  const makesOfField = all.find((one) => {
    const made = one.key === undefined ? undefined : store.get(origins).of(one.key);
    return (
      made?.op === 'call' &&
      makerOf(made) === makers[0] &&
      made.args.some((arg) => fieldOf(store.get(origins).of(arg)) === field)
    );
  });
  return makesOfField === undefined ? undefined : removed[0];
}

function isAnyKey(type: ReturnType<typeof typeOfValue>, body: Body): boolean {
  const { kind } = body.types.underlying(type);
  return kind === 'interface' || type.kind === 'typeparam' || (type.kind === 'basic' && type.untyped);
}

function fieldOf(value: Value): unknown {
  if (value.op === 'field') return value.field?.symbol;
  if (value.op !== 'load' || value.args[0].op !== 'fieldaddr') return undefined;
  return value.args[0].field?.symbol;
}

/** The function that a key comes from. */
function makerOf(value: Value): string | undefined {
  return value.op === 'call' ? nameOf(value) : undefined;
}

function nameOf({ callee }: Call): string | undefined {
  return callee.kind === 'static' ? callee.name : undefined;
}
