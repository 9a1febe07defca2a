import { Scope } from './scope.js';
import type { GoSymbol } from './symbol.js';

/** The predeclared types (Go spec, "Predeclared identifiers"). */
const predeclaredTypes = [
  'any',
  'bool',
  'byte',
  'comparable',
  'complex64',
  'complex128',
  'error',
  'float32',
  'float64',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'rune',
  'string',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
] as const;

/** The builtin functions (Go spec, "Built-in functions"). */
export const builtinNames = [
  'append',
  'cap',
  'clear',
  'close',
  'complex',
  'copy',
  'delete',
  'imag',
  'len',
  'make',
  'max',
  'min',
  'new',
  'panic',
  'print',
  'println',
  'real',
  'recover',
] as const;
export type BuiltinName = (typeof builtinNames)[number];

/** The universe block. */
export const universe: Scope = createUniverse();

function createUniverse(): Scope {
  const scope = new Scope(undefined);
  const nowhere = { pkg: undefined, declaration: undefined };
  const declare = (symbol: GoSymbol) => scope.declare(symbol);
  for (const name of predeclaredTypes) {
    declare({ kind: 'type', name, alias: false, parameter: false, methods: new Map(), ...nowhere });
  }
  for (const name of builtinNames) declare({ kind: 'builtin', name, ...nowhere });
  for (const name of ['true', 'false', 'iota'])
    declare({ kind: 'const', name, spec: -1, index: 0, iota: 0, ...nowhere });
  declare({ kind: 'nil', name: 'nil', ...nowhere });
  return scope;
}
