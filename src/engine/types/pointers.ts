import type { PackageTypes } from './package-types.js';
import type { Type } from './type.js';

/** Deeper than any type nests by value. */
const MAX_DEPTH = 16;

/**
 * Whether a value of the type refers to memory beside itself: pointers, slices, strings, maps, channels, functions,
 * interfaces, and what holds one of them. What is Unknown may.
 */
export function holdsPointers(types: PackageTypes, type: Type, depth = 0): boolean {
  const under = types.underlying(type);
  if (depth > MAX_DEPTH) return true;
  switch (under.kind) {
    case 'basic':
      return under.name === 'string' || under.name === 'unsafe.Pointer' || under.name.startsWith('untyped ');
    case 'array':
      return under.length !== 0 && holdsPointers(types, under.elem, depth + 1);
    case 'struct':
      return under.fields.some((field) => holdsPointers(types, field.type, depth + 1));
    case 'tuple':
      return under.types.some((part) => holdsPointers(types, part, depth + 1));
    default:
      return true;
  }
}

/** Whether what a value of the type refers to refers to memory in turn. What is Unknown may. */
export function leadsToPointers(types: PackageTypes, type: Type): boolean {
  const under = types.underlying(type);
  switch (under.kind) {
    case 'basic':
      return under.name === 'unsafe.Pointer';
    case 'pointer':
    case 'slice':
    case 'chan':
      return holdsPointers(types, under.elem);
    case 'map':
      return holdsPointers(types, under.elem) || holdsPointers(types, under.key);
    case 'array':
      return leadsToPointers(types, under.elem);
    default:
      return true;
  }
}
