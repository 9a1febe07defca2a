import { freshResults } from '../../src/engine/facts/pointers/fresh-results.js';
import { ofFunction } from './asked.js';

/** The results that are nil or new: `result 0 is a new point of 16 bytes`, `…, always on the heap`; `nothing`. */
export default ofFunction(
  freshResults,
  (results) =>
    results
      ?.map(
        ({ index, name, bytes, pays }) =>
          `result ${index} is a new ${name} of ${bytes} bytes${pays ? ', always on the heap' : ''}`,
      )
      .join('; ') || 'nothing',
);
