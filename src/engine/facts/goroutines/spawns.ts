import { isCall } from '../../flow/ssa.js';
import type { Trigger } from '../fact.js';
import { placed, type Spawn, spawnOf } from './spawn.js';
import { startedBy } from './starts.js';

export const spawns: Trigger<Spawn> = {
  name: 'spawns',
  ops: ['spawn', 'call', 'defer'],
  lift(instruction, body, _pkg, store) {
    const direct = spawnOf(instruction, body, store.known);
    if (direct !== undefined || !isCall(instruction)) return direct;
    const through = startedBy(instruction, body, store);
    return through && { ...placed(instruction, body), task: undefined, group: undefined, through };
  },
};
