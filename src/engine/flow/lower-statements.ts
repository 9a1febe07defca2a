import type { Variable } from '../names/symbol.js';
import {
  caseValues,
  communication,
  declaredNames,
  expressions,
  forStatement,
  ifStatement,
  operator,
  selectClauses,
  specs,
  statements,
  switchStatement,
  unparen,
} from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { isCommaOk } from '../types/variables.js';
import type { Builder, Target } from './builder.js';
import { commaOkExpression, condition, expression, lowerCall, place } from './lower-expressions.js';
import type { Block, RangeForm, SelectState, Value } from './ssa.js';

/** The statements of a block, case or body, in order. */
export function statementsOf(b: Builder, container: NodeIndex): void {
  for (const node of statements(b.tree, container)) statement(b, node);
}

export function statement(b: Builder, node: NodeIndex, label?: string): void {
  const { tree } = b;
  if (node === NONE) return;
  switch (tree.kind(node)) {
    case Kind.Block:
      return statementsOf(b, node);
    case Kind.ExpressionStatement:
      return void expression(b, tree.firstChild(node));
    case Kind.ShortVarDeclaration:
      return assign(b, node, '=');
    case Kind.AssignmentStatement:
      return assign(b, node, operator(tree, node) === Kind.Assign ? '=' : 'op');
    case Kind.IncStatement:
    case Kind.DecStatement: {
      const target = tree.firstChild(node);
      const op = tree.kind(node) === Kind.IncStatement ? Kind.Add : Kind.Sub;
      const one: Value = { op: 'const', node, args: [], value: 1n, nil: false };
      return store(b, target, b.emit({ op: 'binary', node, args: [expression(b, target), one], operator: op }));
    }
    case Kind.VarDeclaration:
      for (const spec of specs(tree, node)) variables(b, spec);
      return undefined;
    case Kind.SendStatement: {
      const channel = expression(b, tree.child(node, Field.Channel));
      return void b.emit({ op: 'send', node, args: [channel, expression(b, tree.child(node, Field.Value))] });
    }
    case Kind.GoStatement:
      return void lowerCall(b, tree.firstChild(node), 'spawn');
    case Kind.DeferStatement:
      return void lowerCall(b, tree.firstChild(node), 'defer');
    case Kind.ReturnStatement:
      return returnStatement(b, node);
    case Kind.IfStatement:
      return lowerIf(b, node);
    case Kind.ForStatement:
      return lowerFor(b, node, label);
    case Kind.ExpressionSwitchStatement:
      return expressionSwitch(b, node, label);
    case Kind.TypeSwitchStatement:
      return typeSwitch(b, node, label);
    case Kind.SelectStatement:
      return select(b, node, label);
    case Kind.LabeledStatement:
      return labeled(b, node);
    case Kind.BreakStatement:
    case Kind.ContinueStatement:
      return leave(b, node, tree.kind(node) === Kind.BreakStatement);
    case Kind.GotoStatement:
      b.jump(b.label(tree.text(tree.firstChild(node))), node);
      return b.enterUnreachable();
    default:
      return undefined; // declarations of types and constants, empty statements, fallthrough (its switch sees to it)
  }
}

function localVariable(b: Builder, node: NodeIndex): Variable | undefined {
  const symbol = b.file.symbol(node);
  return symbol?.kind === 'var' && symbol.role !== 'package' ? symbol : undefined;
}

/** Writes a value to the left side of an assignment; a name that this place declares gets its first value. */
function store(b: Builder, target: NodeIndex, value: Value): void {
  const { tree, types, file } = b;
  const at = unparen(tree, target);
  if (tree.kind(at) === Kind.Identifier) {
    if (tree.text(at) === '_') return;
    const variable = localVariable(b, at);
    if (variable !== undefined) {
      if (variable.declaration?.name === at) b.declare(variable, value, at);
      else b.assignVariable(variable, value, at);
      return;
    }
  }
  if (tree.kind(at) === Kind.IndexExpression) {
    const operand = tree.child(at, Field.Operand);
    if (types.underlying(types.of(file, operand)).kind === 'map') {
      b.emit({
        op: 'mapupdate',
        node: at,
        args: [expression(b, operand), expression(b, tree.child(at, Field.Index)), value],
      });
      return;
    }
  }
  b.emit({ op: 'store', node: at, args: [place(b, at), value] });
}

