import type { Loop } from '../../flow/loops.js';
import { type Block, type Body, type Instruction, instructions, terminator } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { blockingCalls } from '../../knowledge/blocking.js';
import { clockWaits } from '../../knowledge/clocks.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Fact, FactStore } from '../fact.js';
import { describe, textOf } from '../loops/extent.js';
import { endings } from './endings.js';
import { type Gate, gates, isClock } from './gates.js';
import { type Edge, follow, type Passage } from './passage.js';
import { type Shut, shutGates } from './shut-gates.js';

/** How a loop can be left. */
export type WayOut =
  /** Something ends it, or may: what cannot be told is taken for a way out. */
  | { readonly kind: 'some' }
  /** Only success of what it tries again and again, waiting for the clock between the tries. */
  | { readonly kind: 'success' }
  /** Nothing. `channel`: the one that it waits for on every turn, as the source writes it. */
  | { readonly kind: 'none'; readonly channel: string | undefined; readonly clock: boolean }
  /** By what never happens: `at` waits for `channel`. */
  | { readonly kind: 'shut'; readonly at: SyntaxNode; readonly channel: string; readonly because: NeverHappens };

/** A context that cannot be cancelled, made by `text`; a channel that nobody uses but the loop. */
export type NeverHappens =
  | { readonly why: 'context'; readonly made: SyntaxNode; readonly text: string }
  /** `made`: undefined for a field that nothing sets. */
  | { readonly why: 'channel'; readonly made: SyntaxNode | undefined };

export interface WaysOut {
  of(loop: Loop, body: Body): WayOut;
  /** Whether a turn waits for something: the clock, a channel, a lock, a peer. */
  waits(loop: Loop): boolean;
}

export const waysOut: Fact<WaysOut> = {
  name: 'ways-out',
  compute(_pkg, store) {
    const finder = new WayFinder(store);
    return {
      of: (loop, body) => finder.of(loop, body),
      waits: (loop) => instructionsIn(loop).some(waits),
    };
  },
};

const some: WayOut = { kind: 'some' };

class WayFinder {
  readonly #store: FactStore;

  constructor(store: FactStore) {
    this.#store = store;
  }

  of(loop: Loop, body: Body): WayOut {
    const shut = this.#store.get(shutGates);
    const within = this.#follow(loop, body, (gate) => shut.of(gate, body)?.why === 'clock');
    if (within.escapes.length > 0) return some;
    if (within.exits.length > 0) {
      const open = this.#follow(loop, body, (gate) => shut.of(gate, body) !== undefined);
      if (open.exits.length === 0) return this.#shutIn(loop, body) ?? some;
      return this.#onlySucceeds(open, loop, body) ? { kind: 'success' } : some;
    }
    if (instructionsIn(loop).some(isOpaque)) this.#store.evidence.assumptions.add('opaque callee');
    const awaited = this.#awaited(loop, body);
    return { kind: 'none', channel: awaited?.text, clock: awaited?.clock ?? false };
  }

