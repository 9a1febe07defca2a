import { type Body, type Call, instructions, isCall, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { call as callSyntax } from '../../syntax/go.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { PackageTypes } from '../../types/package-types.js';
import { sizeOf } from '../../types/sizes.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { origins } from '../memory/origins.js';
import { holderOf } from '../timers/time-channels.js';

/** A call that puts a value into a pool itself. */
export interface PoolPut {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  readonly value: Value;
}

export const poolPuts: Trigger<PoolPut> = {
  name: 'pool-puts',
  ops: ['call', 'defer'],
  lift(instruction, body, _pkg, store) {
    if (!isCall(instruction) || instruction.callee.kind !== 'static') return undefined;
    const { puts } = store.known.poolCalls.get(instruction.callee.name) ?? {};
    const value = puts === undefined ? undefined : instruction.args[puts];
    return value && { at: body.file.tree.node(instruction.node), call: instruction, body, value };
  },
};

/** A put that allocates. */
export interface BoxedPut {
  /** The argument, as the source writes it. */
  readonly value: string;
  /** What it is, if it is no pointer: `slice`, `string`. */
  readonly kind: string;
  /**
   * `copied`: the value is no pointer, and is copied to the heap. `moved`: a pointer to a variable that goes to the heap
   * for it.
   */
  readonly how: 'copied' | 'moved';
  /** Bytes that each put allocates. */
  readonly size: number;
  /** What is taken out of the pool and forgotten, so that another one must be made. */
  readonly taken: SyntaxNode | undefined;
}

export interface BoxedPuts {
  of(put: PoolPut): BoxedPut | undefined;
}

export const boxedPuts: Fact<BoxedPuts> = {
  name: 'boxed-puts',
  compute(_pkg, store) {
    return { of: (put) => boxed(put, store) };
  },
};

function boxed(put: PoolPut, store: FactStore): BoxedPut | undefined {
  const { body } = put;
  const value = unconverted(put.value, body);
  const type = typeOfValue(value, body);
  if (value.op === 'const' || type.kind === 'unknown') return undefined;
  if (value.op === 'alloc' || value.op === 'freevar') return moved(put, value, store);
  if (isPointerShaped(type, body.types)) return undefined;
  const size = sizeOf(body.types, type);
  if (size === undefined || size <= 1) return undefined; // the runtime has a table of all bytes
  return { value: textOfPut(put), kind: kindOf(body.types.underlying(type)), how: 'copied', size, taken: undefined };
}

/** What is put, before it becomes an interface. */
function unconverted(value: Value, body: Body): Value {
  const isInterface = value.op === 'convert' && body.types.underlying(value.type).kind === 'interface';
  return isInterface ? value.args[0] : value;
}

/** `b := *pool.Get().(*[]byte)`, and later `pool.Put(&b)`; or a parameter's address. */
function moved(put: PoolPut, address: Value, store: FactStore): BoxedPut | undefined {
  const { body } = put;
  const variable = holderOf(address);
  const type = typeOfValue(address, body);
  if (variable === undefined || type.kind !== 'pointer') return undefined;
  const { kind } = body.types.underlying(type.elem);
  const size = sizeOf(body.types, type.elem);
  if ((kind !== 'slice' && kind !== 'basic') || size === undefined) return undefined;
  const stored = instructions(body).flatMap((one) =>
    one.op === 'store' && holderOf(one.args[0]) === variable ? [store.get(origins).of(one.args[1])] : [],
  );
  const taken = stored.find((one) => isTaken(one, store));
  if (taken === undefined && !stored.some(({ op }) => op === 'param')) return undefined;
  const at = taken === undefined ? undefined : body.file.tree.node(taken.node);
  return { value: textOfPut(put), kind, how: 'moved', size, taken: at };
}

/** What a pointer out of a pool points to. */
function isTaken(value: Value, store: FactStore): boolean {
  if (value.op !== 'load') return false;
  const origin = store.get(origins);
  let at = origin.of(value.args[0]);
  while (at.op === 'assert' || at.op === 'extract') at = origin.of(at.args[0]);
  return isCall(at) && at.callee.kind === 'static' && isGetter(at.callee.name, store);
}

function isGetter(name: string, store: FactStore): boolean {
  const known = store.known.poolCalls.get(name);
  return known !== undefined && known.puts === undefined;
}

function textOfPut({ call, body, value }: PoolPut): string {
  const { tree } = body.file;
  return tree.text(callSyntax(tree, call.node).args.at(-1) ?? value.node);
}

function kindOf(type: Type): string {
  return type.kind !== 'basic' ? type.kind : type.name === 'string' ? type.name : 'number';
}

/** Whether an interface holds the value itself: it is one pointer. What is not known counts as one. */
function isPointerShaped(type: Type, types: PackageTypes): boolean {
  const under = types.underlying(type);
  switch (under.kind) {
    case 'basic':
      return under.name === 'unsafe.Pointer';
    case 'slice':
      return false;
    case 'struct':
      return under.fields.length === 1 && isPointerShaped(under.fields[0].type, types);
    case 'array':
      return under.length === 1 && isPointerShaped(under.elem, types);
    default:
      return true;
  }
}
