// Everything that a rule may import.

export { type CostlyPointer, costlyPointers } from './facts/costly-pointers.js';
export { type Departure, departures } from './facts/departures.js';
export { handlers, type Incoming } from './facts/handlers.js';
export { type Hot, hot } from './facts/heat.js';
export { keyed } from './facts/keyed.js';
export { limits } from './facts/limits.js';
export { type Loop, loops } from './facts/loops.js';
export { notLimits } from './facts/not-limits.js';
export { pacing } from './facts/pacing.js';
export { pointerSources } from './facts/pointer-sources.js';
export { putSites } from './facts/puts.js';
export { recursion } from './facts/recursion.js';
export { type Overwritten, type Retained, retention } from './facts/retention.js';
export type { Spawn } from './facts/spawn.js';
export { spawns } from './facts/spawns.js';
export { type TextCall, type TextConversion, textCopies } from './facts/text-conversions.js';
export { type NeedlessCopies, type NeedlessCopy, needlessCopies } from './facts/text-copies.js';
export { workers } from './facts/workers.js';
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
