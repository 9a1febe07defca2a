import type { Call, Value } from '../../flow/ssa.js';
import type { PoolCall } from '../../knowledge/known.js';
import type { Variable } from '../../names/symbol.js';
import { cellOf, type ValueClasses } from './value-classes.js';

/** Which pool is meant; plain JSON. */
export interface PoolRef {
  /** The parameter that it is reached from; -1 when it is the same for every caller. */
  readonly param: number;
  /** The fields from the parameter down to it, `.p.q`. */
  readonly path: string;
  /** What identifies it, or, reached from a parameter that no call has filled in, all pools reached that way. */
  readonly key: string;
  /** As the source names it. */
  readonly name: string;
}

/** The pool that an address or pointer denotes; undefined when that cannot be told. */
function poolOf(value: Value, classes: ValueClasses, depth = 0): PoolRef | undefined {
  if (depth > MAX_STEPS) return undefined;
  switch (value.op) {
    case 'global':
      return { param: -1, path: '', key: value.name, name: value.symbol?.name ?? value.name };
    case 'param':
      return { param: value.index, path: '', key: variableKey(value.symbol), name: value.symbol?.name ?? '' };
    case 'fieldaddr':
    case 'field': {
      const base = poolOf(value.args[0], classes, depth + 1);
      const key = `${variableKey(value.field?.symbol)}.${value.name}`;
      if (base === undefined) return { param: -1, path: '', key, name: value.name };
      if (base.param < 0) return { ...base, key: `${base.key}.${value.name}`, name: value.name };
      return { param: base.param, path: `${base.path}.${value.name}`, key, name: value.name };
    }
    case 'indexaddr': {
      const base = poolOf(value.args[0], classes, depth + 1);
      return base && { ...base, path: `${base.path}[]`, key: `${base.key}[]` };
    }
    case 'alloc':
    case 'freevar':
      return value.symbol && local(value.symbol);
    case 'load': {
      const variable = cellOf(value.args[0]);
      if (variable === undefined) return poolOf(value.args[0], classes, depth + 1);
      const stored = classes.single(variable);
      const from = stored && stored.op !== 'alloc' ? poolOf(stored, classes, depth + 1) : undefined;
      return from ?? local(variable);
    }
    case 'assert':
    case 'convert':
      return poolOf(value.args[0], classes, depth + 1);
    default:
      return undefined;
  }
}

/** The pool that a call of one of its methods, or of a function around it, means. */
export function poolOfCall(call: Call, { shared }: PoolCall, classes: ValueClasses): PoolRef | undefined {
  if (shared === undefined) return poolOf(call.args[0], classes);
  return { param: -1, path: '', key: shared, name: `the pool of ${shared.slice(shared.lastIndexOf('/') + 1)}` };
}

/** A callee's pool as its caller knows it. */
export function inCaller(pool: PoolRef, call: Call, classes: ValueClasses): PoolRef {
  if (pool.param < 0) return pool;
  const from = pool.param < call.args.length ? poolOf(call.args[pool.param], classes) : undefined;
  if (from === undefined) return { ...pool, param: -1, path: '' };
  if (from.param >= 0) return { ...pool, param: from.param, path: from.path + pool.path };
  return { ...from, key: from.key + pool.path };
}

function local(variable: Variable): PoolRef {
  return { param: -1, path: '', key: variableKey(variable), name: variable.name };
}

function variableKey(variable: Variable | undefined): string {
  const declaration = variable?.declaration;
  return declaration === undefined ? '?' : `${declaration.file.tree.source.path}:${declaration.name}`;
}

const MAX_STEPS = 12;