function assign(b: Builder, node: NodeIndex, how: '=' | 'op'): void {
  const { tree } = b;
  const left = expressions(tree, tree.child(node, Field.Left));
  const right = expressions(tree, tree.child(node, Field.Right));
  if (how === 'op' && left.length === 1 && right.length === 1) {
    const args = [expression(b, left[0]), expression(b, right[0])];
    return store(b, left[0], b.emit({ op: 'binary', node, args, operator: operator(tree, node) }));
  }
  return assignValues(b, left, right);
}

/** The values are all there before any of them is assigned (Go spec, "Assignment statements"). */
function assignValues(b: Builder, left: readonly NodeIndex[], right: readonly NodeIndex[]): void {
  if (left.length === right.length) {
    const values = right.map((value) => expression(b, value));
    left.forEach((target, i) => store(b, target, values[i]));
    return;
  }
  if (right.length !== 1) return;
  const tuple =
    left.length === 2 && isCommaOk(b.file, right[0]) ? commaOkExpression(b, right[0]) : expression(b, right[0]);
  left.forEach((target, i) => store(b, target, b.emit({ op: 'extract', node: target, args: [tuple], index: i })));
}

function variables(b: Builder, spec: NodeIndex): void {
  const { tree } = b;
  const names = declaredNames(tree, spec).filter((child) => tree.kind(child) === Kind.Identifier);
  const values = expressions(tree, tree.child(spec, Field.Value));
  if (values.length > 0) return assignValues(b, names, values);
  for (const name of names) store(b, name, b.zero(name));
  return undefined;
}

function returnStatement(b: Builder, node: NodeIndex): void {
  const { tree } = b;
  const list = tree.firstChild(node);
  const values =
    list === NONE
      ? b.results.map((variable) => b.readVariable(variable, node))
      : returnedValues(
          b,
          expressions(tree, list).map((value) => expression(b, value)),
          node,
        );
  const named = b.results.length > 0 && values.length === b.results.length;
  if (list !== NONE && named) b.results.forEach((variable, i) => b.assignVariable(variable, values[i], node));
  if (b.hasDefer) b.emit({ op: 'rundefers', node, args: [] });
  // What deferred functions leave in a named result is what is returned.
  const changed = (variable: Variable) => b.hasDefer && b.isCell(variable);
  const args = values.map((value, i) => (named && changed(b.results[i]) ? b.readVariable(b.results[i], node) : value));
  b.emit({ op: 'return', node, args });
  b.enterUnreachable();
}

/** `return f()` of several values sets named results, too, which deferred functions may look at. */
function returnedValues(b: Builder, values: readonly Value[], node: NodeIndex): readonly Value[] {
  const [tuple] = values;
  if (!b.hasDefer || values.length !== 1 || b.results.length < 2) return values;
  return b.results.map((_, index) => b.emit({ op: 'extract', node, args: [tuple], index }));
}

function lowerIf(b: Builder, node: NodeIndex): void {
  const { initializer, condition: test, then, otherwise } = ifStatement(b.tree, node);
  statement(b, initializer);
  const [yes, no] = [b.graph.block(), b.graph.block()];
  condition(b, test, yes, no);
  b.enter(yes);
  statementsOf(b, then);
  if (otherwise === NONE) {
    b.jump(no, node);
    b.enter(no);
    return;
  }
  const done = b.graph.block();
  b.jump(done, node);
  b.enter(no);
  statement(b, otherwise);
  b.jump(done, node);
  b.enter(done);
}

function within(b: Builder, target: Target, body: () => void): void {
  b.targets.push(target);
  body();
  b.targets.pop();
}

