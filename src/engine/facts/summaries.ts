import { acceptance } from './accepts.js';
import { endings } from './endings.js';
import { freshResults } from './fresh-results.js';
import { registration } from './handlers.js';
import { inliningCost } from './inlining.js';
import { keptPieces } from './keeping.js';
import { parameterFlow } from './parameter-flow.js';
import { parameterRuns } from './parameter-runs.js';
import { resultPieces } from './pieces.js';
import { poolEffects } from './pools.js';
import { updatesFirst } from './receiver-state.js';
import { starts } from './starts.js';
import type { Summary } from './summary.js';
import { synchronisation } from './synchronisation.js';
import { copiesOnCall } from './text-copies.js';

/** Every summary that importers of a package may ask for: worked out when the package has been analysed. */
// biome-ignore lint/suspicious/noExplicitAny: each has a type of answer of its own, and none is looked into here.
export const summaries: readonly Summary<any>[] = [
  acceptance,
  copiesOnCall,
  freshResults,
  inliningCost,
  keptPieces,
  parameterFlow,
  poolEffects,
  registration,
  resultPieces,
  starts,
  synchronisation,
  updatesFirst,
  endings,
  parameterRuns,
];
