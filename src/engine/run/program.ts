import type { DeclarationSource } from '../knowledge/declarations.js';
import { bindPackage } from '../names/bind.js';
import { collectPackage } from '../names/collect.js';
import type { GoPackage, Importer } from '../names/package.js';
import { Kind } from '../syntax/kinds.js';
import type { GoParser } from '../syntax/parse.js';
import { NONE, type Tree } from '../syntax/tree.js';
import { Source } from '../text/source.js';
import { PackageTypes, type TypesOfPackages } from '../types/package-types.js';

/** The packages of a run and their types: those linted, and those known by their declarations only. */
export class Program implements Importer, TypesOfPackages {
  readonly #parser: GoParser;
  readonly #declarations: DeclarationSource;
  readonly #packages = new Map<string, GoPackage | undefined>();
  readonly #types = new Map<GoPackage, PackageTypes>();

  constructor(parser: GoParser, declarations: DeclarationSource) {
    this.#parser = parser;
    this.#declarations = declarations;
  }

  /** Makes a package of parsed files and lets later ones import it. Packages that it imports come first. */
  add(path: string, name: string, trees: readonly Tree[], importer: Importer = this): GoPackage {
    const pkg = collectPackage(path, name, trees, importer);
    bindPackage(pkg);
    this.#packages.set(path, pkg);
    return pkg;
  }

  import(path: string): GoPackage | undefined {
    if (this.#packages.has(path)) return this.#packages.get(path);
    this.#packages.set(path, undefined); // declarations that import each other end here
    const found = this.#declarations.lookup(path);
    const pkg = found && this.#declared(path, found.path, found.text);
    this.#packages.set(path, pkg);
    return pkg;
  }

  nameOf(path: string): string | undefined {
    return this.#packages.get(path)?.name ?? this.#declarations.nameOf(path);
  }

  linted(path: string): GoPackage | undefined {
    const pkg = this.#packages.get(path);
    return pkg?.declarationsOnly ? undefined : pkg;
  }

  of(pkg: GoPackage): PackageTypes {
    let types = this.#types.get(pkg);
    if (types === undefined) this.#types.set(pkg, (types = new PackageTypes(pkg, this)));
    return types;
  }

  #declared(path: string, file: string, text: string): GoPackage {
    const tree = this.#parser.parse(Source.fromText(file, text));
    const pkg = collectPackage(path, packageName(tree) ?? '', [tree], this, true);
    bindPackage(pkg);
    return pkg;
  }
}

/** The name in a file's package clause; undefined when it has none that can be read. */
export function packageName(tree: Tree): string | undefined {
  const clause = tree.childOfKind(0, Kind.PackageClause);
  const name = clause === NONE ? NONE : tree.firstChild(clause);
  return name === NONE ? undefined : tree.text(name);
}
