import { CallGraph } from '../calls/graph.js';
import { Implementations } from '../calls/implementations.js';
import { buildBody, buildInitializer } from '../flow/build.js';
import type { MayReturn } from '../flow/builder.js';
import { Returning } from '../flow/returning.js';
import { type Body, withLiterals } from '../flow/ssa.js';
import type { GoPackage, PackageFile } from '../names/package.js';
import type { FuncSymbol } from '../names/symbol.js';
import type { Godebug } from '../project/godebug.js';
import { type GoVersion, newestGo } from '../project/versions.js';
import { isFunctionDeclaration } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import type { PackageTypes } from '../types/package-types.js';

/** A function that could not be lowered. */
export interface Unlowered {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly name: string;
  readonly reason: string;
}

/** What sets a package apart from a plain one. */
export interface PackageSetting {
  /** Language versions of files, by path, where they are not the module's. */
  readonly languages?: ReadonlyMap<string, GoVersion>;
  /** What builds it, where it is not the newest. */
  readonly toolchain?: GoVersion;
  readonly isToolchainNamed?: boolean;
  /** How the runtime behaves, where it is not as in the release of the module's language. */
  readonly godebug?: Godebug;
}

/** A package whose names, types and bodies are there to be asked about. */
export class AnalysedPackage {
  readonly pkg: GoPackage;
  readonly types: PackageTypes;
  /** Language version of the module. */
  readonly goVersion: GoVersion;
  /** What compiles the package and brings the standard library. */
  readonly toolchain: GoVersion;
  /** Whether that is named, and not merely assumed. */
  readonly isToolchainNamed: boolean;
  /** How the runtime behaves in the programs that the package is part of, as far as its module tells. */
  readonly godebug: Godebug;
  /** Declared functions and methods; literals are inside. */
  readonly bodies: readonly Body[];
  /** What runs when package-level variables are initialised, as far as it calls something. */
  readonly initializers: readonly Body[];
  readonly unlowered: readonly Unlowered[];
  /** Which functions of the package control comes back from. */
  readonly returning: Returning;
  readonly #languages: ReadonlyMap<string, GoVersion>;
  #calls: CallGraph | undefined;

  constructor(
    pkg: GoPackage,
    types: PackageTypes,
    goVersion: GoVersion,
    mayReturn: MayReturn,
    { languages = new Map(), toolchain = newestGo, isToolchainNamed = false, godebug }: PackageSetting = {},
  ) {
    this.pkg = pkg;
    this.types = types;
    this.goVersion = goVersion;
    this.toolchain = toolchain;
    this.isToolchainNamed = isToolchainNamed;
    this.godebug = godebug ?? { release: goVersion, settings: {} };
    this.#languages = languages;
    const unlowered: Unlowered[] = [];
    this.returning = new Returning(types, mayReturn);
    const { bodies, initializers } = lower(pkg, types, (callee) => this.returning.of(callee), unlowered);
    this.bodies = bodies;
    this.initializers = initializers;
    this.unlowered = unlowered;
  }

  /** Who calls whom. */
  get calls(): CallGraph {
    this.#calls ??= new CallGraph([...this.allBodies()], new Implementations(this.pkg, this.types));
    return this.#calls;
  }

  /** Language version of a file: a `//go:build` line may ask for another one than the module's. */
  languageOf(file: PackageFile): GoVersion {
    return this.#languages.get(file.tree.source.path) ?? this.goVersion;
  }

  bodyOf(symbol: FuncSymbol): Body | undefined {
    return this.calls.bodyOf(symbol);
  }

  /** Every body, those of function literals and initializers included, outer before inner. */
  *allBodies(): Iterable<Body> {
    for (const body of this.bodies) yield* withLiterals(body);
    for (const body of this.initializers) yield* withLiterals(body);
  }
}

/** Lowers the functions that hold no syntax error, and what initialises package-level variables. */
function lower(pkg: GoPackage, types: PackageTypes, mayReturn: MayReturn, unlowered: Unlowered[]): Lowered {
  const bodies: Body[] = [];
  const initializers: Body[] = [];
  for (const file of pkg.files) {
    const { tree } = file;
    for (const node of tree.children(0)) {
      if (tree.kind(node) === Kind.VarDeclaration) {
        if (!runsSomething(file, node)) continue;
        const body = attempt(file, node, unlowered, () => buildInitializer(types, file, node, mayReturn));
        if (body !== undefined) initializers.push(body);
      } else if (isFunctionDeclaration(tree.kind(node))) {
        const body = attempt(file, node, unlowered, () => {
          const symbol = file.symbol(tree.child(node, Field.Name));
          return buildBody(types, file, node, symbol?.kind === 'func' ? symbol : undefined, mayReturn);
        });
        if (body !== undefined) bodies.push(body);
      }
    }
  }
  return { bodies, initializers };
}

interface Lowered {
  readonly bodies: readonly Body[];
  readonly initializers: readonly Body[];
}

function attempt<T>(file: PackageFile, node: NodeIndex, unlowered: Unlowered[], build: () => T): T | undefined {
  const { tree } = file;
  const skip = (reason: string) => {
    const { line } = tree.source.position(tree.start(node));
    const name = tree.child(node, Field.Name);
    unlowered.push({ file: tree.source.path, line, name: name === NONE ? '' : tree.text(name), reason });
    return undefined;
  };
  if (file.broken.has(node)) return skip(tree.isTooDeep(node) ? 'nested too deeply' : 'syntax error');
  try {
    return build();
  } catch (error) {
    // Nesting deeper than the stack: one function is lost, not the file.
    if (!(error instanceof RangeError)) throw error;
    return skip('nested too deeply');
  }
}

/** Tables of data are not worth a graph: only declarations that call something, or hold a function, are lowered. */
function runsSomething(file: PackageFile, declaration: NodeIndex): boolean {
  const { tree } = file;
  if (tree.hasError(declaration)) return false;
  for (let node = declaration + 1; node < tree.skip(declaration); node++) {
    const kind = tree.kind(node);
    if (kind === Kind.CallExpression || kind === Kind.FuncLiteral) return true;
    if (kind === Kind.Identifier && file.symbol(node)?.kind === 'func') return true;
  }
  return false;
}
