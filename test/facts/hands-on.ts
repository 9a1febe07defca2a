import { handsOn } from '../../src/engine/facts/resources/hands-on.js';
import { type Ask, functionAt } from './asked.js';

/** Where a function puts what it is given: `f is result 0.file`, `s.file is result 0`, `f is s.file`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const name = (parameter: number) => body.params[parameter].symbol?.name ?? `p${parameter}`;
  const path = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('.');
  const places = asked.store.summaries
    .ofBody(handsOn, body, asked.store)
    .map(({ parameter, from, result, into = 0, to }) => {
      const target = result === undefined ? name(into) : `result ${result}`;
      return `${path(name(parameter), from)} is ${path(target, to)}`;
    });
  return places.sort().join('; ') || 'nothing';
};

export default ask;
