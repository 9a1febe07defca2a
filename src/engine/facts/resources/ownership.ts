import { knownBefore } from '../../flow/feasible.js';
import {
  type Body,
  type Call,
  calls,
  type InstructionOf,
  instructions,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { methodName, releasesOf } from '../../knowledge/resource-table.js';
import type { Resource } from '../../knowledge/resources.js';
import type { FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { type Acquisition, acquisitionsOf, possessionOf } from './acquisitions.js';
import { courseOf, type Exit } from './course.js';
import { Effects } from './effects.js';
import { asPart, type OwnerPath } from './owner-path.js';
import type { Owners } from './owners.js';
import type { Possession } from './possession.js';

/** Where something is that a caller must release. */
export interface OwnedPlace {
  /** Undefined when it is put into a parameter. */
  readonly result: number | undefined;
  /** The receiver counted. */
  readonly parameter: number | undefined;
  /** Which part of it. */
  readonly at: OwnerPath;
}

/** Something that is held behind a call of a function. Plain JSON. */
export interface Owned {
  /** All the places through which it can be released. */
  readonly places: readonly OwnedPlace[];
  readonly resource: Resource;
  /** One of the functions that hand it out, by full name. */
  readonly from: string;
  /** Of the calls that do not fail. */
  readonly on: 'every' | 'some';
}

/**
 * What callers of a function have to release: what its results own, what it leaves in its parameters. A result owns
 * nothing where the function returns an error.
 */
export const ownership: Summary<readonly Owned[]> = {
  name: 'ownership',
  unknown: [],
  bottom: [],
  known(name, tables) {
    // What the table names is read there.
    return tables.known.resources.acquiredBy(name).length > 0 ? [] : undefined;
  },
  same: (a, b) => a.length === b.length,
  of(body, _callees, store) {
    const found = new Map<string, Returns>();
    for (const call of calls(body)) {
      for (const acquisition of acquisitionsOf(call, body, store)) {
        if (!acquisition.isShown && !isOwnLock(acquisition)) collect(acquisition, found, store);
      }
    }
    return [...found.values()].slice(0, MAX_OWNED).map(({ owned, giving, others }) => {
      const every = [...others].every(
        (end) => giving.has(end) || yieldsNothing(end, owned, body) || yieldsOwn(end, owned, body, store),
      );
      return { ...owned, on: every ? 'every' : 'some' };
    });
  },
};

/** A lock that the function gives back somewhere is its own: only what exists to lock leaves that to its caller. */
function isOwnLock({ resource, body }: Acquisition): boolean {
  if (resource.holds !== 'lock') return false;
  const unlocks = new Set(releasesOf(resource).map(({ name }) => name));
  const isUnlock = ({ callee }: Call) =>
    'name' in callee && (unlocks.has(callee.name) || unlocks.has(methodName(callee.name)));
  return [...withLiterals(body)].some((one) => [...calls(one)].some(isUnlock));
}

/** Whether two are the same thing in the same places, whoever handed it out. */
export function isSameOwned(a: Owned, b: Owned): boolean {
  const [x, y] = [a, b].map(({ places, resource, on }) => JSON.stringify({ places, resource, on }));
  return x === y;
}

/** More than any function hands out. */
const MAX_OWNED = 8;

/** The returns at which callers get what is owned, and those at which they do not although nothing has failed. */
interface Returns {
  readonly owned: Omit<Owned, 'on'>;
  readonly giving: Set<InstructionOf<'return'>>;
  readonly others: Set<InstructionOf<'return'>>;
}

function collect(acquisition: Acquisition, found: Map<string, Returns>, store: FactStore): void {
  const { resource, from } = acquisition;
  const possession = possessionOf(acquisition, store);
  const { exits, regained, complete } = courseOf(possession, store);
  if (!complete || regained) return;
  const effects = new Effects(possession, store);
  // A goroutine that takes something from its parameter is no caller.
  const isGiving = ({ fate, at, by }: Exit) =>
    (fate === 'moved' && (by === at || (by?.op !== 'spawn' && liesInParameter(possession)))) ||
    (fate === 'held' && liesInParameter(possession)) ||
    isStillReturned(at, by, possession, effects);
  const withheld = new Set(exits.filter((one) => !isGiving(one)).map(({ at }) => at));
  const given = new Map<string, Returns>();
  for (const exit of exits) {
    if (withheld.has(exit.at)) continue;
    const places = placesAt(exit, possession, resource, effects);
    if (places.length === 0) continue;
    const key = JSON.stringify({ places, resource });
    let returns = found.get(key);
    if (returns === undefined)
      found.set(key, (returns = { owned: { places, resource, from }, giving: new Set(), others: new Set() }));
    returns.giving.add(exit.at);
    given.set(key, returns);
  }
  for (const { others } of given.values()) for (const { at } of exits) others.add(at);
}

/** Whether the caller has what it lies in. */
function liesInParameter({ body, owners }: Possession): boolean {
  return body.params.some((param) => owners.has(param));
}

/**
 * What was shown to a function that nobody has read, or put into a list that the function was given, and is returned
 * itself after all: then it is for the caller, whoever else knows of it.
 */
function isStillReturned(
  at: Exit['at'],
  by: Exit['by'],
  { owners, body, fixed, shared }: Possession,
  effects: Effects,
): boolean {
  if (fixed || shared || by?.op !== 'call' || !at.args.some((arg) => owners.has(arg))) return false;
  const { callee, args } = by;
  if (callee.kind === 'builtin') return callee.name === 'append' && args[0].op === 'param';
  return effects.of(by, body).every(({ does }) => does === 'hide') && !hasLiteral(args);
}

/** A literal may be what releases it later. */
function hasLiteral(args: readonly Value[]): boolean {
  return args.some(({ op }) => op === 'closure');
}

function placesAt({ at: exit, by }: Exit, possession: Possession, resource: Resource, effects: Effects): OwnedPlace[] {
  const { body, owners } = possession;
  const places: OwnedPlace[] = [];
  if (by === exit || isStillReturned(exit, by, possession, effects)) {
    exit.args.forEach((arg, i) => {
      for (const path of owners.pathsOf(arg)) {
        const { index: result = i, rest: at = path } = asPart(path) ?? {};
        places.push({ result, parameter: undefined, at });
      }
      const result = i;
      if (releasesWhenCalled(arg, body, owners))
        places.push({ result, parameter: undefined, at: `!${firstRelease(resource)}` });
    });
  }
  for (const param of body.params) {
    for (const at of owners.pathsOf(param)) places.push({ result: undefined, parameter: param.index, at });
  }
  return places;
}

function firstRelease({ release }: Resource): string {
  const [first] = release;
  const name = first === undefined ? '' : typeof first === 'string' ? first : first.function;
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A literal that is handed out and has to do with the owner: calling it is taken for the release. */
function releasesWhenCalled(value: Value, body: Body, owners: Owners): boolean {
  const literal = value.op === 'closure' ? body.literals.get(value.func) : undefined;
  return literal !== undefined && instructions(literal).some(({ args }) => args.some((arg) => owners.has(arg)));
}

/** A return that hands out what the function itself yields, when it is called again. */
function yieldsOwn(end: InstructionOf<'return'>, { places }: Omit<Owned, 'on'>, body: Body, store: FactStore): boolean {
  return places.some(({ result }) => {
    const value = result === undefined ? undefined : (end.args[result] ?? end.args[0]);
    const call = value?.op === 'extract' ? value.args[0] : value;
    return call?.op === 'call' && store.pkg.calls.targets(call, body).bodies.includes(body);
  });
}

/** A return that hands out nothing: nil where the owner would be, or a failure. */
function yieldsNothing(end: InstructionOf<'return'>, { places }: Omit<Owned, 'on'>, body: Body): boolean {
  const known = knownBefore(end, body);
  const nothing = (value: Value | undefined) => value !== undefined && known?.isNil(value) === true;
  const last = end.args.at(-1);
  const fails = last !== undefined && end.args.length > 1 && known?.isNil(last) === false;
  return places.some(
    ({ result }) => result !== undefined && (nothing(end.args[result]) || (fails && result < end.args.length - 1)),
  );
}
