import type { Body, Call } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { closers, ownClosers } from '../../knowledge/closers.js';
import { releasedWord, releaseWords } from '../../knowledge/release-words.js';
import { releasesOf } from '../../knowledge/resource-table.js';
import { isExported } from '../../names/symbol.js';
import { assignee } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import { lookup } from '../../types/selection.js';
import type { Type } from '../../types/type.js';
import type { Acquisition } from './acquisitions.js';
import { asMethodValue, asPart, type OwnerPath } from './owner-path.js';

/** What a function can take hold of to release something. */
export interface Handle {
  /** As the source writes it: `f`, `resp.Body`; undefined where it has no name. */
  readonly name: string | undefined;
  /** Whether a variable has it from then on, nothing has, or it is part of an expression. */
  readonly assigned: 'name' | 'nothing' | 'expression';
  /** The variable; NONE where it has no name. */
  readonly target: NodeIndex;
  /** The method that releases it, or `call` for a function. */
  readonly release: string;
  /** What it is then: `closed`. */
  readonly released: string;
}

/**
 * The first thing that a caller has in hand to release what a call acquired; undefined when there is none.
 * @param others what has rules of its own, by the name of its release
 */
export function handleOf(
  { call, body, resource, starts }: Acquisition,
  others: ReadonlySet<string> = unnamed,
): Handle | undefined {
  const [release] = releasesOf(resource);
  // What a function ends and no method, such as a mapping, is used through pointers into it.
  if (release === undefined || others.has(release.name) || release.name.includes('.')) return undefined;
  if (starts.length === 0) return handle(call, resource.result ?? 0, resource.field ?? '', release.name, body);
  for (const { value, path } of starts) {
    if (value !== call) continue;
    const { index = 0, rest = path } = asPart(path) ?? {};
    const found = releaseThrough(rest, typeOfResult(call, index, body), resource.field, release.name, body);
    if (found !== undefined) return handle(call, index, found.field, found.release, body);
  }
  return undefined;
}

/** A function that is called and a channel that is closed have rules of their own. */
const unnamed: ReadonlySet<string> = new Set(['call', 'close']);

function handle(call: Call, result: number, field: string, release: string, { file: { tree } }: Body): Handle {
  const target = assignee(tree, call.node, result);
  const isBlank = target !== NONE && tree.text(target) === '_';
  const isNamed = target !== NONE && !isBlank;
  const isThrownAway = isBlank || (target === NONE && tree.kind(tree.parent(call.node)) === Kind.ExpressionStatement);
  return {
    name: isNamed ? [tree.text(target), field].filter((part) => part !== '').join('.') : undefined,
    assigned: isNamed ? 'name' : isThrownAway ? 'nothing' : 'expression',
    target: isNamed ? target : NONE,
    release,
    released:
      releaseWords[`${release.charAt(0).toUpperCase()}${release.slice(1)}`] ?? releaseWords[release] ?? releasedWord,
  };
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
  const names = isOwn ? [...preferred, ...closers, ...ownClosers] : [...preferred, ...closers];
  return names.find((name) => lookup(types, type, name)?.kind === 'method' && (isOwn || isExported(name)));
}

const preferred = ['Close', 'Stop', 'Shutdown'];

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