function lowerFor(b: Builder, node: NodeIndex, label: string | undefined): void {
  const loop = forStatement(b.tree, node);
  if (loop.form === 'range') return lowerRange(b, node, label);
  statement(b, loop.initializer);
  const [head, body, update, done] = [b.graph.block(), b.graph.block(), b.graph.block(), b.graph.block()];
  b.loopHeads.set(node, head);
  b.jump(head, node);
  b.enter(head, false);
  if (loop.condition === NONE) b.jump(body, node);
  else condition(b, loop.condition, body, done);
  b.enter(body);
  within(b, { statement: node, label, onBreak: done, onContinue: update }, () => statementsOf(b, loop.body));
  b.jump(update, node);
  b.enter(update);
  statement(b, loop.update);
  b.jump(head, node);
  b.graph.seal(head);
  b.enter(done);
  return undefined;
}

function lowerRange(b: Builder, node: NodeIndex, label: string | undefined): void {
  const { types, file } = b;
  const loop = forStatement(b.tree, node);
  const over = expression(b, loop.over);
  const [head, body, done] = [b.graph.block(), b.graph.block(), b.graph.block()];
  b.loopHeads.set(node, head);
  b.jump(head, node);
  b.enter(head, false);
  const under = types.underlying(types.of(file, loop.over));
  const channel = under.kind === 'chan';
  const next = channel
    ? b.emit({ op: 'receive', node: loop.over, args: [over], commaOk: true })
    : b.emit({ op: 'next', node: loop.over, args: [over], form: rangeForm(b, loop.over) });
  // A receive yields the value and ok, next yields ok, key and value.
  const ok = b.emit({ op: 'extract', node: loop.over, args: [next], index: channel ? 1 : 0 });
  b.emit({ op: 'if', node: loop.over, args: [ok] });
  b.graph.edge(b.block, body);
  b.graph.edge(b.block, done);
  b.enter(body);
  loop.left.forEach((target, i) =>
    store(b, target, b.emit({ op: 'extract', node: target, args: [next], index: channel ? i : i + 1 })),
  );
  within(b, { statement: node, label, onBreak: done, onContinue: head }, () => statementsOf(b, loop.body));
  b.jump(head, node);
  b.graph.seal(head);
  b.enter(done);
}

function rangeForm(b: Builder, over: NodeIndex): RangeForm {
  const under = b.types.underlying(b.types.of(b.file, over));
  switch (under.kind) {
    case 'slice':
    case 'map':
    case 'array':
      return under.kind;
    case 'pointer':
      return 'array';
    case 'func':
      return 'function';
    case 'basic':
      return under.name.endsWith('string') ? 'string' : 'integer';
    default:
      return 'unknown';
  }
}

/** The clauses of a switch: tests in order, then the default; fallthrough goes on in the next clause's body. */
function clauses(
  b: Builder,
  node: NodeIndex,
  list: readonly NodeIndex[],
  label: string | undefined,
  test: (clause: NodeIndex, body: Block) => void,
  begin: (clause: NodeIndex) => void,
): void {
  const { tree } = b;
  const done = b.graph.block();
  const bodies = list.map(() => b.graph.block());
  list.forEach((clause, i) => {
    if (tree.kind(clause) !== Kind.DefaultCase) test(clause, bodies[i]);
  });
  const fallback = list.findIndex((clause) => tree.kind(clause) === Kind.DefaultCase);
  b.jump(fallback < 0 ? done : bodies[fallback], node);
  list.forEach((clause, i) => {
    b.enter(bodies[i], false);
    begin(clause);
    within(b, { statement: node, label, onBreak: done, onContinue: undefined }, () => statementsOf(b, clause));
    const last = statements(tree, clause).at(-1);
    const falls = last !== undefined && tree.kind(last) === Kind.FallthroughStatement && i + 1 < bodies.length;
    b.jump(falls ? bodies[i + 1] : done, clause);
    b.graph.seal(bodies[i]);
  });
  b.enter(done);
}

/** Goes to `body` when the value is true, and on behind it otherwise. */
function branch(b: Builder, value: Value, body: Block, node: NodeIndex): void {
  const next = b.graph.block();
  b.emit({ op: 'if', node, args: [value] });
  b.graph.edge(b.block, body);
  b.graph.edge(b.block, next);
  b.enter(next);
}

