import { blocking } from '../../src/engine/facts/blocking/blocking.js';
import { type Ask, functionAt } from './asked.js';

/** What a function may wait for: `receive p0`, `always lock p0.mu`, `select p0 or p1.done`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const waits = asked.store.summaries
    .ofBody(blocking, body, asked.store)
    .map(({ for: what, on, always }) => `${always ? 'always ' : ''}${what} ${on.join(' or ')}`.trim());
  return waits.join('; ') || 'nothing';
};

export default ask;
