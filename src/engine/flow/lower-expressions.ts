import { unwinding } from '../knowledge/no-return.js';
import { fullName } from '../names/symbol.js';
import { call, literalElements, operator, unparen } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { builtinCalled } from '../types/call-types.js';
import { literalType } from '../types/expressions.js';
import type { Field as StructField } from '../types/type.js';
import type { Builder } from './builder.js';
import type { Block, Call, Callee, StaticCallee, Value } from './ssa.js';

/** The value of an expression. */
export function expression(b: Builder, node: NodeIndex): Value {
  const { tree, types, file } = b;
  const at = node === NONE ? NONE : unparen(tree, node);
  if (at === NONE) return b.unknown(node);
  const value = types.constant(file, at);
  if (value !== undefined) return { op: 'const', node: at, args: [], value, nil: false };
  switch (tree.kind(at)) {
    case Kind.Identifier:
    case Kind.Nil:
      return identifier(b, at);
    case Kind.SelectorExpression:
      return selector(b, at);
    case Kind.CallExpression:
    case Kind.TypeConversionExpression:
      return callOrConversion(b, at);
    case Kind.FuncLiteral:
      b.literalNodes.push(at);
      return b.emit({ op: 'closure', node: at, args: [], func: at });
    case Kind.CompositeLiteral:
      return composite(b, at, tree.child(at, Field.Body));
    case Kind.LiteralValue:
      return elidedLiteral(b, at);
    case Kind.IndexExpression:
      return index(b, at, false);
    case Kind.SliceExpression:
      return slice(b, at);
    case Kind.TypeAssertionExpression:
      return b.emit({
        op: 'assert',
        node: at,
        args: [expression(b, tree.child(at, Field.Operand))],
        type: types.of(file, at),
        commaOk: false,
      });
    case Kind.UnaryExpression:
      return unary(b, at);
    case Kind.BinaryExpression:
      return binary(b, at);
    case Kind.TypeInstantiationExpression:
      return expression(b, tree.child(at, Field.Type));
    default:
      return b.unknown(at);
  }
}

function identifier(b: Builder, node: NodeIndex): Value {
  const symbol = b.file.symbol(node);
  if (symbol?.kind === 'nil') return { op: 'const', node, args: [], value: undefined, nil: true };
  if (symbol?.kind === 'func')
    return { op: 'func', node, args: [], callee: { kind: 'static', name: symbol.fullName, symbol, method: false } };
  if (symbol?.kind !== 'var') return b.unknown(node);
  if (symbol.role !== 'package') return b.readVariable(symbol, node);
  const global: Value = { op: 'global', node, args: [], symbol, name: fullName(symbol.pkg?.path ?? '', symbol.name) };
  return b.emit({ op: 'load', node, args: [global] });
}

/** `x.f` as a value. */
function selector(b: Builder, node: NodeIndex): Value {
  const selection = b.types.selection(b.file, node);
  if (selection?.kind === 'member') {
    const name = fullName(selection.path, selection.name);
    const { symbol } = selection;
    if (symbol?.kind === 'func')
      return { op: 'func', node, args: [], callee: { kind: 'static', name, symbol, method: false } };
    if (symbol !== undefined && symbol.kind !== 'var') return b.unknown(node);
    // Of a package that is not at hand: called, it is a function; read, most likely a variable or constant.
    return b.emit({ op: 'load', node, args: [{ op: 'global', node, args: [], symbol, name }] });
  }
  if (selection?.kind === 'method') {
    const receiver = selection.expression ? [] : [receiverValue(b, node, selection.path)];
    return b.emit({ op: 'bound', node, args: receiver, callee: methodCallee(selection) });
  }
  const operand = b.tree.child(node, Field.Operand);
  const name = b.tree.text(b.tree.child(node, Field.Field));
  const path = selection === undefined ? [] : [...selection.path];
  const field = selection?.field;
  if (isPlace(b, operand))
    return b.emit({ op: 'load', node, args: [fieldAddress(b, node, address(b, operand), path, field, name)] });
  let value = expression(b, operand);
  for (const step of path) value = b.emit({ op: 'field', node, args: [value], field: step, name: step.name });
  return b.emit({ op: 'field', node, args: [value], field, name });
}

