import { type ReaderResult, readerResults } from '../../src/engine/facts/inputs/reader-results.js';
import { type Ask, ofFunction, parameterName } from './asked.js';

/** Where results take their bytes from: `0: r.Body`, `0: response, gzip of a limited part`; or `nothing`. */
const ask: Ask = ofFunction(readerResults, (results, body) => {
  const words = (one: ReaderResult) => {
    if (one.from === 'unknown') return one.result === undefined ? 'unknown' : `${one.result}: unknown`;
    const source =
      one.from === 'peer'
        ? one.peer
        : [parameterName(one.parameter, body), one.path].filter((part) => part !== '').join('.');
    const format = one.expands === undefined ? '' : `, ${one.expands}${one.limited ? ' of a limited part' : ''}`;
    return `${one.result}: ${source}${format}`;
  };
  return results.map(words).sort().join('; ') || 'nothing';
});

export default ask;

export const unknown = '0: unknown';
