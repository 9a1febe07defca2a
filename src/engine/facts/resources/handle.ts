import type { Body } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { closers } from '../../knowledge/closers.js';
import { releasesOf } from '../../knowledge/resource-table.js';
import { isExported } from '../../names/symbol.js';
import { lookup } from '../../types/selection.js';
import type { Type } from '../../types/type.js';
import type { Acquisition } from './acquisitions.js';
import { type Assigned, assignedTo } from './assigned.js';
import { asMethodValue, asPart, type OwnerPath } from './owner-path.js';

/** What a function can take hold of to release something. */
export interface Handle {
  /** As the source writes it: `f`, `resp.Body`; undefined where it has no name. */
  readonly name: string | undefined;
  readonly assigned: Assigned['to'];
  /** The method that releases it, or `call` for a function. */
  readonly release: string;
}

/** The first thing that a caller has in hand to release what a call acquired; undefined when there is none. */
export function handleOf({ call, body, resource, starts }: Acquisition): Handle | undefined {
  const [release] = releasesOf(resource);
  // What a function ends and no method, such as a mapping, is used through pointers into it.
  if (release === undefined || release.name === 'call' || release.name.includes('.')) return undefined;
  if (starts.length === 0) return handle({ to: 'nothing' }, resource.field ?? '', release.name);
  for (const { value, path } of starts) {
    if (value !== call) continue;
    const { index = 0, rest = path } = asPart(path) ?? {};
    const assigned = assignedTo(call, index, body.file.tree);
    const found = releaseThrough(rest, typeOfResult(call, index, body), resource.field, release.name, body);
    if (found !== undefined) return handle(assigned, found.field, found.release);
  }
  return undefined;
}

function handle(assigned: Assigned, field: string, release: string): Handle {
  const name = assigned.to === 'name' ? [assigned.name, field].filter((part) => part !== '').join('.') : undefined;
  return { name, assigned: assigned.to, release };
}

/** How what lies at a path of a result is released: by itself, or by closing what holds it. */
function releaseThrough(
  path: OwnerPath,
  type: Type,
  field: string | undefined,
  release: string,
  body: Body,
): { readonly field: string; readonly release: string } | undefined {
  const method = asMethodValue(path);
  if (method !== undefined) return method.on === '' ? { field: '', release: 'call' } : undefined;
  if (path === '' || path === field) return { field: path, release };
  const name = closerOf(type, body);
  return name === undefined ? undefined : { field: '', release: name };
}

/** The method of a type that closes it, as far as the package of the body can call it. */
export function closerOf(type: Type, { types }: Body): string | undefined {
  const isOwn = type.kind === 'pointer' ? isDeclaredHere(type.elem, types) : isDeclaredHere(type, types);
  const names = isOwn ? [...preferred, ...closers, ...lowered] : [...preferred, ...closers];
  return names.find((name) => lookup(types, type, name)?.kind === 'method' && (isOwn || isExported(name)));
}

const preferred = ['Close', 'Stop', 'Shutdown'];
const lowered = ['close', 'stop', 'shutdown', 'cleanup', 'release'];

function isDeclaredHere(type: Type, types: Body['types']): boolean {
  return type.kind === 'named' && type.symbol.pkg === types.pkg;
}

/** The type of one result of a call. */
function typeOfResult(call: Acquisition['call'], index: number, body: Body): Type {
  const type = typeOfValue(call, body);
  if (type.kind === 'tuple') return type.types[index] ?? type;
  const part = usesIn(body)
    .of(call)
    .find((use) => use.op === 'extract' && use.index === index);
  return part === undefined ? type : typeOfValue(part, body);
}
