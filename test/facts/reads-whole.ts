import { readsWhole } from '../../src/engine/facts/reading/reads-whole.js';
import { type Ask, functionAt } from './asked.js';

/** What a function reads as a whole: `r by io.ReadAll`, `req.Body by …`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const reads = asked.store.summaries.ofBody(readsWhole, body, asked.store).map(({ parameter, at, by }) => {
    const root = body.params[parameter].symbol?.name;
    return `${[root, at].filter((part) => part !== '').join('.')} by ${by}`;
  });
  return reads.sort().join('; ') || 'nothing';
};

export default ask;
