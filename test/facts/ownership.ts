import { ownership } from '../../src/engine/facts/resources/ownership.js';
import { type Ask, functionAt } from './asked.js';

/** What the results of a function own: `result 0.f descriptor`, `result 0, sometimes`, `t.file`; or `nothing`. */
const ask: Ask = (asked) => {
  const body = functionAt(asked);
  if (body === undefined) return undefined;
  const owned = asked.store.summaries.ofBody(ownership, body, asked.store).map(({ places, resource, on }) => {
    const where = places.map(({ result, parameter = 0, at }) => {
      const root = result === undefined ? body.params[parameter].symbol?.name : `result ${result}`;
      return [root, at].filter((part) => part !== '').join('.');
    });
    return `${where.join(' or ')}: ${resource.holds}${on === 'every' ? '' : ', on some paths'}`;
  });
  return owned.sort().join('; ') || 'nothing';
};

export default ask;
