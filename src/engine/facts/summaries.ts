import { blocking } from './blocking/blocking.js';
import { streams } from './channels/streams.js';
import { freshTransports } from './clients/fresh-transports.js';
import { memoryCare } from './collector/memory-care.js';
import { endings } from './endings/endings.js';
import { parameterRuns } from './endings/parameter-runs.js';
import { returns } from './endings/returns.js';
import { acceptance } from './goroutines/accepts.js';
import { registration } from './goroutines/handlers.js';
import { starts } from './goroutines/starts.js';
import { synchronisation } from './goroutines/synchronisation.js';
import { chainedResults } from './growth/chained-results.js';
import { allocatesBy } from './inputs/allocations.js';
import { decodedResults } from './inputs/decoded-numbers.js';
import { readerResults } from './inputs/reader-results.js';
import { parameterFlow } from './memory/parameter-flow.js';
import { keptPieces } from './pieces/keeping.js';
import { resultPieces } from './pieces/pieces.js';
import { freshResults } from './pointers/fresh-results.js';
import { inliningCost } from './pointers/inlining.js';
import { updatesFirst } from './pointers/receiver-state.js';
import { poolEffects } from './pools/pools.js';
import { readsWhole } from './reading/reads-whole.js';
import { handsOn } from './resources/hands-on.js';
import { leftOnFailure } from './resources/left-on-failure.js';
import { ownership } from './resources/ownership.js';
import { releases } from './resources/releases.js';
import type { Summary } from './summary.js';
import { copiesOnCall } from './texts/text-copies.js';
import { fieldSettings } from './timeouts/field-settings.js';
import { rings } from './timers/rings.js';
import { computes } from './work/computing.js';
import { callWeight } from './work/weight.js';

// biome-ignore lint/suspicious/noExplicitAny: each has a type of answer of its own, and none is looked into here.
export type AnySummary = Summary<any>;

/** The summaries that the facts of today's rules ask imported packages for. */
export const askedByRules: readonly AnySummary[] = [
  acceptance,
  callWeight,
  chainedResults,
  blocking,
  computes,
  allocatesBy,
  copiesOnCall,
  decodedResults,
  endings,
  fieldSettings,
  freshResults,
  handsOn,
  freshTransports,
  inliningCost,
  keptPieces,
  leftOnFailure,
  memoryCare,
  ownership,
  parameterFlow,
  parameterRuns,
  poolEffects,
  readerResults,
  readsWhole,
  registration,
  releases,
  resultPieces,
  returns,
  rings,
  starts,
  streams,
  synchronisation,
  updatesFirst,
];

/** Every summary: what importers of a package may ask for is worked out when the package has been analysed. */
export const summaries: readonly AnySummary[] = [...askedByRules, blocking];
