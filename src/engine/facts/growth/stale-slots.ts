import { isInLoop } from '../../flow/loops.js';
import { type Body, type Instruction, instructions, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { TypeName } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { PackageTypes } from '../../types/package-types.js';
import { holdsPointers } from '../../types/pointers.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { describe } from '../loops/extent.js';
import { type LongLife, longLived } from './long-lived.js';
import { type NilledCopy, nilledCopy } from './nilled-copies.js';

/** A slice that a field, a variable or a pointer's target holds, and that a part of itself takes the place of. */
export interface Shrinking {
  readonly kind: 'shrinking';
  readonly at: SyntaxNode;
  readonly store: Instruction;
  readonly body: Body;
  /** The slice, as the source writes it. */
  readonly slice: string;
  readonly how: 'end' | 'front' | 'middle' | 'filter';
}

/** What is meant to let go of something, and may keep it. */
export type LettingGo = Shrinking | (NilledCopy & { readonly kind: 'nilled copy'; readonly body: Body });

export const lettingGo: Trigger<LettingGo> = {
  name: 'letting-go',
  ops: ['store', 'load'],
  lift(instruction, body) {
    if (instruction.op === 'load') {
      const copy = nilledCopy(instruction, body);
      return copy && { ...copy, kind: 'nilled copy', body };
    }
    const [address, value] = instruction.args;
    if (placeOf(address) === undefined) return undefined;
    const how = shapeOf(value, address, body);
    if (how === undefined) return undefined;
    const at = body.file.tree.node(instruction.node);
    return { kind: 'shrinking', at, store: instruction, body, slice: describe(address, body), how };
  },
};

/** Slots behind the end, or before the beginning, of a slice that lives long; they still hold what was in them. */
export interface StaleSlots {
  readonly life: LongLife;
  /** Whether an element holds more than itself: bytes, a slice, a map. */
  readonly areBig: boolean;
}

export interface StaleSlotFinder {
  of(shrinking: Shrinking): StaleSlots | undefined;
  /** Why the field lives on whose copy is set to nil. */
  lifeOf(copy: NilledCopy): LongLife | undefined;
}

export const staleSlots: Fact<StaleSlotFinder> = {
  name: 'stale-slots',
  compute(pkg, facts) {
    return {
      lifeOf({ field, read }) {
        if (field.pkg !== pkg.pkg) return undefined;
        return facts.get(longLived).of(field, read.args[0].args.slice(0, 1));
      },
      of({ store, body }) {
        const [address] = store.args;
        const type = typeOfValue(address, body);
        const slice = type.kind === 'pointer' ? pkg.types.underlying(type.elem) : type;
        if (slice.kind !== 'slice' || !holdsPointers(pkg.types, slice.elem)) return undefined;
        if (slice.elem.kind === 'unknown' || pkg.types.underlying(slice.elem).kind === 'func') return undefined;
        if (isCleared(address, body)) return undefined;
        const life = lifeOf(address, type, facts);
        return life && { life, areBig: holdsMore(slice.elem, pkg.types) };
      },
    };
  },
};

/** What identifies the place that an address is: the field or variable, or the pointer itself. */
function placeOf(address: Value): unknown {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  if (address.op === 'global') return address.symbol;
  return address.op === 'param' ? address : undefined;
}

function lifeOf(address: Value, type: Type, facts: FactStore): LongLife | undefined {
  const lives = facts.get(longLived);
  if (address.op === 'param') {
    const named = type.kind === 'pointer' ? type.elem : type;
    return named.kind === 'named' && named.symbol.pkg === facts.pkg.pkg
      ? lives.ofType(named.symbol as TypeName)
      : undefined;
  }
  const variable = placeOf(address);
  if (variable === undefined || (address.op !== 'fieldaddr' && address.op !== 'global')) return undefined;
  const symbol = address.op === 'fieldaddr' ? address.field?.symbol : address.symbol;
  if (symbol?.kind !== 'var' || symbol.pkg !== facts.pkg.pkg) return undefined;
  return lives.of(symbol, address.op === 'fieldaddr' ? [address.args[0]] : []);
}

function shapeOf(value: Value, address: Value, body: Body): Shrinking['how'] | undefined {
  if (value.op === 'slice') {
    if (!isRead(value.args[0], address)) return undefined;
    const { low, high } = value;
    if (high !== undefined)
      return (low === undefined || isNumber(low, 0n)) && isLess(high, address, body) ? 'end' : undefined;
    return low === undefined || isNumber(low, 0n) ? undefined : 'front';
  }
  if (value.op === 'call' && isAppend(value) && value.spreads) {
    const [head, tail] = value.args;
    const isCut = (one: Value) => one.op === 'slice' && isRead(one.args[0], address);
    return isCut(head) && isCut(tail) ? 'middle' : undefined;
  }
  return value.op === 'phi' && isFiltered(value, address, new Set()) ? 'filter' : undefined;
}

/** `len(x) - 1`, a number that goes up while elements move to the front, or one behind which the rest is taken. */
function isLess(bound: Value, address: Value, body: Body): boolean {
  if (bound.op === 'binary') return bound.operator === Kind.Sub;
  if (isNumber(bound, 0n)) return false;
  if (bound.op === 'phi' && isInLoop(bound, body)) return true;
  return usesIn(body)
    .of(bound)
    .some((use) => use.op === 'slice' && use.low === bound && isRead(use.args[0], address));
}

/** `kept := x.f[:0]; for … { kept = append(kept, v) }`. */
function isFiltered(value: Value, address: Value, seen: Set<Value>): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  if (value.op === 'phi') return value.args.some((arg) => isFiltered(arg, address, seen));
  if (value.op === 'call' && isAppend(value)) return isFiltered(value.args[0], address, seen);
  return (
    value.op === 'slice' &&
    value.low === undefined &&
    value.high !== undefined &&
    isNumber(value.high, 0n) &&
    isRead(value.args[0], address)
  );
}

