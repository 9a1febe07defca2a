import { unmarshalers } from '../../knowledge/unmarshalers.js';
import type { FuncSymbol } from '../../names/symbol.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { NamedType, Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { updatesFirst } from './receiver-state.js';

/** Whether a value of a type may take the place of a pointer to it. */
export interface Copying {
  /** Whether a copy is allowed, as `go vet` has it: there is no lock in it. */
  holdsNoLock(type: Type): boolean;
  /** Whether copies are as good as the original: no lock in it, and nothing that points back to it. */
  copyable(type: Type): boolean;
  /** Whether its methods change it where it is, so that all who have it must have the same one; true when not known. */
  hasState(type: Type): boolean;
}

/** Deeper than types nest by value. */
const MAX_DEPTH = 16;

export const copying: Fact<Copying> = {
  name: 'copying',
  compute(pkg, store) {
    const states = new Map<unknown, boolean>();
    const hasState = (type: Type, depth = 0): boolean => {
      if (depth > MAX_DEPTH) return true;
      if (type.kind === 'named') {
        const known = states.get(type.symbol);
        if (known !== undefined) return known;
        states.set(type.symbol, false);
        const found = methodsUpdate(type, store) || inside(pkg.types, type).some((part) => hasState(part, depth + 1));
        states.set(type.symbol, found);
        return found;
      }
      return inside(pkg.types, type).some((part) => hasState(part, depth + 1));
    };
    return {
      holdsNoLock: (type) => !holdsLock(pkg.types, type),
      copyable: (type) => !holdsLock(pkg.types, type) && !pointsBack(pkg.types, type),
      hasState,
    };
  },
};

/** The types of which a value holds values: fields and array elements. */
function inside(types: PackageTypes, type: Type): readonly Type[] {
  const under = types.underlying(type);
  if (under.kind === 'struct') return under.fields.map((field) => field.type);
  return under.kind === 'array' ? [under.elem] : [];
}

function methodsUpdate({ symbol }: NamedType, store: FactStore): boolean {
  return [...symbol.methods.values()].some((method) => takesAddress(method) && updates(method, store));
}

/** Whether a method is one that needs the address of what it is called on, and does not only fill it in. */
export function takesAddress(method: FuncSymbol): boolean {
  return method.receiver?.pointer === true && !unmarshalers.has(method.name);
}

function updates(method: FuncSymbol, store: FactStore): boolean {
  const body = store.pkg.bodyOf(method);
  if (body !== undefined) return store.summaries.ofBody(updatesFirst, body, store);
  const callee = { kind: 'static', name: method.fullName, symbol: method, method: true } as const;
  return store.summaries.ofFunction(updatesFirst, callee, store);
}

/** As `go vet` has it (copylocks): something with pointer methods Lock and Unlock is in it. */
function holdsLock(types: PackageTypes, type: Type, depth = 0): boolean {
  if (depth > MAX_DEPTH) return true;
  if (type.kind === 'named') {
    const locks = ['Lock', 'Unlock'].map((name) => type.symbol.methods.get(name));
    if (locks.every((method) => method?.receiver?.pointer === true)) return true;
  }
  return inside(types, type).some((part) => holdsLock(types, part, depth + 1));
}

/** Whether something that a value of the type leads to may point to the value: only types of its own package do. */
function pointsBack(types: PackageTypes, type: Type): boolean {
  if (type.kind !== 'named') return false;
  const target = type.symbol;
  const seen = new Set<unknown>();
  const leadsBack = (at: Type): boolean => {
    if (at.kind === 'named') {
      if (seen.has(at.symbol)) return false;
      seen.add(at.symbol);
      if (at.args.some(leadsBack)) return true;
      if (at.symbol.pkg !== target.pkg) return false;
    }
    const under = types.underlying(at);
    switch (under.kind) {
      case 'pointer':
        return (under.elem.kind === 'named' && under.elem.symbol === target) || leadsBack(under.elem);
      case 'slice':
      case 'array':
      case 'chan':
        return leadsBack(under.elem);
      case 'map':
        return leadsBack(under.key) || leadsBack(under.elem);
      case 'struct':
        return under.fields.some((field) => leadsBack(field.type));
      default:
        return false;
    }
  };
  return leadsBack(type);
}