function expressionSwitch(b: Builder, node: NodeIndex, label: string | undefined): void {
  const { initializer, value, clauses: list } = switchStatement(b.tree, node);
  statement(b, initializer);
  const tag = value === NONE ? undefined : expression(b, value);
  const test = (clause: NodeIndex, body: Block) => {
    for (const candidate of caseValues(b.tree, clause)) {
      if (tag === undefined) {
        const next = b.graph.block();
        condition(b, candidate, body, next);
        b.enter(next);
      } else {
        const equal = b.emit({
          op: 'binary',
          node: candidate,
          args: [tag, expression(b, candidate)],
          operator: Kind.Eql,
        });
        branch(b, equal, body, candidate);
      }
    }
  };
  clauses(b, node, list, label, test, () => undefined);
}

function typeSwitch(b: Builder, node: NodeIndex, label: string | undefined): void {
  const { initializer, value, alias, clauses: list } = switchStatement(b.tree, node);
  statement(b, initializer);
  const operand = expression(b, value);
  const test = (clause: NodeIndex, body: Block) => {
    for (const type of caseValues(b.tree, clause)) {
      if (b.tree.start(type) === b.tree.end(type) || b.tree.kind(type) === Kind.Error) continue;
      const asserted = b.emit({
        op: 'assert',
        node: type,
        args: [operand],
        type: b.types.denoted(b.file, type),
        commaOk: true,
      });
      branch(b, b.emit({ op: 'extract', node: type, args: [asserted], index: 1 }), body, type);
    }
  };
  const begin = (clause: NodeIndex) => {
    if (alias === NONE) return;
    const symbol = b.file.aliases.get(clause);
    if (symbol !== undefined) b.declare(symbol, operand, alias);
  };
  clauses(b, node, list, label, test, begin);
}

function select(b: Builder, node: NodeIndex, label: string | undefined): void {
  const list = selectClauses(b.tree, node);
  const parts = list.map((clause) => communication(b.tree, clause));
  const states = parts.map(
    ({ form, channel, value }, i): SelectState => ({
      form,
      node: list[i],
      channel: channel === NONE ? undefined : expression(b, channel),
      value: value === NONE ? undefined : expression(b, value),
    }),
  );
  const args = states.flatMap((state) => [state.channel, state.value].filter((value) => value !== undefined));
  b.emit({ op: 'select', node, args, states, blocking: parts.every((part) => part.form !== 'default') });
  const from = b.block;
  const done = b.graph.block();
  list.forEach((clause, i) => {
    const body = b.blockAfter(from);
    b.enter(body);
    const { left, channel } = parts[i];
    left.forEach((target, index) => {
      const of = states[i].channel ?? b.unknown(channel);
      store(b, target, b.emit({ op: 'selected', node: target, args: [of], index }));
    });
    within(b, { statement: node, label, onBreak: done, onContinue: undefined }, () => statementsOf(b, clause));
    b.jump(done, clause);
  });
  b.enter(done);
}

function labeled(b: Builder, node: NodeIndex): void {
  const { tree } = b;
  const label = tree.text(tree.child(node, Field.Label));
  const block = b.label(label);
  b.jump(block, node);
  b.enter(block, false);
  const inner = tree.children(node).find((child) => tree.field(child) !== Field.Label);
  if (inner !== undefined) statement(b, inner, label);
}

/** `break` and `continue`, labelled or not. */
function leave(b: Builder, node: NodeIndex, isBreak: boolean): void {
  const { tree } = b;
  const labelNode = tree.firstChild(node);
  const label = labelNode === NONE ? undefined : tree.text(labelNode);
  const target = b.targets.findLast((candidate) =>
    label === undefined ? isBreak || candidate.onContinue !== undefined : candidate.label === label,
  );
  const to = isBreak ? target?.onBreak : target?.onContinue;
  if (to !== undefined) b.jump(to, node);
  b.enterUnreachable();
}
