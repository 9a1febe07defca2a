import type { Body, Value } from '../flow/ssa.js';
import { type Type, unknown } from '../types/type.js';

/** The type of a value; of an address that a variable or field has, the type of the variable or field itself. */
export function typeOfValue(value: Value, body: Body): Type {
  const { types, file } = body;
  switch (value.op) {
    case 'param':
    case 'freevar':
    case 'phi':
      return value.symbol === undefined ? types.of(file, value.node) : types.ofSymbol(value.symbol);
    case 'alloc':
      return value.symbol === undefined ? types.of(file, value.node) : types.ofSymbol(value.symbol);
    case 'global':
      return value.symbol === undefined ? unknown('dependency not at hand') : types.ofSymbol(value.symbol);
    case 'fieldaddr':
    case 'field':
      return value.field?.type ?? unknown('no such field or method');
    case 'load':
      return value.args[0].op === 'fieldaddr' ? typeOfValue(value.args[0], body) : types.of(file, value.node);
    case 'assert':
    case 'convert':
    case 'make':
    case 'composite':
      return value.type;
    case 'extract': {
      const [tuple] = value.args;
      if (tuple.op === 'assert') return value.index === 0 ? tuple.type : unknown('not supported');
      const type = tuple.op === 'call' ? types.of(file, tuple.node) : undefined;
      return type?.kind === 'tuple'
        ? (type.types[value.index] ?? unknown('not supported'))
        : types.of(file, value.node);
    }
    default:
      return types.of(file, value.node);
  }
}
