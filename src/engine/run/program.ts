import type { DeclarationSource } from '../knowledge/declarations.js';
import { bindPackage } from '../names/bind.js';
import { collectPackage } from '../names/collect.js';
import { GoPackage, type Importer } from '../names/package.js';
import type { FuncSymbol } from '../names/symbol.js';
import { Kind } from '../syntax/kinds.js';
import type { GoParser } from '../syntax/parse.js';
import { NONE, type Tree } from '../syntax/tree.js';
import { Source } from '../text/source.js';
import { PackageTypes, type TypesOfPackages } from '../types/package-types.js';
import type { NamedType } from '../types/type.js';

/** The packages of a run and their types. By itself it imports what a library of declarations holds. */
export class Program implements Importer, TypesOfPackages {
  readonly #parser: GoParser;
  readonly #library: DeclarationSource;
  readonly #libraryPackages = new Map<string, GoPackage | undefined>();
  readonly #types = new WeakMap<GoPackage, PackageTypes>();
  readonly #absent = new Map<string, GoPackage>();
  readonly #absentTypes = new Map<string, NamedType>();

  constructor(parser: GoParser, library: DeclarationSource) {
    this.#parser = parser;
    this.#library = library;
  }

  /** Makes a package of parsed files. The packages that it imports come first. */
  add(path: string, name: string, trees: readonly Tree[], importer: Importer = this): GoPackage {
    return bound(collectPackage(path, name, trees, importer));
  }

  /** Makes a package of files whose bodies were left out. */
  addDeclarations(path: string, name: string, trees: readonly Tree[], importer: Importer = this): GoPackage {
    return bound(collectPackage(path, name, trees, importer, true));
  }

  import(path: string): GoPackage | undefined {
    if (this.#libraryPackages.has(path)) return this.#libraryPackages.get(path);
    this.#libraryPackages.set(path, undefined); // declarations that import each other end here
    const found = this.#library.lookup(path);
    const tree = found && this.#parser.parse(Source.fromText(found.path, found.text));
    const pkg = tree && this.addDeclarations(path, packageName(tree) ?? '', [tree]);
    this.#libraryPackages.set(path, pkg);
    return pkg;
  }

  nameOf(path: string): string | undefined {
    return this.#library.nameOf(path);
  }

  /** A library has no bodies. */
  linted(): undefined {}

  of(pkg: GoPackage): PackageTypes {
    let types = this.#types.get(pkg);
    if (types === undefined) this.#types.set(pkg, (types = new PackageTypes(pkg, this)));
    return types;
  }

  absent(path: string, name: string): NamedType {
    const key = `${path}.${name}`;
    let type = this.#absentTypes.get(key);
    if (type === undefined) {
      const pkg = this.#absent.get(path) ?? new GoPackage(path, '', this, true);
      this.#absent.set(path, pkg);
      const known = { declaration: undefined, alias: false, parameter: false, methods: new Map<string, FuncSymbol>() };
      this.#absentTypes.set(key, (type = { kind: 'named', symbol: { kind: 'type', name, pkg, ...known }, args: [] }));
    }
    return type;
  }
}

function bound(pkg: GoPackage): GoPackage {
  bindPackage(pkg);
  return pkg;
}

/** The name in a file's package clause; undefined when it has none that can be read. */
function packageName(tree: Tree): string | undefined {
  const clause = tree.childOfKind(0, Kind.PackageClause);
  const name = clause === NONE ? NONE : tree.firstChild(clause);
  return name === NONE ? undefined : tree.text(name);
}