function fieldAddress(
  b: Builder,
  node: NodeIndex,
  base: Value,
  path: readonly StructField[],
  field: StructField | undefined,
  name: string,
): Value {
  let at = base;
  for (const step of path) {
    at = b.emit({ op: 'fieldaddr', node, args: [at], field: step, name: step.name });
    if (b.types.underlying(step.type).kind === 'pointer') at = b.emit({ op: 'load', node, args: [at] });
  }
  return b.emit({ op: 'fieldaddr', node, args: [at], field, name });
}

/** Whether an expression is best read through an address: a pointer, or a variable that lives in a cell. */
function isPlace(b: Builder, node: NodeIndex): boolean {
  const { tree, types, file } = b;
  const at = unparen(tree, node);
  const under = types.underlying(types.of(file, at)).kind;
  if (under === 'pointer' || under === 'unknown') return true;
  if (tree.kind(at) === Kind.Identifier) {
    const symbol = file.symbol(at);
    return symbol?.kind === 'var' && (symbol.role === 'package' || b.isCell(symbol));
  }
  if (tree.kind(at) === Kind.SelectorExpression) {
    return types.selection(file, at)?.kind === 'field' && isPlace(b, tree.child(at, Field.Operand));
  }
  if (tree.kind(at) === Kind.IndexExpression) {
    const operand = types.underlying(types.of(file, tree.child(at, Field.Operand))).kind;
    return operand === 'slice' || (operand === 'array' && isPlace(b, tree.child(at, Field.Operand)));
  }
  return tree.kind(at) === Kind.UnaryExpression && operator(tree, at) === Kind.Mul;
}

/** The address of what an expression denotes; of a pointer expression, its value: what `.f` and `[i]` go through. */
function address(b: Builder, node: NodeIndex): Value {
  const { tree, types, file } = b;
  const at = unparen(tree, node);
  const under = types.underlying(types.of(file, at)).kind;
  if (under === 'pointer' || under === 'unknown') return expression(b, at);
  return place(b, at);
}

/** The address that an assignment to the expression writes to, or that `&` takes. */
export function place(b: Builder, node: NodeIndex): Value {
  const { tree, types, file } = b;
  const at = unparen(tree, node);
  switch (tree.kind(at)) {
    case Kind.Identifier: {
      const symbol = file.symbol(at);
      if (symbol?.kind !== 'var') return b.unknown(at);
      if (symbol.role === 'package')
        return { op: 'global', node: at, args: [], symbol, name: fullName(symbol.pkg?.path ?? '', symbol.name) };
      return b.isCell(symbol) ? b.cell(symbol, at) : b.unknown(at);
    }
    case Kind.SelectorExpression: {
      const selection = types.selection(file, at);
      const name = tree.text(tree.child(at, Field.Field));
      if (selection?.kind === 'member') {
        return {
          op: 'global',
          node: at,
          args: [],
          symbol: selection.symbol,
          name: fullName(selection.path, selection.name),
        };
      }
      const field = selection?.kind === 'field' ? selection.field : undefined;
      return fieldAddress(b, at, address(b, tree.child(at, Field.Operand)), selection?.path ?? [], field, name);
    }
    case Kind.IndexExpression: {
      const operand = tree.child(at, Field.Operand);
      const array = types.underlying(types.of(file, operand)).kind === 'array';
      const base = array ? address(b, operand) : expression(b, operand);
      return b.emit({ op: 'indexaddr', node: at, args: [base, expression(b, tree.child(at, Field.Index))] });
    }
    case Kind.UnaryExpression:
      return expression(b, tree.child(at, Field.Operand));
    case Kind.CompositeLiteral: {
      const cell = b.emit({ op: 'alloc', node: at, args: [], of: 'literal', symbol: undefined });
      b.emit({ op: 'store', node: at, args: [cell, expression(b, at)] });
      return cell;
    }
    default:
      return b.unknown(at);
  }
}

