import type { NodeIndex } from '../syntax/tree.js';
import type { GoPackage, PackageFile } from './package.js';

/** Where a symbol is declared; absent for the universe and for what only the import's path is known of. */
export interface Declaration {
  readonly file: PackageFile;
  /** The identifier that declares the symbol. */
  readonly name: NodeIndex;
  /** The spec, parameter, clause or statement that the name stands in. */
  readonly node: NodeIndex;
}

interface Named {
  readonly name: string;
  /** The package of a package-level symbol, a field or a method; undefined in the universe and for locals. */
  readonly pkg: GoPackage | undefined;
  readonly declaration: Declaration | undefined;
}

/** The name of an import in its file. */
export interface PackageName extends Named {
  readonly kind: 'package';
  readonly path: string;
  /** Undefined when the package's declarations are not at hand. They are read when first asked for. */
  readonly imported: GoPackage | undefined;
  /** Whether the name was written or read from the package itself, not guessed from the path. */
  readonly certain: boolean;
}

/** Whether a package may declare more than is seen of it: nothing is at hand, or what others need of it. */
export function mayDeclareMore({ imported }: PackageName): boolean {
  return imported === undefined || imported.declarationsOnly;
}

export interface Constant extends Named {
  readonly kind: 'const';
  /** The spec whose type and values hold here: its own, or the one that it repeats (Go spec, "Constant declarations"). */
  readonly spec: NodeIndex;
  /** Position in the spec's list of names. */
  readonly index: number;
  readonly iota: number;
}

export interface TypeName extends Named {
  readonly kind: 'type';
  readonly alias: boolean;
  /** Whether it is a type parameter. */
  readonly parameter: boolean;
  /** Declared methods by name; filled while the package's files are collected. */
  readonly methods: Map<string, FuncSymbol>;
}

export type VariableRole = 'package' | 'local' | 'parameter' | 'result' | 'receiver' | 'field';

export interface Variable extends Named {
  readonly kind: 'var';
  readonly role: VariableRole;
  /** Position among the names, parameters or results that are declared together. */
  readonly index: number;
  /** The function declaration or literal that the variable is local to; NONE at package level. */
  readonly func: NodeIndex;
  /** Whether a function literal inside `func` refers to it. */
  captured: boolean;
}

export interface FuncSymbol extends Named {
  readonly kind: 'func';
  /** The type name that a method belongs to, and whether its receiver is a pointer. */
  readonly receiver: { readonly type: TypeName; readonly pointer: boolean } | undefined;
  /**
   * As types.Func.FullName gives it, less type parameters: `net/http.Get`, `(*sync.Pool).Get`, `(time.Time).Sub`,
   * `(*sync/atomic.Pointer).Load`.
   */
  readonly fullName: string;
}

export interface Builtin extends Named {
  readonly kind: 'builtin';
}

export interface Nil extends Named {
  readonly kind: 'nil';
}

/** What an identifier means. */
export type GoSymbol = PackageName | Constant | TypeName | Variable | FuncSymbol | Builtin | Nil;

/** Whether a name is visible outside its package (Go spec, "Exported identifiers"). */
export function isExported(name: string): boolean {
  const first = name.charCodeAt(0);
  if (first < 0x80) return first >= 65 && first <= 90;
  return /^\p{Lu}/u.test(name);
}

export function fullName(
  path: string,
  name: string,
  receiver?: { readonly type: string; readonly pointer: boolean },
): string {
  if (receiver === undefined) return `${path}.${name}`;
  return `(${receiver.pointer ? '*' : ''}${path}.${receiver.type}).${name}`;
}
