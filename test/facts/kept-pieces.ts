import { keptPieces } from '../../src/engine/facts/pieces/keeping.js';
import { ofFunction, parameterName } from './asked.js';

/** What the function keeps of its parameters: `a small part of line for good`, `all of b in c`, `nothing`. */
export default ofFunction(
  keptPieces,
  (kept, body) =>
    kept
      .map(({ parameter, part, into, result }) => {
        const place = into !== undefined ? `in ${parameterName(into, body)}` : undefined;
        const held = result !== undefined ? `in result ${result}` : undefined;
        return `${part === 'all' ? 'all' : `a ${part} part`} of ${parameterName(parameter, body)} ${place ?? held ?? 'for good'}`;
      })
      .join('; ') || 'nothing',
);
