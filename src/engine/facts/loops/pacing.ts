import type { Dominators } from '../../flow/dominators.js';
import { leads } from '../../flow/paths.js';
import type { Block, Body, Instruction, Value } from '../../flow/ssa.js';
import { clockResets, clockWaits, singleClocks } from '../../knowledge/clocks.js';
import { typeString } from '../../types/operations.js';
import type { Fact, FactStore } from '../fact.js';
import { onEveryTurn } from '../goroutines/limits.js';
import { origins } from '../memory/origins.js';
import { dominance } from './dominance.js';
import { describe } from './extent.js';
import type { Loop, Site } from './loops.js';

/** What makes the turns of a loop that start goroutines wait for the clock. */
export interface Pace {
  readonly by: Instruction;
  /** As the source writes it. */
  readonly text: string;
  /** Whether the clock rings only once for all turns: a timer that was made before the loop. */
  readonly once: boolean;
}

export interface Pacing {
  of(loop: Loop): Pace | undefined;
  /** Whether no turn ends without a wait for the clock, wherever in the turn that is. */
  everyTurnWaits(loop: Loop): boolean;
}

export const pacing: Fact<Pacing> = {
  name: 'pacing',
  compute(_pkg, store) {
    return {
      everyTurnWaits,
      of(loop) {
        const site = loop.sites[loop.sites.length - 1];
        for (const block of loop.blocks) {
          for (const instruction of block.instructions) {
            const by = pace(instruction, site, loop, store);
            if (by === undefined) continue;
            return { by: instruction, text: describe(by, site.body), once: ringsOnce(by, loop, store) };
          }
        }
        return undefined;
      },
    };
  },
};

function pace(instruction: Instruction, site: Site, loop: Loop, store: FactStore): Value | undefined {
  const { body } = site;
  const found = store.get(dominance);
  switch (instruction.op) {
    case 'call': {
      const { callee } = instruction;
      const waits = (callee.kind === 'static' || callee.kind === 'interface') && clockWaits.has(callee.name);
      const every = waits && onEveryTurn(instruction.block, { site, region: loop }, found);
      return every ? instruction : undefined;
    }
    case 'receive': {
      const [channel] = instruction.args;
      const before = found.precedes(instruction, site.instruction, body);
      return before && isClock(channel, body) ? channel : undefined;
    }
    case 'select':
      return pacedClause(instruction, site, found.of(body));
    default:
      return undefined;
  }
}

function everyTurnWaits({ head, blocks, body }: Loop): boolean {
  if (head === undefined) return false;
  const waits = new Set([...blocks].flatMap((block) => block.instructions.flatMap((one) => waitingBlocks(one, body))));
  return waits.size > 0 && (waits.has(head) || !leads(head, head, waits));
}

/** The blocks that control only comes to by a wait for the clock. */
function waitingBlocks(instruction: Instruction, body: Body): readonly Block[] {
  if (instruction.op === 'receive') return isClock(instruction.args[0], body) ? [instruction.block] : [];
  if (instruction.op !== 'select') return [];
  return instruction.block.succs.filter((clause, i) => {
    const channel = instruction.states[i]?.channel;
    return channel !== undefined && clause.preds.length === 1 && isClock(channel, body);
  });
}

/** The spawn stands behind the clause that the clock opens. */
function pacedClause(select: Extract<Instruction, { op: 'select' }>, site: Site, dominators: Dominators) {
  const behind = (i: number) => dominators.dominates(select.block.succs[i], site.instruction.block);
  const channel = select.states.find((_, i) => behind(i))?.channel;
  return channel !== undefined && isClock(channel, site.body) ? channel : undefined;
}

/** The channel of a timer, or of time.After, that is made before the loop and not set again in it. */
function ringsOnce(channel: Value, { blocks }: Loop, store: FactStore): boolean {
  const origin = store.get(origins);
  const timer = channel.op === 'load' && channel.args[0].op === 'fieldaddr' ? channel.args[0].args[0] : channel;
  const made = origin.of(timer);
  if (made.op !== 'call' || made.callee.kind !== 'static' || !singleClocks.has(made.callee.name)) return false;
  const isSetAgain = (one: Instruction) =>
    one.op === 'call' &&
    one.callee.kind === 'static' &&
    clockResets.has(one.callee.name) &&
    origin.same(one.args[0], timer);
  return !blocks.has(made.block) && ![...blocks].some((block) => block.instructions.some(isSetAgain));
}

/** A channel of times: a ticker's, a timer's, time.After's. */
function isClock(channel: Value, body: Body): boolean {
  const type = body.types.underlying(body.types.of(body.file, channel.node));
  return type.kind === 'chan' && typeString(type.elem) === 'time.Time';
}
