import type { GoPackage, PackageFile } from '../names/package.js';
import type { GoSymbol, TypeName } from '../names/symbol.js';
import { hasBrokenHeader } from '../syntax/go.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { type ConstantValue, constantOf, constantOfSymbol } from './constants.js';
import { isTypeExpression, typeOfExpression } from './expressions.js';
import { identical } from './operations.js';
import { MAX_EMBEDDING, type Selection, selectionOf } from './selection.js';
import { substitute } from './substitute.js';
import { type NamedType, type Type, unknown } from './type.js';
import { signatureOf, typeNamedBy, typeOfTypeExpression } from './type-expressions.js';
import { constantType, typeOfVariable } from './variables.js';

/** Finds the types of other packages: one for each package, made when first asked for. */
export interface TypesOfPackages {
  of(pkg: GoPackage): PackageTypes;
  /** A type of which only the name is known, since its package is not at hand: one for each name. */
  absent(path: string, name: string): NamedType;
}

/**
 * The types of one package, worked out when first asked for and kept. Nothing here fails: what cannot be known is
 * Unknown, with the reason.
 */
export class PackageTypes {
  readonly pkg: GoPackage;
  readonly #all: TypesOfPackages;
  readonly #expressions = new Map<PackageFile, (Type | undefined)[]>();
  readonly #selections = new Map<PackageFile, Map<NodeIndex, Selection | undefined>>();
  readonly #symbols = new Map<GoSymbol, Type>();
  readonly #constants = new Map<GoSymbol, ConstantValue | undefined>();

  constructor(pkg: GoPackage, all: TypesOfPackages) {
    this.pkg = pkg;
    this.#all = all;
  }

  /** The type of an expression; of a type expression the type itself. A call without results has the empty tuple. */
  of(file: PackageFile, node: NodeIndex): Type {
    if (node === NONE) return unknown('syntax error');
    let memo = this.#expressions.get(file);
    if (memo === undefined) this.#expressions.set(file, (memo = new Array<Type | undefined>(file.tree.size)));
    const known = memo[node];
    if (known !== undefined) return known;
    memo[node] = unknown('declaration cycle');
    const type = typeOfExpression(this, file, node);
    memo[node] = type;
    return type;
  }

  /** A type of a package that is not at hand. */
  absent(path: string, name: string): NamedType {
    return this.#all.absent(path, name);
  }

  /** Whether the expression denotes a type. */
  isType(file: PackageFile, node: NodeIndex): boolean {
    return isTypeExpression(this, file, node);
  }

  /** The type that a type expression denotes. */
  denoted(file: PackageFile, node: NodeIndex): Type {
    return typeOfTypeExpression(this, file, node);
  }

  /** What `x.f` selects; undefined when that is not known. */
  selection(file: PackageFile, node: NodeIndex): Selection | undefined {
    let memo = this.#selections.get(file);
    if (memo === undefined) this.#selections.set(file, (memo = new Map()));
    let selection = memo.get(node);
    if (selection === undefined && !memo.has(node)) memo.set(node, (selection = selectionOf(this, file, node)));
    return selection;
  }

  /** The type of a variable, constant or function, or the type that a type name stands for. */
  ofSymbol(symbol: GoSymbol): Type {
    const owner = this.#owner(symbol);
    if (owner !== this) return owner.ofSymbol(symbol);
    const known = this.#symbols.get(symbol);
    if (known !== undefined) return known;
    this.#symbols.set(symbol, unknown('declaration cycle'));
    const type = this.#resolve(symbol);
    this.#symbols.set(symbol, type);
    return type;
  }

  /** Lets a type be found while it is being made: types may refer to themselves. */
  announce(symbol: TypeName, type: Type): void {
    this.#symbols.set(symbol, type);
  }

  /** The value of a constant expression; undefined when it is none or cannot be computed. */
  constant(file: PackageFile, node: NodeIndex): ConstantValue | undefined {
    return constantOf(this, file, node);
  }

