// Written by `npm run generate`: every other file of this folder.
import type { Rule } from '../engine/api.js';
import abandonedProducer from './abandoned-producer.js';
import blockedReceive from './blocked-receive.js';
import blockedSend from './blocked-send.js';
import conversionInHotLoop from './conversion-in-hot-loop.js';
import missingContextCancellation from './missing-context-cancellation.js';
import poolMissingReset from './pool-missing-reset.js';
import returnedPointerEscape from './returned-pointer-escape.js';
import sendIgnoresContext from './send-ignores-context.js';
import subsliceRetention from './subslice-retention.js';
import substringRetention from './substring-retention.js';
import unboundedGoroutine from './unbounded-goroutine.js';
import waitgroupMisuse from './waitgroup-misuse.js';

/** All rules, in the order of their names. */
export const rules: readonly Rule[] = [
  abandonedProducer,
  blockedReceive,
  blockedSend,
  conversionInHotLoop,
  missingContextCancellation,
  poolMissingReset,
  returnedPointerEscape,
  sendIgnoresContext,
  subsliceRetention,
  substringRetention,
  unboundedGoroutine,
  waitgroupMisuse,
];
