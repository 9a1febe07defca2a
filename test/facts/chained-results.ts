import { chainedResults } from '../../src/engine/facts/growth/chained-results.js';
import { ofFunction, parameterName } from './asked.js';

/** What results are made around: `result 0 around the context ctx`, `nothing`. */
export default ofFunction(chainedResults, (chains, body) => {
  const inWords = chains.map(
    ({ result, what, parent }) =>
      `result ${result} around the ${what} ${parent === undefined ? '' : parameterName(parent, body)}`,
  );
  return inWords.join(', ') || 'nothing';
});
