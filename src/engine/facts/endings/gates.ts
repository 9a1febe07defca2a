import { type Block, type Body, type Instruction, terminator, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { doneCalls, errCalls } from '../../knowledge/contexts.js';
import { communication } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import type { NodeIndex } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import { operandOf } from '../channels/places.js';
import type { Fact } from '../fact.js';
import { origins } from '../memory/origins.js';

/** Something from outside that has to happen before control goes on. `node`: where the source names it. */
export type Gate =
  /** The context is cancelled. */
  | { readonly opens: 'cancelled'; readonly context: Value; readonly by: Instruction; readonly node: NodeIndex }
  /** Something is received. `clock`: from a timer or ticker, which sends for ever and is never closed. */
  | {
      readonly opens: 'received' | 'closed';
      readonly channel: Value;
      readonly clock: boolean;
      readonly by: Instruction;
      readonly node: NodeIndex;
    };

export interface Gates {
  /** What must happen for control to leave a block by its nth edge; several things, all of them. */
  on(block: Block, edge: number, body: Body): readonly Gate[];
  /** What a receive from a channel waits for; undefined for a send and a default. */
  ofState(select: Extract<Instruction, { op: 'select' }>, state: number, body: Body): Gate | undefined;
}

export const gates: Fact<Gates> = {
  name: 'gates',
  compute(_pkg, store) {
    const finder = new GateFinder(store.get(origins).of);
    return {
      on: (block, edge, body) => finder.on(block, edge, body),
      ofState: (select, state, body) => finder.ofState(select, state, body),
    };
  },
};

class GateFinder {
  readonly #origin: (value: Value) => Value;

  constructor(origin: (value: Value) => Value) {
    this.#origin = origin;
  }

  on(block: Block, edge: number, body: Body): Gate[] {
    const found: Gate[] = [];
    for (const instruction of block.instructions) {
      // With `, ok`, a closed channel lets control pass as well as a value does: the branch on ok tells.
      if (instruction.op === 'receive' && !this.#isTested(instruction, block))
        found.push(this.#receive('received', instruction, instruction.args[0], operandOf(instruction, body), body));
    }
    const last = terminator(block);
    const decided =
      last.op === 'select'
        ? this.ofState(last, edge, body)
        : last.op === 'if'
          ? this.#branch(last, edge, body)
          : undefined;
    return decided === undefined ? found : [...found, decided];
  }

  ofState(select: Extract<Instruction, { op: 'select' }>, state: number, body: Body): Gate | undefined {
    const { form, channel, node } = select.states[state];
    if (form !== 'receive' || channel === undefined) return undefined;
    return this.#receive('received', select, channel, communication(body.file.tree, node).channel, body);
  }

  #receive(opens: 'received' | 'closed', by: Instruction, channel: Value, node: NodeIndex, body: Body): Gate {
    const made = this.#origin(channel);
    if (made.op === 'call' && 'name' in made.callee && doneCalls.has(made.callee.name))
      return { opens: 'cancelled', context: made.args[0], by, node };
    return { opens, channel, clock: isClock(channel, body), by, node };
  }

  /** The branch on the ok of a receive, and the one on a context's Err. */
  #branch(branch: Extract<Instruction, { op: 'if' }>, edge: number, body: Body): Gate | undefined {
    const [condition] = branch.args;
    const opens = edge === 0 ? 'received' : 'closed';
    if (condition.op === 'extract' && condition.index === 1 && condition.args[0].op === 'receive') {
      const [receive] = condition.args;
      return this.#receive(opens, branch, receive.args[0], operandOf(receive, body), body);
    }
    if (condition.op === 'selected' && condition.index === 1)
      return this.#receive(opens, branch, condition.args[0], condition.args[0].node, body);
    if (condition.op !== 'binary' || edge !== (condition.operator === Kind.Neq ? 0 : 1)) return undefined;
    if (condition.operator !== Kind.Neq && condition.operator !== Kind.Eql) return undefined;
    const [left, right] = condition.args;
    const asked = right.op === 'const' && right.nil ? this.#origin(left) : undefined;
    if (asked?.op !== 'call' || !('name' in asked.callee) || !errCalls.has(asked.callee.name)) return undefined;
    return { opens: 'cancelled', context: asked.args[0], by: branch, node: branch.node };
  }

  #isTested(receive: Instruction, block: Block): boolean {
    const last = terminator(block);
    if (last.op !== 'if') return false;
    const [condition] = last.args;
    return condition.op === 'extract' && condition.index === 1 && condition.args[0] === receive;
  }
}

/** A channel of times: only timers and tickers send those. */
export function isClock(channel: Value, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(channel, body));
  return type.kind === 'chan' && typeString(type.elem) === 'time.Time';
}