  #follow(loop: Loop, body: Body, isShut: (gate: Gate) => boolean): Passage {
    const within = (block: Block) => loop.blocks.has(block);
    return follow({ from: loop.head, body, within, isShut }, this.#store.get(gates), (call) =>
      this.#store.summaries.ofCall(endings, call, body, this.#store),
    );
  }

  /** The first thing in the loop that waits for what never happens. */
  #shutIn(loop: Loop, body: Body): WayOut | undefined {
    const found = this.#store.get(gates);
    for (const block of loop.blocks) {
      for (const edge of block.succs.keys()) {
        for (const gate of found.on(block, edge, body)) {
          const shut = this.#store.get(shutGates).of(gate, body);
          const because = shut && explain(shut, body);
          if (because !== undefined) return { kind: 'shut', ...placeOf(gate, edge, body), because };
        }
      }
    }
    return undefined;
  }

  /** Whether every way out is taken when what the loop tries has worked, and the loop does not look at a context. */
  #onlySucceeds({ exits, reached }: Passage, loop: Loop, body: Body): boolean {
    if (!instructionsIn(loop).some((one) => sleeps(one, body))) return false;
    const looks = [...reached].some((block) =>
      block.succs.some((_, edge) =>
        this.#store
          .get(gates)
          .on(block, edge, body)
          .some((gate) => gate.opens === 'cancelled'),
      ),
    );
    return !looks && exits.every((exit) => isSuccess(exit, body) || this.#isPolled(exit, body));
  }

  /** `for !ready()`: what a function of the package works out from data, none of them a flag that somebody may set. */
  #isPolled({ from }: Edge, body: Body): boolean {
    const last = terminator(from);
    const asked = last.op === 'if' ? last.args[0] : undefined;
    if (asked?.op !== 'call' || asked.callee.kind !== 'static') return false;
    const { bodies, complete } = this.#store.pkg.calls.targets(asked, body);
    return complete && bodies.length === 1 && bodies.every(comparesData);
  }

  /** The channel that a loop receives from on each turn, when it waits for nothing else. */
  #awaited(loop: Loop, body: Body): { readonly text: string; readonly clock: boolean } | undefined {
    const found = this.#store.get(gates);
    const all = [...loop.blocks].flatMap((block) => {
      const last = terminator(block);
      if (last.op === 'select' && last.states.length > 1) return [undefined];
      return found.on(block, 0, body).flatMap((gate) => (gate.opens === 'cancelled' ? [] : [gate]));
    });
    const [gate] = all;
    if (gate === undefined || all.some((one) => one?.by !== gate.by)) return undefined;
    return { text: textOf(gate.node, body), clock: gate.clock };
  }
}

function explain(shut: Shut, body: Body): NeverHappens | undefined {
  const { tree } = body.file;
  if (shut.why === 'clock') return undefined;
  if (shut.why === 'context') return { why: 'context', made: tree.node(shut.by.node), text: describe(shut.by, body) };
  return { why: 'channel', made: shut.made && tree.node(shut.made.node) };
}

/** Where a gate stands: the case of a select, the receive, the branch. */
function placeOf({ by, node }: Gate, edge: number, body: Body): { readonly at: SyntaxNode; readonly channel: string } {
  const { tree } = body.file;
  const head = by.op === 'select' ? tree.child(by.states[edge].node, Field.Communication) : NONE;
  return { at: tree.node(head === NONE ? by.node : head), channel: textOf(node, body) };
}

function instructionsIn({ blocks }: Loop): Instruction[] {
  return [...blocks].flatMap((block) => block.instructions);
}

/** A call of which not even a declaration is in sight. */
function isOpaque(instruction: Instruction): boolean {
  if (instruction.op !== 'call') return false;
  const { callee } = instruction;
  return callee.kind === 'unknown' || (callee.kind === 'static' && callee.symbol === undefined);
}

function sleeps(instruction: Instruction, body: Body): boolean {
  if (instruction.op === 'receive') return isClock(instruction.args[0], body);
  return instruction.op === 'call' && 'name' in instruction.callee && clockWaits.has(instruction.callee.name);
}

/** A body without calls whose result is a comparison. */
function comparesData(body: Body): boolean {
  const all = [...instructions(body)];
  return (
    all.every((one) => one.op !== 'call' && one.op !== 'receive' && one.op !== 'select') &&
    all.every((one) => one.op !== 'return' || (one.args.length === 1 && one.args[0].op === 'binary'))
  );
}

function waits(instruction: Instruction): boolean {
  if (instruction.op === 'receive' || instruction.op === 'send') return true;
  if (instruction.op === 'select') return instruction.blocking;
  return instruction.op === 'call' && 'name' in instruction.callee && blockingCalls.has(instruction.callee.name);
}

/** `err == nil`: what was tried has worked. */
function isSuccess({ from, index }: Edge, body: Body): boolean {
  const last = terminator(from);
  if (last.op !== 'if') return false;
  const [condition] = last.args;
  if (condition.op !== 'binary') return false;
  if (index !== (condition.operator === Kind.Eql ? 0 : condition.operator === Kind.Neq ? 1 : -1)) return false;
  const [left, right] = condition.args;
  return right.op === 'const' && right.nil && typeString(typeOfValue(left, body)) === 'error';
}
