import { type Body, type Call, calls, type Value, withLiterals } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { closers } from '../../knowledge/closers.js';
import { methodName, type ReleaseName } from '../../knowledge/resource-table.js';
import { isErrorType } from '../../types/universe-types.js';
import type { FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import type { Summary } from '../summary.js';
import { courseOf } from './course.js';
import { releaseNames } from './effects.js';
import { ownersFrom } from './hands-on.js';
import { type OwnerPath, within } from './owner-path.js';
import { parameterOf, placeOf } from './owner-place.js';
import { givenPossession } from './possession.js';

/** What a function releases of what it is given. Plain JSON. */
export interface Released {
  /** The receiver counted. */
  readonly parameter: number;
  /** Which part of the parameter; empty for the parameter itself. */
  readonly at: OwnerPath;
  /** By which releases: one of them on each path that releases. */
  readonly by: readonly ReleaseName[];
  /** Of the paths on which the function returns, those that end with nil or a failed acquisition left out. */
  readonly on: 'every' | 'some';
}

/**
 * What functions release, close, stop, cancel, unlock or put back of their parameters, directly, through what they call,
 * through deferred calls and literals. A parameter that is in no entry is released on no path.
 */
export const releases: Summary<readonly Released[]> = {
  name: 'releases',
  unknown: [],
  bottom: [],
  known(name, { known: { resources } }) {
    if (resources.isReleaser(name)) return [{ parameter: 0, at: '', by: [methodName(name)], on: 'every' }];
    const released = [...resources.releasedArguments(name)];
    if (released.length === 0) return undefined;
    return released.map((parameter) => ({ parameter, at: '', by: [name], on: 'every' }));
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees, store) {
    if (body.params.length === 0) return [];
    const found = new Map<string, Candidate>();
    const add = (value: Value, from: Body, { at, by, on }: Omit<Released, 'parameter'>) => {
      const place = placeOf(value, store);
      const parameter = place && parameterIn(place.root, from, body);
      const path = place && within(place.path, at);
      if (parameter === undefined || path === undefined || path.split('.').length > MAX_FIELDS) return;
      const key = `${parameter} ${path}`;
      const known = found.get(key) ?? { parameter, at: path, by: new Set(), isSure: false };
      known.isSure ||= on === 'every';
      for (const name of by) known.by.add(name);
      found.set(key, known);
    };
    // What a function takes itself before it gives it back is not its caller's: locks.
    const taken = new Set<string>();
    for (const one of withLiterals(body)) {
      for (const call of calls(one)) {
        if (call.op === 'spawn') continue;
        for (const value of lockedBy(call, store)) {
          const place = placeOf(value, store);
          const parameter = place && parameterIn(place.root, one, body);
          if (parameter !== undefined) taken.add(`${parameter} ${place?.path}`);
        }
        const own = released(call, one, store);
        for (const [value, by] of own) add(value, one, { at: '', by, on: 'every' });
        // The types in sight do not tell what else another type's Close does.
        if (own.length > 0 && call.callee.kind === 'interface') continue;
        const answers = one === body ? callees(call) : store.summaries.ofCall(releases, call, one, store);
        for (const answer of answers) {
          for (const released of answer) {
            const arg = argumentsOf(call)[released.parameter];
            if (arg !== undefined) add(arg, one, released);
          }
        }
      }
    }
    const given = [...found.values()].filter(({ parameter, at }) => !taken.has(`${parameter} ${at}`));
    return given.slice(0, MAX_ENTRIES).flatMap((entry) => {
      const { parameter, at, by, isSure } = entry;
      // What is released on some path of what is called is so here.
      const on = isSure ? onWhichPaths(entry, body, store) : 'some';
      return on === undefined ? [] : [{ parameter, at, by: [...by].sort(), on }];
    });
  },
};

/** More than any function releases by hand. */
const MAX_ENTRIES = 8;

/** What lies deeper is not released by its caller's caller. */
const MAX_FIELDS = 3;

/** The locks that a call takes. */
function lockedBy(call: Call, store: FactStore): readonly Value[] {
  if (!('name' in call.callee)) return [];
  return store.summaries.tables.known.resources
    .acquiredBy(call.callee.name)
    .flatMap(({ argument, holds }) => (holds === 'lock' && argument !== undefined ? (call.args[argument] ?? []) : []));
}

/** What a call itself releases, and by what. */
function released(call: Call, body: Body, store: FactStore): (readonly [Value, readonly ReleaseName[]])[] {
  const { callee } = call;
  if (callee.kind === 'dynamic') {
    const { value } = callee;
    if (value.op !== 'bound') return mayEnd(call, value, body) ? [[value, ['call']]] : [];
    const fullName = 'name' in value.callee ? value.callee.name : '';
    return endsReceiver(fullName, store) ? [[value.args[0], [methodName(fullName)]]] : [];
  }
  return call.args.flatMap((arg, i) => {
    const names = releaseNames(call, i, body, store).filter(
      (name) => !('name' in callee) || name === callee.name || endsReceiver(callee.name, store),
    );
    return names.length === 0 ? [] : [[arg, names] as const];
  });
}

/** Of a parameter it is not known what it is: only a listed method, or one that is called so, is taken for its end. */
function endsReceiver(fullName: string, store: FactStore): boolean {
  const { resources } = store.summaries.tables.known;
  const name = methodName(fullName);
  return resources.isReleaser(fullName) || (closers.has(name) && resources.isReleasingMethod(name));
}

/** Functions that only end something take nothing, or the reason, and yield nothing but an error. */
function mayEnd({ args }: Call, value: Value, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(value, body));
  if (type.kind !== 'func' || args.length > 1 || type.results.length > 1) return false;
  return [...type.params, ...type.results].every((one) => isErrorType(one.type));
}

/** The parameter of a function that a value in it, or in a literal inside it, is. */
function parameterIn(root: Value, from: Body, body: Body): number | undefined {
  const own = parameterOf(root, body);
  return (
    own ??
    (from !== body && root.op === 'freevar'
      ? body.params.find(({ symbol }) => symbol === root.symbol)?.index
      : undefined)
  );
}

/** What a function may release, before anybody has looked on which paths. */
interface Candidate {
  readonly parameter: number;
  readonly at: OwnerPath;
  readonly by: Set<ReleaseName>;
  /** Whether something in the function releases it whenever it is reached. */
  isSure: boolean;
}

function onWhichPaths({ parameter, at, by }: Candidate, body: Body, store: FactStore): 'every' | 'some' | undefined {
  const owners = ownersFrom([{ value: body.params[parameter], body, path: at }], store);
  const { exits, complete } = courseOf(givenPossession(body, owners, by), store);
  const fates = new Set(exits.map(({ fate }) => fate));
  if (!fates.has('released')) return fates.has('unknown') || !complete ? 'some' : undefined;
  return complete && fates.size === 1 ? 'every' : 'some';
}
