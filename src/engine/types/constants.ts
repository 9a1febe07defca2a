import type { PackageFile } from '../names/package.js';
import type { Constant } from '../names/symbol.js';
import { call, calleeOf, expressions, operator, unparen } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { builtinCalled, unsafeCalled } from './call-types.js';
import type { PackageTypes } from './package-types.js';
import { sizeOf } from './sizes.js';
import type { Type } from './type.js';

/** Integers and runes as bigint, floats as number (not exact), strings and booleans as themselves. */
export type ConstantValue = bigint | number | string | boolean;

/** The value of a constant expression (Go spec, "Constant expressions"); undefined when it is none or too hard. */
export function constantOf(
  types: PackageTypes,
  file: PackageFile,
  node: NodeIndex,
  iota?: bigint,
): ConstantValue | undefined {
  const { tree } = file;
  const at = node === NONE ? NONE : unparen(tree, node);
  if (at === NONE) return undefined;
  switch (tree.kind(at)) {
    case Kind.IntLiteral:
      return integerLiteral(tree.text(at));
    case Kind.FloatLiteral:
      return floatLiteral(tree.text(at));
    case Kind.RuneLiteral:
      return runeLiteral(tree.text(at));
    case Kind.InterpretedStringLiteral:
      return unquote(tree.text(at).slice(1, -1));
    case Kind.RawStringLiteral:
      return tree.text(at).slice(1, -1).replaceAll('\r', '');
    case Kind.Identifier:
    case Kind.True:
    case Kind.False:
    case Kind.Iota: {
      const symbol = file.symbol(at);
      if (symbol?.kind !== 'const') return undefined;
      if (symbol.declaration === undefined) return symbol.name === 'iota' ? iota : symbol.name === 'true';
      return types.constantOfSymbol(symbol);
    }
    case Kind.SelectorExpression: {
      const operand = tree.child(at, Field.Operand);
      if (operand === NONE || file.symbol(operand)?.kind !== 'package') return undefined;
      const selection = types.selection(file, at);
      return selection?.kind === 'member' && selection.symbol?.kind === 'const'
        ? types.constantOfSymbol(selection.symbol)
        : undefined;
    }
    case Kind.UnaryExpression: {
      const operand = tree.child(at, Field.Operand);
      const value = constantOf(types, file, operand, iota);
      const op = operator(tree, at);
      return op === Kind.Xor ? complement(types, types.of(file, operand), value) : unary(op, value);
    }
    case Kind.BinaryExpression: {
      const left = constantOf(types, file, tree.child(at, Field.Left), iota);
      if (left === undefined) return undefined;
      const right = constantOf(types, file, tree.child(at, Field.Right), iota);
      if (right === undefined) return undefined;
      return binary(operator(tree, at), left, right, () => isInteger(types, types.of(file, at)));
    }
    case Kind.CallExpression:
    case Kind.TypeConversionExpression:
      return constantCall(types, file, at, iota);
    default:
      return undefined;
  }
}

export function constantOfSymbol(types: PackageTypes, constant: Constant): ConstantValue | undefined {
  const { declaration } = constant;
  if (declaration === undefined) return undefined;
  const { file } = declaration;
  const values = expressions(file.tree, file.tree.child(constant.spec, Field.Value));
  if (constant.index >= values.length) return undefined;
  const value = constantOf(types, file, values[constant.index], BigInt(constant.iota));
  const written = file.tree.child(constant.spec, Field.Type);
  return written === NONE || value === undefined ? value : represented(types, types.denoted(file, written), value);
}

/** A conversion of a constant, `min` and `max`, `len` of a constant string or an array, `unsafe.Sizeof`. */
function constantCall(
  types: PackageTypes,
  file: PackageFile,
  node: NodeIndex,
  iota?: bigint,
): ConstantValue | undefined {
  const callee = calleeOf(file.tree, node);
  if (callee === NONE) return undefined;
  if (types.isType(file, callee)) {
    const value = constantOf(types, file, onlyArgument(file, node), iota);
    return value === undefined ? undefined : converted(types, types.denoted(file, callee), value);
  }
  const builtin = builtinCalled(file, callee);
  switch (builtin) {
    case 'min':
    case 'max': {
      const values = call(file.tree, node).args.map((arg) => constantOf(types, file, arg, iota));
      return extreme(builtin === 'min', values);
    }
    case 'len':
    case 'cap':
      return lengthOf(types, file, onlyArgument(file, node), iota);
    default:
      return unsafeCalled(file, callee) === 'Sizeof' ? sizeOfValue(types, file, onlyArgument(file, node)) : undefined;
  }
}

