import type { Body } from '../../flow/ssa.js';
import { call, unparen } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import { builtinCalled } from '../../types/call-types.js';
import { identical } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import { ANY, BUDGET, type Cost, type Counter, LITERAL, NEVER } from './inline-counter.js';
import { countAddress, countConverted, countExpression } from './inline-expressions.js';

/** What a call adds that is not inlined (`inlineExtraCallCost` of cmd/compile/internal/inline). */
const CALL = 57;

/** What the call of a function that was passed in adds: it may turn out to be known. */
const PARAMETER_CALL = 17;

/** What a call of a function adds to its caller, given what the function costs itself. */
function costOfCall(callee: Cost, budget = BUDGET): Cost {
  if (callee.least > budget) return { least: CALL, most: CALL };
  if (callee.most <= budget) return callee;
  return { least: Math.min(CALL, callee.least), most: Math.max(CALL, budget) };
}

export function countCall(c: Counter, node: NodeIndex): void {
  const { file, types } = c.body;
  const { tree } = file;
  const { callee, args, spreads } = call(tree, node);
  if (callee === NONE) return c.add(1, NEVER.most);
  if (types.isType(file, callee)) return countConversion(c, types.denoted(file, callee), args[0] ?? NONE);
  const builtin = builtinCalled(file, callee);
  if (builtin !== undefined) return countBuiltin(c, builtin, args);
  const signature = types.underlying(types.of(file, callee));
  countCallee(c, callee, node);
  return countArguments(c, args, spreads, signature);
}

function countArguments(c: Counter, args: readonly NodeIndex[], spreads: boolean, signature: Type): void {
  if (signature.kind !== 'func') {
    for (const arg of args) countConverted(c, arg, undefined);
    return c.add(0, 3);
  }
  const { params, variadic } = signature;
  if (args.length === 1 && params.length > 1 && c.type(args[0]).kind === 'tuple') {
    countSpread(c, args[0]);
    return c.add(0, 3 + params.length);
  }
  args.forEach((arg, i) => {
    const collected = variadic && !spreads && i >= params.length - 1;
    const type = params[Math.min(i, params.length - 1)]?.type;
    countConverted(c, arg, collected && type?.kind === 'slice' ? type.elem : type);
  });
  // The arguments of a variadic parameter become a slice, none become nil.
  if (variadic && !spreads) c.add(args.length >= params.length ? 2 : 1);
  return undefined;
}

function countCallee(c: Counter, callee: NodeIndex, node: NodeIndex): void {
  const { file, types } = c.body;
  const { tree } = file;
  const at = unparen(tree, callee);
  const kind = tree.kind(at);
  c.add(1);
  if (kind === Kind.SelectorExpression) {
    const selection = types.selection(file, at);
    if (selection?.kind === 'method' && !selection.expression) return countMethod(c, at, selection, node);
    if (selection?.kind === 'member' && selection.path === 'unsafe') return undefined;
    if (selection?.kind === 'field') {
      countExpression(c, at);
      return c.add(CALL);
    }
  }
  if (kind === Kind.FuncLiteral) {
    c.add(1 + LITERAL);
    return addCost(c, costOfCall(ANY, 2 * BUDGET));
  }
  if (kind === Kind.Identifier || kind === Kind.SelectorExpression) {
    const symbol = file.symbol(at);
    c.add(1);
    if (symbol?.kind === 'var' && symbol.role !== 'package') {
      if (symbol.role === 'parameter') return c.add(PARAMETER_CALL, CALL);
      return addCost(c, { least: 0, most: 2 * BUDGET });
    }
    return addCost(c, costOfCall(c.calleeCost(node)));
  }
  if (kind === Kind.IndexExpression || kind === Kind.TypeInstantiationExpression) {
    return c.add(1, BUDGET + 20);
  }
  countExpression(c, at);
  return c.add(CALL);
}

function countMethod(
  c: Counter,
  selector: NodeIndex,
  selection: Extract<ReturnType<Body['types']['selection']>, { kind: 'method' }>,
  node: NodeIndex,
): void {
  const { file, types } = c.body;
  const receiver = file.tree.child(selector, Field.Operand);
  const { path } = selection;
  if (selection.dynamic) {
    c.add(path.length + 1 + CALL);
    return countExpression(c, receiver);
  }
  const type = path.at(-1)?.type ?? c.type(receiver);
  const isPointer = types.underlying(type).kind === 'pointer';
  const wantsPointer = selection.method.receiver?.pointer === true;
  if (type.kind === 'unknown') c.add(0, 1);
  if (type.kind !== 'unknown' && wantsPointer && !isPointer) {
    countAddress(c, receiver, path);
  } else {
    c.add(path.length + (isPointer && !wantsPointer ? 1 : 0));
    countExpression(c, receiver);
  }
  return addCost(c, costOfCall(c.calleeCost(node)));
}

function countConversion(c: Counter, to: Type, node: NodeIndex): void {
  const { types } = c.body;
  countExpression(c, node);
  const from = c.type(node);
  const [a, b] = [types.underlying(from), types.underlying(to)];
  if (a.kind === 'unknown' || b.kind === 'unknown' || to.kind === 'typeparam') return c.add(0, 1);
  if (b.kind === 'interface') return c.add(identical(from, to) ? 0 : 1);
  if (a.kind === 'basic' && b.kind === 'basic') return c.add(representation(a.name) === representation(b.name) ? 0 : 1);
  if (identical(a, b) || (a.kind === 'pointer' && b.kind === 'pointer')) return undefined;
  if (isUnsafe(a) || isUnsafe(b)) return undefined;
  return c.add(1);
}

function countBuiltin(c: Counter, name: string, args: readonly NodeIndex[]): void {
  if (name === 'recover') return c.add(NEVER.least);
  if (name === 'panic') {
    c.add(2);
    return args[0] === undefined ? undefined : countExpression(c, args[0]);
  }
  c.add(1);
  const { file, types } = c.body;
  for (const [i, arg] of args.entries()) {
    if (i === 0 && (name === 'make' || name === 'new') && types.isType(file, arg)) continue;
    countExpression(c, arg);
  }
  // A map or channel without a size gets one of 0.
  if (name === 'make' && args.length === 1) c.add(1);
  if (name === 'new' && args[0] !== undefined && !types.isType(file, args[0])) c.add(0, 8);
  if (name === 'append' || name === 'copy' || name === 'delete') c.add(0, name === 'append' ? args.length : 1);
  return undefined;
}

/** The results of a call that are passed on: each goes through a variable. */
export function countSpread(c: Counter, node: NodeIndex): void {
  const type = c.type(node);
  if (type.kind === 'tuple') c.add(4 * type.types.length + 1);
  else c.add(0, 20);
  countExpression(c, node);
}

function addCost(c: Counter, { least, most }: Cost): void {
  c.add(least, most);
}

function isUnsafe(type: Type): boolean {
  return type.kind === 'basic' && (type.name === 'unsafe.Pointer' || type.name === 'uintptr');
}

/** Types between which a conversion does nothing. */
function representation(name: string): string {
  switch (name) {
    case 'int':
      return 'int64';
    case 'uint':
    case 'uintptr':
    case 'unsafe.Pointer':
      return 'uint64';
    default:
      return name;
  }
}