function index(b: Builder, node: NodeIndex, commaOk: boolean): Value {
  const { tree, types, file } = b;
  const operand = tree.child(node, Field.Operand);
  const under = types.underlying(types.of(file, operand));
  if (under.kind === 'func') return expression(b, operand); // an instantiation
  const base = under.kind === 'array' && isPlace(b, operand) ? address(b, operand) : expression(b, operand);
  const key = expression(b, tree.child(node, Field.Index));
  if (under.kind === 'map') return b.emit({ op: 'lookup', node, args: [base, key], commaOk });
  if (under.kind === 'slice' || under.kind === 'pointer' || (under.kind === 'array' && isPlace(b, operand))) {
    return b.emit({ op: 'load', node, args: [b.emit({ op: 'indexaddr', node, args: [base, key] })] });
  }
  return b.emit({ op: 'index', node, args: [base, key] });
}

function slice(b: Builder, node: NodeIndex): Value {
  const { tree, types, file } = b;
  const operand = tree.child(node, Field.Operand);
  const array = types.underlying(types.of(file, operand)).kind === 'array';
  const base = array ? place(b, operand) : expression(b, operand);
  const bound = (field: Field): Value | undefined => {
    const at = tree.child(node, field);
    return at === NONE ? undefined : expression(b, at);
  };
  const low = bound(Field.Start);
  const high = bound(Field.End);
  const max = bound(Field.Capacity);
  const bounds = [low, high, max].filter((value) => value !== undefined);
  return b.emit({ op: 'slice', node, args: [base, ...bounds], low, high, max });
}

function unary(b: Builder, node: NodeIndex): Value {
  const { tree } = b;
  const operand = tree.child(node, Field.Operand);
  const op = operator(tree, node);
  if (op === Kind.And) return place(b, operand);
  if (op === Kind.Mul) return b.emit({ op: 'load', node, args: [expression(b, operand)] });
  if (op === Kind.Arrow) return b.emit({ op: 'receive', node, args: [expression(b, operand)], commaOk: false });
  return b.emit({ op: 'unary', node, args: [expression(b, operand)], operator: op });
}

function binary(b: Builder, node: NodeIndex): Value {
  const { tree } = b;
  const op = operator(tree, node);
  if (op === Kind.LAnd || op === Kind.LOr) return shortCircuit(b, node);
  const left = expression(b, tree.child(node, Field.Left));
  const right = expression(b, tree.child(node, Field.Right));
  return b.emit({ op: 'binary', node, args: [left, right], operator: op });
}

/** `a && b` as a value: the branch that it is. */
function shortCircuit(b: Builder, node: NodeIndex): Value {
  const [yes, no, done] = [b.graph.block(), b.graph.block(), b.graph.block()];
  condition(b, node, yes, no);
  for (const block of [yes, no]) {
    b.enter(block);
    b.jump(done, node);
  }
  b.enter(done);
  const constant = (value: boolean): Value => ({ op: 'const', node, args: [], value, nil: false });
  return b.emit({ op: 'phi', node, args: [constant(true), constant(false)], symbol: undefined });
}

/** Branches on a condition, `&&`, `||` and `!` taken apart. */
export function condition(b: Builder, node: NodeIndex, yes: Block, no: Block): void {
  const { tree } = b;
  const at = unparen(tree, node);
  const kind = at === NONE ? Kind.Error : tree.kind(at);
  const op = kind === Kind.BinaryExpression || kind === Kind.UnaryExpression ? operator(tree, at) : Kind.Error;
  if (op === Kind.Not) return condition(b, tree.child(at, Field.Operand), no, yes);
  if (op === Kind.LAnd || op === Kind.LOr) {
    const middle = b.graph.block();
    condition(b, tree.child(at, Field.Left), op === Kind.LAnd ? middle : yes, op === Kind.LAnd ? no : middle);
    b.enter(middle);
    return condition(b, tree.child(at, Field.Right), yes, no);
  }
  const value = expression(b, at);
  if (value.op === 'const' && typeof value.value === 'boolean') return b.jump(value.value ? yes : no, at);
  b.emit({ op: 'if', node: at, args: [value] });
  b.graph.edge(b.block, yes);
  b.graph.edge(b.block, no);
  return undefined;
}

