import { limiterPackages } from '../knowledge/synchronisation.js';
import type { GoPackage } from '../names/package.js';
import type { FuncSymbol, TypeName } from '../names/symbol.js';
import { identical, isAbsent } from '../types/operations.js';
import type { PackageTypes } from '../types/package-types.js';
import { lookup } from '../types/selection.js';
import type { Interface, Signature, Type } from '../types/type.js';

/** The methods that a call through an interface may run, as far as types are in sight: of a package and its imports. */
export class Implementations {
  readonly #types: PackageTypes;
  readonly #pkg: GoPackage;
  readonly #found = new Map<FuncSymbol, readonly FuncSymbol[]>();
  #askedFor: ReadonlyMap<string, readonly FuncSymbol[]> | undefined;
  #visible: readonly GoPackage[] | undefined;

  constructor(pkg: GoPackage, types: PackageTypes) {
    this.#pkg = pkg;
    this.#types = types;
  }

  /** @param method a method of an interface */
  of(method: FuncSymbol): readonly FuncSymbol[] {
    let found = this.#found.get(method);
    if (found === undefined) this.#found.set(method, (found = this.#search(method)));
    return found;
  }

  /** Whether a method is one that an interface in sight asks for: of the package, or of one that it imports. */
  isAskedFor(method: FuncSymbol): boolean {
    this.#askedFor ??= this.#interfaceMethods();
    return (this.#askedFor.get(method.name) ?? []).some((asked) => this.of(asked).includes(method));
  }

  /** The methods of the interfaces in sight by name. */
  #interfaceMethods(): ReadonlyMap<string, readonly FuncSymbol[]> {
    const methods = new Map<string, FuncSymbol[]>();
    for (const pkg of [this.#pkg, ...importsOf(this.#pkg)]) {
      for (const symbol of pkg.scope.symbols()) {
        if (symbol.kind !== 'type') continue;
        const contract = this.#types.underlying(this.#types.ofSymbol(symbol));
        if (contract.kind !== 'interface') continue;
        for (const method of contract.methods) push(methods, method.name, method.symbol);
      }
    }
    return methods;
  }

  #search(method: FuncSymbol): FuncSymbol[] {
    const contract = this.#interfaceOf(method);
    if (contract === undefined) return [];
    this.#visible ??= withImports(this.#pkg);
    const limiters = limiterPackages.get(method.name);
    const known = limiters === undefined ? undefined : this.#pkg.importer.import(limiters);
    return [...this.#visible, ...(known === undefined ? [] : [known])].flatMap((pkg) =>
      (typesWithMethod(pkg).get(method.name) ?? []).flatMap((type) => {
        const found = this.#method(type, method.name);
        return found !== undefined && this.#implements(type, contract) ? [found] : [];
      }),
    );
  }

  #interfaceOf({ declaration }: FuncSymbol): Interface | undefined {
    if (declaration === undefined) return undefined;
    const { file, node } = declaration;
    const type = this.#types.denoted(file, file.tree.parent(node));
    return type.kind === 'interface' ? type : undefined;
  }

  #method(type: TypeName, name: string): FuncSymbol | undefined {
    const found = lookup(this.#types, this.#types.ofSymbol(type), name);
    return found?.kind === 'method' && !found.dynamic ? found.method : undefined;
  }

  /** Whether the type, or a pointer to it, has the methods; what is embedded in the interface is not looked at. */
  #implements(type: TypeName, { methods }: Interface): boolean {
    return methods.every(({ name, signature }) => {
      const found = lookup(this.#types, this.#types.ofSymbol(type), name);
      return found?.kind === 'method' && matches(found.type, signature);
    });
  }
}

/** Whether two methods may have one signature: a type that is not known, or by its name only, may be any. */
function matches(a: Type, b: Type): boolean {
  if (a.kind !== 'func' || b.kind !== 'func') return true;
  return a.variadic === b.variadic && sameList(a.params, b.params) && sameList(a.results, b.results);
}

function sameList(a: Signature['params'], b: Signature['params']): boolean {
  return a.length === b.length && a.every(({ type }, i) => mayBeSame(type, b[i].type));
}

function mayBeSame(a: Type, b: Type): boolean {
  const open = (type: Type) => type.kind === 'unknown' || type.kind === 'typeparam' || isAbsent(type);
  return open(a) || open(b) || identical(a, b);
}

const byMethod = new WeakMap<GoPackage, ReadonlyMap<string, readonly TypeName[]>>();

/** The types of a package by the names of the methods that they declare. */
function typesWithMethod(pkg: GoPackage): ReadonlyMap<string, readonly TypeName[]> {
  const known = byMethod.get(pkg);
  if (known !== undefined) return known;
  const types = new Map<string, TypeName[]>();
  for (const symbol of pkg.scope.symbols()) {
    if (symbol.kind !== 'type') continue;
    for (const name of symbol.methods.keys()) push(types, name, symbol);
  }
  byMethod.set(pkg, types);
  return types;
}

function push<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [one]);
  else list.push(one);
}

/** The packages that the files of a package import, as far as they are at hand. */
function importsOf(pkg: GoPackage): ReadonlySet<GoPackage> {
  const found = new Set<GoPackage>();
  for (const { scope } of pkg.files) {
    for (const symbol of scope.symbols()) {
      const imported = symbol.kind === 'package' ? symbol.imported : undefined;
      if (imported !== undefined) found.add(imported);
    }
  }
  return found;
}

/** The package and every linted one that it imports, directly or not. */
function withImports(pkg: GoPackage): readonly GoPackage[] {
  const found = new Set([pkg]);
  for (const one of found) {
    for (const { scope } of one.files) {
      for (const symbol of scope.symbols()) {
        const imported = symbol.kind === 'package' ? one.importer.linted(symbol.path) : undefined;
        if (imported !== undefined) found.add(imported);
      }
    }
  }
  return [...found];
}
