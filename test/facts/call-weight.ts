import { callWeight } from '../../src/engine/facts/work/weight.js';
import { type Ask, functionAt } from './asked.js';

/** What every call of a function costs: `nothing`, `one allocation`, `more`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  return ['nothing', 'one allocation', 'more'][asked.store.summaries.ofBody(callWeight, body, asked.store)];
};

export const unknown = 'more';

export default ask;
