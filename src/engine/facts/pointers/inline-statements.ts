import {
  call,
  caseValues,
  communication,
  declaredNames,
  expressions,
  forStatement,
  ifStatement,
  operator,
  results,
  selectClauses,
  specs,
  statements,
  switchStatement,
  unparen,
} from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import { builtinCalled } from '../../types/call-types.js';
import { countSpread } from './inline-calls.js';
import { type Counter, LITERAL, NEVER } from './inline-counter.js';
import { countConverted, countExpression } from './inline-expressions.js';

/** The compiler drops what follows a statement that ends the block, up to the next label. */
export function countStatements(c: Counter, container: NodeIndex): void {
  const { tree } = c.body.file;
  const list = statements(tree, container);
  const lastLabel = list.findLastIndex((node) => tree.kind(node) === Kind.LabeledStatement);
  let dead = false;
  for (const [i, node] of list.entries()) {
    if (c.isOver || (dead && i > lastLabel)) return;
    countStatement(c, node);
    dead = terminates(c, node);
  }
}

function countStatement(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  if (node === NONE) return;
  switch (tree.kind(node)) {
    case Kind.Block:
      return countStatements(c, node);
    case Kind.ExpressionStatement:
      return countExpression(c, tree.firstChild(node));
    case Kind.ShortVarDeclaration:
    case Kind.AssignmentStatement:
      return countAssignment(c, node);
    case Kind.IncStatement:
    case Kind.DecStatement:
      c.add(2);
      return countExpression(c, tree.firstChild(node));
    case Kind.VarDeclaration:
      for (const spec of specs(tree, node)) countVariables(c, spec);
      return undefined;
    case Kind.SendStatement: {
      c.add(1);
      const channel = tree.child(node, Field.Channel);
      countExpression(c, channel);
      const under = c.underlying(channel);
      return countConverted(c, tree.child(node, Field.Value), under.kind === 'chan' ? under.elem : undefined);
    }
    case Kind.GoStatement:
    case Kind.DeferStatement:
      return c.add(NEVER.least);
    case Kind.ReturnStatement:
      return countReturn(c, node);
    case Kind.IfStatement:
      return countIf(c, node);
    case Kind.ForStatement:
      return countFor(c, node);
    case Kind.ExpressionSwitchStatement:
    case Kind.TypeSwitchStatement:
      return countSwitch(c, node);
    case Kind.SelectStatement:
      return countSelect(c, node);
    case Kind.LabeledStatement:
      c.add(1);
      return countStatement(c, tree.children(node).find((child) => tree.field(child) !== Field.Label) ?? NONE);
    case Kind.BreakStatement:
    case Kind.ContinueStatement:
    case Kind.GotoStatement:
      return c.add(1);
    default:
      return undefined; // declarations of constants and types, empty statements, fallthrough
  }
}

function countAssignment(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const left = expressions(tree, tree.child(node, Field.Left));
  const right = expressions(tree, tree.child(node, Field.Right));
  const declares = tree.kind(node) === Kind.ShortVarDeclaration;
  c.add(1);
  for (const target of left) countTarget(c, target, declares);
  right.forEach((value, i) =>
    left.length === right.length ? countConverted(c, value, c.type(left[i])) : countExpression(c, value),
  );
}

/** The left side of an assignment or range clause; a variable that it declares costs its declaration too. */
function countTarget(c: Counter, target: NodeIndex, declares: boolean): void {
  const { file } = c.body;
  const { tree } = file;
  const at = unparen(tree, target);
  if (tree.kind(at) !== Kind.Identifier && tree.kind(at) !== Kind.BlankIdentifier) return countExpression(c, at);
  const symbol = file.symbol(at);
  c.add(declares && symbol?.declaration?.name === at && tree.text(at) !== '_' ? 3 : 1);
}

function countVariables(c: Counter, spec: NodeIndex): void {
  const { tree } = c.body.file;
  const names = declaredNames(tree, spec).filter((child) => tree.kind(child) === Kind.Identifier);
  const values = expressions(tree, tree.child(spec, Field.Value));
  if (values.length === 0) return c.add(4 * names.length);
  c.add(1);
  for (const name of names) countTarget(c, name, true);
  for (const [i, value] of values.entries())
    values.length === names.length ? countConverted(c, value, c.type(names[i])) : countExpression(c, value);
  return undefined;
}

function countReturn(c: Counter, node: NodeIndex): void {
  const { file, types } = c.body;
  const { tree } = file;
  c.add(1);
  const list = tree.firstChild(node);
  if (list === NONE) return;
  const values = expressions(tree, list);
  const declared = results(tree, c.body.node);
  if (values.length === 1 && declared.length > 1) countSpread(c, values[0]);
  else values.forEach((value, i) => countConverted(c, value, declared[i] && types.denoted(file, declared[i].type)));
}

