import { dominatorsIn } from '../../flow/dominators.js';
import { followWays, type Reached } from '../../flow/feasible.js';
import { type Loop, loopsIn } from '../../flow/loops.js';
import { PathCondition } from '../../flow/path-condition.js';
import { mayFollow } from '../../flow/paths.js';
import {
  type Block,
  type Instruction,
  type InstructionOf,
  isCall,
  type Phi,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import type { NodeIndex } from '../../syntax/tree.js';
import type { Operation } from './channel-uses.js';
import { callTo, type Frame, goroutineOf } from './frames.js';

/** A way on which a function ends, or makes its channel anew, before it has received what is sent. */
export interface Leaving {
  /** The return, or where the channel is made again. */
  readonly at: Instruction;
  /** The case of a select that was taken although the channel was among the others; undefined when none was. */
  readonly arm: NodeIndex | undefined;
  readonly frame: Frame;
  /** The places that send, in the frame's body, that it came by. */
  readonly started: ReadonlySet<Instruction>;
}

/** What comes of passing something that sends, or starts a goroutine that does. */
export interface Sending {
  /** How many values each time. */
  readonly values: number;
  /** How often at most. */
  readonly times: number;
}

/** What a walk through the receiver's ways needs to know. */
export interface Receiver {
  readonly frame: Frame;
  /** The receives in the receiver's goroutine. */
  readonly receives: readonly Operation[];
  /** What makes all that is sent received, or no receiver needed: a close where receivers wait for one. */
  readonly settlers: readonly Operation[];
  /** What starts senders, or sends, in the frame's body. */
  readonly senders: ReadonlyMap<Instruction, Sending>;
  /** How many values need nobody who receives them. */
  readonly capacity: number;
  /** Where the channel is made, as the frame's body has it. */
  readonly anchor: Instruction | undefined;
  /** Values that `isVoid` asks about. */
  readonly about: readonly Value[];
  /** Whether nothing has been started after all, where this is known. */
  isVoid(known: PathCondition): boolean;
  /** Whether an instruction comes back only when nobody waits to send any more. */
  isSettled(instruction: Instruction, frame: Frame): boolean;
  /** The same for the edge by which control leaves a block. */
  isSettledEdge(block: Block, successor: number, frame: Frame): boolean;
  /** The same for the case of a select. */
  isSettledArm(select: InstructionOf<'select'>, state: number, frame: Frame): boolean;
}

interface State {
  /** How many values more have been sent, or will be, than received. MANY stands for any number. */
  readonly outstanding: number;
  /** What has been passed that sends; as often as it has been passed where that is counted. */
  readonly started: readonly Instruction[];
  readonly arm: NodeIndex | undefined;
  readonly armFrame: Frame | undefined;
}

/** More than any function waits for without a loop. */
const MANY = 5;

/** More turns than matter: what was found by then stays. */
const MAX_STEPS = 300;

/** The ways on which a receiver leaves while something is still to be sent. */
export function waysLeft(receiver: Receiver): readonly Leaving[] {
  const walk = new Walk(receiver);
  walk.through(receiver.frame, receiver.anchor ?? PathCondition.nothing(receiver.frame.body));
  return walk.found;
}

interface End {
  readonly at: Instruction;
  readonly state: State;
}

/** Where a walk goes on, and with what. */
interface Onward extends Reached {
  readonly state: State;
}

class Walk {
  readonly found: Leaving[] = [];
  readonly #receiver: Receiver;
  #steps = 0;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  /** Follows the ways through the receiver's own frame, and keeps those that leave. */
  through(frame: Frame, from: Instruction | PathCondition): void {
    const nothing: State = { outstanding: 0, started: [], arm: undefined, armFrame: undefined };
    const { anchor, senders } = this.#receiver;
    // The call that makes the channel may have started those who send, too.
    const start =
      anchor !== undefined && senders.has(anchor) ? { ...nothing, ...this.#sent(anchor, nothing) } : nothing;
    for (const { at, state } of this.#ends(frame, from, start)) {
      if (this.#isEnough(state)) continue;
      const { started, arm, armFrame = frame } = state;
      this.found.push({ at, arm, frame: armFrame, started: new Set(started) });
    }
  }

  #isEnough({ outstanding }: State): boolean {
    return outstanding <= this.#receiver.capacity && outstanding < MANY;
  }

  /** What passing something that sends changes; undefined when it has been passed as often as it can be. */
  #sent(at: Instruction, { started, outstanding }: State): Partial<State> | undefined {
    const { values, times } = this.#receiver.senders.get(at)!;
    const passed = started.filter((one) => one === at).length;
    if (passed >= times) return undefined;
    const counted = Number.isFinite(times) || passed === 0 ? [...started, at] : started;
    return { started: counted, outstanding: Math.min(outstanding + values, MANY) };
  }

  /** Where a frame ends, on the ways from a point in it. */
  #ends(frame: Frame, from: Instruction | PathCondition, start: State): readonly End[] {
    const ends: End[] = [];
    const seen = new Set<string>();
    const drained = drainedExits(frame, this.#receiver.receives);
    const work: Onward[] = [];
    const guards = guardsOf(frame, [...this.#receiver.receives, ...this.#receiver.settlers]);
    const takes = (block: Block, edge: number) =>
      !(edge === 1 && guards.has(block)) &&
      !drained.has(`${block.index} ${edge}`) &&
      !this.#receiver.isSettledEdge(block, edge, frame);
    const walk = (begin: Instruction | PathCondition | Reached, state: State) => {
      const visit = (at: Instruction, known: PathCondition): boolean => {
        if (at.op === 'return' || (frame === this.#receiver.frame && at === this.#receiver.anchor)) {
          if (frame !== this.#receiver.frame || !this.#receiver.isVoid(known)) ends.push({ at, state });
          return false;
        }
        const onward = this.#behind(at, known, frame, state);
        work.push(...(onward ?? []).filter((next) => isNew(next, seen)));
        return onward === undefined;
      };
      followWays(frame.body, begin, frame === this.#receiver.frame ? this.#receiver.about : [], visit, takes);
    };
    walk(from, start);
    for (let next = work.pop(); next !== undefined && ++this.#steps < MAX_STEPS; next = work.pop())
      walk(next, next.state);
    return ends;
  }

  /** Where control may be behind an instruction; undefined when nothing has changed. */
  #behind(at: Instruction, known: PathCondition, frame: Frame, state: State): readonly Onward[] | undefined {
    const { receives, senders, isSettled } = this.#receiver;
    const goOn = (after: Partial<State>): Onward => ({ at, known: known.after(at), state: { ...state, ...after } });
    if (at.op === 'select') return this.#clauses(at, known, frame, state);
    if (receives.some((one) => one.at === at && one.frame === frame)) return [goOn(received(state))];
    if (frame === this.#receiver.frame && senders.has(at)) {
      const sent = this.#sent(at, state);
      return sent && [goOn(sent)];
    }
    if (at.op !== 'receive' && !isCall(at)) return undefined;
    if (isSettled(at, frame) || this.#receiver.settlers.some((one) => leadsTo(one, at, frame))) return [];
    const callee = at.op === 'receive' || at.op === 'spawn' ? undefined : this.#calleeOf(at, frame);
    if (callee === undefined) return undefined;
    if (at.op === 'defer') return []; // runs whichever way the function ends
    const ends = this.#ends(callee, PathCondition.nothing(callee.body), state);
    return ends.filter((end) => !this.#isEnough(end.state)).map((end) => goOn(end.state));
  }

  #clauses(
    select: InstructionOf<'select'>,
    known: PathCondition,
    frame: Frame,
    state: State,
  ): readonly Onward[] | undefined {
    const own = this.#receiver.receives.filter((one) => one.at === select && one.frame === frame);
    const isOwn = (i: number) => own.some((one) => one.state === i);
    const settled = select.states.map((_, i) => !isOwn(i) && this.#receiver.isSettledArm(select, i, frame));
    if (own.length === 0 && !settled.includes(true)) return undefined;
    return select.states.flatMap(({ node, form }, i) => {
      const along = settled[i] ? undefined : known.after(select).along(select.block, i);
      if (along === undefined) return [];
      const isArm = own.length > 0 && form !== 'default';
      const after = isOwn(i) ? received(state) : isArm ? { arm: node, armFrame: frame } : {};
      return [{ at: select.block.succs[i], known: along, state: { ...state, ...after } }];
    });
  }

  /** The frame with receives in it that a call runs before it comes back. */
  #calleeOf(call: Instruction, caller: Frame): Frame | undefined {
    for (const { frame } of this.#receiver.receives) {
      for (let at = frame; at.run !== undefined; at = at.run.caller)
        if (at.run.caller === caller && at.run.call === call) return at;
    }
    return undefined;
  }
}

function received({ outstanding }: State): Partial<State> {
  return { outstanding: outstanding === MANY ? MANY : Math.max(outstanding - 1, 0) };
}

function isNew({ at, known, state }: Onward, seen: Set<string>): boolean {
  const place = 'instructions' in at ? `${at.index}` : `${at.block.index} ${at.block.instructions.indexOf(at)}`;
  const started = state.started.map(({ node }) => node).join();
  const key = [place, state.outstanding, started, state.arm, known.key].join('\n');
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Whether an instruction of a frame is the operation, or runs or defers what does it. */
export function leadsTo({ at, frame }: Operation, instruction: Instruction, from: Frame): boolean {
  if (frame === from) return at === instruction;
  return isCall(instruction) && instruction.op !== 'spawn' && callTo(frame, from) === instruction;
}

/**
 * The branches that say whether something is left to be done: `if !closed { close(ch) }`, `if failed { <-ch }`. What they
 * ask is taken to be true where it matters.
 */
function guardsOf(frame: Frame, operations: readonly Operation[]): ReadonlySet<Block> {
  const sites = new Set(operations.flatMap((one) => siteIn(frame, one)?.block ?? []));
  const isGuard = (block: Block) => {
    const control = terminator(block);
    if (control.op !== 'if' || isOutcome(control.args[0]) || loopsIn(frame.body).some(({ head }) => head === block))
      return false;
    let then = block.succs[0];
    if (then.preds.length > 1) return false;
    while (!sites.has(then) && then.succs.length === 1) [then] = then.succs;
    return sites.has(then) && dominatorsIn(frame.body).dominates(block.succs[0], then);
  };
  return new Set(frame.body.blocks.filter(isGuard));
}

/** What a call has just said: nothing that was noted before. */
function isOutcome(condition: Value): boolean {
  const values = condition.op === 'binary' ? condition.args : [condition];
  return values.some((value) => (value.op === 'extract' && value.args[0].op === 'call') || isError(value));
}

function isError(value: Value): boolean {
  return value.op === 'call' && value.callee.kind !== 'builtin';
}

/** Whether something is deferred before a channel is made that will be done with it. */
export function isDeferredBefore(operations: readonly Operation[], anchor: Instruction, frame: Frame): boolean {
  return operations.some((one) => {
    const site = siteIn(frame, one);
    return site?.op === 'defer' && mayFollow(site, anchor, undefined);
  });
}

/** The edges by which a loop that receives ends with nothing left to receive: its head says so, the channel, or a count. */
function drainedExits(frame: Frame, receives: readonly Operation[]): ReadonlySet<string> {
  const { body } = frame;
  const sites = new Set(receives.flatMap((one) => siteIn(frame, one) ?? []));
  const channels = new Set<Value>(
    receives.flatMap(({ at, state }) =>
      at.op === 'receive' ? [at.args[0]] : at.op === 'select' ? (at.states[state!].channel ?? []) : [],
    ),
  );
  const found = new Set<string>();
  for (const loop of loopsIn(body)) {
    if (![...sites].some(({ block }) => loop.blocks.has(block))) continue;
    for (const block of loop.blocks) {
      block.succs.forEach((succ, i) => {
        if (!loop.blocks.has(succ) && isDrained(block, i, loop, channels)) found.add(`${block.index} ${i}`);
      });
    }
  }
  // A receive outside loops that finds the channel closed has nothing to receive either.
  for (const block of body.blocks) if (isClosed(block, 1, channels)) found.add(`${block.index} 1`);
  return found;
}

function siteIn(frame: Frame, { at, frame: within }: Operation): Instruction | undefined {
  if (within === frame) return at;
  if (goroutineOf(within) !== goroutineOf(frame)) return undefined;
  for (let inner = within; inner.run !== undefined; inner = inner.run.caller)
    if (inner.run.caller === frame) return inner.run.call;
  return undefined;
}

function isDrained(block: Block, edge: number, loop: Loop, channels: ReadonlySet<Value>): boolean {
  if (isClosed(block, edge, channels)) return true;
  const control = terminator(block);
  if (control.op !== 'if') return false;
  if (block === loop.head && loop.statement !== undefined) return true;
  const [condition] = control.args;
  return condition.op === 'binary' && isCount(condition, loop);
}

/** The edge on which `, ok` is false. */
function isClosed(block: Block, edge: number, channels: ReadonlySet<Value>): boolean {
  const control = terminator(block);
  if (control.op !== 'if' || edge !== 1) return false;
  const [ok] = control.args;
  if (ok.op === 'selected') return ok.index === 1 && channels.has(ok.args[0]);
  return ok.op === 'extract' && ok.index === 1 && ok.args[0].op === 'receive' && channels.has(ok.args[0].args[0]);
}

const comparisons = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq, Kind.Eql, Kind.Neq]);

/** A comparison of what counts the turns with how many there are: not with a number worked out from that, a quorum. */
function isCount({ operator, args }: InstructionOf<'binary'>, loop: Loop): boolean {
  if (!comparisons.has(operator)) return false;
  const [left, right] = args;
  const counted = [left, right].findIndex((side) => counts(side, loop));
  if (counted < 0) return false;
  const limit = counted === 0 ? right : left;
  return limit.op !== 'binary';
}

function counts(value: Value, loop: Loop, seen: ReadonlySet<Value> = new Set()): boolean {
  if (seen.has(value)) return false;
  const deeper = new Set([...seen, value]);
  if (value.op === 'phi') return isStepped(value, loop, deeper);
  if (value.op === 'binary') return value.args.some((arg) => counts(arg, loop, deeper));
  return value.op === 'load' && value.args[0].op === 'alloc';
}

function isStepped(phi: Phi, loop: Loop, seen: ReadonlySet<Value>): boolean {
  if (!loop.blocks.has(phi.block)) return false;
  return phi.args.some((arg) =>
    arg.op === 'binary' ? arg.args.some((one) => one === phi || one.op === 'phi') : counts(arg, loop, seen),
  );
}
