import { ANY, NEVER } from '../../src/engine/facts/pointers/inline-counter.js';
import { inliningCost } from '../../src/engine/facts/pointers/inlining.js';
import { ofFunction } from './asked.js';

// A call of a function that is not at hand costs 57 to 77, or nothing where it is inlined.
export const unknown = '2 to 82';

/** What inlining the function costs: `4`, `4 to 7`, `4 or more`, `never inlined`. */
export default ofFunction(inliningCost, ({ least, most }) => {
  if (least >= NEVER.least) return 'never inlined';
  if (most >= ANY.most) return `${least} or more`;
  return least === most ? `${least}` : `${least} to ${most}`;
});
