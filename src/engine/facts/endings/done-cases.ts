import type { Loop } from '../../flow/loops.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { clockStops } from '../../knowledge/clocks.js';
import { isInert } from '../../knowledge/inert.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { channels } from '../channels/holders.js';
import { headOf } from '../channels/places.js';
import type { Fact, FactStore } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { endings } from './endings.js';
import { type Gate, gates } from './gates.js';
import { follow, type Passage } from './passage.js';
import { isRenewed } from './renewal.js';
import { shutGates } from './shut-gates.js';

/** A case of a select that hears that the goroutine should stop. */
export interface DoneCase {
  /** What the case receives. */
  readonly at: SyntaxNode;
  /** The channel as the source writes it. */
  readonly channel: string;
}

export interface DoneCases {
  /** The cases of the selects in a loop behind which control only comes back to the select, with nothing changed. */
  staying(loop: Loop, body: Body): readonly DoneCase[];
  /** The cases that leave only a function literal that the loop calls on each turn: the return is not the loop's. */
  leavingLiteral(loop: Loop, body: Body): readonly DoneCase[];
}

export const doneCases: Fact<DoneCases> = {
  name: 'done-cases',
  compute(_pkg, store) {
    const finder = new CaseFinder(store);
    return {
      staying: (loop, body) => finder.cases(loop.blocks, body, (select, i) => finder.staysIn(select, i, body)),
      leavingLiteral: (loop, body) =>
        literalsCalledIn(loop, body, store).flatMap((literal) =>
          finder.cases(literal.blocks, literal, (select, i) => onlyReturns(select.block.succs[i])),
        ),
    };
  },
};

type Select = InstructionOf<'select'>;

class CaseFinder {
  readonly #store: FactStore;

  constructor(store: FactStore) {
    this.#store = store;
  }

  cases(blocks: Iterable<Block>, body: Body, is: (select: Select, state: number) => boolean): DoneCase[] {
    const found: DoneCase[] = [];
    for (const block of blocks) {
      const select = terminator(block);
      if (select.op !== 'select') continue;
      select.states.forEach(({ node }, i) => {
        const gate = this.#store.get(gates).ofState(select, i, body);
        if (gate === undefined || !is(select, i)) return;
        if (!this.#saysStop(gate) && !this.#stopsClock(select, i)) return;
        found.push({ at: body.file.tree.node(headOf(body, node)), channel: textOf(gate.node, body) });
      });
    }
    return found;
  }

  staysIn(select: Select, state: number, body: Body): boolean {
    const { channel } = select.states[state];
    const [own, ...others] = [state, ...select.states.keys()].map((i) => this.#turn(select, i, body));
    if (own.ends || own.escapes.length > 0 || own.exits.length === 0) return false;
    if (channel === undefined || isRenewed(channel, new Set([...own.reached, select.block]), body)) return false;
    const shared = new Set(others.filter((_, i) => i !== state).flatMap((turn) => [...turn.reached]));
    const clause = select.states[state].node;
    return [...own.reached].every((block) =>
      block.instructions.every((one) =>
        one.op === 'phi' ? !changedIn(clause, one, body, shared) : shared.has(block) || isInertHere(one),
      ),
    );
  }

  #saysStop(gate: Gate): boolean {
    return gate.opens === 'cancelled' || (!gate.clock && this.#store.get(channels).onlyCloses(gate.channel));
  }

  /** `case <-stop: ticker.Stop()`, beside `case <-ticker.C:`: what is left to wait for is another stop. */
  #stopsClock({ block, states }: Select, state: number): boolean {
    const { same } = this.#store.get(origins);
    const stopped = block.succs[state].instructions.flatMap((one) =>
      one.op === 'call' && one.callee.kind === 'static' && clockStops.has(one.callee.name) ? [one.args[0]] : [],
    );
    return states.every(({ channel }, i) => {
      if (i === state) return states.length > 1;
      if (channel?.op !== 'load' || channel.args[0].op !== 'fieldaddr') return false;
      const [clock] = channel.args[0].args;
      return stopped.some((one) => same(one, clock));
    });
  }

  /** From a case until control is at the select again. */
  #turn(select: Select, state: number, body: Body): Passage {
    const isShut = (gate: Gate) => this.#store.get(shutGates).of(gate, body)?.why === 'clock';
    const within = (block: Block) => block !== select.block;
    return follow({ from: select.block.succs[state], body, within, isShut }, this.#store.get(gates), (call) =>
      this.#store.summaries.ofCall(endings, call, body, this.#store),
    );
  }
}

/** `func() { … }()` in a loop. */
function literalsCalledIn({ blocks }: Loop, body: Body, { pkg }: FactStore): Body[] {
  const calls = [...blocks].flatMap((block) => block.instructions.filter((one): one is Call => one.op === 'call'));
  return calls
    .filter(({ callee }) => callee.kind === 'dynamic' && callee.value.op === 'closure')
    .flatMap((call) => pkg.calls.targets(call, body).bodies);
}

function isInertHere(instruction: Instruction): boolean {
  switch (instruction.op) {
    case 'store':
    case 'mapupdate':
    case 'send':
    case 'receive':
    case 'select':
    case 'spawn':
    case 'defer':
      return false;
    case 'call':
      return 'name' in instruction.callee && isInert(instruction.callee.name);
    default:
      return true;
  }
}

/** Whether the clause gives the phi's variable a value of its own. */
function changedIn(clause: number, phi: InstructionOf<'phi'>, body: Body, shared: ReadonlySet<Block>): boolean {
  const { tree } = body.file;
  const assigned = (value: Value) =>
    tree.contains(clause, value.node) || (value.op === 'phi' && value.symbol !== phi.symbol);
  return phi.args.some((arg, i) => !shared.has(phi.block.preds[i]) && assigned(arg));
}

function onlyReturns(block: Block): boolean {
  const last = terminator(block);
  return last.op === 'return' && last.args.length === 0 && block.instructions.every(isInertHere);
}