function composite(b: Builder, node: NodeIndex, body: NodeIndex): Value {
  const { tree, types, file } = b;
  const type = literalType(types, types.of(file, node));
  const under = types.underlying(type);
  const keys: (string | Value | undefined)[] = [];
  const args: Value[] = [];
  literalElements(tree, body).forEach(({ key, value }, i) => {
    if (under.kind === 'struct') keys.push(key === NONE ? under.fields[i]?.name : tree.text(key));
    else keys.push(key === NONE ? undefined : under.kind === 'unknown' ? tree.text(key) : expression(b, key));
    args.push(expression(b, value));
  });
  return b.emit({ op: 'composite', node, args, keys, type });
}

/** `{…}` inside a literal, where the type may be `&T` left out. */
function elidedLiteral(b: Builder, node: NodeIndex): Value {
  const value = composite(b, node, node);
  if (b.types.underlying(b.types.of(b.file, node)).kind !== 'pointer') return value;
  const cell = b.emit({ op: 'alloc', node, args: [], of: 'literal', symbol: undefined });
  b.emit({ op: 'store', node, args: [cell, value] });
  return cell;
}

function callOrConversion(b: Builder, node: NodeIndex): Value {
  const { callee, args } = call(b.tree, node);
  if (callee !== NONE && b.types.isType(b.file, callee)) {
    return b.emit({ op: 'convert', node, args: args.map((arg) => expression(b, arg)), type: b.types.of(b.file, node) });
  }
  return lowerCall(b, node, 'call');
}

/** A call, or the call of a go or defer statement. Behind a call that does not return nothing is reached. */
export function lowerCall(b: Builder, node: NodeIndex, op: Call['op']): Value {
  const { tree, file } = b;
  const at = unparen(tree, node);
  const kind = tree.kind(at);
  if (kind !== Kind.CallExpression && kind !== Kind.TypeConversionExpression) return expression(b, at);
  const { callee: calleeNode, args: argumentNodes, spreads } = call(tree, at);
  const builtin = calleeNode === NONE ? undefined : builtinCalled(file, calleeNode);
  if (builtin !== undefined && op === 'call') {
    const special = lowerBuiltin(b, at, builtin, argumentNodes);
    if (special !== undefined) return special;
  }
  const { callee, receiver } =
    builtin === undefined
      ? resolveCallee(b, calleeNode)
      : { callee: { kind: 'builtin', name: builtin } as const, receiver: [] };
  const args = [...receiver, ...argumentNodes.map((arg) => expression(b, arg))];
  const made = b.emit({ op, node: at, args, callee, spreads });
  // What is called for its value returns: the body of a function that the compiler replaces may be a panic.
  if (op === 'call' && tree.kind(tree.parent(node)) === Kind.ExpressionStatement && !b.mayReturn(callee)) {
    if (b.hasDefer && callee.kind === 'static' && unwinding.has(callee.name))
      b.emit({ op: 'rundefers', node: at, args: [] });
    b.emit({ op: 'unreachable', node: at, args: [] });
    b.enterUnreachable();
  }
  return made;
}

function lowerBuiltin(b: Builder, node: NodeIndex, name: string, args: readonly NodeIndex[]): Value | undefined {
  const { types, file } = b;
  switch (name) {
    case 'make':
      return b.emit({
        op: 'make',
        node,
        args: args.slice(1).map((arg) => expression(b, arg)),
        type: types.of(file, node),
      });
    case 'new': {
      const cell = b.emit({ op: 'alloc', node, args: [], of: 'new', symbol: undefined });
      if (args.length > 0 && !types.isType(file, args[0]))
        b.emit({ op: 'store', node, args: [cell, expression(b, args[0])] });
      return cell;
    }
    case 'panic': {
      const values = args.map((arg) => expression(b, arg));
      if (b.hasDefer) b.emit({ op: 'rundefers', node, args: [] });
      const value = b.emit({ op: 'panic', node, args: values });
      b.enterUnreachable();
      return value;
    }
    default:
      return undefined;
  }
}

