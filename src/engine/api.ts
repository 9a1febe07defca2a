// Everything that a rule may import.

export { limits } from './facts/limits.js';
export { type Loop, loops } from './facts/loops.js';
export { pacing } from './facts/pacing.js';
export { putSites } from './facts/puts.js';
export { type Overwritten, type Retained, retention } from './facts/retention.js';
export { type Spawn, spawns } from './facts/spawns.js';
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
