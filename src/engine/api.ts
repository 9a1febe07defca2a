// Everything that a rule may import.

export { type AbandonedProducer, abandonedProducers, channelCalls } from './facts/channels/abandoned-producers.js';
export { type BlockedReceive, blockedReceives } from './facts/channels/blocked-receives.js';
export { type BlockedSend, blockedSends } from './facts/channels/blocked-sends.js';
export { channelWaits, conduitMakes } from './facts/channels/channel-makes.js';
export { type NilReceive, nilChannels } from './facts/channels/nil-channels.js';
export { type OpenPipe, pipes } from './facts/channels/pipes.js';
export { plainSends, stopIgnoring } from './facts/channels/stop-ignoring.js';
export {
  type ClientMaking,
  clientMakings,
  type ShortLivedClient,
  shortLivedClients,
} from './facts/clients/short-lived-clients.js';
export { collectorCalls, collectorMisuses } from './facts/collector/collector-calls.js';
export { servingPrograms } from './facts/collector/programs.js';
export { type ContextInScope, contexts } from './facts/endings/contexts.js';
export { contextCalls, detachedCalls } from './facts/endings/detached-calls.js';
export { type DoneCase, doneCases } from './facts/endings/done-cases.js';
export { entrances, type Start } from './facts/endings/entrances.js';
export { type FarEnding, farEndings } from './facts/endings/far-endings.js';
export { type Lifetimes, lifetimes } from './facts/endings/lifetimes.js';
export { longRuns } from './facts/endings/long-runs.js';
export { type WayOut, waysOut } from './facts/endings/ways-out.js';
export { handlers, type Incoming } from './facts/goroutines/handlers.js';
export { heldReceivers } from './facts/goroutines/held-receivers.js';
export { keyed } from './facts/goroutines/keyed.js';
export { limits } from './facts/goroutines/limits.js';
export { notLimits } from './facts/goroutines/not-limits.js';
export { recursion } from './facts/goroutines/recursion.js';
export type { Spawn } from './facts/goroutines/spawn.js';
export { spawns } from './facts/goroutines/spawns.js';
export { groupCalls, type Miscount, waitGroups } from './facts/goroutines/wait-groups.js';
export { workers } from './facts/goroutines/workers.js';
export type { EndedEntry } from './facts/growth/ended-entries.js';
export { type Growing, growths, type HeldUse, heldUses } from './facts/growth/growing.js';
export { chainSites, growingChains } from './facts/growth/growing-chains.js';
export type { KeyMismatch } from './facts/growth/key-mismatches.js';
export { fromRequests, seriesChoices } from './facts/growth/labels.js';
export type { MissedRemoval } from './facts/growth/missed-removals.js';
export { type LettingGo, lettingGo, type Shrinking, staleSlots } from './facts/growth/stale-slots.js';
export {
  type Allocation,
  allocations,
  type UntrustedAllocation,
  untrustedAllocations,
} from './facts/inputs/allocations.js';
export { collectedSlices, counts } from './facts/loops/collected.js';
export { compilations, fixedTexts } from './facts/loops/compilations.js';
export { concatenations } from './facts/loops/concatenations.js';
export { type Hot, hot } from './facts/loops/heat.js';
export { type Loop, loops } from './facts/loops/loops.js';
export { pacing } from './facts/loops/pacing.js';
export { databaseWrites, singleWrites } from './facts/loops/queries.js';
export { madeBuffers, turnBuffers } from './facts/loops/turn-buffers.js';
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
export { type RaisedLimit, type Unlimited, unlimited } from './facts/reading/raised-limits.js';
export {
  type ReadSite,
  readSites,
  type UnlimitedRead,
  unlimitedReads,
} from './facts/reading/unlimited-reads.js';
export { type RecursiveCall, recursiveCalls, unboundedRecursions } from './facts/recursion/unbounded-recursion.js';
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
export { endpoints, patientEndpoints } from './facts/timeouts/endpoints.js';
export { type AbandonedTimer, abandonedTimers, timerCalls } from './facts/timers/abandoned-timers.js';
export { computing } from './facts/work/computing.js';
export { type TurnWork, turnWork } from './facts/work/turn-work.js';
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
