import type { Body, Call, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Type } from '../../types/type.js';
import type { Part } from './parts.js';
import { cellOf } from './value-classes.js';

export function isAddress({ op }: Value): boolean {
  return op === 'alloc' || op === 'freevar' || op === 'global' || op === 'fieldaddr' || op === 'indexaddr';
}

export function isBuiltin(value: Value, name: string): value is Call {
  return value.op === 'call' && value.callee.kind === 'builtin' && value.callee.name === name;
}

export function isConstant(value: Value, is: bigint): boolean {
  return value.op === 'const' && value.value === is;
}

export function isZero(value: Value): boolean {
  if (value.op === 'composite') return value.args.length === 0;
  return value.op === 'const' && (value.value === undefined || value.value === '' || value.value === 0n);
}

/** The maps that a value may have been looked up in. */
export function* lookedUp(value: Value, depth = 0): Iterable<Value> {
  if (depth > MAX_DEPTH) return;
  if (value.op === 'lookup') yield value.args[0];
  if (value.op === 'extract' && value.index === 0) yield* lookedUp(value.args[0], depth + 1);
  if (value.op === 'phi') for (const arg of value.args) yield* lookedUp(arg, depth + 1);
}

/** `delete(m, k)` in `for k := range m`. */
export function deletesItsOwn(call: Call): boolean {
  const [map, at] = call.args;
  if (at?.op !== 'extract' || at.args[0].op !== 'next') return false;
  const [over] = at.args[0].args;
  return over === map || (over.op === 'load' && map.op === 'load' && sameAddress(over.args[0], map.args[0]));
}

function sameAddress(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.op === 'fieldaddr' && b.op === 'fieldaddr') return a.name === b.name && sameAddress(a.args[0], b.args[0]);
  if (a.op === 'load' && b.op === 'load') return sameAddress(a.args[0], b.args[0]);
  return cellOf(a) !== undefined && cellOf(a) === cellOf(b);
}

export function isMethod({ callee }: Call): boolean {
  return callee.kind === 'interface' || callee.kind === 'unknown' || (callee.kind === 'static' && callee.method);
}

/** Whether the method is one of the part's type, not one that its struct has beside it. */
export function isMethodOf({ callee }: Call, part: Part): boolean {
  if (callee.kind === 'interface') return true;
  if (callee.kind !== 'static') return false;
  const receiver = callee.symbol?.receiver?.type;
  return part.type.kind === 'named' && (receiver === undefined || receiver === part.type.symbol);
}

/** The type of the parameter that an argument is passed to; undefined when that is not known. */
export function parameterType({ callee, args }: Call, argument: number, body: Body): Type | undefined {
  const symbol = callee.kind === 'static' || callee.kind === 'interface' ? callee.symbol : undefined;
  const dynamic = callee.kind === 'dynamic' ? typeOfValue(callee.value, body) : undefined;
  const signature = symbol === undefined ? dynamic && body.types.underlying(dynamic) : body.types.ofSymbol(symbol);
  if (signature?.kind !== 'func' || args.length === 0) return undefined;
  const receiver = callee.kind === 'interface' || (callee.kind === 'static' && callee.method) ? 1 : 0;
  const index = argument - receiver;
  if (index < 0) return undefined;
  const last = signature.params.length - 1;
  if (!signature.variadic || index < last) return signature.params[index]?.type;
  const variadic = signature.params[last].type;
  return variadic.kind === 'slice' ? variadic.elem : variadic;
}

/** Whether the first parameter is something to write to, as fmt.Fprint's. */
export function takesWriter(call: Call, body: Body): boolean {
  const type = parameterType(call, 0, body);
  return type !== undefined && methodNames(body, type).includes('Write');
}

export function methodNames(body: Body, type: Type, depth = 0): string[] {
  const under = body.types.underlying(type);
  if (under.kind !== 'interface' || depth > MAX_DEPTH) return [];
  return [
    ...under.methods.map((method) => method.name),
    ...under.embedded.flatMap((embedded) => methodNames(body, embedded, depth + 1)),
  ];
}

const MAX_DEPTH = 8;
