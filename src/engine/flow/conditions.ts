import { errorTests } from '../knowledge/error-tests.js';
import { Field, Kind } from '../syntax/kinds.js';
import type { Type } from '../types/type.js';
import { type Body, type Call, isCall, type Value } from './ssa.js';
import { typeOfValue } from './value-type.js';

/** A question about values that is answered by yes or no. */
export interface Question {
  readonly asks: 'true' | 'nil' | 'equal' | 'less';
  /** One value; for `equal` and `less`, two. */
  readonly of: readonly Value[];
}

/** A branch's condition: a question, and the answer on which it holds. */
export interface Condition extends Question {
  readonly holds: boolean;
}

/** Where a question is asked: what phis and loads stand for there, and what is known. */
export interface Outlook {
  readonly body: Body;
  resolve(value: Value): Value;
  answer(question: Question): boolean | undefined;
}

/** What a boolean value asks. */
export function conditionOf(value: Value, outlook: Outlook): Condition {
  const at = outlook.resolve(value);
  if (at.op === 'unary' && at.operator === Kind.Not) return opposite(conditionOf(at.args[0], outlook));
  // `runtime.GOOS == "windows"` is decided in this build only.
  if (at.op !== 'binary' || at.args.every((arg) => arg.op === 'const')) return { asks: 'true', of: [at], holds: true };
  const [left, right] = at.args.map((arg) => outlook.resolve(arg));
  if (isRetyped(at, [left, right], outlook)) return { asks: 'true', of: [at], holds: true };
  switch (at.operator) {
    case Kind.Eql:
      return equality(left, right, outlook);
    case Kind.Neq:
      return opposite(equality(left, right, outlook));
    case Kind.Lss:
      return { asks: 'less', of: [left, right], holds: true };
    case Kind.Geq:
      return { asks: 'less', of: [left, right], holds: false };
    case Kind.Gtr:
      return { asks: 'less', of: [right, left], holds: true };
    case Kind.Leq:
      return { asks: 'less', of: [right, left], holds: false };
    default:
      return { asks: 'true', of: [at], holds: true };
  }
}

/**
 * Whether an operand is an interface there and its value was none, or the other way round, as in the clauses of a type
 * switch: an interface that holds a nil pointer is not nil.
 */
function isRetyped({ node }: Value, operands: readonly Value[], { body }: Outlook): boolean {
  const { file, types } = body;
  const { tree } = file;
  if (tree.kind(node) !== Kind.BinaryExpression || !operands.some((one) => one.op === 'const' && one.nil)) return false;
  const kindOf = (type: Type) => types.underlying(type).kind;
  return [Field.Left, Field.Right].some((side, i) => {
    const value = operands[i];
    if (value.op === 'const') return false;
    const kinds = [kindOf(types.of(file, tree.child(node, side))), kindOf(typeOfValue(value, body))];
    // A variable whose type is not known has that of what is assigned to it.
    return !kinds.includes('unknown') && kinds.includes('interface') && kinds[0] !== kinds[1];
  });
}

function opposite(condition: Condition): Condition {
  return { ...condition, holds: !condition.holds };
}

function equality(left: Value, right: Value, outlook: Outlook): Condition {
  for (const [side, other] of [
    [left, right],
    [right, left],
  ]) {
    if (side.op !== 'const') continue;
    if (side.nil) return { asks: 'nil', of: [other], holds: true };
    if (typeof side.value !== 'boolean') continue;
    const inner = conditionOf(other, outlook);
    return side.value ? inner : opposite(inner);
  }
  return { asks: 'equal', of: [left, right], holds: true };
}

/** What is not nil when a question is answered with yes: the error that `errors.Is` or `err == io.EOF` recognises. */
export function recognised({ asks, of: [value, other] }: Question): Value | undefined {
  if (asks === 'true') return isErrorTest(value) ? value.args[0] : undefined;
  if (asks !== 'equal') return undefined;
  return isGlobal(other) ? value : isGlobal(value) ? other : undefined;
}

function isErrorTest(value: Value): value is Call {
  return value.op === 'call' && value.callee.kind === 'static' && errorTests.has(value.callee.name);
}

function isGlobal(value: Value): boolean {
  return value.op === 'load' && value.args[0].op === 'global';
}

/** The same for questions that have the same answer, as long as none of their subjects is computed anew. */
export function keyOf({ asks, of }: Question, body: Body): string {
  const ids = of.map((value) => idOf(value, body));
  return `${asks} ${(asks === 'equal' ? ids.sort() : ids).join(' ')}`;
}

/** Constants go by their value, lengths and tests of errors by what they are of, everything else by itself. */
function idOf(value: Value, body: Body): string {
  if (value.op === 'const') return value.nil ? 'nil' : `=${String(value.value)}`;
  const parts = partsOf(value, body);
  if (parts.length === 0 || !('callee' in value)) return `#${numberOf(value)}`;
  return `${nameOf(value)}(${parts.map((part) => (isGlobal(part) ? nameOf(part.args[0]) : idOf(part, body))).join()})`;
}

function nameOf(value: Value): string {
  if (value.op === 'global') return value.name;
  return isCall(value) && 'name' in value.callee ? value.callee.name : '';
}

/** What a call that always has the same result for the same arguments is of. */
function partsOf(value: Value, body: Body): readonly Value[] {
  if (isErrorTest(value)) return value.args;
  return measuredBy(value, body) ?? [];
}

/** What `len` is taken of, when that cannot become longer or shorter. */
function measuredBy(value: Value, body: Body): readonly Value[] | undefined {
  if (value.op !== 'call' || value.callee.kind !== 'builtin' || value.callee.name !== 'len') return undefined;
  const [whole] = value.args;
  const { kind } = body.types.underlying(typeOfValue(whole, body));
  return kind === 'slice' || kind === 'basic' ? value.args : undefined;
}

const numbers = new WeakMap<Value, number>();
let last = 0;

function numberOf(value: Value): number {
  let number = numbers.get(value);
  if (number === undefined) numbers.set(value, (number = ++last));
  return number;
}

/** The values that a question is about, as far as they may change. */
export function subjectsOf({ of }: Question, body: Body): readonly Value[] {
  const subjects = of.flatMap((value) => {
    const parts = partsOf(value, body);
    return parts.length === 0 ? [value] : parts;
  });
  return subjects.filter((value) => value.op !== 'const' && !isGlobal(value));
}
