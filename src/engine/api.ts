// Everything that a rule may import.

export { type ContextInScope, contexts } from './facts/endings/contexts.js';
export { type DoneCase, doneCases } from './facts/endings/done-cases.js';
export { entrances, type Start } from './facts/endings/entrances.js';
export { type FarEnding, farEndings } from './facts/endings/far-endings.js';
export { type Lifetimes, lifetimes } from './facts/endings/lifetimes.js';
export { longRuns } from './facts/endings/long-runs.js';
export { type WayOut, waysOut } from './facts/endings/ways-out.js';
export { handlers, type Incoming } from './facts/goroutines/handlers.js';
export { keyed } from './facts/goroutines/keyed.js';
export { limits } from './facts/goroutines/limits.js';
export { notLimits } from './facts/goroutines/not-limits.js';
export { recursion } from './facts/goroutines/recursion.js';
export type { Spawn } from './facts/goroutines/spawn.js';
export { spawns } from './facts/goroutines/spawns.js';
export { workers } from './facts/goroutines/workers.js';
export { type Hot, hot } from './facts/loops/heat.js';
export { type Loop, loops } from './facts/loops/loops.js';
export { pacing } from './facts/loops/pacing.js';
export { putSites } from './facts/pieces/puts.js';
export { type Overwritten, type Retained, retention } from './facts/pieces/retention.js';
export { type CostlyPointer, costlyPointers } from './facts/pointers/costly-pointers.js';
export { type Departure, departures } from './facts/pointers/departures.js';
export { pointerSources } from './facts/pointers/pointer-sources.js';
export { type Leftover, leftovers, releases } from './facts/pools/leftovers.js';
export {
  type ReadSite,
  readSites,
  type UnlimitedRead,
  unlimitedReads,
} from './facts/reading/unlimited-reads.js';
export { type TextCall, type TextConversion, textCopies } from './facts/texts/text-conversions.js';
export { type NeedlessCopies, type NeedlessCopy, needlessCopies } from './facts/texts/text-copies.js';
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
