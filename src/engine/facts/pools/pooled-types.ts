import { typeString } from '../../types/operations.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { Type } from '../../types/type.js';
import { isAny, partsOf, statefulOf } from './parts.js';

/** The types that a package keeps in pools, with those of their parts: what is worth following. */
export class PooledTypes {
  readonly #types = new Set<unknown>();

  get size(): number {
    return this.#types.size;
  }

  add(type: Type, types: PackageTypes): void {
    this.#add(type, types, 0);
  }

  /** Whether values of the type, or of what a pointer of it points to, may be pooled; a type parameter's may. */
  has(type: Type, types: PackageTypes): boolean {
    const base = baseOf(type, types);
    return base.kind === 'typeparam' || isAny(types.underlying(base)) || this.#types.has(identityOf(base));
  }

  #add(type: Type, types: PackageTypes, depth: number): void {
    const base = baseOf(type, types);
    if (base.kind === 'unknown' || base.kind === 'typeparam' || partsOf(types, base).length === 0) return;
    const identity = identityOf(base);
    if (this.#types.has(identity)) return;
    this.#types.add(identity);
    const under = types.underlying(base);
    if (statefulOf(base) !== undefined || under.kind !== 'struct' || depth > MAX_DEPTH) return;
    for (const field of under.fields) {
      const of = types.underlying(field.type);
      if (of.kind !== 'pointer' || statefulOf(of.elem) !== undefined) this.#add(field.type, types, depth + 1);
    }
  }
}

const MAX_DEPTH = 3;

function baseOf(type: Type, types: PackageTypes): Type {
  if (statefulOf(type) !== undefined) return type;
  const under = types.underlying(type);
  return under.kind === 'pointer' ? under.elem : type;
}

function identityOf(type: Type): unknown {
  return type.kind === 'named' ? type.symbol : typeString(type);
}
