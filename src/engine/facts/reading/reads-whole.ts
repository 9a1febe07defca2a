import { type Body, type Call, calls, instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { memoryWriters, readerWrappers, wholeReads } from '../../knowledge/whole-reads.js';
import { typeString } from '../../types/operations.js';
import type { FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { type OwnerPath, within } from '../resources/owner-path.js';
import { type OwnerPlace, parameterOf, placeOf } from '../resources/owner-place.js';
import type { Summary } from '../summary.js';

/** A parameter that a function reads as a whole into memory, however long it is. Plain JSON. */
export interface ReadWhole {
  /** The receiver counted. */
  readonly parameter: number;
  /** Which part of it is the reader; empty for the parameter itself. */
  readonly at: OwnerPath;
  /** The function that reads, by full name. */
  readonly by: string;
}

/** What functions read of their parameters without a bound, themselves or through what they call. */
export const readsWhole: Summary<readonly ReadWhole[]> = {
  name: 'reads-whole',
  unknown: [],
  bottom: [],
  known: (name) => (wholeReads.has(name) ? [] : undefined),
  same: (a, b) => a.length === b.length,
  of(body, callees, store) {
    const found = new Map<string, ReadWhole>();
    for (const call of calls(body)) {
      for (const { reader, at, by } of readsOf(call, body, callees)) {
        const place = unlimited(reader, body, store);
        const parameter = place && parameterOf(place.root, body);
        const path = place && within(place.path, at);
        if (parameter === undefined || path === undefined) continue;
        found.set(`${parameter} ${path}`, { parameter, at: path, by });
      }
    }
    return [...found.values()].slice(0, MAX_READS);
  },
};

/** More readers than any function has. */
const MAX_READS = 8;

interface Read {
  readonly reader: Value;
  readonly at: OwnerPath;
  readonly by: string;
}

/** What a call reads as a whole. */
function readsOf(call: Call, body: Body, callees: (call: Call) => readonly (readonly ReadWhole[])[]): Read[] {
  const name = 'name' in call.callee ? call.callee.name : '';
  const known = wholeReads.get(name);
  if (known === undefined) {
    // Another type than those in sight may stand behind an interface.
    if (call.callee.kind === 'interface' || call.callee.kind === 'builtin') return [];
    const args = argumentsOf(call);
    return callees(call)
      .flat()
      .flatMap(({ parameter, at, by }) => (args[parameter] === undefined ? [] : [{ reader: args[parameter], at, by }]));
  }
  const { reader, field = '', into, when } = known;
  const isKept = into === undefined || memoryWriters.has(typeString(typeOfValue(call.args[into], body)));
  const condition = when === undefined ? undefined : call.args[when];
  const isAsked = condition === undefined || (condition.op === 'const' && condition.value === true);
  return isKept && isAsked && call.args[reader] !== undefined
    ? [{ reader: call.args[reader], at: field, by: name }]
    : [];
}

/** Where a reader comes from, when nothing on the way limits it. */
export function unlimited(reader: Value, body: Body, store: FactStore): OwnerPlace | undefined {
  let at: OwnerPlace | undefined = placeOf(reader, store);
  for (let step = 0; at !== undefined && step < MAX_WRAPPERS; step++) {
    const made: Value = at.root.op === 'extract' ? at.root.args[0] : at.root;
    if (made.op !== 'call') return isLimited(at, body, store) ? undefined : at;
    const argument = 'name' in made.callee ? readerWrappers.get(made.callee.name) : undefined;
    if (argument === undefined || at.path !== '') return undefined;
    at = placeOf(made.args[argument], store);
  }
  return undefined;
}

/** Readers in readers; more than anybody nests. */
const MAX_WRAPPERS = 8;

/** `r.Body = http.MaxBytesReader(w, r.Body, n)`, anywhere in the function. */
function isLimited(place: OwnerPlace, body: Body, store: FactStore): boolean {
  return instructions(body).some((one) => {
    if (one.op !== 'store') return false;
    const [address, value] = one.args;
    const limits = value.op === 'call' && 'name' in value.callee && store.known.readLimits.has(value.callee.name);
    const at = limits ? placeOf(address, store) : undefined;
    return at !== undefined && at.path === place.path && isSameRoot(at.root, place.root);
  });
}

function isSameRoot(a: Value, b: Value): boolean {
  return a === b || (a.op === 'param' && b.op === 'param' && a.index === b.index);
}
