// Everything that a rule may import.

export { handlers, type Incoming } from './facts/handlers.js';
export { keyed } from './facts/keyed.js';
export { limits } from './facts/limits.js';
export { type Loop, loops } from './facts/loops.js';
export { notLimits } from './facts/not-limits.js';
export { pacing } from './facts/pacing.js';
export { recursion } from './facts/recursion.js';
export type { Spawn } from './facts/spawn.js';
export { spawns } from './facts/spawns.js';
export { workers } from './facts/workers.js';
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
