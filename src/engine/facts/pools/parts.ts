import { type StatefulType, statefulTypes } from '../../knowledge/pools.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { Field, Type } from '../../types/type.js';

/** A part of a value in which something of its last use can be left. */
export interface Part {
  /** The fields from the value down to it, `a.b`; empty for the value itself. */
  readonly path: string;
  /** `record`: a struct as a whole, for decoders that fill in some of its fields. `any`: of a type that is not known. */
  readonly kind: StatefulType['kind'] | 'slice' | 'map' | 'record' | 'any';
  readonly type: Type;
  /** What is known of its type's methods. */
  readonly known: StatefulType | undefined;
  /** The last field on the path. */
  readonly field: Field | undefined;
}

/** The path of the part that stands for a value whose type is not known. */
export const WHOLE = '*';

const MAX_DEPTH = 3;

/** The parts of what a pointer of the type points to, or of the value when it is no pointer. */
export function partsOf(types: PackageTypes, type: Type): readonly Part[] {
  const under = types.underlying(type);
  const base = under.kind === 'pointer' && statefulOf(type) === undefined ? under.elem : type;
  const parts: Part[] = [];
  const unknown = (path: string): void => {
    parts.push({ path, kind: 'any', type: base, known: undefined, field: undefined });
  };
  const add = (of: Type, path: string, field: Field | undefined, depth: number): void => {
    const known = statefulOf(of);
    if (known !== undefined) return void parts.push({ path, kind: known.kind, type: of, known, field });
    const shape = types.underlying(of);
    switch (shape.kind) {
      case 'slice':
      case 'map':
        return void parts.push({ path, kind: shape.kind, type: of, known: undefined, field });
      case 'pointer':
        // What a field points to is a part only where it is a known type: others may be anyone's.
        if (statefulOf(shape.elem) !== undefined) add(shape.elem, path, field, depth);
        return undefined;
      case 'struct':
        if (path === '') parts.push({ path, kind: 'record', type: of, known: undefined, field });
        if (depth < MAX_DEPTH) for (const one of shape.fields) add(one.type, joined(path, one.name), one, depth + 1);
        return undefined;
      case 'interface':
        if (path === '' && isAny(shape)) unknown(WHOLE);
        return undefined;
      default:
        return undefined;
    }
  };
  if (base.kind === 'typeparam') unknown(WHOLE);
  else add(base, '', undefined, 0);
  return parts;
}

export function statefulOf(type: Type): StatefulType | undefined {
  if (type.kind !== 'named') return undefined;
  return statefulTypes.get(`${type.symbol.pkg?.path ?? ''}.${type.symbol.name}`);
}

/** Whether every value can be in it. */
export function isAny(type: Type): boolean {
  return type.kind === 'interface' && type.methods.length + type.embedded.length + type.unions.length === 0;
}

export function joined(path: string, name: string): string {
  return path === '' ? name : name === '' ? path : `${path}.${name}`;
}

/** The rest of a path below another one; undefined when it is not below. */
export function below(path: string, above: string): string | undefined {
  if (above === '') return path;
  if (path === above) return '';
  return path.startsWith(`${above}.`) ? path.slice(above.length + 1) : undefined;
}

/** Whether values of the type keep others alive. */
export function holdsPointers(types: PackageTypes, type: Type, depth = 0): boolean {
  const under = types.underlying(type);
  switch (under.kind) {
    case 'basic':
      return under.name === 'string' || under.name === 'unsafe.Pointer';
    case 'pointer':
    case 'slice':
    case 'map':
    case 'chan':
    case 'func':
    case 'interface':
      return true;
    case 'array':
      return holdsPointers(types, under.elem, depth + 1);
    case 'struct':
      return depth < MAX_DEPTH * 2 && under.fields.some((field) => holdsPointers(types, field.type, depth + 1));
    default:
      return false;
  }
}

/** Whether decoding into a used value of the type leaves something of it: an array of numbers is overwritten, a struct filled in. */
export function mergesInto(types: PackageTypes, type: Type): boolean {
  const kind = types.underlying(type).kind;
  return kind === 'struct' || kind === 'map' || kind === 'pointer' || kind === 'slice' || kind === 'interface';
}
