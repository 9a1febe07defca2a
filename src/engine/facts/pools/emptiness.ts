import type { Value } from '../../flow/ssa.js';
import { lengthMethod } from '../../knowledge/pools.js';
import { Kind } from '../../syntax/kinds.js';
import type { Type } from '../../types/type.js';
import { isConstant } from './value-forms.js';

/** What a condition is about, on which branch there is nothing in it, and why. */
export interface Emptiness {
  readonly of: Value;
  readonly when: boolean;
  readonly because: 'length' | 'nil' | 'type' | 'method';
}

/** What a condition says of emptiness; undefined: nothing. */
export function emptyWhen(condition: Value): Emptiness | undefined {
  if (condition.op === 'extract' && condition.index === 1) {
    const [asserted] = condition.args;
    // That it lacks methods does not make it another type.
    if (asserted.op !== 'assert') return undefined;
    return { of: asserted.args[0], when: false, because: isConcrete(asserted.type) ? 'type' : 'method' };
  }
  if (condition.op !== 'binary') return undefined;
  const [left, right] = condition.args;
  const { operator } = condition;
  const equal = operator === Kind.Eql;
  if (equal || operator === Kind.Neq) {
    if (right.op === 'const' && right.nil) return { of: left, when: equal, because: 'nil' };
    if (left.op === 'const' && left.nil) return { of: right, when: equal, because: 'nil' };
  }
  const of = measured(left);
  if (of === undefined) return undefined;
  const length = (when: boolean): Emptiness => ({ of, when, because: 'length' });
  if (isConstant(right, 0n)) {
    if (equal) return length(true);
    if (operator === Kind.Neq || operator === Kind.Gtr) return length(false);
  }
  if (isConstant(right, 1n)) {
    if (operator === Kind.Lss) return length(true);
    if (operator === Kind.Geq) return length(false);
  }
  return undefined;
}

/** What a call measures: `len(x)`, `x.Len()`. */
function measured(value: Value): Value | undefined {
  if (value.op !== 'call' || value.args.length !== 1) return undefined;
  const { callee } = value;
  const length =
    callee.kind === 'builtin' ? callee.name === 'len' : 'symbol' in callee && callee.symbol?.name === lengthMethod;
  return length ? value.args[0] : undefined;
}

/** A pointer, slice or map, or a name for one that is no interface's: what pools hold. */
function isConcrete(type: Type): boolean {
  return type.kind === 'pointer' || type.kind === 'slice' || type.kind === 'map';
}
