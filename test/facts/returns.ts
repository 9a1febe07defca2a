import { returns } from '../../src/engine/facts/endings/returns.js';
import { type Ask, functionAt } from './asked.js';

export const unknown = 'yes';

/** Whether the function declared on the line may return: `yes` or `no`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  return body && (asked.store.summaries.ofBody(returns, body, asked.store) ? 'yes' : 'no');
};

export default ask;
