import { blocking } from './blocking/blocking.js';
import { endings } from './endings/endings.js';
import { parameterRuns } from './endings/parameter-runs.js';
import { returns } from './endings/returns.js';
import { acceptance } from './goroutines/accepts.js';
import { registration } from './goroutines/handlers.js';
import { starts } from './goroutines/starts.js';
import { synchronisation } from './goroutines/synchronisation.js';
import { parameterFlow } from './memory/parameter-flow.js';
import { keptPieces } from './pieces/keeping.js';
import { resultPieces } from './pieces/pieces.js';
import { freshResults } from './pointers/fresh-results.js';
import { inliningCost } from './pointers/inlining.js';
import { updatesFirst } from './pointers/receiver-state.js';
import { poolEffects } from './pools/pools.js';
import { readsWhole } from './reading/reads-whole.js';
import { handsOn } from './resources/hands-on.js';
import { ownership } from './resources/ownership.js';
import { releases } from './resources/releases.js';
import type { Summary } from './summary.js';
import { copiesOnCall } from './texts/text-copies.js';

/** Every summary that importers of a package may ask for: worked out when the package has been analysed. */
// biome-ignore lint/suspicious/noExplicitAny: each has a type of answer of its own, and none is looked into here.
export const summaries: readonly Summary<any>[] = [
  acceptance,
  blocking,
  copiesOnCall,
  freshResults,
  handsOn,
  inliningCost,
  keptPieces,
  ownership,
  parameterFlow,
  poolEffects,
  readsWhole,
  registration,
  releases,
  resultPieces,
  returns,
  starts,
  synchronisation,
  updatesFirst,
  endings,
  parameterRuns,
];
