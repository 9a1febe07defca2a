import type { FuncSymbol, TypeName } from '../names/symbol.js';
import { universe } from '../names/universe.js';
import type { Basic, BasicName, Interface, NamedType, Signature, Type } from './type.js';

const basic = (name: BasicName): Basic => ({ kind: 'basic', name, untyped: name.startsWith('untyped ') });

const typed: readonly BasicName[] = [
  'bool',
  'string',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
  'float32',
  'float64',
  'complex64',
  'complex128',
];

const byName = new Map<string, Basic>(typed.map((name) => [name, basic(name)]));

function named(name: string): Basic {
  return byName.get(name) as Basic;
}

/** The predeclared types under their names; `byte` and `rune` are aliases (Go spec, "Numeric types"). */
const basicTypes: ReadonlyMap<string, Basic> = new Map([...byName, ['byte', named('uint8')], ['rune', named('int32')]]);

export const bool: Basic = named('bool');
export const int: Basic = named('int');
export const string: Basic = named('string');
export const byte: Basic = named('uint8');
export const rune: Basic = named('int32');
export const uintptr: Basic = named('uintptr');
export const float32: Basic = named('float32');
export const float64: Basic = named('float64');
export const complex64: Basic = named('complex64');
export const complex128: Basic = named('complex128');
export const unsafePointer: Basic = basic('unsafe.Pointer');
export const untyped = {
  bool: basic('untyped bool'),
  int: basic('untyped int'),
  rune: basic('untyped rune'),
  float: basic('untyped float'),
  complex: basic('untyped complex'),
  string: basic('untyped string'),
  nil: basic('untyped nil'),
} as const;

export const anyType: Interface = { kind: 'interface', methods: [], embedded: [], unions: [] };

const errorSymbol = universe.own('error') as TypeName;

const errorMethod: FuncSymbol = {
  kind: 'func',
  name: 'Error',
  pkg: undefined,
  declaration: undefined,
  receiver: { type: errorSymbol, pointer: false },
  fullName: '(error).Error',
};

const errorSignature: Signature = {
  kind: 'func',
  params: [],
  results: [{ name: '', type: string }],
  variadic: false,
  typeParams: [],
};

const errorType: NamedType = {
  kind: 'named',
  symbol: errorSymbol,
  args: [],
  resolved: {
    kind: 'interface',
    methods: [{ name: 'Error', signature: errorSignature, symbol: errorMethod }],
    embedded: [],
    unions: [],
  },
};

/** Whether it is the predeclared interface, not a type that implements it. */
export function isErrorType(type: Type): boolean {
  return type.kind === 'named' && type.symbol === errorSymbol;
}

/** The constraint of all comparable types: an interface of its own, whose type set is not listed. */
const comparableType: NamedType = {
  kind: 'named',
  symbol: universe.own('comparable') as TypeName,
  args: [],
  resolved: anyType,
};

/** The type that a predeclared name stands for (Go spec, "Predeclared identifiers"). */
export function universeType(name: string): Type | undefined {
  if (name === 'error') return errorType;
  if (name === 'comparable') return comparableType;
  if (name === 'any') return anyType;
  return basicTypes.get(name);
}
