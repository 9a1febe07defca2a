import { dominatorsIn } from '../../flow/dominators.js';
import { loopsIn } from '../../flow/loops.js';
import { leads } from '../../flow/paths.js';
import { type Block, type Body, type Call, isCall, terminator, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { call as callSyntax } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { gates } from '../endings/gates.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { type Repetition, repetitions } from '../goroutines/repetitions.js';
import { type Loop, loops } from '../loops/loops.js';
import { fieldWrites } from '../memory/field-writes.js';
import { type Delay, delayOf, nanoseconds } from './rings.js';
import { holderOf, type TimeChannel, type TimedSelect, timeChannelOf } from './time-channels.js';

/** A call that yields the channel of a timer that nobody can stop. */
export interface TimerCall {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  readonly delay: Delay;
}

export const timerCalls: Trigger<TimerCall> = {
  name: 'timer-calls',
  ops: ['call'],
  lift(instruction, body, _pkg, store) {
    if (!isCall(instruction)) return undefined;
    const delay = delayOf(instruction, body, store);
    if (delay === undefined) return undefined;
    return { at: body.file.tree.node(instruction.node), call: instruction, body, delay };
  },
};

/** A timer that is left behind, unfired, where another case of a select comes first. */
export interface AbandonedTimer {
  /** What makes it, as the source writes it. */
  readonly maker: string;
  /** Nanoseconds until it fires; undefined when that is no constant. */
  readonly delay: bigint | undefined;
  /**
   * `turn`: one for each turn of a loop that goes on with another case. `last`: only the one of the turn that ends the
   * loop. `call`: one for each call of a function that runs again and again.
   */
  readonly each: 'turn' | 'last' | 'call';
  /** The case that goes on without it, and what that waits for. */
  readonly other: SyntaxNode;
  /** Whether that case is no more than the word that the work is to end. */
  readonly ends: boolean;
  readonly repeated: Repetition;
}

export interface AbandonedTimers {
  of(timer: TimerCall): AbandonedTimer | undefined;
}

export const abandonedTimers: Fact<AbandonedTimers> = {
  name: 'abandoned-timers',
  compute(_pkg, store) {
    return { of: (timer) => abandoned(timer, store) };
  },
};

/** So few timers, each once, are none to speak of. */
const FEW = 16n;

function abandoned({ call, body, delay }: TimerCall, store: FactStore): AbandonedTimer | undefined {
  const channel = timeChannelOf(call, body);
  for (const timed of channel.selects) {
    const others = timed.select.states.flatMap((_, i) => (i === timed.state ? [] : [i]));
    if (others.length === 0 || replacedWhenFired(call, body, timed, channel, store)) continue;
    const { tree } = timed.body.file;
    const { callee } = callSyntax(body.file.tree, call.node);
    const seen = {
      maker: body.file.tree.text(callee),
      delay: nanoseconds(delay, store),
    };
    const around = store
      .get(loops)
      .around(call, body)
      .filter((loop) => !isShort(loop));
    const found = (each: AbandonedTimer['each'], other: number, repeated: Repetition) => ({
      ...seen,
      each,
      other: tree.node(timed.select.states[other].node),
      ends: saysEnd(timed, other, store),
      repeated,
    });
    const goesOn = others.find(
      (i) => !isCancelled(timed, i, store) && comesBack(timed.select.block.succs[i], timed, call, body),
    );
    const [loop] = around;
    if (goesOn !== undefined && loop !== undefined)
      return found('turn', goesOn, {
        at: loop.at,
        message: 'this loop makes another timer on its next turn',
        endless: true,
      });
    const other = others.find((i) => !saysEnd(timed, i, store)) ?? others[0];
    if (loop !== undefined && comesBack(timed.select.block.succs[timed.state], timed, call, body))
      return found('last', other, { at: loop.at, message: 'this loop makes a timer on each turn', endless: true });
    const isInLoop = (block: Block) => loopsIn(body).some(({ blocks }) => blocks.has(block));
    // Before a loop it is a deadline for all of it.
    const repeated =
      isInLoop(call.block) || isInLoop(timed.select.block) ? undefined : store.get(repetitions).ofBody(body);
    if (repeated !== undefined) return found('call', other, repeated);
  }
  return undefined;
}

function isShort({ trips }: Loop): boolean {
  if (trips.by === 'configuration') return true;
  return trips.by === 'constant' && trips.most <= FEW;
}

/** Whether control comes from a case of the select to the call again. */
function comesBack(from: Block, { body: at }: TimedSelect, call: Call, body: Body): boolean {
  return at === body && (from === call.block || leads(from, call.block, []));
}

function isCancelled({ select, body }: TimedSelect, state: number, store: FactStore): boolean {
  return store.get(gates).ofState(select, state, body)?.opens === 'cancelled';
}

/** A cancelled context, or a channel that carries nothing: the word to stop. */
function saysEnd({ select, body }: TimedSelect, state: number, store: FactStore): boolean {
  const { form, channel } = select.states[state];
  if (form !== 'receive' || channel === undefined) return false;
  if (isCancelled({ select, body, state }, state, store)) return true;
  const type = body.types.underlying(typeOfValue(channel, body));
  const elem = type.kind === 'chan' ? body.types.underlying(type.elem) : undefined;
  return elem?.kind === 'struct' && elem.fields.length === 0;
}

/**
 * Made where the last one has just fired, or by `if timer == nil { timer = time.After(d) }`, where the variable or field
 * becomes nil only once the timer has fired: there is one at most.
 */
function replacedWhenFired(
  call: Call,
  body: Body,
  timed: TimedSelect,
  channel: TimeChannel,
  store: FactStore,
): boolean {
  const holds = (value: Value) =>
    channel.holders.has(value) || (value.op === 'load' && channel.holders.has(holderOf(value.args[0])));
  if (timed.body !== body) return false;
  const dominators = dominatorsIn(body);
  const fired = timed.select.block.succs[timed.state];
  if (dominators.dominates(fired, call.block)) return true;
  const asked = body.blocks.some((block) => {
    const control = terminator(block);
    const condition = control.op === 'if' ? control.args[0] : undefined;
    if (condition?.op !== 'binary' || !condition.args.some(isNil) || !condition.args.some(holds)) return false;
    const nil = block.succs[condition.operator === Kind.Eql ? 0 : 1];
    return nil.preds.length === 1 && dominators.dominates(nil, call.block);
  });
  if (!asked) return false;
  const isBehind = (block: Block) => dominators.dominates(fired, block);
  const isInLoop = (block: Block) => leads(block, call.block, []) && leads(call.block, block, []);
  for (const { args, block } of channel.phis)
    if (args.some((arg, i) => isNil(arg) && isInLoop(block.preds[i]) && !isBehind(block.preds[i]))) return false;
  const writes = store.get(fieldWrites);
  return [...channel.holders].every((holder) =>
    writes
      .ofField(holder)
      .every(
        ({ value, at, body: from, fresh }) =>
          !isNil(value) || fresh || (from === body && (isBehind(at.block) || !isInLoop(at.block))),
      ),
  );
}

function isNil(value: Value): boolean {
  return value.op === 'const' && (value.nil || value.value === undefined);
}
