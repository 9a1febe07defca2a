import { call, literalElements, operator, unparen } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import { builtinCalled } from '../../types/call-types.js';
import { identical } from '../../types/operations.js';
import type { Field as StructField, Type } from '../../types/type.js';
import { countCall } from './inline-calls.js';
import { type Counter, LITERAL } from './inline-counter.js';

/** A value that goes where `to` is expected: putting it into an interface is a node. */
export function countConverted(c: Counter, node: NodeIndex, to: Type | undefined): void {
  const { types } = c.body;
  countExpression(c, node);
  if (to === undefined) return c.add(0, 1);
  const under = types.underlying(to);
  if (under.kind === 'unknown') return c.add(0, 1);
  if (under.kind !== 'interface' || c.isNil(node)) return undefined;
  const from = c.type(node);
  if (from.kind === 'unknown') return c.add(0, 1);
  return identical(from, to) ? undefined : c.add(1);
}

export function countExpression(c: Counter, node: NodeIndex): void {
  const { file } = c.body;
  const { tree } = file;
  const at = node === NONE ? NONE : unparen(tree, node);
  if (at === NONE) return;
  if (c.constant(at) !== undefined) return c.add(1);
  switch (tree.kind(at)) {
    case Kind.SelectorExpression:
      return countSelector(c, at);
    case Kind.CallExpression:
    case Kind.TypeConversionExpression:
      return countCall(c, at);
    case Kind.FuncLiteral:
      return c.add(1 + LITERAL);
    case Kind.CompositeLiteral:
      return countLiteral(c, c.type(at), tree.child(at, Field.Body));
    case Kind.LiteralValue: {
      const type = c.type(at);
      if (type.kind === 'pointer') c.add(1);
      return countLiteral(c, type.kind === 'pointer' ? type.elem : type, at);
    }
    case Kind.IndexExpression:
      return countIndex(c, at);
    case Kind.SliceExpression:
      return countSlice(c, at);
    case Kind.TypeAssertionExpression:
      c.add(1);
      return countExpression(c, tree.child(at, Field.Operand));
    case Kind.UnaryExpression:
      return countUnary(c, at);
    case Kind.BinaryExpression:
      return countBinary(c, at);
    case Kind.TypeInstantiationExpression:
      return c.add(1, 20);
    default:
      return c.add(1);
  }
}

function countSelector(c: Counter, node: NodeIndex): void {
  const { file, types } = c.body;
  const selection = types.selection(file, node);
  if (selection === undefined) {
    c.add(1, 4);
    return countExpression(c, file.tree.child(node, Field.Operand));
  }
  if (selection.kind === 'member') return c.add(1);
  if (selection.kind === 'method') {
    if (selection.expression) return c.add(1);
    c.add(2 + selection.path.length, 4 + selection.path.length);
  } else {
    c.add(1 + selection.path.length);
  }
  return countExpression(c, file.tree.child(node, Field.Operand));
}

function countLiteral(c: Counter, type: Type, body: NodeIndex): void {
  const { tree } = c.body.file;
  const under = c.body.types.underlying(type);
  c.add(under.kind === 'slice' ? 2 : 1);
  literalElements(tree, body).forEach(({ key, value }, i) => {
    if (under.kind === 'struct') {
      const field = key === NONE ? under.fields[i] : under.fields.find((one) => one.name === tree.text(key));
      c.add(1);
      return countConverted(c, value, field?.type);
    }
    if (key !== NONE) c.add(1);
    if (under.kind === 'map') countConverted(c, key, under.key);
    else if (key !== NONE) c.add(1);
    return countConverted(
      c,
      value,
      under.kind === 'map' || under.kind === 'slice' || under.kind === 'array' ? under.elem : undefined,
    );
  });
}

function countIndex(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const base = tree.child(node, Field.Operand);
  const under = c.underlying(base);
  if (under.kind === 'func') return c.add(1, 20);
  c.add(under.kind === 'pointer' ? 2 : 1);
  countExpression(c, base);
  return countConverted(c, tree.child(node, Field.Index), under.kind === 'map' ? under.key : undefined);
}

