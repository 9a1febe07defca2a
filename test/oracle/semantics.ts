import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeclarationIndex } from '../../src/engine/knowledge/declarations.js';
import type { GoPackage, Importer, PackageFile } from '../../src/engine/names/package.js';
import type { GoSymbol } from '../../src/engine/names/symbol.js';
import { Program } from '../../src/engine/run/program.js';
import { FIRST_OPERATOR, Field, Kind } from '../../src/engine/syntax/kinds.js';
import type { NodeIndex, Tree } from '../../src/engine/syntax/tree.js';
import { Source } from '../../src/engine/text/source.js';
import type { ConstantValue } from '../../src/engine/types/constants.js';
import { typeString } from '../../src/engine/types/operations.js';
import type { PackageTypes } from '../../src/engine/types/package-types.js';
import type { Type } from '../../src/engine/types/type.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';
import { ask, runGo } from './oracle.js';

/** A package to compare: its import path and the absolute paths of its files. */
export interface PackageFiles {
  readonly path: string;
  readonly files: readonly string[];
}

/** As semantics.go describes it. */
interface FileMeaning {
  readonly file: string;
  readonly strings: readonly string[];
  readonly identifiers: readonly number[] | null;
  readonly expressions: readonly number[] | null;
  readonly constants: readonly number[] | null;
  readonly declarations: readonly number[] | null;
}

/** How the engine's answers compare with those of go/types. */
export interface Comparison {
  /** `file:line:column: what the text is: theirs, ours`. */
  readonly wrong: string[];
  /** How often the engine said the same. */
  names: number;
  types: number;
  constants: number;
  /** What it did not know, by reason: where, and the text. */
  readonly unknown: Map<string, string[]>;
  /** Expressions of go/ast that are no node of the engine's trees, by syntax. */
  readonly unmatched: Map<string, string[]>;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const environment = { CGO_ENABLED: '0', GOOS: 'linux', GOARCH: 'amd64', GOFLAGS: '' };

/** The standard library imports golang.org/x/net, which is vendor/golang.org/x/net. */
type ImportMap = Readonly<Record<string, string>>;

interface Checked {
  readonly pkg: GoPackage;
  readonly importMap: ImportMap;
}

interface Listed {
  readonly ImportPath: string;
  readonly Dir: string;
  readonly Name: string;
  readonly GoFiles?: readonly string[];
  readonly ImportMap?: ImportMap;
}

/**
 * Packages of the standard library, compared in the order of their imports. What they import is read as shipped, or,
 * with `fromSource`, from the library's sources: the two differ where the library's version is not the shipped one.
 */
export async function compareStandardLibrary(paths: readonly string[], fromSource = false): Promise<Comparison> {
  const output = await runGo(
    ['list', '-deps', '-json=ImportPath,Dir,Name,GoFiles,ImportMap', '--', ...paths],
    folder,
    environment,
  );
  const listed = JSON.parse(`[${output.replaceAll(/^\}$/gm, '},').replace(/,\s*$/, '')}]`) as Listed[];
  const wanted = new Set(paths);
  const parser = await shippedParser();
  const program = new Program(parser, shippedDeclarations);
  const packages: PackageFiles[] = [];
  const checked: Checked[] = [];
  const read = new Map<string, GoPackage>();
  for (const { ImportPath: path, Dir, Name, GoFiles, ImportMap } of listed) {
    if (path === 'unsafe' || (!wanted.has(path) && !fromSource && shippedWhole.has(path))) continue;
    const files = (GoFiles ?? []).map((file) => `${Dir}/${file}`);
    const trees = files.map((file) => parser.parse(Source.fromBytes(file, readFileSync(file))));
    const pkg = program.add(path, Name, trees, mapped(program, read, ImportMap ?? {}));
    read.set(path, pkg);
    if (!wanted.has(path)) continue;
    packages.push({ path, files });
    checked.push({ pkg, importMap: ImportMap ?? {} });
  }
  return compare(program, packages, checked, paths);
}

/** Packages whose exported declarations are all shipped. */
const shippedWhole = new Set(
  Object.entries(
    (JSON.parse(readFileSync(new URL('../../knowledge/std/index.json', import.meta.url), 'utf8')) as DeclarationIndex)
      .packages,
  ).flatMap(([path, { complete }]) => (complete ? [path] : [])),
);

/** Imports what was read from source, and the rest from the library. */
function mapped(library: Importer, read: ReadonlyMap<string, GoPackage>, map: ImportMap): Importer {
  const named = (path: string) => map[path] ?? path;
  return {
    import: (path) => read.get(named(path)) ?? library.import(named(path)),
    nameOf: (path) => read.get(named(path))?.name ?? library.nameOf(named(path)),
    linted: (path) => read.get(named(path)),
  };
}

/** Files that are a package each, with the imports that go.mod in a folder names. */
export async function compareFiles(module: string, files: readonly string[]): Promise<Comparison> {
  const parser = await shippedParser();
  const program = new Program(parser, shippedDeclarations);
  const checked: Checked[] = [];
  const packages = files.map((file, i) => {
    const path = `fixture${i}`;
    const tree = parser.parse(Source.fromBytes(file, readFileSync(file)));
    checked.push({ pkg: program.add(path, 'fixture', [tree]), importMap: {} });
    return { path, files: [file] };
  });
  return compare(program, packages, checked, [], module);
}

async function compare(
  program: Program,
  packages: readonly PackageFiles[],
  checked: readonly Checked[],
  patterns: readonly string[],
  module = folder,
): Promise<Comparison> {
  const meanings = await ask<FileMeaning[]>(['semantics', module, ...patterns], JSON.stringify(packages));
  const comparison: Comparison = {
    wrong: [],
    names: 0,
    types: 0,
    constants: 0,
    unknown: new Map(),
    unmatched: new Map(),
  };
  const byPath = new Map(meanings.map((meaning) => [meaning.file, meaning]));
  for (const { pkg, importMap } of checked) {
    for (const file of pkg.files) {
      const meaning = byPath.get(file.tree.source.path);
      if (meaning === undefined) throw new Error(`go/types says nothing of ${file.tree.source.path}`);
      new FileComparison(program.of(pkg), file, meaning, importMap, comparison).run();
    }
  }
  return comparison;
}

class FileComparison {
  readonly #types: PackageTypes;
  readonly #file: PackageFile;
  readonly #meaning: FileMeaning;
  readonly #importMap: ImportMap;
  readonly #result: Comparison;
  /** Nodes by start and end; the innermost node with a meaning of its own wins. */
  readonly #bySpan = new Map<number, NodeIndex>();
  readonly #identifiers = new Map<number, NodeIndex>();

