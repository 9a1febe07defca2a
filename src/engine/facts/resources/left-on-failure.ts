import type { Body, Param } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { holdsPointers } from '../../types/pointers.js';
import type { FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { courseOf } from './course.js';
import { failsAt, mayFailAt } from './failures.js';
import { ownersFrom } from './hands-on.js';
import { givenPossession } from './possession.js';

/**
 * The parameters, the receiver counted, that a function leaves to its caller where it fails: on every return of an
 * error it has neither released what it was given nor put it where somebody else finds it, whatever it does with it
 * where all goes well.
 */
export const leftOnFailure: Summary<readonly number[]> = {
  name: 'left-on-failure',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => a.length === b.length,
  of(body, _callees, store) {
    const given = body.params.filter((param) => holdsPointers(body.types, typeOfValue(param, body)));
    if (given.length === 0) return [];
    const ends = body.blocks.flatMap(({ instructions }) => instructions.filter((one) => one.op === 'return'));
    if (!ends.some((end) => mayFailAt(end, body))) return [];
    return given.filter((param) => isLeft(param, body, store)).map(({ index }) => index);
  },
};

function isLeft(param: Param, body: Body, store: FactStore): boolean {
  const owners = ownersFrom([{ value: param, body, path: '' }], store);
  const { exits, complete } = courseOf(givenPossession(body, owners, undefined), store);
  return complete && exits.every(({ at, fate }) => fate === 'held' || failsAt(at, body) === false);
}
