// Everything that a rule may import.

export { type BlockedSend, blockedSends } from './facts/channels/blocked-sends.js';
export { channelMakes } from './facts/channels/channel-makes.js';
export { plainSends, stopIgnoring } from './facts/channels/stop-ignoring.js';
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
export { type BoxedPut, boxedPuts, poolPuts } from './facts/pools/boxed-puts.js';
export { type Leftover, leftovers, releases } from './facts/pools/leftovers.js';
export { type MissingPut, missingPuts } from './facts/pools/missing-puts.js';
export { type OversizedPut, oversizedPuts } from './facts/pools/oversized-puts.js';
export { type PoolGet, poolGets } from './facts/pools/pool-gets.js';
export { type GivenBack, givenBack, type UseAfterPut, usesAfterPut } from './facts/pools/uses-after-put.js';
export { type DeferredInLoop, deferredInLoops } from './facts/resources/deferred-in-loop.js';
export { type DroppedCloser, droppedClosers } from './facts/resources/dropped-closers.js';
export { type Leak, leaksOf } from './facts/resources/leaks.js';
export { type Loss, losses } from './facts/resources/losses.js';
export { type LostCancel, lostCancels } from './facts/resources/lost-cancels.js';
export {
  heldLocks,
  signalRegistrationLeaks,
  unstoppedPulls,
  unwaitedProcesses,
} from './facts/resources/plain-leaks.js';
export { type TimerCollection, timerCollection } from './facts/resources/timer-collection.js';
export { type UnstoppedTimer, unstoppedTimers } from './facts/resources/unstopped-timers.js';
export { type UnstoppedWorker, unstoppedWorkers } from './facts/resources/unstopped-workers.js';
export { type TextCall, type TextConversion, textCopies } from './facts/texts/text-conversions.js';
export { type NeedlessCopies, type NeedlessCopy, needlessCopies } from './facts/texts/text-copies.js';
export { type AbandonedTimer, abandonedTimers, timerCalls } from './facts/timers/abandoned-timers.js';
export { type TurnWork, turnWork } from './facts/work/turn-work.js';
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
