import { memoryCare } from '../../src/engine/facts/collector/memory-care.js';
import { ofFunction } from './asked.js';

/** What the function does about memory: `limits`, `measures`, `serves`. */
export default ofFunction(memoryCare, (care) => {
  const words = (['limits', 'measures', 'serves'] as const).filter((word) => care[word]);
  return words.length === 0 ? 'nothing' : words.join(', ');
});
