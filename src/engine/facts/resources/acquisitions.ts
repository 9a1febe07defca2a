import { type Body, type Call, instructions, outermost, type Value, withLiterals } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { cancelTypes, contextType } from '../../knowledge/contexts.js';
import { methodName, releasesOf } from '../../knowledge/resource-table.js';
import type { Resource } from '../../knowledge/resources.js';
import { typeString } from '../../types/operations.js';
import { isErrorType } from '../../types/universe-types.js';
import type { FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { handedOut } from './handed-out.js';
import { ownersFrom } from './hands-on.js';
import { type OwnerPath, within } from './owner-path.js';
import { homeOf, placeOf } from './owner-place.js';
import { type Carrier, inResult, type Owners } from './owners.js';
import { isSameOwned, type Owned, ownership } from './ownership.js';
import type { Outcome, Possession } from './possession.js';
import { channelsThatEnd, running } from './running.js';
import { shownByClosing } from './shown-by-closing.js';

/** A call behind which something is held. */
export interface Acquisition {
  readonly call: Call;
  readonly body: Body;
  readonly resource: Resource;
  /** The function that hands it out, by full name; the one that is called, or one below it. */
  readonly from: string;
  /** Where the owner is: nowhere when what owns it was thrown away. */
  readonly starts: readonly Carrier[];
  /** Whether only what others do with such a thing tells that it is to be released. */
  readonly isShown?: boolean;
}

/** What a call acquires for the function that it stands in. */
export function acquisitionsOf(call: Call, body: Body, store: FactStore): readonly Acquisition[] {
  const ends = channelsThatEnd(call, body, store);
  if (ends.length > 0) return [{ call, body, resource: running, from: '', starts: ends }];
  if (call.op !== 'call') return none;
  const from = 'name' in call.callee ? call.callee.name : '';
  const known = from === '' ? none : store.known.resources.acquiredBy(from);
  if (known.length > 0) {
    return known
      .filter(({ wraps }) => wraps === undefined)
      .map((resource) => ({ call, body, resource, from, starts: startsOf(resource, call, body, store) }))
      .filter(({ starts, resource }) => resource.argument === undefined || starts.length > 0);
  }
  const answers = store.summaries.ofCall(ownership, call, body, store);
  if (answers[0] === ownership.unknown) return [...cancelOf(call, body, store), ...streamOf(call, body, store)];
  const [first, ...others] = answers;
  // What every function owes that the call may run.
  const owned = first.filter(({ on }) => on === 'every');
  const found = owned
    .filter((one) => others.every((answer) => answer.some((other) => isSameOwned(other, one))))
    .map((one) => ({
      call,
      body,
      resource: one.resource,
      from: one.from,
      starts: startsOfOwned(one, call, body, store),
    }))
    .filter(({ starts }) => starts.length > 0);
  return found.length > 0 ? found : streamOf(call, body, store);
}

/** What a call hands out as far as its type tells, or what others do with it. */
function streamOf(call: Call, body: Body, store: FactStore): readonly Acquisition[] {
  const typed = handedOut(call, body, store);
  const resource = typed ?? shownByClosing(call, body, store);
  if (resource === undefined) return none;
  const from = 'name' in call.callee ? call.callee.name : '';
  const isShown = typed === undefined;
  return [{ call, body, resource, from, starts: startsOf(resource, call, body, store), isShown }];
}

const none: readonly never[] = [];

function startsOf(resource: Resource, call: Call, body: Body, store: FactStore): readonly Carrier[] {
  const { result, argument, field = '' } = resource;
  // Some are released through a part of the owner.
  const parts = new Set([field, ...releasesOf(resource).flatMap((one) => (one.field === '' ? [] : [one.field]))]);
  const starts: Carrier[] = [];
  const add = (value: Value, at: OwnerPath | undefined) => {
    for (const part of parts) {
      const path = at === undefined ? undefined : within(at, part);
      if (path !== undefined) starts.push({ value, body: homeOf(value, body), path });
    }
  };
  if (argument !== undefined) {
    const place = call.args[argument] && placeOf(call.args[argument], store, false);
    if (place !== undefined && isNamed(place.root, body)) add(place.root, place.path);
  }
  if (result !== undefined || (argument === undefined && !resource.process))
    add(call, inResult(call, result ?? 0, '', body));
  return starts;
}

function startsOfOwned({ places }: Owned, call: Call, body: Body, store: FactStore): readonly Carrier[] {
  return places.flatMap(({ result, parameter, at }) => {
    if (result !== undefined) {
      const path = inResult(call, result, at, body);
      return path === undefined ? [] : [{ value: call, body, path }];
    }
    const arg = parameter === undefined ? undefined : argumentsOf(call)[parameter];
    const place = arg && placeOf(arg, store, false);
    const path = place && isNamed(place.root, body) ? within(place.path, at) : undefined;
    return place === undefined || path === undefined
      ? []
      : [{ value: place.root, body: homeOf(place.root, body), path }];
  });
}

/** `locks[i]` and `b.tx()` are another value each time; an element or a result in a variable is one. */
function isNamed(root: Value, body: Body): boolean {
  if (!passing.has(root.op)) return true;
  const uses = usesIn(homeOf(root, body)).of(root);
  return uses.length > 1 || uses.some(({ op }) => op === 'store');
}

const passing: ReadonlySet<Value['op']> = new Set(['call', 'index', 'indexaddr', 'load', 'lookup']);

/** What the function holds behind an acquisition. */
export function possessionOf({ call, body, resource, starts }: Acquisition, store: FactStore): Possession {
  const carriers = starts.length > 0 ? starts : [{ value: call, body, path: NOWHERE }];
  return {
    body,
    begins: call,
    owners: ownersFrom(carriers, store),
    outcome: outcomeOf(call, body, store),
    // A function that a caller gets to release it is named after the method.
    names: new Set(releasesOf(resource).flatMap(({ name }) => [name, methodName(name)])),
    exhausted: resource.exhausted ?? [],
    drained: resource.drained === true,
    received: resource.received,
    contexts: contextsOf(call, body, resource, store),
    roots: new Set(starts.map(({ value }) => value)),
    fixed: resource.process === true || resource.holds === 'lock',
    shared: resource === running,
  };
}

/** The context that a cancel function belongs to, and the one that it is derived from. */
function contextsOf(call: Call, body: Body, { holds, context }: Resource, store: FactStore): Owners | undefined {
  if (holds !== 'context') return undefined;
  const type = typeOfValue(call, body);
  const result = type.kind === 'tuple' ? type.types.findIndex((one) => typeString(one) === contextType) : -1;
  const derived = result < 0 ? undefined : inResult(call, result, '', body);
  const parent = context === undefined ? undefined : call.args[context];
  const starts: Carrier[] = [];
  if (derived !== undefined) starts.push({ value: call, body, path: derived });
  if (parent !== undefined) starts.push({ value: parent, body: homeOf(parent, body), path: '' });
  return starts.length === 0 ? undefined : ownersFrom(starts, store);
}

/**
 * Whether it lies in something that the function did not make: then it is for whoever has that to release it. Not so
 * locks.
 */
export function isOthers({ body, starts, resource }: Acquisition): boolean {
  const isAround = ({ value, body: home }: Carrier) =>
    home !== body || value.op === 'param' || value.op === 'global' || value.op === 'freevar';
  return resource.holds !== 'lock' && starts.some(isAround);
}

/** Whether a process can be waited for by a descriptor of it too, which nobody follows. */
export function hasDescriptor({ body, resource }: Acquisition): boolean {
  if (resource.holds !== 'process') return false;
  return [...withLiterals(outermost(body))].some((one) =>
    instructions(one).some(
      (at) =>
        (at.op === 'composite' && at.keys.includes('PidFD')) || (at.op === 'fieldaddr' && at.field?.name === 'PidFD'),
    ),
  );
}

/** A function that is not in sight, but hands out a context and what cancels it, made that context. */
function cancelOf(call: Call, body: Body, store: FactStore): readonly Acquisition[] {
  const type = typeOfValue(call, body);
  const written = type.kind === 'tuple' ? type.types.map(typeString) : [];
  const result = written.findIndex((one) => cancelTypes.has(one));
  const path = result >= 0 && written.includes(contextType) ? inResult(call, result, '', body) : undefined;
  if (path === undefined) return none;
  store.evidence.assumptions.add('opaque callee');
  return [{ call, body, resource: cancelling, from: '', starts: [{ value: call, body, path }] }];
}

/** What a function that nobody lists hands out beside a context. */
const cancelling: Resource = { acquire: [], release: ['call'], holds: 'context' };

/** A path that leads to nothing. */
const NOWHERE = '-';

/** The last result, when it says whether the call has succeeded. */
function outcomeOf(call: Call, body: Body, store: FactStore): Outcome | undefined {
  const type = typeOfValue(call, body);
  const results = type.kind === 'tuple' ? type.types : [type];
  const last = results.length - 1;
  if (last < 0) return undefined;
  const under = body.types.underlying(results[last]);
  if (type.kind === 'unknown') return outcomeByUse(call, body, store);
  const kind = isErrorType(results[last])
    ? 'error'
    : under.kind === 'basic' && under.name === 'bool'
      ? 'ok'
      : undefined;
  const path = inResult(call, last, '', body);
  return kind === undefined || path === undefined
    ? undefined
    : { values: ownersFrom([{ value: call, body, path }], store), kind };
}

/** Of a call whose types are not known: its last value, when it is compared with nil. */
function outcomeByUse(call: Call, body: Body, store: FactStore): Outcome | undefined {
  const parts = usesIn(body)
    .of(call)
    .filter((use) => use.op === 'extract');
  const last = Math.max(...parts.map(({ index }) => index));
  const error = parts.find(({ index }) => index === last);
  const isCompared = error !== undefined && last > 0 && comesToNil(error, body);
  const path = isCompared ? inResult(call, last, '', body) : undefined;
  return path === undefined ? undefined : { values: ownersFrom([{ value: call, body, path }], store), kind: 'error' };
}

function comesToNil(value: Value, body: Body): boolean {
  return usesIn(body)
    .of(value)
    .some(({ op, args }) => op === 'binary' && args.some((arg) => arg.op === 'const' && arg.nil));
}
