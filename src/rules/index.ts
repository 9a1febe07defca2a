// Written by `npm run generate`: every other file of this folder.
import type { Rule } from '../engine/api.js';
import conversionInHotLoop from './conversion-in-hot-loop.js';
import missingContextCancellation from './missing-context-cancellation.js';
import poolMissingReset from './pool-missing-reset.js';
import returnedPointerEscape from './returned-pointer-escape.js';
import staleSliceSlot from './stale-slice-slot.js';
import subsliceRetention from './subslice-retention.js';
import substringRetention from './substring-retention.js';
import unboundedGoroutine from './unbounded-goroutine.js';
import unboundedMap from './unbounded-map.js';
import unboundedSlice from './unbounded-slice.js';

/** All rules, in the order of their names. */
export const rules: readonly Rule[] = [
  conversionInHotLoop,
  missingContextCancellation,
  poolMissingReset,
  returnedPointerEscape,
  staleSliceSlot,
  subsliceRetention,
  substringRetention,
  unboundedGoroutine,
  unboundedMap,
  unboundedSlice,
];