function countSlice(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const base = tree.child(node, Field.Operand);
  const [low, high, max] = [Field.Start, Field.End, Field.Capacity].map((field) => tree.child(node, field));
  c.add(1);
  if (c.underlying(base).kind === 'array') countAddress(c, base);
  else countExpression(c, base);
  // `[0:]` and `[:len(x)]` are dropped.
  if (low !== NONE && c.constant(low) !== 0n) countExpression(c, low);
  if (high !== NONE) {
    const repeated = lengthOf(c, high) === tree.text(base);
    if (repeated) c.add(0, 3);
    else countExpression(c, high);
  }
  if (max !== NONE) countExpression(c, max);
}

/** What `len` is asked for. */
function lengthOf(c: Counter, node: NodeIndex): string | undefined {
  const { file } = c.body;
  const at = unparen(file.tree, node);
  if (file.tree.kind(at) !== Kind.CallExpression) return undefined;
  const { callee, args } = call(file.tree, at);
  return callee !== NONE && builtinCalled(file, callee) === 'len' && args.length === 1
    ? file.tree.text(args[0])
    : undefined;
}

function countUnary(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const inner = unparen(tree, tree.child(node, Field.Operand));
  if (operator(tree, node) === Kind.And) return countAddress(c, inner);
  c.add(operator(tree, node) === Kind.Mul && isAddress(c, inner) ? 0 : 1);
  return countExpression(c, inner);
}

/** `&x`, written or implied. The address of a first field is that of the struct. */
export function countAddress(c: Counter, node: NodeIndex, path: readonly StructField[] = []): void {
  const { file, types } = c.body;
  const { tree } = file;
  const at = unparen(tree, node);
  const selection = tree.kind(at) === Kind.SelectorExpression ? types.selection(file, at) : undefined;
  const base = selection?.kind === 'field' ? unparen(tree, tree.child(at, Field.Operand)) : at;
  const fields = selection?.kind === 'field' ? [...selection.path, selection.field, ...path] : path;
  if (fields.length === 1 && tree.kind(base) === Kind.Identifier) {
    const type = c.underlying(base);
    const struct = type.kind === 'pointer' ? types.underlying(type.elem) : type;
    if (struct.kind === 'struct' && struct.fields[0]?.name === fields[0].name) return countExpression(c, base);
  }
  c.add(1 + path.length);
  return countExpression(c, at);
}

/** `(*T)(unsafe.Pointer(&x))`: read through, that is x with another type. */
function isAddress(c: Counter, node: NodeIndex): boolean {
  const { file, types } = c.body;
  const { tree } = file;
  let at = unparen(tree, node);
  while (at !== NONE && (tree.kind(at) === Kind.CallExpression || tree.kind(at) === Kind.TypeConversionExpression)) {
    const { callee, args } = call(tree, at);
    if (callee === NONE || args.length !== 1 || !types.isType(file, callee)) return false;
    at = unparen(tree, args[0]);
  }
  return at !== NONE && tree.kind(at) === Kind.UnaryExpression && operator(tree, at) === Kind.And;
}

function countBinary(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const op = operator(tree, node);
  const [left, right] = [tree.child(node, Field.Left), tree.child(node, Field.Right)];
  const text = c.underlying(node);
  if (op === Kind.Add && text.kind === 'basic' && text.name.endsWith('string')) {
    // A chain of concatenations is one node.
    c.add(isConcatenation(c, left) ? 0 : 1);
  } else {
    c.add(1);
  }
  const compares = op === Kind.Eql || op === Kind.Neq;
  countExpression(c, left);
  countExpression(c, right);
  if (!compares || c.isNil(left) || c.isNil(right)) return;
  const interfaces = [left, right].filter((side) => c.underlying(side).kind === 'interface').length;
  if (interfaces === 1) c.add(1);
}

function isConcatenation(c: Counter, node: NodeIndex): boolean {
  const { tree } = c.body.file;
  const at = unparen(tree, node);
  return tree.kind(at) === Kind.BinaryExpression && operator(tree, at) === Kind.Add && c.constant(at) === undefined;
}
