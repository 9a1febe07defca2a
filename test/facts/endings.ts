import { endings } from '../../src/engine/facts/endings/endings.js';
import { type Ask, functionAt } from './asked.js';

export const unknown = 'may';

/** Whether calls come back: `may`, `never`, `when p0 is cancelled`; with `or the process ends`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const { returns, contexts, escapes } = asked.store.summaries.ofBody(endings, body, asked.store);
  const answer = returns === 'cancelled' ? `when ${contexts.map((i) => `p${i}`).join(' and ')} is cancelled` : returns;
  return escapes ? `${answer}, or the process ends` : answer;
};

export default ask;
