import { type Dominators, dominatorsIn } from '../flow/dominators.js';
import type { Body, Instruction, Value } from '../flow/ssa.js';
import { paceCalls } from '../knowledge/spawners.js';
import { typeString } from '../types/operations.js';
import { describe } from './extent.js';
import type { Fact } from './fact.js';
import { onEveryTurn, precedes } from './limits.js';
import type { Loop } from './loops.js';

/** What makes the turns of a loop wait for the clock. */
export interface Pace {
  readonly by: Instruction;
  /** As the source writes it. */
  readonly text: string;
}

export interface Pacing {
  /** What paces the turns on which the instruction runs. */
  of(at: Paced, loop: Loop): Pace | undefined;
}

interface Paced {
  readonly call: Instruction;
  readonly body: Body;
}

export const pacing: Fact<Pacing> = {
  name: 'pacing',
  compute() {
    return {
      of(at, loop) {
        const dominators = dominatorsIn(at.body);
        for (const block of loop.natural.blocks) {
          for (const instruction of block.instructions) {
            const paced = pace(instruction, at, loop, dominators);
            if (paced !== undefined) return { by: instruction, text: paced };
          }
        }
        return undefined;
      },
    };
  },
};

function pace(instruction: Instruction, at: Paced, loop: Loop, dominators: Dominators): string | undefined {
  const { body, call } = at;
  if (instruction.op === 'call') {
    const paces = instruction.callee.kind === 'static' && paceCalls.has(instruction.callee.name);
    return paces && onEveryTurn(instruction.block, call, loop, dominators) ? describe(instruction, body) : undefined;
  }
  if (instruction.op === 'receive') {
    const [channel] = instruction.args;
    return precedes(instruction, call, dominators) && isClock(channel, body) ? describe(channel, body) : undefined;
  }
  if (instruction.op !== 'select') return undefined;
  // It stands behind the clause that the clock opens.
  const clause = instruction.states.findIndex((_, i) => dominators.dominates(instruction.block.succs[i], call.block));
  const channel = clause < 0 ? undefined : instruction.states[clause].channel;
  return channel !== undefined && isClock(channel, body) ? describe(channel, body) : undefined;
}

/** A channel of times: a ticker's, a timer's, time.After's. */
function isClock(channel: Value, body: Body): boolean {
  const type = body.types.underlying(body.types.of(body.file, channel.node));
  return type.kind === 'chan' && typeString(type.elem) === 'time.Time';
}
