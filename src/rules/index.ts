// Written by `npm run generate`: every other file of this folder.
import type { Rule } from '../engine/api.js';
import conversionInHotLoop from './conversion-in-hot-loop.js';
import decompressionBomb from './decompression-bomb.js';
import missingContextCancellation from './missing-context-cancellation.js';
import poolMissingReset from './pool-missing-reset.js';
import returnedPointerEscape from './returned-pointer-escape.js';
import subsliceRetention from './subslice-retention.js';
import substringRetention from './substring-retention.js';
import unboundedGoroutine from './unbounded-goroutine.js';
import unboundedRead from './unbounded-read.js';

/** All rules, in the order of their names. */
export const rules: readonly Rule[] = [
  conversionInHotLoop,
  decompressionBomb,
  missingContextCancellation,
  poolMissingReset,
  returnedPointerEscape,
  subsliceRetention,
  substringRetention,
  unboundedGoroutine,
  unboundedRead,
];
