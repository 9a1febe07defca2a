import { type Body, type Call, instructions, type Param } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { holdsPointers } from '../../types/pointers.js';
import type { FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { literalRunBy } from './literals.js';
import { asPart } from './owner-path.js';
import { parameterOf, placeOf } from './owner-place.js';
import { type Carrier, type HandedOn, Owners } from './owners.js';

/**
 * Where a function puts what it is given: which result is a parameter, or has it in a field; which parameter has
 * another one in a field afterwards. Unlike the flow of memory it says by which field, so that what is done to that
 * field can be told to be done to what was given.
 */
export const handsOn: Summary<readonly HandedOn[]> = {
  name: 'hands-on',
  unknown: [],
  bottom: [],
  known(name, tables) {
    const wrapping = tables.known.resources.acquiredBy(name).filter(({ wraps }) => wraps !== undefined);
    if (wrapping.length === 0) return undefined;
    return wrapping.map(({ wraps = 0, result = 0 }) => ({
      parameter: wraps,
      from: '',
      result,
      into: undefined,
      to: '',
    }));
  },
  same: (a, b) => a.length === b.length,
  of(body, callees, store) {
    const found = new Map<string, HandedOn>();
    const add = (one: HandedOn) => {
      if (one.parameter !== one.into) found.set(JSON.stringify(one), one);
    };
    if (hasPlaces(body)) for (const param of body.params) forward(param, body, callees, store, add);
    backward(body, store, add);
    return [...found.values()].slice(0, MAX_PLACES);
  },
};

/** More than a function hands on that is there to do so. */
const MAX_PLACES = 16;

const handedOnBy = (store: FactStore) => (call: Call, body: Body) =>
  store.summaries.ofCall(handsOn, call, body, store).flat();

/** The values that may be, or lead to, one owner, followed through what is called. */
export function ownersFrom(starts: readonly Carrier[], store: FactStore): Owners {
  return new Owners(starts, handedOnBy(store), (call, from) => literalRunBy(call, from, store));
}

/** Whether anything is stored or returned. */
function hasPlaces(body: Body): boolean {
  return instructions(body).some(({ op, args }) => op === 'store' || (op === 'return' && args.length > 0));
}

/** From parameters to where they end. */
function forward(
  param: Param,
  body: Body,
  callees: (call: Call) => readonly (readonly HandedOn[])[],
  store: FactStore,
  add: (one: HandedOn) => void,
): void {
  if (!isHandle(param, body)) return;
  const handed = (call: Call, from: Body) => (from === body ? callees(call).flat() : handedOnBy(store)(call, from));
  const owners = new Owners([{ value: param, body, path: '' }], handed, (call, from) =>
    literalRunBy(call, from, store),
  );
  const parameter = param.index;
  for (const end of instructions(body)) {
    if (end.op !== 'return') continue;
    end.args.forEach((arg, result) => {
      for (const path of owners.pathsOf(arg)) {
        const { index = result, rest: to = path } = asPart(path) ?? {};
        if (!to.includes('!')) add({ parameter, from: '', result: index, into: undefined, to });
      }
    });
  }
  for (const other of body.params) {
    if (other === param) continue;
    for (const to of owners.pathsOf(other))
      if (to !== '') add({ parameter, from: '', result: undefined, into: other.index, to });
  }
}

/** From results to the fields of parameters that they are. */
function backward(body: Body, store: FactStore, add: (one: HandedOn) => void): void {
  for (const end of instructions(body)) {
    if (end.op !== 'return') continue;
    end.args.forEach((arg, result) => {
      if (!isHandle(arg, body)) return;
      const place = placeOf(arg, store);
      const parameter = place && parameterOf(place.root, body);
      if (place !== undefined && parameter !== undefined)
        add({ parameter, from: place.path, result, into: undefined, to: '' });
    });
  }
}

/** What can be released: not text, numbers or bytes. */
function isHandle(value: Param | Body['params'][number] | Parameters<typeof typeOfValue>[0], body: Body): boolean {
  const type = typeOfValue(value, body);
  const under = body.types.underlying(type);
  if (under.kind === 'basic' || (under.kind === 'slice' && body.types.underlying(under.elem).kind === 'basic'))
    return false;
  return holdsPointers(body.types, type);
}
