// Written by `npm run generate`: every other file of this folder.
import type { Rule } from '../engine/api.js';
import abandonedProducer from './abandoned-producer.js';
import allocInHotLoop from './alloc-in-hot-loop.js';
import blockedReceive from './blocked-receive.js';
import blockedSend from './blocked-send.js';
import clientPerRequest from './client-per-request.js';
import compileInHotPath from './compile-in-hot-path.js';
import concatInLoop from './concat-in-loop.js';
import contextGrowthInLoop from './context-growth-in-loop.js';
import contextNotPropagated from './context-not-propagated.js';
import conversionInHotLoop from './conversion-in-hot-loop.js';
import decompressionBomb from './decompression-bomb.js';
import deferInLoop from './defer-in-loop.js';
import droppedCloser from './dropped-closer.js';
import gcDisabled from './gc-disabled.js';
import iterPullNotStopped from './iter-pull-not-stopped.js';
import lostCancel from './lost-cancel.js';
import metricLabelCardinality from './metric-label-cardinality.js';
import missingContextCancellation from './missing-context-cancellation.js';
import missingPrealloc from './missing-prealloc.js';
import mutexNotReleased from './mutex-not-released.js';
import noMemoryLimit from './no-memory-limit.js';
import noMemoryMetrics from './no-memory-metrics.js';
import poolGetWithoutPut from './pool-get-without-put.js';
import poolMissingReset from './pool-missing-reset.js';
import poolOversizedPut from './pool-oversized-put.js';
import poolUseAfterPut from './pool-use-after-put.js';
import poolValueNotPointer from './pool-value-not-pointer.js';
import processNotWaited from './process-not-waited.js';
import returnedPointerEscape from './returned-pointer-escape.js';
import sendIgnoresContext from './send-ignores-context.js';
import serverWithoutTimeouts from './server-without-timeouts.js';
import signalNotifyNotStopped from './signal-notify-not-stopped.js';
import staleSliceSlot from './stale-slice-slot.js';
import subsliceRetention from './subslice-retention.js';
import substringRetention from './substring-retention.js';
import timerInLoop from './timer-in-loop.js';
import unbatchedQueryInLoop from './unbatched-query-in-loop.js';
import unboundedGoroutine from './unbounded-goroutine.js';
import unboundedMap from './unbounded-map.js';
import unboundedRead from './unbounded-read.js';
import unboundedRecursion from './unbounded-recursion.js';
import unboundedSlice from './unbounded-slice.js';
import unclosedResource from './unclosed-resource.js';
import unclosedResponseBody from './unclosed-response-body.js';
import unstoppedTimer from './unstopped-timer.js';
import untrustedAllocation from './untrusted-allocation.js';
import waitgroupMisuse from './waitgroup-misuse.js';
import workerNotStopped from './worker-not-stopped.js';

/** All rules, in the order of their names. */
export const rules: readonly Rule[] = [
  abandonedProducer,
  allocInHotLoop,
  blockedReceive,
  blockedSend,
  clientPerRequest,
  compileInHotPath,
  concatInLoop,
  contextGrowthInLoop,
  contextNotPropagated,
  conversionInHotLoop,
  decompressionBomb,
  deferInLoop,
  droppedCloser,
  gcDisabled,
  iterPullNotStopped,
  lostCancel,
  metricLabelCardinality,
  missingContextCancellation,
  missingPrealloc,
  mutexNotReleased,
  noMemoryLimit,
  noMemoryMetrics,
  poolGetWithoutPut,
  poolMissingReset,
  poolOversizedPut,
  poolUseAfterPut,
  poolValueNotPointer,
  processNotWaited,
  returnedPointerEscape,
  sendIgnoresContext,
  serverWithoutTimeouts,
  signalNotifyNotStopped,
  staleSliceSlot,
  subsliceRetention,
  substringRetention,
  timerInLoop,
  unbatchedQueryInLoop,
  unboundedGoroutine,
  unboundedMap,
  unboundedRead,
  unboundedRecursion,
  unboundedSlice,
  unclosedResource,
  unclosedResponseBody,
  unstoppedTimer,
  untrustedAllocation,
  waitgroupMisuse,
  workerNotStopped,
];
