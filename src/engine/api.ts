// Everything that a rule may import.
export { defineRule, type Finding, type Fix, type Note, type Rule } from './run/rule.js';
export { limits } from './facts/limits.js';
export { loops, type Loop } from './facts/loops.js';
export { pacing } from './facts/pacing.js';
export { spawns, type Spawn } from './facts/spawns.js';
