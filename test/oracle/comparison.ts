import { basename } from 'node:path';
import type { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { type Callee, calls } from '../../src/engine/flow/ssa.js';
import type { PackageFile } from '../../src/engine/names/package.js';
import { type GoSymbol, mayDeclareMore } from '../../src/engine/names/symbol.js';
import { call, unparen } from '../../src/engine/syntax/go.js';
import { FIRST_OPERATOR, Field, Kind } from '../../src/engine/syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../../src/engine/syntax/tree.js';
import { builtinCalled } from '../../src/engine/types/call-types.js';
import type { ConstantValue } from '../../src/engine/types/constants.js';
import { literalType } from '../../src/engine/types/expressions.js';
import { typeString } from '../../src/engine/types/operations.js';
import type { PackageTypes } from '../../src/engine/types/package-types.js';
import type { Type } from '../../src/engine/types/type.js';

/** What go/types says of a file, as semantics.go describes it. */
export interface FileMeaning {
  readonly strings: readonly string[];
  readonly identifiers: readonly number[] | null;
  readonly expressions: readonly number[] | null;
  readonly constants: readonly number[] | null;
  readonly calls: readonly number[] | null;
  readonly declarations: readonly number[] | null;
}

/** How the engine's answers to one question compare with those of go/types. */
export class Tally {
  /** How often the engine said the same. */
  agreed = 0;
  /** `file:line:column: what the text is: theirs, not ours`. */
  readonly wrong: string[] = [];
  /** What it did not know, by reason. */
  readonly unknown = new Map<string, { count: number; readonly examples: string[] }>();

  addUnknown(reason: string, place: string): void {
    const entry = this.unknown.get(reason) ?? { count: 0, examples: [] };
    this.unknown.set(reason, entry);
    entry.count++;
    if (entry.examples.length < EXAMPLES) entry.examples.push(place);
  }

  get unknowns(): number {
    return [...this.unknown.values()].reduce((sum, { count }) => sum + count, 0);
  }

  get all(): number {
    return this.agreed + this.unknowns + this.wrong.length;
  }
}

/** So many places are kept of each reason. */
const EXAMPLES = 20;

const none: ReadonlyMap<NodeIndex, Callee> = new Map();

export class Comparison {
  /** What each identifier means: its declaration. */
  readonly names = new Tally();
  /** The type of each expression and declaration. */
  readonly types = new Tally();
  readonly constants = new Tally();
  /** Which function each call calls, where that is one and the same whenever it runs. */
  readonly callees = new Tally();
  /** Those of them whose declaration is in the module or the standard library. */
  readonly ownCallees = new Tally();
  /** Which method of which interface is called. */
  readonly interfaceCallees = new Tally();
  /** Nodes of go/ast that are none of the engine's trees. */
  readonly unmatched = new Tally();
  /** Packages that Go does not build, with its reason. */
  readonly unbuilt: string[] = [];

  /** Compares what is known of a package with what go/types says of its files, in their order. */
  add(pkg: AnalysedPackage, meanings: readonly FileMeaning[]): void {
    const { files } = pkg.pkg;
    if (files.length !== meanings.length) throw new Error(`${pkg.pkg.path}: some files could not be read`);
    const callees = new Map<PackageFile, Map<NodeIndex, Callee>>(files.map((file) => [file, new Map()]));
    for (const body of pkg.allBodies()) {
      for (const each of calls(body)) callees.get(body.file)?.set(each.node, each.callee);
    }
    files.forEach((file, i) => new FileComparison(pkg.types, file, meanings[i], callees.get(file) ?? none, this).run());
  }

  get wrong(): readonly string[] {
    return [this.names, this.types, this.constants, this.callees, this.interfaceCallees].flatMap(({ wrong }) => wrong);
  }
}

class FileComparison {
  readonly #types: PackageTypes;
  readonly #file: PackageFile;
  readonly #meaning: FileMeaning;
  /** By call. */
  readonly #callees: ReadonlyMap<NodeIndex, Callee>;
  readonly #result: Comparison;
  /** Nodes by start and end; the innermost node with a meaning of its own wins. */
  readonly #bySpan = new Map<number, NodeIndex>();
  readonly #identifiers = new Map<number, NodeIndex>();
  readonly #calls = new Map<number, NodeIndex>();

  constructor(
    types: PackageTypes,
    file: PackageFile,
    meaning: FileMeaning,
    callees: ReadonlyMap<NodeIndex, Callee>,
    result: Comparison,
  ) {
    this.#types = types;
    this.#file = file;
    this.#meaning = meaning;
    this.#callees = callees;
    this.#result = result;
    const { tree } = file;
    for (let node = 1; node < tree.size; node++) {
      const kind = tree.kind(node);
      const span = this.#span(tree.start(node), tree.end(node));
      if (identifiers.has(kind)) this.#identifiers.set(tree.start(node), node);
      if (!wrappers.has(kind) && kind < FIRST_OPERATOR) this.#bySpan.set(span, node);
      if (kind === Kind.CallExpression || kind === Kind.TypeConversionExpression) this.#calls.set(span, node);
    }
  }

  run(): void {
    this.#names();
    this.#expressions();
    this.#constants();
    this.#declarations();
    this.#calleesOfCalls();
  }

  #span(start: number, end: number): number {
    return start * 2 ** 24 + (end - start);
  }

  #wrong(tally: Tally, node: NodeIndex, what: string, theirs: string, ours: string): void {
    tally.wrong.push(`${this.#at(node)}: ${what}: ${theirs}, not ${ours}`);
  }

  #at(node: NodeIndex): string {
    const { tree } = this.#file;
    return this.#place(tree.start(node), tree.end(node));
  }

  #place(start: number, end: number): string {
    const { source } = this.#file.tree;
    const { line, column } = source.position(start);
    return `${source.path}:${line}:${column}: ${source.slice(start, Math.min(end, start + 60)).replaceAll(/\s+/g, ' ')}`;
  }

  #unknown(tally: Tally, reason: string, node: NodeIndex): void {
    tally.addUnknown(reason, this.#at(node));
  }

  #unmatched(what: string, start: number, end: number): void {
    this.#result.unmatched.addUnknown(what, this.#place(start, end));
  }

  #names(): void {
    const { names } = this.#result;
    const { strings, identifiers: list } = this.#meaning;
    for (let i = 0; list !== null && i < list.length; i += 2) {
      const theirs = unvendored(strings[list[i + 1]]);
      const node = this.#identifiers.get(list[i]);
      if (node === undefined) {
        if (theirs !== 'label') this.#unmatched('identifier', list[i], list[i]);
        continue;
      }
      const ours = this.#nameOf(node);
      if (ours === undefined) this.#unknown(names, this.#whyNameless(node), node);
      else if (unvendored(ours) === theirs) names.agreed++;
      else this.#wrong(names, node, 'meaning', theirs, ours);
    }
  }

  #nameOf(node: NodeIndex): string | undefined {
    const { tree } = this.#file;
    const parent = tree.parent(node);
    const kind = tree.kind(parent);
    if (kind === Kind.SelectorExpression && tree.kind(node) === Kind.FieldIdentifier) {
      const selection = this.#types.selection(this.#file, parent);
      if (selection === undefined) return undefined;
      if (selection.kind === 'member') return this.#member(tree.child(parent, Field.Operand), node, selection.symbol);
      const symbol = selection.kind === 'field' ? selection.field.symbol : selection.method;
      return symbol && this.#describe(symbol);
    }
    if (kind === Kind.QualifiedType && tree.kind(node) === Kind.TypeIdentifier) {
      const pkg = this.#file.symbol(tree.child(parent, Field.Package));
      const named = pkg?.kind === 'package' ? pkg.imported?.scope.own(tree.text(node)) : undefined;
      return this.#member(tree.child(parent, Field.Package), node, named);
    }
    const literal = this.#literalOfKey(node);
    if (literal !== NONE) {
      const under = this.#types.underlying(literalType(this.#types, this.#types.of(this.#file, literal)));
      if (under.kind === 'unknown') return undefined; // a field, a variable or a constant
      if (under.kind === 'struct') {
        const symbol = under.fields.find((field) => field.name === tree.text(node))?.symbol;
        return symbol && this.#describe(symbol);
      }
    }
    const symbol = this.#file.symbol(node);
    return symbol && this.#describe(symbol);
  }

  /** `p.Name`. The declarations of p need not be at hand for it to be known what is meant. */
  #member(pkg: NodeIndex, name: NodeIndex, symbol: GoSymbol | undefined): string | undefined {
    if (symbol !== undefined) return this.#describe(symbol);
    const named = this.#file.symbol(pkg);
    if (named?.kind !== 'package' || !mayDeclareMore(named)) return undefined;
    return `${named.path}.${this.#file.tree.text(name)}`;
  }

  /** The literal, written or elided, that an identifier is a key of. */
  #literalOfKey(node: NodeIndex): NodeIndex {
    const { tree } = this.#file;
    const element = tree.parent(node);
    if (tree.kind(element) !== Kind.LiteralElement || tree.field(element) !== Field.Key) return NONE;
    const body = tree.parent(tree.parent(element));
    return tree.kind(tree.parent(body)) === Kind.CompositeLiteral ? tree.parent(body) : body;
  }

  #whyNameless(node: NodeIndex): string {
    const { tree } = this.#file;
    const parent = tree.parent(node);
    const literal = this.#literalOfKey(node);
    if (literal !== NONE) return this.#whyOpaque(literal);
    if (tree.kind(parent) !== Kind.SelectorExpression || tree.kind(node) !== Kind.FieldIdentifier)
      return 'unresolved name';
    return this.#whyOpaque(tree.child(parent, Field.Operand));
  }

  /** Why nothing is known of what an expression has in it. */
  #whyOpaque(node: NodeIndex): string {
    const type = this.#types.of(this.#file, node);
    const elem = type.kind === 'pointer' ? type.elem : type;
    return whyUnknown(elem) ?? whyUnknown(this.#types.underlying(elem)) ?? 'no such field or method';
  }

  #describe(symbol: GoSymbol): string {
    if (symbol.kind === 'package') return `package ${symbol.path}`;
    const { declaration } = symbol;
    if (declaration === undefined) return symbol.kind === 'func' ? symbol.fullName : symbol.name;
    const { tree, pkg } = declaration.file;
    if (pkg === this.#file.pkg) return `${basename(tree.source.path)}:${tree.start(ownName(tree, declaration.name))}`;
    if (symbol.kind === 'func') return symbol.fullName;
    return `${symbol.kind === 'var' && symbol.role === 'field' ? 'field ' : ''}${pkg.path}.${symbol.name}`;
  }

  #expressions(): void {
    const { strings, expressions } = this.#meaning;
    for (let i = 0; expressions !== null && i < expressions.length; i += 5) {
      const syntax = strings[expressions[i + 4]];
      const node = this.#bySpan.get(this.#span(expressions[i], expressions[i + 1]));
      if (node === undefined) {
        this.#unmatched(syntax, expressions[i], expressions[i + 1]);
        continue;
      }
      const ours = this.#types.of(this.#file, node);
      this.#type(node, syntax, strings[expressions[i + 2]], strings[expressions[i + 3]], ours);
    }
  }

  #type(node: NodeIndex, syntax: string, theirs: string, basic: string, ours: Type): void {
    const { types } = this.#result;
    if (syntax === 'instance' && (ours.kind === 'named' || (ours.kind === 'func' && ours.typeParams.length > 0)))
      return;
    const reason = whyUnknown(ours);
    if (reason !== undefined) return this.#unknown(types, reason, node);
    const text = unvendored(typeString(ours));
    const wanted = withAliases(unvendored(theirs), text);
    if (text === wanted || convertible(ours, wanted, basic)) types.agreed++;
    else this.#wrong(types, node, `type (${syntax})`, wanted, text);
    return undefined;
  }

  #constants(): void {
    const { strings, constants } = this.#meaning;
    for (let i = 0; constants !== null && i < constants.length; i += 3) {
      const node = this.#bySpan.get(this.#span(constants[i], constants[i + 1]));
      if (node !== undefined) this.#constant(node, strings[constants[i + 2]], this.#types.constant(this.#file, node));
    }
  }

  #constant(node: NodeIndex, theirs: string, ours: ConstantValue | undefined): void {
    const { constants } = this.#result;
    if (theirs[0] === 'f') return; // an approximation here, and one for a use's type there
    if (ours === undefined) this.#unknown(constants, 'not computed', node);
    else if (sameValue(ours, theirs)) constants.agreed++;
    else this.#wrong(constants, node, 'value', theirs, String(ours));
  }

  #declarations(): void {
    const { strings, declarations } = this.#meaning;
    for (let i = 0; declarations !== null && i < declarations.length; i += 3) {
      const node = this.#identifiers.get(declarations[i]);
      const symbol = node === undefined ? undefined : this.#file.symbol(node);
      if (node === undefined || symbol === undefined) continue;
      const value = strings[declarations[i + 2]];
      this.#type(node, `declared ${symbol.kind}`, strings[declarations[i + 1]], '', this.#types.ofSymbol(symbol));
      if (value !== '') this.#constant(node, value, this.#types.constantOfSymbol(symbol));
    }
  }

  #calleesOfCalls(): void {
    const { strings, calls: list } = this.#meaning;
    for (let i = 0; list !== null && i < list.length; i += 5) {
      const node = this.#calls.get(this.#span(list[i], list[i + 1]));
      const [what, name, origin] = list.slice(i + 2, i + 5).map((index) => strings[index]);
      if (node === undefined) this.#unmatched('call', list[i], list[i + 1]);
      else this.#callee(node, what, unvendored(name), origin);
    }
  }

  #callee(node: NodeIndex, what: string, name: string, origin: string): void {
    const { callees, ownCallees, interfaceCallees } = this.#result;
    const ours = this.#callees.get(node);
    const claim =
      ours?.kind === 'static' || ours?.kind === 'interface' ? `${ours.kind} ${unvendored(ours.name)}` : undefined;
    if (what !== 'static' && what !== 'interface') {
      // Of what `p.Name(x)` is where p is not at hand, nothing is claimed; a variable may hold one function only.
      if (claim === undefined || (ours?.kind === 'static' && (ours.symbol === undefined || what === 'dynamic'))) return;
      this.#wrong(callees, node, 'callee', what, claim);
      return;
    }
    const tallies =
      what === 'interface' ? [interfaceCallees] : origin === 'dependency' ? [callees] : [callees, ownCallees];
    for (const tally of tallies) {
      if (claim === undefined) this.#unknown(tally, this.#whyNoCallee(node, ours), node);
      else if (claim !== `${what} ${name}`) this.#wrong(tally, node, 'callee', `${what} ${name}`, claim);
      else if (ours?.kind === 'static' && ours.symbol === undefined)
        this.#unknown(tally, 'dependency not at hand', node);
      else tally.agreed++;
    }
  }

  #whyNoCallee(node: NodeIndex, ours: Callee | undefined): string {
    const { tree } = this.#file;
    const { callee } = call(tree, node);
    if (callee === NONE) return 'syntax error';
    const at = unparen(tree, callee);
    if (ours === undefined) {
      if (this.#types.isType(this.#file, at)) return 'taken for a conversion';
      if (this.#types.constant(this.#file, node) !== undefined) return 'a constant'; // unsafe.Sizeof(x)
      return builtinCalled(this.#file, at) === undefined ? 'not reached' : 'taken for a builtin';
    }
    return tree.kind(at) === Kind.SelectorExpression
      ? this.#whyOpaque(tree.child(at, Field.Operand))
      : (whyUnknown(this.#types.of(this.#file, at)) ?? 'taken for a value');
  }
}

/** `T` of an embedded `p.T` or `p.T[int]`. */
function ownName(tree: Tree, name: NodeIndex): NodeIndex {
  switch (tree.kind(name)) {
    case Kind.QualifiedType:
      return tree.child(name, Field.Name);
    case Kind.GenericType:
      return ownName(tree, tree.child(name, Field.Type));
    default:
      return name;
  }
}

const identifiers = new Set<Kind>([
  Kind.Identifier,
  Kind.TypeIdentifier,
  Kind.FieldIdentifier,
  Kind.PackageIdentifier,
  Kind.Nil,
  Kind.True,
  Kind.False,
  Kind.Iota,
]);

/** Nodes that are no expression and may have the same text as the one inside. */
const wrappers = new Set<Kind>([
  Kind.ExpressionList,
  Kind.ExpressionStatement,
  Kind.StatementList,
  Kind.LiteralElement,
  Kind.KeyedElement,
  Kind.ParameterDeclaration,
  Kind.ParameterList,
  Kind.VariadicParameterDeclaration,
  Kind.FieldDeclaration,
  Kind.FieldDeclarationList,
  Kind.TypeElem,
  Kind.TypeConstraint,
  Kind.VariadicArgument,
  Kind.ReceiveStatement,
  Kind.MethodElem,
  Kind.TypeSpec,
]);

/** Why a type is not known in full. */
function whyUnknown(type: Type): string | undefined {
  const of = (...parts: readonly Type[]): string | undefined => {
    for (const part of parts) {
      const reason = whyUnknown(part);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  switch (type.kind) {
    case 'unknown':
      return type.reason;
    case 'named':
      return of(...type.args);
    case 'pointer':
    case 'slice':
    case 'chan':
      return of(type.elem);
    case 'array':
      return type.length === undefined ? 'array length' : of(type.elem);
    case 'map':
      return of(type.key, type.elem);
    case 'func':
      return of(...type.params.map((one) => one.type), ...type.results.map((one) => one.type));
    case 'struct':
      return of(...type.fields.map((one) => one.type));
    case 'interface':
      return of(...type.methods.map((one) => one.signature), ...type.embedded, ...type.unions.flat());
    case 'tuple':
      return of(...type.types);
    default:
      return undefined;
  }
}

/** The standard library imports golang.org/x/net, which is vendor/golang.org/x/net. */
function unvendored(text: string): string {
  return text.replaceAll('vendor/golang.org/', 'golang.org/');
}

/**
 * An alias whose declaration is not at hand is known by its name, as types.TypeString has it; all others are resolved.
 * @param theirs `«its name|what it stands for»` for each alias
 */
function withAliases(theirs: string, ours: string): string {
  const innermost = /«([^«»|]*)\|([^«»]*)»/;
  let text = theirs;
  for (let found = innermost.exec(text); found !== null; found = innermost.exec(text)) {
    const [alias, name, target] = found;
    text = text.replace(alias, () => (named(ours, name) ? name : target));
  }
  return text;
}

function named(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/^\w/.test(text.slice(at + name.length));
}

/** Untyped constants have the type that their use converts them to in go/types, and their own here. */
function convertible(ours: Type, theirs: string, basic: string): boolean {
  if (ours.kind !== 'basic' || !ours.untyped) return false;
  switch (ours.name) {
    case 'untyped nil':
      return basic === '' || basic === 'Pointer' || basic === 'unsafe.Pointer' || basic === 'untyped nil';
    case 'untyped string':
      return basic.endsWith('string') || theirs === 'string';
    case 'untyped bool':
      return basic.endsWith('bool') || theirs === 'bool';
    default:
      return /int|float|complex|rune|byte/.test(basic) || theirs === basic;
  }
}

function sameValue(ours: ConstantValue, theirs: string): boolean {
  const text = theirs.slice(1);
  switch (typeof ours) {
    case 'bigint':
      return text === ours.toString();
    case 'string':
      return theirs[0] === 's' && text === ours;
    case 'boolean':
      return text === String(ours);
    case 'number':
      return Number(text) === ours;
  }
}
