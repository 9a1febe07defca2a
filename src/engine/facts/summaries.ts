import { parameterFlow } from './parameter-flow.js';
import { resultPieces } from './pieces.js';
import { keptPieces } from './retention.js';
import type { Summary } from './summary.js';

/** Every summary that importers of a package may ask for: worked out when the package has been analysed. */
// biome-ignore lint/suspicious/noExplicitAny: each has a type of answer of its own, and none is looked into here.
export const summaries: readonly Summary<any>[] = [parameterFlow, resultPieces, keptPieces];
