import { computes } from '../../src/engine/facts/work/computing.js';
import { type Ask, functionAt } from './asked.js';

/** Whether a call of a function only computes: `yes`, `no` where it does not or where that is not known. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  return asked.store.summaries.ofBody(computes, body, asked.store) ? 'yes' : 'no';
};

export const unknown = 'no';

export default ask;
