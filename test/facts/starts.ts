import { starts } from '../../src/engine/facts/goroutines/starts.js';
import { type Ask, functionAt } from './asked.js';

/** The goroutine that each call of a function leaves running: `itself with p0`, `through send with p1`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const started = asked.store.summaries.ofBody(starts, body, asked.store);
  if (started === null) return 'nothing';
  const by = started.depth === 1 ? 'itself' : `through ${started.function}`;
  return `${by} with ${started.gets.join(' and ')}`;
};

export default ask;
