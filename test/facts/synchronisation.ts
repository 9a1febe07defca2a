import { synchronisation } from '../../src/engine/facts/goroutines/synchronisation.js';
import { type Ask, functionAt } from './asked.js';

/** What a function does that others wait for: `send p0.slots; later receive p0.slots`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const { now, ever } = asked.store.summaries.ofBody(synchronisation, body, asked.store);
  const later = ever.filter((use) => !now.includes(use)).map((use) => `later ${use}`);
  return [...now, ...later].join('; ') || 'nothing';
};

export default ask;