  constantOfSymbol(symbol: GoSymbol): ConstantValue | undefined {
    const owner = this.#owner(symbol);
    if (owner !== this) return owner.constantOfSymbol(symbol);
    if (this.#constants.has(symbol)) return this.#constants.get(symbol);
    this.#constants.set(symbol, undefined);
    const value = symbol.kind === 'const' ? constantOfSymbol(this, symbol) : undefined;
    this.#constants.set(symbol, value);
    return value;
  }

  /** The underlying type (Go spec, "Underlying types"); a type parameter's is its core type, when it has one. */
  underlying(type: Type): Type {
    if (type.kind === 'named') return this.#underlyingOfNamed(type);
    if (type.kind === 'typeparam') return this.#coreType(type.constraint());
    return type;
  }

  /** The type arguments of an instance against its declaration's parameters. */
  substitution(type: NamedType): ReadonlyMap<TypeName, Type> {
    const parameters = this.#parametersOf(type.symbol);
    return new Map(parameters.flatMap((parameter, i) => (i < type.args.length ? [[parameter, type.args[i]]] : [])));
  }

  /** The types of the package that declares the symbol. */
  #owner(symbol: GoSymbol): PackageTypes {
    const pkg = symbol.pkg ?? symbol.declaration?.file.pkg;
    return pkg === undefined || pkg === this.pkg ? this : this.#all.of(pkg);
  }

  #resolve(symbol: GoSymbol): Type {
    switch (symbol.kind) {
      case 'type':
        return typeNamedBy(this, symbol);
      case 'var':
        return typeOfVariable(this, symbol);
      case 'const':
        return constantType(this, symbol);
      case 'func': {
        if (symbol.declaration === undefined) return unknown('dependency not at hand');
        const { file, node } = symbol.declaration;
        return hasBrokenHeader(file.tree, node) ? unknown('syntax error') : signatureOf(this, file, node);
      }
      default:
        return unknown('not supported');
    }
  }

  #underlyingOfNamed(type: NamedType): Type {
    if (type.resolved !== undefined) return type.resolved;
    const owner = this.#owner(type.symbol);
    if (owner !== this) return owner.#underlyingOfNamed(type);
    const { declaration } = type.symbol;
    if (declaration === undefined) return unknown('dependency not at hand');
    if (type.resolving) return unknown('declaration cycle');
    type.resolving = true;
    const { file, node } = declaration;
    const written = typeOfTypeExpression(this, file, typeOperand(file, node));
    const declared = type.args.length === 0 ? written : substitute(written, this.substitution(type));
    type.resolved = this.underlying(declared);
    return type.resolved;
  }

  #parametersOf(symbol: TypeName): TypeName[] {
    const owner = this.#owner(symbol);
    const type = owner.ofSymbol(symbol);
    if (type.kind !== 'named') return [];
    return type.args.flatMap((arg) => (arg.kind === 'typeparam' ? [arg.symbol] : []));
  }

  /** The single underlying type of all types in a constraint's type set, if there is one. */
  #coreType(constraint: Type): Type {
    const terms = this.typeSet(constraint).map((term) => this.underlying(term));
    const same = terms.length > 0 && terms.every((term) => term === terms[0] || identical(term, terms[0]));
    return same ? terms[0] : unknown('generic');
  }

  /** The terms of a constraint's type set, embedded constraints included; empty when it lists none. */
  typeSet(constraint: Type, depth = 0): readonly Type[] {
    const under = this.underlying(constraint);
    if (under.kind !== 'interface') return under.kind === 'unknown' ? [] : [constraint];
    if (depth > MAX_EMBEDDING) return [];
    const parts = [...under.unions.flat(), ...under.embedded];
    return parts.flatMap((part) => {
      const of = this.underlying(part);
      return of.kind === 'interface' ? this.typeSet(part, depth + 1) : [of.kind === 'unknown' ? of : part];
    });
  }
}

function typeOperand(file: PackageFile, spec: NodeIndex): NodeIndex {
  const { tree } = file;
  // The type is the spec's last child: name, type parameters, type.
  let last = NONE;
  for (const child of tree.children(spec)) last = child;
  return last;
}
