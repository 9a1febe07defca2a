import type { Body } from '../flow/ssa.js';
import {
  call,
  caseValues,
  communication,
  declaredNames,
  expressions,
  forStatement,
  ifStatement,
  literalElements,
  operator,
  results,
  selectClauses,
  specs,
  statements,
  switchStatement,
  unparen,
} from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { builtinCalled } from '../types/call-types.js';
import { identical } from '../types/operations.js';
import type { Field as StructField, Type } from '../types/type.js';

/** What inlining a function adds to the cost of the function around it: at least and at most. Plain JSON. */
export interface Cost {
  readonly least: number;
  readonly most: number;
}

/** The compiler inlines functions up to this cost, function literals up to twice as much. */
export const BUDGET = 80;

/** Of what is never inlined, whatever it costs. */
export const NEVER: Cost = { least: 1_000_000, most: 1_000_000 };

/** Of a function that nothing is known of. */
export const ANY: Cost = { least: 0, most: 1_000_000 };

/** What a call adds that is not inlined (`inlineExtraCallCost` of cmd/compile/internal/inline). */
const CALL = 57;

/** What the call of a function that was passed in adds: it may turn out to be known. */
const PARAMETER_CALL = 17;

/** What a function literal adds, beside its node. */
const LITERAL = 15;

/** A function literal that is called once is inlined up to here. */
export const LITERAL_CALLED_ONCE = 10 * BUDGET;

/** What a call of a function adds to its caller, given what the function costs itself. */
function costOfCall(callee: Cost, budget = BUDGET): Cost {
  if (callee.least > budget) return { least: CALL, most: CALL };
  if (callee.most <= budget) return callee;
  return { least: Math.min(CALL, callee.least), most: Math.max(CALL, budget) };
}

/**
 * The cost of a function as the compiler's inliner counts it (cmd/compile/internal/inline, hairyVisitor): one for each
 * node of its typed syntax tree, and what the calls add.
 * @param body a declared function or a function literal
 * @param calleeCost the cost of the function that the call expression calls
 */
export function inlineCost(body: Body, calleeCost: (call: NodeIndex) => Cost): Cost {
  const { tree } = body.file;
  if (isNeverInlined(body)) return NEVER;
  const counter = new Counter(body, calleeCost);
  counter.statements(tree.child(body.node, Field.Body));
  const { least, most } = counter.cost;
  return isGeneric(body) ? { least, most: Math.max(most, ANY.most) } : { least, most };
}

/** What an instance costs, its type arguments decide. */
function isGeneric(body: Body): boolean {
  const { tree } = body.file;
  if (tree.child(body.node, Field.TypeParameters) !== NONE) return true;
  const receiver = tree.child(body.node, Field.Receiver);
  for (let at = receiver; receiver !== NONE && at < tree.skip(receiver); at++) {
    if (tree.kind(at) === Kind.TypeArguments) return true;
  }
  return body.outer !== undefined && isGeneric(body.outer);
}

/** Directives above a function that keep it from being inlined. */
const directives = /^\/\/go:(?:noinline|uintptrescapes|uintptrkeepalive|cgo_unsafe_args|yeswritebarrierrec)\b/m;

function isNeverInlined(body: Body): boolean {
  const { tree } = body.file;
  const { comments } = tree.arrays;
  const start = tree.start(body.node);
  for (let i = comments.length - 2; i >= 0; i -= 2) {
    if (comments[i] >= start) continue;
    const between = tree.source.text.slice(comments[i + 1], start);
    if (between.trim() !== '' || /\n\s*\n/.test(between)) return false;
    // A comment group: go on upwards for as long as comments follow each other.
    let first = i;
    while (first >= 2 && /^\s*\n?\s*$/.test(tree.source.text.slice(comments[first - 1], comments[first]))) first -= 2;
    return directives.test(tree.source.text.slice(comments[first], comments[i + 1]));
  }
  return false;
}

class Counter {
  #least = 0;
  #most = 0;
  readonly #body: Body;
  readonly #calleeCost: (call: NodeIndex) => Cost;

  constructor(body: Body, calleeCost: (call: NodeIndex) => Cost) {
    this.#body = body;
    this.#calleeCost = calleeCost;
  }

  get cost(): Cost {
    return { least: this.#least, most: this.#most };
  }

  #add(least: number, most = least): void {
    this.#least = Math.min(this.#least + least, NEVER.least);
    this.#most = Math.min(this.#most + most, NEVER.most);
  }