  constructor(types: PackageTypes, file: PackageFile, meaning: FileMeaning, importMap: ImportMap, result: Comparison) {
    this.#types = types;
    this.#file = file;
    this.#meaning = meaning;
    this.#importMap = importMap;
    this.#result = result;
    const { tree } = file;
    for (let node = 1; node < tree.size; node++) {
      const kind = tree.kind(node);
      if (identifiers.has(kind)) this.#identifiers.set(tree.start(node), node);
      if (!wrappers.has(kind) && kind < FIRST_OPERATOR)
        this.#bySpan.set(this.#span(tree.start(node), tree.end(node)), node);
    }
  }

  run(): void {
    this.#names();
    this.#expressions();
    this.#constants();
    this.#declarations();
  }

  #span(start: number, end: number): number {
    return start * 2 ** 24 + (end - start);
  }

  #wrong(node: NodeIndex, what: string, theirs: string, ours: string): void {
    const { tree } = this.#file;
    const place = this.#place(tree.start(node), tree.end(node));
    this.#result.wrong.push(`${place}: ${what}: ${theirs}, not ${ours}`);
  }

  #place(start: number, end: number): string {
    const { source } = this.#file.tree;
    const { line, column } = source.position(start);
    return `${source.path}:${line}:${column}: ${source.slice(start, Math.min(end, start + 60)).replaceAll(/\s+/g, ' ')}`;
  }

  #unknown(reason: string, node: NodeIndex): void {
    const { tree } = this.#file;
    add(this.#result.unknown, reason, this.#place(tree.start(node), tree.end(node)));
  }

  #names(): void {
    const { strings, identifiers: list } = this.#meaning;
    for (let i = 0; list !== null && i < list.length; i += 2) {
      const theirs = strings[list[i + 1]];
      const node = this.#identifiers.get(list[i]);
      if (node === undefined) {
        if (theirs !== 'label') add(this.#result.unmatched, 'Ident', this.#place(list[i], list[i]));
        continue;
      }
      const ours = this.#nameOf(node);
      if (ours === undefined || this.#isKey(node)) this.#unknown('name', node);
      else if (renamed(ours) === renamed(theirs)) this.#result.names++;
      else this.#wrong(node, 'meaning', theirs, ours);
    }
  }

  /** Keys of struct literals are fields to Go and left to types here. */
  #isKey(node: NodeIndex): boolean {
    const { tree } = this.#file;
    return (
      tree.kind(tree.parent(node)) === Kind.LiteralElement &&
      tree.kind(tree.parent(tree.parent(node))) === Kind.KeyedElement
    );
  }

  #nameOf(node: NodeIndex): string | undefined {
    const { tree } = this.#file;
    const parent = tree.parent(node);
    const kind = tree.kind(parent);
    if (kind === Kind.SelectorExpression && tree.kind(node) === Kind.FieldIdentifier) {
      const selection = this.#types.selection(this.#file, parent);
      if (selection === undefined) return undefined;
      if (selection.kind === 'member') return selection.symbol && this.#describe(selection.symbol);
      const symbol = selection.kind === 'field' ? selection.field.symbol : selection.method;
      return symbol && this.#describe(symbol);
    }
    if (kind === Kind.QualifiedType && tree.kind(node) === Kind.TypeIdentifier) {
      const pkg = this.#file.symbol(tree.child(parent, Field.Package));
      const named = pkg?.kind === 'package' ? pkg.imported?.scope.own(tree.text(node)) : undefined;
      return named && this.#describe(named);
    }
    const symbol = this.#file.symbol(node);
    return symbol && this.#describe(symbol);
  }

  #describe(symbol: GoSymbol): string {
    if (symbol.kind === 'package') return `package ${this.#importMap[symbol.path] ?? symbol.path}`;
    const { declaration } = symbol;
    if (declaration === undefined) return symbol.kind === 'func' ? symbol.fullName : symbol.name;
    const { tree, pkg } = declaration.file;
    if (pkg === this.#file.pkg) return `${basename(tree.source.path)}:${tree.start(ownName(tree, declaration.name))}`;
    if (symbol.kind === 'func') return symbol.fullName;
    if (symbol.kind === 'var' && symbol.role === 'field') return `field ${symbol.name}`;
    return `${pkg.path}.${symbol.name}`;
  }

  #expressions(): void {
    const { strings, expressions } = this.#meaning;
    for (let i = 0; expressions !== null && i < expressions.length; i += 5) {
      const syntax = strings[expressions[i + 4]];
      const node = this.#bySpan.get(this.#span(expressions[i], expressions[i + 1]));
      if (node === undefined) {
        add(this.#result.unmatched, syntax, this.#place(expressions[i], expressions[i + 1]));
        continue;
      }
      const ours = this.#types.of(this.#file, node);
      this.#type(node, syntax, strings[expressions[i + 2]], strings[expressions[i + 3]], ours);
    }
  }

  #type(node: NodeIndex, syntax: string, theirs: string, basic: string, ours: Type): void {
    if (syntax === 'instance' && ours.kind === 'func' && ours.typeParams.length > 0) return;
    const reason = whyUnknown(ours);
    if (reason !== undefined) this.#unknown(`${reason}: ${syntax}`, node);
    else if (renamed(typeString(ours)) === renamed(theirs) || convertible(ours, theirs, basic)) this.#result.types++;
    else this.#wrong(node, `type (${syntax})`, theirs, typeString(ours));
  }

  #constants(): void {
    const { strings, constants } = this.#meaning;
    for (let i = 0; constants !== null && i < constants.length; i += 3) {
      const node = this.#bySpan.get(this.#span(constants[i], constants[i + 1]));
      if (node !== undefined) this.#constant(node, strings[constants[i + 2]], this.#types.constant(this.#file, node));
    }
  }

  #constant(node: NodeIndex, theirs: string, ours: ConstantValue | undefined): void {
    if (theirs[0] === 'f') return; // an approximation here, and one for a use's type there
    if (ours === undefined) this.#unknown(`constant: ${theirs[0]}`, node);
    else if (sameValue(ours, theirs)) this.#result.constants++;
    else this.#wrong(node, 'value', theirs, String(ours));
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
}

/** `T` of an embedded `p.T`. */
function ownName(tree: Tree, name: NodeIndex): NodeIndex {
  return tree.kind(name) === Kind.QualifiedType ? tree.child(name, Field.Name) : name;
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

/** In Go 1.27, whose declarations are shipped, some types became aliases of others. */
function renamed(text: string): string {
  return text
    .replaceAll(/\bencoding\/json\.RawMessage\b/g, 'encoding/json/jsontext.Value')
    .replaceAll(/\bencoding\/json\.(Marshaler|Unmarshaler)\b/g, 'encoding/json/v2.$1');
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

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
