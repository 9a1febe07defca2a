import { mayFollow } from '../../flow/paths.js';
import {
  type Block,
  type Body,
  calls,
  type Instruction,
  isCall,
  outwards,
  terminator,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { doneCalls } from '../../knowledge/contexts.js';
import { Kind } from '../../syntax/kinds.js';
import { shutGates } from '../endings/shut-gates.js';
import type { FactStore } from '../fact.js';
import { spawnOf } from '../goroutines/spawn.js';
import { fieldWrites } from '../memory/field-writes.js';
import { origins } from '../memory/origins.js';
import { type Operation, usesOfChannel } from './channel-uses.js';
import { callTo, type Frame, goroutineOf } from './frames.js';

/** Whether something that the receiver waits for comes only when its senders have nothing more to send. */
export class Settling {
  readonly #senders: readonly Operation[];
  readonly #store: FactStore;
  readonly #known = new Map<Value, boolean>();

  /** @param senders the sends that wait for a receiver */
  constructor(senders: readonly Operation[], store: FactStore) {
    this.#senders = senders;
    this.#store = store;
  }

  /** Of a receive, or a call that waits. */
  byInstruction(at: Instruction, frame: Frame): boolean {
    if (at.op === 'receive') return this.byChannel(at.args[0], frame);
    return (
      isCall(at) && at.op === 'call' && isWait(at, this.#store) && this.#senders.every((one) => this.#isAwaited(one))
    );
  }

  /** Of an edge that is taken when a variable is set that only those who send set. */
  byEdge(block: Block, successor: number): boolean {
    const control = terminator(block);
    if (control.op !== 'if') return false;
    const [condition] = control.args;
    const isTest = condition.op === 'binary' && condition.args.some((arg) => arg.op === 'const');
    if (isTest && successor !== (condition.operator === Kind.Neq ? 0 : 1)) return false;
    const asked = isTest ? condition.args.find((arg) => arg.op === 'load') : condition;
    const cell = asked?.op === 'load' ? asked.args[0] : undefined;
    if (cell?.op !== 'alloc' && cell?.op !== 'freevar') return false;
    const writes = cell.symbol === undefined ? [] : this.#store.get(fieldWrites).ofVariable(cell.symbol);
    const set = writes.filter(({ value }) => value.op !== 'const' || value.value === true);
    return set.length > 0 && set.every(({ body }) => this.#senders.some(({ frame }) => frame.body === body));
  }

  byChannel(channel: Value, frame: Frame): boolean {
    let settled = this.#known.get(channel);
    if (settled === undefined) this.#known.set(channel, (settled = this.#byChannel(channel, frame)));
    return settled;
  }

  #byChannel(channel: Value, { body }: Frame): boolean {
    const made = this.#store.get(origins).of(channel);
    if (made.op === 'call' && 'name' in made.callee && doneCalls.has(made.callee.name))
      return this.#store.get(shutGates).endless(made.args[0]) !== undefined;
    if (made.op !== 'make') return false;
    const maker = [...outwards(body)].find((one) => one.blocks[made.block.index] === made.block);
    if (maker === undefined) return false;
    const other = usesOfChannel(made, maker, [], this.#store);
    const opening = other.operations.filter(({ op }) => op !== 'receive');
    if (!other.complete || other.elsewhere.length > 0 || opening.length === 0) return false;
    return opening.every((one) => this.#opensLast(one));
  }

  /** Whether whoever opens the other channel has sent everything by then, or waits for those who send. */
  #opensLast(opening: Operation): boolean {
    const opener = goroutineOf(opening.frame);
    const own = this.#senders.filter(({ frame }) => isSameGoroutine(goroutineOf(frame), opener));
    if (own.length === this.#senders.length && own.length > 0)
      return own.every((send) => !this.#maySendBehind(opening, send));
    const body = opener?.body;
    if (body === undefined) return false;
    return [...withLiterals(body)].some((one) => [...calls(one)].some((call) => isWait(call, this.#store)));
  }

  #maySendBehind(opening: Operation, send: Operation): boolean {
    const goroutine = goroutineOf(opening.frame);
    const first = placeIn(opening, goroutine);
    const second = placeIn(send, goroutineOf(send.frame));
    if (first === undefined || second === undefined) return true;
    if (isCall(first) && first.op === 'defer') return false; // runs when all is sent
    return mayFollow(first, second, undefined);
  }

  /** Whether the goroutine tells a group, which others wait for, that it has ended. */
  #isAwaited({ frame }: Operation): boolean {
    const goroutine = goroutineOf(frame);
    if (goroutine?.run === undefined) return false;
    const { call, caller } = goroutine.run;
    if (isCall(call) && spawnOf(call, caller.body, this.#store.known)?.group !== undefined) return true;
    return tellsEnd(goroutine.body, this.#store);
  }
}

/** The operation, or the call that leads to it, in the body of its goroutine's own function. */
function placeIn({ at, frame }: Operation, goroutine: Frame | undefined): Instruction | undefined {
  if (goroutine === undefined) return frame.run === undefined ? at : undefined;
  return frame === goroutine ? at : callTo(frame, goroutine);
}

function isSameGoroutine(a: Frame | undefined, b: Frame | undefined): boolean {
  return a?.run?.call === b?.run?.call;
}

function isWait(
  { callee }: { readonly callee: { readonly kind: string; readonly name?: string } },
  { known }: FactStore,
) {
  return callee.name !== undefined && known.syncCalls.get(callee.name)?.op === 'wait';
}

function tellsEnd(body: Body, { known }: FactStore): boolean {
  return [...withLiterals(body)].some((one) =>
    [...calls(one)].some(({ callee }) => 'name' in callee && known.syncCalls.get(callee.name)?.op === 'done'),
  );
}
