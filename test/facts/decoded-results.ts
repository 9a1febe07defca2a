import { decodedResults } from '../../src/engine/facts/inputs/decoded-numbers.js';
import { type Ask, ofFunction } from './asked.js';

/** The results that are numbers decoded from input, and how many bits they have: `0: 32`; or `nothing`. */
const ask: Ask = ofFunction(
  decodedResults,
  (results) =>
    results
      .map(({ result, bits }) => `${result}: ${bits}`)
      .sort()
      .join('; ') || 'nothing',
);

export default ask;