function resolveCallee(b: Builder, node: NodeIndex): { callee: Callee; receiver: Value[] } {
  const { tree, types, file } = b;
  const at = node === NONE ? NONE : unparen(tree, node);
  if (at === NONE) return { callee: { kind: 'unknown', name: '' }, receiver: [] };
  const kind = tree.kind(at);
  if (
    kind === Kind.IndexExpression &&
    types.underlying(types.of(file, tree.child(at, Field.Operand))).kind === 'func'
  ) {
    return resolveCallee(b, tree.child(at, Field.Operand));
  }
  if (kind === Kind.TypeInstantiationExpression) return resolveCallee(b, tree.child(at, Field.Type));
  if (kind === Kind.SelectorExpression) {
    const selection = types.selection(file, at);
    if (selection?.kind === 'member' && selection.symbol?.kind !== 'var') {
      const symbol = selection.symbol?.kind === 'func' ? selection.symbol : undefined;
      return {
        callee: { kind: 'static', name: fullName(selection.path, selection.name), symbol, method: false },
        receiver: [],
      };
    }
    if (selection?.kind === 'method') {
      const receiver = selection.expression ? [] : [receiverValue(b, at, selection.path)];
      return { callee: methodCallee(selection), receiver };
    }
    if (selection === undefined && types.underlying(types.of(file, at)).kind === 'unknown') {
      const name = tree.text(tree.child(at, Field.Field));
      return { callee: { kind: 'unknown', name }, receiver: [expression(b, tree.child(at, Field.Operand))] };
    }
  }
  const value = expression(b, at);
  if (value.op === 'func') return { callee: value.callee, receiver: [] };
  return { callee: { kind: 'dynamic', value }, receiver: [] };
}

function methodCallee(selection: { method: Parameters<typeof staticMethod>[0]; dynamic: boolean }): Callee {
  const { method, dynamic } = selection;
  return dynamic ? { kind: 'interface', name: method.fullName, symbol: method } : staticMethod(method);
}

function staticMethod(method: NonNullable<StaticCallee['symbol']>): StaticCallee {
  return { kind: 'static', name: method.fullName, symbol: method, method: true };
}

/** The receiver that a method call passes: the operand, its embedded field, or the address of either. */
function receiverValue(b: Builder, node: NodeIndex, path: readonly StructField[]): Value {
  const { tree, types, file } = b;
  const operand = tree.child(node, Field.Operand);
  const selection = types.selection(file, node);
  const pointer = selection?.kind === 'method' && selection.method.receiver?.pointer === true;
  if (path.length > 0 && isPlace(b, operand)) {
    const last = path[path.length - 1];
    const at = fieldAddress(b, node, address(b, operand), path.slice(0, -1), last, last.name);
    return pointer && types.underlying(last.type).kind !== 'pointer' ? at : b.emit({ op: 'load', node, args: [at] });
  }
  let value = pointer && path.length === 0 && isPlace(b, operand) ? address(b, operand) : expression(b, operand);
  for (const step of path) value = b.emit({ op: 'field', node, args: [value], field: step, name: step.name });
  return value;
}

/** An expression assigned to two places: map index, receive and assertion yield a tuple then. */
export function commaOkExpression(b: Builder, node: NodeIndex): Value {
  const { tree } = b;
  const at = unparen(tree, node);
  const kind = at === NONE ? Kind.Error : tree.kind(at);
  if (kind === Kind.IndexExpression) return index(b, at, true);
  if (kind === Kind.TypeAssertionExpression) {
    const operand = expression(b, tree.child(at, Field.Operand));
    return b.emit({ op: 'assert', node: at, args: [operand], type: b.types.of(b.file, at), commaOk: true });
  }
  if (kind === Kind.UnaryExpression && operator(tree, at) === Kind.Arrow) {
    return b.emit({ op: 'receive', node: at, args: [expression(b, tree.child(at, Field.Operand))], commaOk: true });
  }
  return expression(b, at);
}
