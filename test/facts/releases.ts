import { releases } from '../../src/engine/facts/resources/releases.js';
import { type Ask, functionAt } from './asked.js';

/** What a function releases of a parameter: `p every Close`, `p.f some Close or Stop`, or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const released = asked.store.summaries.ofBody(releases, body, asked.store).flatMap(({ parameter, at, by, on }) => {
    const { symbol } = body.params[parameter];
    return [`${[symbol?.name, at].filter((part) => part !== '').join('.')} ${on} ${by.join(' or ')}`];
  });
  return released.sort().join('; ') || 'nothing';
};

export default ask;