  /** The compiler drops what follows a statement that ends the block, up to the next label. */
  statements(container: NodeIndex): void {
    const { tree } = this.#body.file;
    const list = statements(tree, container);
    const lastLabel = list.findLastIndex((node) => tree.kind(node) === Kind.LabeledStatement);
    let dead = false;
    for (const [i, node] of list.entries()) {
      if (dead && i > lastLabel) return;
      this.#statement(node);
      dead = this.#terminates(node);
    }
  }

  #terminates(node: NodeIndex): boolean {
    const { file } = this.#body;
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
        const value = this.#static(condition);
        return (value === false || this.#terminates(then)) && (value === true || this.#terminates(otherwise));
      }
      case Kind.Block:
        return this.#terminates(statements(tree, node).at(-1) ?? NONE);
      default:
        return false;
    }
  }

  /** A condition that is decided when the program is built; `debug && x` where debug is a false constant is. */
  #static(node: NodeIndex): boolean | undefined {
    const { tree } = this.#body.file;
    const value = this.#constant(node);
    if (typeof value === 'boolean') return value;
    const at = unparen(tree, node);
    if (at === NONE || tree.kind(at) !== Kind.BinaryExpression) return undefined;
    const op = operator(tree, at);
    if (op !== Kind.LAnd && op !== Kind.LOr) return undefined;
    const [left, right] = [tree.child(at, Field.Left), tree.child(at, Field.Right)].map((side) => this.#static(side));
    const decides = op === Kind.LOr;
    if (left === decides || right === decides) return decides;
    return left === undefined ? undefined : right;
  }

  #statement(node: NodeIndex): void {
    const { tree } = this.#body.file;
    if (node === NONE) return;
    switch (tree.kind(node)) {
      case Kind.Block:
        return this.statements(node);
      case Kind.ExpressionStatement:
        return this.#expression(tree.firstChild(node));
      case Kind.ShortVarDeclaration:
      case Kind.AssignmentStatement:
        return this.#assignment(node);
      case Kind.IncStatement:
      case Kind.DecStatement:
        this.#add(2);
        return this.#expression(tree.firstChild(node));
      case Kind.VarDeclaration:
        for (const spec of specs(tree, node)) this.#variables(spec);
        return undefined;
      case Kind.SendStatement: {
        this.#add(1);
        const channel = tree.child(node, Field.Channel);
        this.#expression(channel);
        const under = this.#underlying(channel);
        return this.#converted(tree.child(node, Field.Value), under.kind === 'chan' ? under.elem : undefined);
      }
      case Kind.GoStatement:
      case Kind.DeferStatement:
        return this.#add(NEVER.least);
      case Kind.ReturnStatement:
        return this.#return(node);
      case Kind.IfStatement:
        return this.#if(node);
      case Kind.ForStatement:
        return this.#for(node);
      case Kind.ExpressionSwitchStatement:
      case Kind.TypeSwitchStatement:
        return this.#switch(node);
      case Kind.SelectStatement:
        return this.#select(node);
      case Kind.LabeledStatement:
        this.#add(1);
        return this.#statement(tree.children(node).find((child) => tree.field(child) !== Field.Label) ?? NONE);
      case Kind.BreakStatement:
      case Kind.ContinueStatement:
      case Kind.GotoStatement:
        return this.#add(1);
      default:
        return undefined; // declarations of constants and types, empty statements, fallthrough
    }
  }

  #assignment(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const left = expressions(tree, tree.child(node, Field.Left));
    const right = expressions(tree, tree.child(node, Field.Right));
    const declares = tree.kind(node) === Kind.ShortVarDeclaration;
    this.#add(1);
    for (const target of left) this.#target(target, declares);
    right.forEach((value, i) =>
      left.length === right.length ? this.#converted(value, this.#type(left[i])) : this.#expression(value),
    );
  }

  /** The left side of an assignment or range clause; a variable that it declares costs its declaration too. */
  #target(target: NodeIndex, declares: boolean): void {
    const { file } = this.#body;
    const { tree } = file;
    const at = unparen(tree, target);
    if (tree.kind(at) !== Kind.Identifier && tree.kind(at) !== Kind.BlankIdentifier) return this.#expression(at);
    const symbol = file.symbol(at);
    this.#add(declares && symbol?.declaration?.name === at && tree.text(at) !== '_' ? 3 : 1);
  }

  #variables(spec: NodeIndex): void {
    const { tree } = this.#body.file;
    const names = declaredNames(tree, spec).filter((child) => tree.kind(child) === Kind.Identifier);
    const values = expressions(tree, tree.child(spec, Field.Value));
    if (values.length === 0) return this.#add(4 * names.length);
    this.#add(1);
    for (const name of names) this.#target(name, true);
    for (const [i, value] of values.entries())
      values.length === names.length ? this.#converted(value, this.#type(names[i])) : this.#expression(value);
    return undefined;
  }

  #return(node: NodeIndex): void {
    const { file, types } = this.#body;
    const { tree } = file;
    this.#add(1);
    const list = tree.firstChild(node);
    if (list === NONE) return;
    const values = expressions(tree, list);
    const declared = results(tree, this.#body.node);
    if (values.length === 1 && declared.length > 1) this.#spread(values[0]);
    else values.forEach((value, i) => this.#converted(value, declared[i] && types.denoted(file, declared[i].type)));
  }

  /** The results of a call that are passed on: each goes through a variable. */
  #spread(node: NodeIndex): void {
    const type = this.#type(node);
    if (type.kind === 'tuple') this.#add(4 * type.types.length + 1);
    else this.#add(0, 20);
    this.#expression(node);
  }

  #if(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const { initializer, condition, then, otherwise } = ifStatement(tree, node);
    this.#statement(initializer);
    const decided = this.#static(condition);
    if (decided === undefined) {
      this.#add(1);
      this.#expression(condition);
    } else if (this.#constant(condition) === undefined) {
      this.#add(0, 10);
    }
    if (decided !== false) this.statements(then);
    if (decided !== true) this.#statement(otherwise);
  }

  #for(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const loop = forStatement(tree, node);
    this.#add(1);
    if (loop.form === 'range') {
      this.#expression(loop.over);
      for (const target of loop.left) this.#target(target, loop.declares);
      // The body of a loop over a function becomes a function literal.
      if (this.#underlying(loop.over).kind === 'func') return this.#add(LITERAL, NEVER.most);
    }
    this.#statement(loop.initializer);
    if (loop.condition !== NONE) this.#expression(loop.condition);
    this.#statement(loop.update);
    this.statements(loop.body);
  }

  #switch(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const { initializer, value, alias, clauses } = switchStatement(tree, node);
    const onTypes = tree.kind(node) === Kind.TypeSwitchStatement;
    this.#statement(initializer);
    // The clauses that a constant does not select are dropped.
    if (value !== NONE && this.#constant(value) !== undefined) return this.#add(1, NEVER.most);
    this.#add(1);
    if (onTypes) this.#add(alias === NONE ? 1 : 2);
    if (value !== NONE) this.#expression(value);
    for (const clause of clauses) {
      this.#add(onTypes && alias !== NONE ? 2 : 1);
      if (!onTypes) for (const candidate of caseValues(tree, clause)) this.#expression(candidate);
      else this.#add(caseValues(tree, clause).filter((type) => this.#isNil(type)).length);
      this.statements(clause);
    }
  }

  #select(node: NodeIndex): void {
    const { tree } = this.#body.file;
    this.#add(1);
    for (const clause of selectClauses(tree, node)) {
      this.#add(1);
      const { form } = communication(tree, clause);
      if (form !== 'default') this.#communication(tree.child(clause, Field.Communication));
      this.statements(clause);
    }
  }

  #communication(node: NodeIndex): void {
    const { tree } = this.#body.file;
    if (tree.kind(node) !== Kind.ReceiveStatement) return this.#statement(node);
    const left = expressions(tree, tree.child(node, Field.Left));
    const declares = tree.childOfKind(node, Kind.Define) !== NONE;
    if (left.length > 0) this.#add(1);
    // With ok, the values are received into variables first, and then assigned.
    if (left.length === 2) this.#add(0, 10);
    for (const target of left) this.#target(target, declares);
    return this.#expression(tree.child(node, Field.Right));
  }

  /** A value that goes where `to` is expected: putting it into an interface is a node. */
  #converted(node: NodeIndex, to: Type | undefined): void {
    const { types } = this.#body;
    this.#expression(node);
    if (to === undefined) return this.#add(0, 1);
    const under = types.underlying(to);
    if (under.kind === 'unknown') return this.#add(0, 1);
    if (under.kind !== 'interface' || this.#isNil(node)) return undefined;
    const from = this.#type(node);
    if (from.kind === 'unknown') return this.#add(0, 1);
    return identical(from, to) ? undefined : this.#add(1);
  }

  #expression(node: NodeIndex): void {
    const { file } = this.#body;
    const { tree } = file;
    const at = node === NONE ? NONE : unparen(tree, node);
    if (at === NONE) return;
    if (this.#constant(at) !== undefined) return this.#add(1);
    switch (tree.kind(at)) {
      case Kind.SelectorExpression:
        return this.#selector(at);
      case Kind.CallExpression:
      case Kind.TypeConversionExpression:
        return this.#call(at);
      case Kind.FuncLiteral:
        return this.#add(1 + LITERAL);
      case Kind.CompositeLiteral:
        return this.#literal(this.#type(at), tree.child(at, Field.Body));
      case Kind.LiteralValue: {
        const type = this.#type(at);
        if (type.kind === 'pointer') this.#add(1);
        return this.#literal(type.kind === 'pointer' ? type.elem : type, at);
      }
      case Kind.IndexExpression:
        return this.#index(at);
      case Kind.SliceExpression:
        return this.#slice(at);
      case Kind.TypeAssertionExpression:
        this.#add(1);
        return this.#expression(tree.child(at, Field.Operand));
      case Kind.UnaryExpression:
        return this.#unary(at);
      case Kind.BinaryExpression:
        return this.#binary(at);
      case Kind.TypeInstantiationExpression:
        return this.#add(1, 20);
      default:
        return this.#add(1);
    }
  }

  #selector(node: NodeIndex): void {
    const { file, types } = this.#body;
    const selection = types.selection(file, node);
    if (selection === undefined) {
      this.#add(1, 4);
      return this.#expression(file.tree.child(node, Field.Operand));
    }
    if (selection.kind === 'member') return this.#add(1);
    if (selection.kind === 'method') {
      if (selection.expression) return this.#add(1);
      this.#add(2 + selection.path.length, 4 + selection.path.length);
    } else {
      this.#add(1 + selection.path.length);
    }
    return this.#expression(file.tree.child(node, Field.Operand));
  }

  #literal(type: Type, body: NodeIndex): void {
    const { tree } = this.#body.file;
    const under = this.#body.types.underlying(type);
    this.#add(under.kind === 'slice' ? 2 : 1);
    literalElements(tree, body).forEach(({ key, value }, i) => {
      if (under.kind === 'struct') {
        const field = key === NONE ? under.fields[i] : under.fields.find((one) => one.name === tree.text(key));
        this.#add(1);
        return this.#converted(value, field?.type);
      }
      if (key !== NONE) this.#add(1);
      if (under.kind === 'map') this.#converted(key, under.key);
      else if (key !== NONE) this.#add(1);
      return this.#converted(
        value,
        under.kind === 'map' || under.kind === 'slice' || under.kind === 'array' ? under.elem : undefined,
      );
    });
  }

  #index(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const base = tree.child(node, Field.Operand);
    const under = this.#underlying(base);
    if (under.kind === 'func') return this.#add(1, 20);
    this.#add(under.kind === 'pointer' ? 2 : 1);
    this.#expression(base);
    return this.#converted(tree.child(node, Field.Index), under.kind === 'map' ? under.key : undefined);
  }

  #slice(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const base = tree.child(node, Field.Operand);
    const [low, high, max] = [Field.Start, Field.End, Field.Capacity].map((field) => tree.child(node, field));
    this.#add(1);
    if (this.#underlying(base).kind === 'array') this.#address(base);
    else this.#expression(base);
    // `[0:]` and `[:len(x)]` are dropped.
    if (low !== NONE && this.#constant(low) !== 0n) this.#expression(low);
    if (high !== NONE) {
      const repeated = this.#lengthOf(high) === tree.text(base);
      if (repeated) this.#add(0, 3);
      else this.#expression(high);
    }
    if (max !== NONE) this.#expression(max);
  }

  /** What `len` is asked for. */
  #lengthOf(node: NodeIndex): string | undefined {
    const { file } = this.#body;
    const at = unparen(file.tree, node);
    if (file.tree.kind(at) !== Kind.CallExpression) return undefined;
    const { callee, args } = call(file.tree, at);
    return callee !== NONE && builtinCalled(file, callee) === 'len' && args.length === 1
      ? file.tree.text(args[0])
      : undefined;
  }

  #unary(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const inner = unparen(tree, tree.child(node, Field.Operand));
    if (operator(tree, node) === Kind.And) return this.#address(inner);
    this.#add(operator(tree, node) === Kind.Mul && this.#isAddress(inner) ? 0 : 1);
    return this.#expression(inner);
  }

  /** `&x`, written or implied. The address of a first field is that of the struct. */
  #address(node: NodeIndex, path: readonly StructField[] = []): void {
    const { file, types } = this.#body;
    const { tree } = file;
    const at = unparen(tree, node);
    const selection = tree.kind(at) === Kind.SelectorExpression ? types.selection(file, at) : undefined;
    const base = selection?.kind === 'field' ? unparen(tree, tree.child(at, Field.Operand)) : at;
    const fields = selection?.kind === 'field' ? [...selection.path, selection.field, ...path] : path;
    if (fields.length === 1 && tree.kind(base) === Kind.Identifier) {
      const type = this.#underlying(base);
      const struct = type.kind === 'pointer' ? types.underlying(type.elem) : type;
      if (struct.kind === 'struct' && struct.fields[0]?.name === fields[0].name) return this.#expression(base);
    }
    this.#add(1 + path.length);
    return this.#expression(at);
  }

  /** `(*T)(unsafe.Pointer(&x))`: read through, that is x with another type. */
  #isAddress(node: NodeIndex): boolean {
    const { file, types } = this.#body;
    const { tree } = file;
    let at = unparen(tree, node);
    while (at !== NONE && (tree.kind(at) === Kind.CallExpression || tree.kind(at) === Kind.TypeConversionExpression)) {
      const { callee, args } = call(tree, at);
      if (callee === NONE || args.length !== 1 || !types.isType(file, callee)) return false;
      at = unparen(tree, args[0]);
    }
    return at !== NONE && tree.kind(at) === Kind.UnaryExpression && operator(tree, at) === Kind.And;
  }

  #binary(node: NodeIndex): void {
    const { tree } = this.#body.file;
    const op = operator(tree, node);
    const [left, right] = [tree.child(node, Field.Left), tree.child(node, Field.Right)];
    const text = this.#underlying(node);
    if (op === Kind.Add && text.kind === 'basic' && text.name.endsWith('string')) {
      // A chain of concatenations is one node.
      this.#add(this.#isConcatenation(left) ? 0 : 1);
    } else {
      this.#add(1);
    }
    const compares = op === Kind.Eql || op === Kind.Neq;
    this.#expression(left);
    this.#expression(right);
    if (!compares || this.#isNil(left) || this.#isNil(right)) return;
    const interfaces = [left, right].filter((side) => this.#underlying(side).kind === 'interface').length;
    if (interfaces === 1) this.#add(1);
  }

  #isConcatenation(node: NodeIndex): boolean {
    const { tree } = this.#body.file;
    const at = unparen(tree, node);
    return (
      tree.kind(at) === Kind.BinaryExpression && operator(tree, at) === Kind.Add && this.#constant(at) === undefined
    );
  }

  #call(node: NodeIndex): void {
    const { file, types } = this.#body;
    const { tree } = file;
    const { callee, args, spreads } = call(tree, node);
    if (callee === NONE) return this.#add(1, NEVER.most);
    if (types.isType(file, callee)) return this.#conversion(types.denoted(file, callee), args[0] ?? NONE);
    const builtin = builtinCalled(file, callee);
    if (builtin !== undefined) return this.#builtin(builtin, args);
    const signature = types.underlying(types.of(file, callee));
    this.#callee(callee, node);
    return this.#arguments(args, spreads, signature);
  }

  #arguments(args: readonly NodeIndex[], spreads: boolean, signature: Type): void {
    if (signature.kind !== 'func') {
      for (const arg of args) this.#converted(arg, undefined);
      return this.#add(0, 3);
    }
    const { params, variadic } = signature;
    if (args.length === 1 && params.length > 1 && this.#type(args[0]).kind === 'tuple') {
      this.#spread(args[0]);
      return this.#add(0, 3 + params.length);
    }
    args.forEach((arg, i) => {
      const collected = variadic && !spreads && i >= params.length - 1;
      const type = params[Math.min(i, params.length - 1)]?.type;
      this.#converted(arg, collected && type?.kind === 'slice' ? type.elem : type);
    });
    // The arguments of a variadic parameter become a slice, none become nil.
    if (variadic && !spreads) this.#add(args.length >= params.length ? 2 : 1);
    return undefined;
  }

  #callee(callee: NodeIndex, node: NodeIndex): void {
    const { file, types } = this.#body;
    const { tree } = file;
    const at = unparen(tree, callee);
    const kind = tree.kind(at);
    this.#add(1);
    if (kind === Kind.SelectorExpression) {
      const selection = types.selection(file, at);
      if (selection?.kind === 'method' && !selection.expression) return this.#method(at, selection, node);
      if (selection?.kind === 'member' && selection.path === 'unsafe') return undefined;
      if (selection?.kind === 'field') {
        this.#expression(at);
        return this.#add(CALL);
      }
    }
    if (kind === Kind.FuncLiteral) {
      this.#add(1 + LITERAL);
      return this.#addCost(costOfCall(ANY, 2 * BUDGET));
    }
    if (kind === Kind.Identifier || kind === Kind.SelectorExpression) {
      const symbol = file.symbol(at);
      this.#add(1);
      if (symbol?.kind === 'var' && symbol.role !== 'package') {
        if (symbol.role === 'parameter') return this.#add(PARAMETER_CALL, CALL);
        return this.#addCost({ least: 0, most: 2 * BUDGET });
      }
      return this.#addCost(costOfCall(this.#calleeCost(node)));
    }
    if (kind === Kind.IndexExpression || kind === Kind.TypeInstantiationExpression) {
      return this.#add(1, BUDGET + 20);
    }
    this.#expression(at);
    return this.#add(CALL);
  }

  #method(
    selector: NodeIndex,
    selection: Extract<ReturnType<Body['types']['selection']>, { kind: 'method' }>,
    node: NodeIndex,
  ): void {
    const { file, types } = this.#body;
    const receiver = file.tree.child(selector, Field.Operand);
    const { path } = selection;
    if (selection.dynamic) {
      this.#add(path.length + 1 + CALL);
      return this.#expression(receiver);
    }
    const type = path.at(-1)?.type ?? this.#type(receiver);
    const isPointer = types.underlying(type).kind === 'pointer';
    const wantsPointer = selection.method.receiver?.pointer === true;
    if (type.kind === 'unknown') this.#add(0, 1);
    if (type.kind !== 'unknown' && wantsPointer && !isPointer) {
      this.#address(receiver, path);
    } else {
      this.#add(path.length + (isPointer && !wantsPointer ? 1 : 0));
      this.#expression(receiver);
    }
    return this.#addCost(costOfCall(this.#calleeCost(node)));
  }

  #addCost({ least, most }: Cost): void {
    this.#add(least, most);
  }

  #conversion(to: Type, node: NodeIndex): void {
    const { types } = this.#body;
    this.#expression(node);
    const from = this.#type(node);
    const [a, b] = [types.underlying(from), types.underlying(to)];
    if (a.kind === 'unknown' || b.kind === 'unknown' || to.kind === 'typeparam') return this.#add(0, 1);
    if (b.kind === 'interface') return this.#add(identical(from, to) ? 0 : 1);
    if (a.kind === 'basic' && b.kind === 'basic')
      return this.#add(representation(a.name) === representation(b.name) ? 0 : 1);
    if (identical(a, b) || (a.kind === 'pointer' && b.kind === 'pointer')) return undefined;
    if (isUnsafe(a) || isUnsafe(b)) return undefined;
    return this.#add(1);
  }

  #builtin(name: string, args: readonly NodeIndex[]): void {
    if (name === 'recover') return this.#add(NEVER.least);
    if (name === 'panic') {
      this.#add(2);
      return args[0] === undefined ? undefined : this.#expression(args[0]);
    }
    this.#add(1);
    const { file, types } = this.#body;
    for (const [i, arg] of args.entries()) {
      if (i === 0 && (name === 'make' || name === 'new') && types.isType(file, arg)) continue;
      this.#expression(arg);
    }
    // A map or channel without a size gets one of 0.
    if (name === 'make' && args.length === 1) this.#add(1);
    if (name === 'new' && args[0] !== undefined && !types.isType(file, args[0])) this.#add(0, 8);
    if (name === 'append' || name === 'copy' || name === 'delete') this.#add(0, name === 'append' ? args.length : 1);
    return undefined;
  }

  #type(node: NodeIndex): Type {
    return this.#body.types.of(this.#body.file, node);
  }

  #underlying(node: NodeIndex): Type {
    return this.#body.types.underlying(this.#type(node));
  }

  #constant(node: NodeIndex): unknown {
    return node === NONE ? undefined : this.#body.types.constant(this.#body.file, node);
  }

  #isNil(node: NodeIndex): boolean {
    const at = unparen(this.#body.file.tree, node);
    return this.#body.file.symbol(at)?.kind === 'nil';
  }
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
