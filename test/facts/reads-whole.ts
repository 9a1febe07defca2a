import { readsWhole } from '../../src/engine/facts/reading/reads-whole.js';
import { type Ask, functionAt } from './asked.js';

/** What a function reads as a whole: `r by io.ReadAll`, `req.Body by …`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const reads = asked.store.summaries.ofBody(readsWhole, body, asked.store).map(({ parameter, at, by, expands }) => {
    const root = body.params[parameter].symbol?.name;
    const format = expands === undefined ? '' : ` behind ${expands}`;
    return `${[root, at].filter((part) => part !== '').join('.')} by ${by}${format}`;
  });
  return reads.sort().join('; ') || 'nothing';
};

export default ask;
