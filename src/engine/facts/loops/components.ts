import { cancelFuncType, contextType } from '../../knowledge/contexts.js';
import { typeString } from '../../types/operations.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { NamedType, Type } from '../../types/type.js';
import { isErrorType } from '../../types/universe-types.js';

/**
 * Whether values of a type are parts that a program is made of, connections, clients, servers, stores, and not something
 * to be worked off: an interface with several methods, a struct with a lock, with such an interface, or with something
 * that ends it.
 */
export function isComponent(type: Type, types: PackageTypes, depth = 0): boolean {
  if (depth > MAX_DEPTH || isErrorType(type)) return false;
  if (type.kind === 'named' && isLock(type)) return true;
  const name = typeString(type);
  if (name === contextType) return false;
  if (name === cancelFuncType) return true;
  const under = types.underlying(type);
  switch (under.kind) {
    case 'pointer':
      // What a struct only points to may be shared: a group, a log.
      return depth === 0 && isComponent(under.elem, types, depth);
    case 'interface':
      return under.methods.length >= MANY_METHODS && under.methods.some(({ signature }) => acts(signature));
    case 'struct':
      return under.fields.some(({ type: part, embedded }) => {
        const own = embedded && part.kind === 'pointer' ? part.elem : part;
        return isComponent(own, types, depth + 1);
      });
    default:
      return false;
  }
}

/** How deep structs in structs are looked into. */
const MAX_DEPTH = 3;

/** A job has a method that does it, and one or another that says what it is. */
const MANY_METHODS = 3;

/** Whether a method does something, for as long as a context lets it or until it is over: it only answers otherwise. */
function acts(signature: Type): boolean {
  if (signature.kind !== 'func') return false;
  const { params, results } = signature;
  if (params.length > 0) return typeString(params[0].type) === contextType;
  return results.length === 0 || (results.length === 1 && isErrorType(results[0].type));
}

function isLock({ symbol }: NamedType): boolean {
  return symbol.pkg?.path === 'sync';
}
