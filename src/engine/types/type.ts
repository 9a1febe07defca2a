import type { FuncSymbol, TypeName, Variable } from '../names/symbol.js';

export type BasicName =
  | 'bool'
  | 'string'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128'
  | 'unsafe.Pointer'
  | 'untyped bool'
  | 'untyped int'
  | 'untyped rune'
  | 'untyped float'
  | 'untyped complex'
  | 'untyped string'
  | 'untyped nil';

export interface Basic {
  readonly kind: 'basic';
  readonly name: BasicName;
  readonly untyped: boolean;
}

/** A defined type, or an instance of a generic one. */
export interface NamedType {
  readonly kind: 'named';
  readonly symbol: TypeName;
  /** Type arguments of an instance; the type's own parameters on its declaration; empty when not generic. */
  readonly args: readonly Type[];
  /** Made when first asked for; ask `underlying()`. */
  resolved?: Type;
  resolving?: boolean;
}

export interface Pointer {
  readonly kind: 'pointer';
  readonly elem: Type;
}

export interface Slice {
  readonly kind: 'slice';
  readonly elem: Type;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly elem: Type;
  /** Undefined when the length is not a constant that the engine can compute. */
  readonly length: number | undefined;
}

export interface MapType {
  readonly kind: 'map';
  readonly key: Type;
  readonly elem: Type;
}

export interface Chan {
  readonly kind: 'chan';
  readonly direction: 'both' | 'send' | 'receive';
  readonly elem: Type;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly embedded: boolean;
  readonly symbol: Variable | undefined;
}

export interface Struct {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

export interface Signature {
  readonly kind: 'func';
  readonly params: readonly Parameter[];
  readonly results: readonly Parameter[];
  /** Whether the last parameter is `...T`; its type is then the slice. */
  readonly variadic: boolean;
  readonly typeParams: readonly TypeParam[];
}

export interface Parameter {
  readonly name: string;
  readonly type: Type;
}

export interface InterfaceMethod {
  readonly name: string;
  readonly signature: Type;
  readonly symbol: FuncSymbol;
}

export interface Interface {
  readonly kind: 'interface';
  readonly methods: readonly InterfaceMethod[];
  readonly embedded: readonly Type[];
  /** The terms of its type sets, one entry a union, when it is a constraint; tilde terms without the tilde. */
  readonly unions: readonly (readonly Type[])[];
}

export interface TypeParam {
  readonly kind: 'typeparam';
  readonly symbol: TypeName;
  /** The constraint, made when first asked for. */
  readonly constraint: () => Type;
}

export interface Tuple {
  readonly kind: 'tuple';
  readonly types: readonly Type[];
}

/** Not known, and why. Never an answer to build on. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
}

export type UnknownReason =
  | 'unresolved name'
  | 'dependency not at hand'
  | 'no such field or method'
  | 'generic'
  | 'declaration cycle'
  | 'cgo'
  | 'syntax error'
  | 'not supported';

export type Type =
  | Basic
  | NamedType
  | Pointer
  | Slice
  | ArrayType
  | MapType
  | Chan
  | Struct
  | Signature
  | Interface
  | TypeParam
  | Tuple
  | Unknown;

const unknowns = new Map<UnknownReason, Unknown>();

export function unknown(reason: UnknownReason): Unknown {
  let type = unknowns.get(reason);
  if (type === undefined) unknowns.set(reason, (type = { kind: 'unknown', reason }));
  return type;
}
