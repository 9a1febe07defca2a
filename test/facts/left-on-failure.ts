import { leftOnFailure } from '../../src/engine/facts/resources/left-on-failure.js';
import { type Ask, functionAt } from './asked.js';

/** The parameters that a function leaves to its caller where it fails, or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const left = asked.store.summaries.ofBody(leftOnFailure, body, asked.store);
  return left.map((parameter) => body.params[parameter].symbol?.name ?? '_').join(', ') || 'nothing';
};

export default ask;
