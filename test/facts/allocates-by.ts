import { allocatesBy } from '../../src/engine/facts/inputs/allocations.js';
import { type Ask, ofFunction, parameterName } from './asked.js';

/** Which parameters say how much a function allocates: `n of 8 bytes`; or `nothing`. */
const ask: Ask = ofFunction(
  allocatesBy,
  (sizes, body) =>
    sizes
      .map(({ parameter, element }) => `${parameterName(parameter, body)} of ${element} bytes`)
      .sort()
      .join('; ') || 'nothing',
);

export default ask;