function isAppend(value: Instruction): boolean {
  return value.op === 'call' && value.callee.kind === 'builtin' && value.callee.name === 'append';
}

function isNumber(value: Value, number: bigint): boolean {
  return value.op === 'const' && value.value === number;
}

/** Whether a value is what lies at the place of an address. */
function isRead(value: Value, address: Value): boolean {
  if (value.op === 'slice') return isRead(value.args[0], address);
  if (value.op === 'phi') return value.args.some((arg) => arg.op === 'load' && isRead(arg, address));
  return value.op === 'load' && placeOf(value.args[0]) !== undefined && placeOf(value.args[0]) === placeOf(address);
}

/** Whether the body empties slots of the slice, or hands one to somebody who may. */
function isCleared(address: Value, body: Body): boolean {
  return instructions(body).some((one) => {
    if (one.op === 'store') return isZero(one.args[1]) && isSlot(one.args[0], address);
    if (!isCall(one)) return false;
    if (one.callee.kind === 'builtin') return one.callee.name === 'clear' && isPart(one.args[0], address, body);
    return one.args.some((arg) => isSlot(arg, address));
  });
}

/** The whole, a part of it, or what has been filtered out of it. */
function isPart(value: Value, address: Value, body: Body): boolean {
  if (isRead(value, address)) return true;
  if (value.op === 'slice') return isPart(value.args[0], address, body);
  return usesIn(body)
    .of(value)
    .some((use) => use.op === 'store' && placeOf(use.args[0]) === placeOf(address));
}

function isSlot(at: Value, address: Value): boolean {
  if (at.op === 'fieldaddr') return isSlot(at.args[0], address);
  if (at.op !== 'indexaddr') return false;
  return isRead(at.args[0], address) || isFiltered(at.args[0], address, new Set());
}

function isZero(value: Value): boolean {
  if (value.op === 'composite') return value.args.length === 0;
  if (value.op === 'load') return value.args[0].op === 'alloc' && value.args[0].of === 'variable';
  return value.op === 'const' && (value.nil || value.value === undefined || value.value === '' || value.value === 0n);
}

/** Whether an element leads to a slice, a map or bytes of its own. */
function holdsMore(type: Type, types: PackageTypes, depth = 0): boolean {
  const under = types.underlying(type);
  switch (under.kind) {
    case 'pointer':
      return depth === 0 && holdsMore(under.elem, types, depth + 1);
    case 'slice':
    case 'map':
      return true;
    case 'struct':
      return (
        depth < 3 &&
        under.fields.some(
          (field) => types.underlying(field.type).kind !== 'pointer' && holdsMore(field.type, types, depth + 1),
        )
      );
    default:
      return false;
  }
}
