import { copiesOnCall } from '../../src/engine/facts/texts/text-copies.js';
import { ofFunction, parameterName } from './asked.js';

/**
 * The copies that each call makes and need not: `string(key) on the heap`, `…, with word converted
 * instead`; `nothing`.
 */
export default ofFunction(
  copiesOnCall,
  (copies, body) =>
    copies
      .map(({ text, cost, param, instead }) => {
        const of = param === undefined ? '' : ` of ${parameterName(param, body)}`;
        const same = instead.map((index) => parameterName(index, body)).join(' and ');
        return `${text}${of} on the ${cost}${same === '' ? '' : `, with ${same} converted instead`}`;
      })
      .join('; ') || 'nothing',
);
