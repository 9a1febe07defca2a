// Written by `npm run generate`: every other file of this folder.
import type { Rule } from '../engine/api.js';
import blockedSend from './blocked-send.js';
import conversionInHotLoop from './conversion-in-hot-loop.js';
import deferInLoop from './defer-in-loop.js';
import droppedCloser from './dropped-closer.js';
import iterPullNotStopped from './iter-pull-not-stopped.js';
import lostCancel from './lost-cancel.js';
import missingContextCancellation from './missing-context-cancellation.js';
import mutexNotReleased from './mutex-not-released.js';
import poolGetWithoutPut from './pool-get-without-put.js';
import poolMissingReset from './pool-missing-reset.js';
import poolOversizedPut from './pool-oversized-put.js';
import poolUseAfterPut from './pool-use-after-put.js';
import poolValueNotPointer from './pool-value-not-pointer.js';
import processNotWaited from './process-not-waited.js';
import returnedPointerEscape from './returned-pointer-escape.js';
import sendIgnoresContext from './send-ignores-context.js';
import signalNotifyNotStopped from './signal-notify-not-stopped.js';
import subsliceRetention from './subslice-retention.js';
import substringRetention from './substring-retention.js';
import timerInLoop from './timer-in-loop.js';
import unboundedGoroutine from './unbounded-goroutine.js';
import unclosedResource from './unclosed-resource.js';
import unclosedResponseBody from './unclosed-response-body.js';
import unstoppedTimer from './unstopped-timer.js';
import workerNotStopped from './worker-not-stopped.js';

/** All rules, in the order of their names. */
export const rules: readonly Rule[] = [
  blockedSend,
  conversionInHotLoop,
  deferInLoop,
  droppedCloser,
  iterPullNotStopped,
  lostCancel,
  missingContextCancellation,
  mutexNotReleased,
  poolGetWithoutPut,
  poolMissingReset,
  poolOversizedPut,
  poolUseAfterPut,
  poolValueNotPointer,
  processNotWaited,
  returnedPointerEscape,
  sendIgnoresContext,
  signalNotifyNotStopped,
  subsliceRetention,
  substringRetention,
  timerInLoop,
  unboundedGoroutine,
  unclosedResource,
  unclosedResponseBody,
  unstoppedTimer,
  workerNotStopped,
];
