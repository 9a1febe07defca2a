import { type Block, type Body, type Call, terminator } from '../../flow/ssa.js';
import type { Place } from '../../text/place.js';
import type { Gate, Gates } from './gates.js';

/** Whether control comes back from a call, as callers may rely on it. Plain JSON. */
export interface Ending {
  /** `cancelled`: once the contexts among its arguments that `contexts` names are cancelled, and not before. */
  readonly returns: 'may' | 'cancelled' | 'never';
  /** Positions of arguments, the receiver counted. */
  readonly contexts: readonly number[];
  /** Whether the call may end the goroutine or the process instead. */
  readonly escapes: boolean;
  /** Where a loop stands that keeps it from returning. */
  readonly loop?: Place;
}

/** An edge between blocks. */
export interface Edge {
  readonly from: Block;
  /** The position among the successors. */
  readonly index: number;
}

/** How far control gets. */
export interface Passage {
  readonly reached: ReadonlySet<Block>;
  /** The edges by which it leaves. */
  readonly exits: readonly Edge[];
  /** Whether it gets to where the function ends: a return, a panic, a call that does not return. */
  readonly ends: boolean;
  /** The calls on its way that may end the goroutine or the process. */
  readonly escapes: readonly Call[];
}

export interface Way {
  readonly from: Block;
  readonly body: Body;
  /** Whether a block is part of the way; those that are not are exits. */
  within(block: Block): boolean;
  /** Whether control never gets through a gate. */
  isShut(gate: Gate): boolean;
}

/** Follows control from a block while some gates are shut. */
export function follow(way: Way, gates: Gates, endingsOf: (call: Call) => readonly Ending[]): Passage {
  const reached = new Set<Block>([way.from]);
  const exits: Edge[] = [];
  const escapes: Call[] = [];
  let ends = false;
  for (const block of reached) {
    let stays = false;
    for (const call of block.instructions) {
      if (call.op !== 'call') continue;
      const endings = endingsOf(call);
      if (endings.some((one) => one.escapes)) escapes.push(call);
      stays ||= isShutIn(call, endings, way);
    }
    if (stays) continue;
    ends ||= endsFunction(block) && gates.on(block, 0, way.body).every((gate) => !way.isShut(gate));
    block.succs.forEach((next, index) => {
      if (gates.on(block, index, way.body).some((gate) => way.isShut(gate))) return;
      if (way.within(next)) reached.add(next);
      else exits.push({ from: block, index });
    });
  }
  return { reached, exits, ends, escapes };
}

/** Whether control does not come back from a call. The types in sight do not tell what other types' methods do. */
function isShutIn(call: Call, endings: readonly Ending[], way: Way): boolean {
  if (call.callee.kind === 'interface') return false;
  return endings.every(
    ({ returns, contexts }) =>
      returns === 'never' ||
      (returns === 'cancelled' &&
        contexts.some(
          (i) =>
            call.args[i] !== undefined &&
            way.isShut({ opens: 'cancelled', context: call.args[i], by: call, node: call.node }),
        )),
  );
}

function endsFunction(block: Block): boolean {
  const { op } = terminator(block);
  return op === 'return' || op === 'panic' || op === 'unreachable';
}
