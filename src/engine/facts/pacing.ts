import type { Dominators } from '../flow/dominators.js';
import type { Body, Instruction, Value } from '../flow/ssa.js';
import { clockWaits } from '../knowledge/clocks.js';
import { typeString } from '../types/operations.js';
import { dominance } from './dominance.js';
import { describe } from './extent.js';
import type { Fact, FactStore } from './fact.js';
import { onEveryTurn } from './limits.js';
import type { Loop, Site } from './loops.js';

/** What makes the turns of a loop that start goroutines wait for the clock. */
export interface Pace {
  readonly by: Instruction;
  /** As the source writes it. */
  readonly text: string;
}

export interface Pacing {
  of(loop: Loop): Pace | undefined;
}

export const pacing: Fact<Pacing> = {
  name: 'pacing',
  compute(_pkg, store) {
    return {
      of(loop) {
        const site = loop.sites[loop.sites.length - 1];
        for (const block of loop.blocks) {
          for (const instruction of block.instructions) {
            const text = pace(instruction, site, loop, store);
            if (text !== undefined) return { by: instruction, text };
          }
        }
        return undefined;
      },
    };
  },
};

function pace(instruction: Instruction, site: Site, loop: Loop, store: FactStore): string | undefined {
  const { body } = site;
  const found = store.get(dominance);
  switch (instruction.op) {
    case 'call': {
      const { callee } = instruction;
      const waits = (callee.kind === 'static' || callee.kind === 'interface') && clockWaits.has(callee.name);
      const every = waits && onEveryTurn(instruction.block, { site, region: loop }, found);
      return every ? describe(instruction, body) : undefined;
    }
    case 'receive': {
      const [channel] = instruction.args;
      const before = found.precedes(instruction, site.instruction, body);
      return before && isClock(channel, body) ? describe(channel, body) : undefined;
    }
    case 'select':
      return pacedClause(instruction, site, found.of(body));
    default:
      return undefined;
  }
}

/** The spawn stands behind the clause that the clock opens. */
function pacedClause(select: Extract<Instruction, { op: 'select' }>, site: Site, dominators: Dominators) {
  const behind = (i: number) => dominators.dominates(select.block.succs[i], site.instruction.block);
  const channel = select.states.find((_, i) => behind(i))?.channel;
  return channel !== undefined && isClock(channel, site.body) ? describe(channel, site.body) : undefined;
}

/** A channel of times: a ticker's, a timer's, time.After's. */
function isClock(channel: Value, body: Body): boolean {
  const type = body.types.underlying(body.types.of(body.file, channel.node));
  return type.kind === 'chan' && typeString(type.elem) === 'time.Time';
}
