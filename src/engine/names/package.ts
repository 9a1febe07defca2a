import type { NodeIndex, Tree } from '../syntax/tree.js';
import { Scope } from './scope.js';
import type { GoSymbol, TypeName, Variable } from './symbol.js';
import { universe } from './universe.js';

/** Finds the packages that a package imports. */
export interface Importer {
  /** Undefined when the package's declarations are not at hand. */
  import(path: string): GoPackage | undefined;
  /** The package's name, which is known before its declarations are read; undefined when they are not at hand. */
  nameOf(path: string): string | undefined;
  /** The package, when its bodies are there as well: one that is linted. Reads nothing. */
  linted(path: string): GoPackage | undefined;
}

/** A file of a package, with what its identifiers mean. */
export class PackageFile {
  readonly pkg: GoPackage;
  readonly tree: Tree;
  /** The file block: its imports. */
  readonly scope: Scope;
  /** Packages imported with a dot; undefined entries are unknown ones, which may declare any name. */
  readonly dotImports: (GoPackage | undefined)[] = [];
  /** Per node: one more than the index in `symbols` of what the identifier means; 0 when it means nothing known. */
  readonly bindings: Int32Array;
  readonly symbols: GoSymbol[] = [];
  /** Field symbols by declaring identifier (the type's node for an embedded field), made when their struct is read. */
  readonly fields = new Map<NodeIndex, Variable>();
  /** The variable that each clause of `switch x := v.(type)` declares, by clause. */
  readonly aliases = new Map<NodeIndex, Variable>();
  /** Top-level functions that hold a syntax error: they yield no findings. */
  readonly broken = new Set<NodeIndex>();

  constructor(pkg: GoPackage, tree: Tree) {
    this.pkg = pkg;
    this.tree = tree;
    this.scope = new Scope(pkg.scope);
    this.bindings = new Int32Array(tree.size);
  }

  /** What the identifier means: its own declaration or the one that it refers to. */
  symbol(node: NodeIndex): GoSymbol | undefined {
    const binding = this.bindings[node];
    return binding > 0 ? this.symbols[binding - 1] : undefined;
  }

  /** Says what an identifier means. */
  bind(node: NodeIndex, symbol: GoSymbol): void {
    this.bindings[node] = this.symbols.push(symbol);
  }

  /** Binds the symbol to its declaring identifier and makes it visible in the scope. */
  declare(scope: Scope, symbol: GoSymbol): void {
    if (symbol.declaration !== undefined) this.bind(symbol.declaration.name, symbol);
    scope.declare(symbol);
  }
}

/** A package: its files and what they declare. */
export class GoPackage {
  readonly path: string;
  readonly name: string;
  readonly scope = new Scope(universe);
  files: PackageFile[] = [];
  readonly importer: Importer;
  /** Whether bodies were left out: the standard library's and dependencies' declarations. */
  readonly declarationsOnly: boolean;

  constructor(path: string, name: string, importer: Importer, declarationsOnly: boolean) {
    this.path = path;
    this.name = name;
    this.importer = importer;
    this.declarationsOnly = declarationsOnly;
  }

  type(name: string): TypeName | undefined {
    const symbol = this.scope.own(name);
    return symbol?.kind === 'type' ? symbol : undefined;
  }
}