function onlyArgument(file: PackageFile, node: NodeIndex): NodeIndex {
  const { args } = call(file.tree, node);
  return args.length === 1 ? args[0] : NONE;
}

/** The length of a constant string, in bytes, or of an array. */
function lengthOf(types: PackageTypes, file: PackageFile, node: NodeIndex, iota?: bigint): bigint | undefined {
  const text = constantOf(types, file, node, iota);
  if (typeof text === 'string') return BigInt(new TextEncoder().encode(text).length);
  const under = types.underlying(types.of(file, node));
  const array = under.kind === 'pointer' ? types.underlying(under.elem) : under;
  return array.kind === 'array' && array.length !== undefined ? BigInt(array.length) : undefined;
}

function sizeOfValue(types: PackageTypes, file: PackageFile, node: NodeIndex): bigint | undefined {
  const size = sizeOf(types, types.of(file, node));
  return size === undefined ? undefined : BigInt(size);
}

/** Undefined where a value is not known, or an integer meets a float. */
function extreme(
  least: boolean,
  [first, ...others]: readonly (ConstantValue | undefined)[],
): ConstantValue | undefined {
  let best = first;
  for (const value of others) {
    if (best === undefined || value === undefined || typeof value !== typeof best) return undefined;
    if (value < best === least) best = value;
  }
  return best;
}

/** An explicit conversion: as an assignment, or an integer to a string (Go spec, "Conversions"). */
function converted(types: PackageTypes, type: Type, value: ConstantValue): ConstantValue | undefined {
  const under = types.underlying(type);
  const asText = under.kind === 'basic' && under.name === 'string' && typeof value === 'bigint';
  return asText ? codePoint(value) : represented(types, type, value);
}

/** The value as one of the type (Go spec, "Representability"); undefined when the type is not basic or not known. */
function represented(types: PackageTypes, type: Type, value: ConstantValue): ConstantValue | undefined {
  const under = types.underlying(type);
  if (under.kind !== 'basic') return undefined;
  if (isInteger(types, under)) return typeof value === 'number' ? wholeNumber(value) : value;
  return /^(float|complex)/.test(under.name) && typeof value === 'bigint' ? Number(value) : value;
}

function isInteger(types: PackageTypes, type: Type): boolean {
  const under = types.underlying(type);
  return under.kind === 'basic' && /^(u?int|untyped (int|rune))/.test(under.name);
}