function countIf(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const { initializer, condition, then, otherwise } = ifStatement(tree, node);
  countStatement(c, initializer);
  const decided = staticValue(c, condition);
  if (decided === undefined) {
    c.add(1);
    countExpression(c, condition);
  } else if (c.constant(condition) === undefined) {
    c.add(0, 10);
  }
  if (decided !== false) countStatements(c, then);
  if (decided !== true) countStatement(c, otherwise);
}

function countFor(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const loop = forStatement(tree, node);
  c.add(1);
  if (loop.form === 'range') {
    countExpression(c, loop.over);
    for (const target of loop.left) countTarget(c, target, loop.declares);
    // The body of a loop over a function becomes a function literal.
    if (c.underlying(loop.over).kind === 'func') return c.add(LITERAL, NEVER.most);
  }
  countStatement(c, loop.initializer);
  if (loop.condition !== NONE) countExpression(c, loop.condition);
  countStatement(c, loop.update);
  countStatements(c, loop.body);
}

function countSwitch(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  const { initializer, value, alias, clauses } = switchStatement(tree, node);
  const onTypes = tree.kind(node) === Kind.TypeSwitchStatement;
  countStatement(c, initializer);
  // The clauses that a constant does not select are dropped.
  if (value !== NONE && c.constant(value) !== undefined) return c.add(1, NEVER.most);
  c.add(1);
  if (onTypes) c.add(alias === NONE ? 1 : 2);
  if (value !== NONE) countExpression(c, value);
  for (const clause of clauses) {
    c.add(onTypes && alias !== NONE ? 2 : 1);
    if (!onTypes) for (const candidate of caseValues(tree, clause)) countExpression(c, candidate);
    else c.add(caseValues(tree, clause).filter((type) => c.isNil(type)).length);
    countStatements(c, clause);
  }
}

function countSelect(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  c.add(1);
  for (const clause of selectClauses(tree, node)) {
    c.add(1);
    const { form } = communication(tree, clause);
    if (form !== 'default') countCommunication(c, tree.child(clause, Field.Communication));
    countStatements(c, clause);
  }
}

function countCommunication(c: Counter, node: NodeIndex): void {
  const { tree } = c.body.file;
  if (tree.kind(node) !== Kind.ReceiveStatement) return countStatement(c, node);
  const left = expressions(tree, tree.child(node, Field.Left));
  const declares = tree.childOfKind(node, Kind.Define) !== NONE;
  // A receive has two targets, blank where the source names none.
  c.add(1 + 2 - left.length);
  // With ok, the values are received into variables first, and then assigned.
  if (left.length === 2) c.add(0, 10);
  for (const target of left) countTarget(c, target, declares);
  return countExpression(c, tree.child(node, Field.Right));
}

function terminates(c: Counter, node: NodeIndex): boolean {
  const { file } = c.body;
  const { tree } = file;
  if (node === NONE) return false;
  switch (tree.kind(node)) {
    case Kind.GotoStatement:
    case Kind.ReturnStatement:
      return true;
    case Kind.ExpressionStatement: {
      const at = unparen(tree, tree.firstChild(node));
      return tree.kind(at) === Kind.CallExpression && builtinCalled(file, call(tree, at).callee) === 'panic';
    }
    case Kind.IfStatement: {
      const { condition, then, otherwise } = ifStatement(tree, node);
      const value = staticValue(c, condition);
      return (value === false || terminates(c, then)) && (value === true || terminates(c, otherwise));
    }
    case Kind.Block:
      return terminates(c, statements(tree, node).at(-1) ?? NONE);
    default:
      return false;
  }
}

/** A condition that is decided when the program is built; `debug && x` where debug is a false constant is. */
function staticValue(c: Counter, node: NodeIndex): boolean | undefined {
  const { tree } = c.body.file;
  const value = c.constant(node);
  if (typeof value === 'boolean') return value;
  const at = unparen(tree, node);
  if (at === NONE || tree.kind(at) !== Kind.BinaryExpression) return undefined;
  const op = operator(tree, at);
  if (op !== Kind.LAnd && op !== Kind.LOr) return undefined;
  const [left, right] = [tree.child(at, Field.Left), tree.child(at, Field.Right)].map((side) => staticValue(c, side));
  const decides = op === Kind.LOr;
  if (left === decides || right === decides) return decides;
  return left === undefined ? undefined : right;
}
