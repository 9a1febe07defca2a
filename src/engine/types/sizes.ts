import type { PackageTypes } from './package-types.js';
import type { BasicName, Type } from './type.js';

const basicSizes: Partial<Record<BasicName, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
  int: 8,
  uint: 8,
  uintptr: 8,
  complex64: 8,
  complex128: 16,
  string: 16,
  'unsafe.Pointer': 8,
};

interface Layout {
  readonly size: number;
  readonly align: number;
}

/** Bytes of a value on 64-bit systems, as the gc compiler lays it out (types.SizesFor("gc", "amd64")); undefined when a part is Unknown. */
export function sizeOf(types: PackageTypes, type: Type): number | undefined {
  return layout(types, type)?.size;
}

function layout(types: PackageTypes, type: Type): Layout | undefined {
  const under = types.underlying(type);
  switch (under.kind) {
    case 'basic': {
      const size = basicSizes[under.name];
      if (size === undefined) return undefined;
      return { size, align: under.name === 'complex64' ? 4 : Math.min(size, 8) };
    }
    case 'pointer':
    case 'map':
    case 'chan':
    case 'func':
      return { size: 8, align: 8 };
    case 'interface':
      return { size: 16, align: 8 };
    case 'slice':
      return { size: 24, align: 8 };
    case 'array': {
      const elem = layout(types, under.elem);
      return elem === undefined || under.length === undefined
        ? undefined
        : { size: elem.size * under.length, align: elem.align };
    }
    case 'struct':
      return structLayout(
        types,
        under.fields.map((field) => field.type),
      );
    default:
      return undefined;
  }
}

function structLayout(types: PackageTypes, fields: readonly Type[]): Layout | undefined {
  let size = 0;
  let align = 1;
  let last = 1;
  for (const field of fields) {
    const part = layout(types, field);
    if (part === undefined) return undefined;
    align = Math.max(align, part.align);
    size = roundUp(size, part.align) + part.size;
    last = part.size;
  }
  // A trailing zero-size field gets a byte, so that its address lies inside the struct.
  if (last === 0 && size > 0) size++;
  return { size: roundUp(size, align), align };
}

function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}
