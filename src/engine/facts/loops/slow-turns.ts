import { slowCalls } from '../../knowledge/slow-calls.js';
import { onEveryTurn } from '../goroutines/limits.js';
import type { Dominance } from './dominance.js';
import type { Loop } from './loops.js';

/**
 * Whether each turn of a loop that gets to where the loop is asked about goes to the operating system or to a peer,
 * beside which little that is done in memory counts. Loops inside it have turns of their own.
 */
export function hasSlowTurns(loop: Loop, found: Dominance): boolean {
  const site = loop.sites[loop.sites.length - 1];
  return [...loop.blocks].some(
    (block) =>
      block.instructions.some(
        (one) =>
          one.op === 'call' &&
          (one.callee.kind === 'static' || one.callee.kind === 'interface') &&
          slowCalls.has(one.callee.name),
      ) && onEveryTurn(block, { site, region: loop }, found),
  );
}
