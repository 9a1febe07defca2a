/**
 * Where an owner lies as seen from a value: the fields on the way with dots between, empty for the value itself. `[]` is
 * any element of a slice or map. Pointers need no mention. A last part `!Close` is a method value: calling it is what
 * calling the method on what stands before it is.
 */
export type OwnerPath = string;

/** Longer ones are not followed: structs are seldom nested deeper, and recursive types end here. */
const MAX_PARTS = 6;

export const ELEMENT = '[]';

/** One value of a tuple. */
export function part(index: number): OwnerPath {
  return `#${index}`;
}

/** The value of a tuple that a path begins with, and the rest of it. */
export function asPart(path: OwnerPath): { readonly index: number; readonly rest: OwnerPath } | undefined {
  const [, index, rest = ''] = /^#(\d+)(?:\.(.*))?$/.exec(path) ?? [];
  return index === undefined ? undefined : { index: Number(index), rest };
}

/** The path from a struct to what lies in a field of it; undefined when that is too long. */
export function within(field: string, path: OwnerPath): OwnerPath | undefined {
  const joined = path === '' ? field : field === '' ? path : `${field}.${path}`;
  return joined.split('.').length > MAX_PARTS ? undefined : joined;
}

/** The rest of a path that begins with a field, or with several; undefined when it leads elsewhere. */
export function behind(field: OwnerPath, path: OwnerPath): OwnerPath | undefined {
  if (field === '') return path;
  if (path === field) return '';
  return path.startsWith(`${field}.`) ? path.slice(field.length + 1) : undefined;
}

export function methodValue(name: string, path: OwnerPath): OwnerPath | undefined {
  return within(path, `!${name}`);
}

/** The method that calling a value is, and on what; undefined when the path leads to no method value. */
export function asMethodValue(path: OwnerPath): { readonly name: string; readonly on: OwnerPath } | undefined {
  const at = path.lastIndexOf('!');
  return at < 0 ? undefined : { name: path.slice(at + 1), on: path.slice(0, Math.max(at - 1, 0)) };
}