/** Beyond 2^53 a number may not be exact. */
function wholeNumber(value: number): bigint | undefined {
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function codePoint(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function integerLiteral(text: string): bigint | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  try {
    return BigInt(octal);
  } catch {
    return undefined;
  }
}

function floatLiteral(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isNaN(value) ? undefined : value; // hexadecimal floats are left unknown
}

function runeLiteral(text: string): bigint | undefined {
  const value = unquote(text.slice(1, -1));
  const point = value?.codePointAt(0);
  return point === undefined ? undefined : BigInt(point);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The string that an interpreted literal's inside stands for; bytes above 0x7F written as escapes are left unknown. */
function unquote(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  let known = true;
  const value = text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/g,
    (all, x, u, big, octal, simple) => {
      if (simple !== undefined) return simpleEscapes[simple] ?? all;
      const point = parseInt(x ?? u ?? big ?? octal, octal === undefined ? 16 : 8);
      if ((x ?? octal) !== undefined && point > 0x7f) known = false;
      if (point > 0x10ffff) known = false;
      return known ? String.fromCodePoint(point) : '';
    },
  );
  return known ? value : undefined;
}

function unary(op: Kind, value: ConstantValue | undefined): ConstantValue | undefined {
  if (value === undefined) return undefined;
  if (op === Kind.Not) return typeof value === 'boolean' ? !value : undefined;
  if (typeof value === 'number') return op === Kind.Sub ? -value : op === Kind.Add ? value : undefined;
  if (typeof value !== 'bigint') return undefined;
  if (op === Kind.Sub) return -value;
  return op === Kind.Add ? value : undefined;
}

/** `^x`: all bits of an unsigned x turned over, -1 ^ x for any other (Go spec, "Integer operators"). */
function complement(types: PackageTypes, type: Type, value: ConstantValue | undefined): bigint | undefined {
  if (typeof value !== 'bigint' || !isInteger(types, type)) return undefined;
  const under = types.underlying(type);
  const size =
    under.kind === 'basic' && under.name.startsWith('u') && !under.untyped ? sizeOf(types, under) : undefined;
  return size === undefined ? ~value : BigInt.asUintN(size * 8, ~value);
}

/** Wider shifts than any Go compiler accepts, so that a hostile constant costs nothing. */
const MAX_SHIFT = 1024n;

/** `integral` says whether the result's type is an integer type, which decides how an integer meets a float. */
function binary(
  op: Kind,
  left: ConstantValue,
  right: ConstantValue,
  integral: () => boolean,
): ConstantValue | undefined {
  if (typeof left === 'bigint' && typeof right === 'bigint') return integerOperation(op, left, right);
  if (typeof left === 'string' && typeof right === 'string')
    return op === Kind.Add ? left + right : comparison(op, left, right);
  if (typeof left === 'boolean' || typeof right === 'boolean') return logical(op, left, right);
  if (typeof left === 'string' || typeof right === 'string') return undefined;
  if (op === Kind.Shl || op === Kind.Shr || integral()) {
    const [a, b] = [left, right].map((value) => (typeof value === 'number' ? wholeNumber(value) : value));
    return a === undefined || b === undefined ? undefined : integerOperation(op, a, b);
  }
  return floatOperation(op, Number(left), Number(right));
}

function integerOperation(op: Kind, a: bigint, b: bigint): ConstantValue | undefined {
  switch (op) {
    case Kind.Add:
      return a + b;
    case Kind.Sub:
      return a - b;
    case Kind.Mul:
      return a * b;
    case Kind.Quo:
      return b === 0n ? undefined : a / b;
    case Kind.Rem:
      return b === 0n ? undefined : a % b;
    case Kind.And:
      return a & b;
    case Kind.Or:
      return a | b;
    case Kind.Xor:
      return a ^ b;
    case Kind.AndNot:
      return a & ~b;
    case Kind.Shl:
      return b < 0n || b > MAX_SHIFT ? undefined : a << b;
    case Kind.Shr:
      return b < 0n || b > MAX_SHIFT ? undefined : a >> b;
    default:
      return comparison(op, a, b);
  }
}

function floatOperation(op: Kind, a: number, b: number): ConstantValue | undefined {
  switch (op) {
    case Kind.Add:
      return a + b;
    case Kind.Sub:
      return a - b;
    case Kind.Mul:
      return a * b;
    case Kind.Quo:
      return b === 0 ? undefined : a / b;
    default:
      return comparison(op, a, b);
  }
}

function comparison<T extends bigint | number | string>(op: Kind, a: T, b: T): boolean | undefined {
  switch (op) {
    case Kind.Eql:
      return a === b;
    case Kind.Neq:
      return a !== b;
    case Kind.Lss:
      return a < b;
    case Kind.Leq:
      return a <= b;
    case Kind.Gtr:
      return a > b;
    case Kind.Geq:
      return a >= b;
    default:
      return undefined;
  }
}

function logical(op: Kind, a: ConstantValue, b: ConstantValue): boolean | undefined {
  if (typeof a !== 'boolean' || typeof b !== 'boolean') return undefined;
  if (op === Kind.LAnd) return a && b;
  if (op === Kind.LOr) return a || b;
  return op === Kind.Eql ? a === b : op === Kind.Neq ? a !== b : undefined;
}
