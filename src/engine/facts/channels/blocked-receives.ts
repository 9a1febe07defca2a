import { followWays } from '../../flow/feasible.js';
import { type Loop, loopsIn } from '../../flow/loops.js';
import { PathCondition } from '../../flow/path-condition.js';
import { leads } from '../../flow/paths.js';
import { type Block, type Instruction, terminator, type Value } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { Fact, FactStore } from '../fact.js';
import { nameOf, placeOf, startOf } from './blocked-sends.js';
import type { MadeChannel } from './channel-makes.js';
import { type ChannelUses, type Operation, usesOfChannel } from './channel-uses.js';
import { callTo, type Frame, goroutineOf, isAdrift } from './frames.js';
import { isDeferredBefore, leadsTo, waysLeft } from './leaving.js';

/** A receive that may wait for ever, because nobody is left who sends or closes. */
export interface BlockedReceive {
  readonly at: SyntaxNode;
  readonly channel: string;
  readonly made: SyntaxNode;
  /** Whether it receives again and again. */
  readonly repeats: boolean;
  /**
   * `never`: nothing closes the channel. `left`: the function that closes it may return before, at `by`. `ended`: the
   * goroutine that sends may end before it has sent or closed, at `by`.
   */
  readonly because: 'never' | 'left' | 'ended';
  readonly by: SyntaxNode | undefined;
  readonly started: SyntaxNode | undefined;
}

export interface BlockedReceives {
  of(channel: MadeChannel): readonly BlockedReceive[];
}

export const blockedReceives: Fact<BlockedReceives> = {
  name: 'blocked-receives',
  compute(_pkg, store) {
    return { of: (channel) => blockedReceivesOf(channel, store) };
  },
};

function blockedReceivesOf({ made, body }: MadeChannel, store: FactStore): readonly BlockedReceive[] {
  const uses = usesOfChannel(made, body, [], store);
  const { operations, root } = uses;
  if (!uses.complete || uses.returned.length > 0 || uses.among || operations.some(({ frame }) => isAdrift(frame)))
    return [];
  if (uses.elsewhere.some(({ op }) => op !== 'send')) return [];
  const receives = operations.filter(({ op, state }) => op === 'receive' && state === undefined);
  if (receives.length === 0 || receives.length < operations.filter(({ op }) => op === 'receive').length) return [];
  if (store.get(lifetimes).startedOnceBy(root.body) !== undefined) return [];
  const receivers = new Set(receives.map(({ frame }) => goroutineOf(frame)));
  const givers = operations.filter(({ op }) => op !== 'receive');
  if (receivers.has(undefined))
    return receivers.size === 1 && uses.elsewhere.length === 0 ? inRoot(uses, receives, givers) : [];
  return inGoroutines(uses, receives, givers);
}

/** Goroutines that receive until the channel is closed, which the function may not come to. */
function inGoroutines(
  uses: ChannelUses,
  receives: readonly Operation[],
  givers: readonly Operation[],
): BlockedReceive[] {
  const { root, home, made } = uses;
  const closes = givers.filter(({ op }) => op === 'close');
  const endless = receives.filter((one) => awaitsClose(one));
  const isOwn = ({ frame }: Operation) => goroutineOf(frame) === undefined;
  if (endless.length < receives.length || !closes.every(isOwn) || !givers.every((one) => isOwn(one) || ends(one)))
    return [];
  const anchor = home === root ? made : callTo(home, root);
  if (anchor !== undefined && isDeferredBefore(closes, anchor, root)) return [];
  const starts = new Map(endless.flatMap((one) => startIn(one, root) ?? []).map((at) => [at, { values: 1, times: 1 }]));
  const [left] = waysLeft({
    frame: root,
    receives: [],
    settlers: closes,
    senders: starts,
    capacity: 0,
    anchor,
    about: [],
    isVoid: () => false,
    isSettled: () => false,
    isSettledEdge: () => false,
    isSettledArm: () => false,
  });
  if (left === undefined) return [];
  const by = left.frame.body.file.tree.node(left.at.node);
  return endless
    .filter((one) => left.started.has(startIn(one, root)!))
    .map((one) => blocked(one, uses, closes.length === 0 ? 'never' : 'left', by));
}

/** The function itself waits for goroutines that may end without a word. */
function inRoot(uses: ChannelUses, receives: readonly Operation[], givers: readonly Operation[]): BlockedReceive[] {
  const goroutines = new Set(givers.map(({ frame }) => goroutineOf(frame)));
  const [goroutine] = goroutines;
  if (goroutines.size !== 1 || goroutine === undefined || receives.length !== 1) return [];
  const [receive] = receives;
  const isStream = awaitsClose(receive);
  if (!isStream && leads(receive.at.block, receive.at.block, [])) return [];
  const closes = givers.filter(({ op }) => op === 'close');
  const enough = isStream ? closes : givers;
  if (isStream && closes.length === 0) return [];
  const by = silentEnd(goroutine, enough);
  return by === undefined ? [] : [blocked(receive, uses, 'ended', goroutine.body.file.tree.node(by.node))];
}

/** Whether an operation repeats until the channel is closed, or until something goes wrong: no value tells it to end. */
function awaitsClose({ at, frame }: Operation): boolean {
  const loop = loopsIn(frame.body).find(({ blocks }) => blocks.has(at.block));
  if (at.op !== 'receive' || loop === undefined) return false;
  const isAsked = loop.head === at.block || terminator(loop.head).op === 'jump';
  return isAsked && [...loop.blocks].every((block) => staysOrIsClosed(block, loop, at));
}

function staysOrIsClosed(block: Block, { blocks }: Loop, receive: Instruction): boolean {
  const control = terminator(block);
  if (block.succs.every((succ) => blocks.has(succ))) return true;
  if (control.op !== 'if') return false;
  const [condition] = control.args;
  return isOk(condition, receive) || isFailure(condition);
}

function isOk(condition: Value, receive: Instruction): boolean {
  return condition.op === 'extract' && condition.index === 1 && condition.args[0] === receive;
}

/** `err != nil`, where a call has said so. */
function isFailure(condition: Value): boolean {
  if (condition.op !== 'binary') return false;
  const [error, nil] = condition.args;
  const made = error.op === 'extract' ? error.args[0] : error;
  return made.op === 'call' && nil.op === 'const' && nil.nil;
}

/** Where the goroutine's own function may return without any of some operations. */
function silentEnd(goroutine: Frame, operations: readonly Operation[]): Instruction | undefined {
  let end: Instruction | undefined;
  const { body } = goroutine;
  followWays(body, PathCondition.nothing(body), [], (at) => {
    if (operations.some((one) => leadsTo(one, at, goroutine))) return false;
    if (at.op === 'return') end ??= at;
    return true;
  });
  return end;
}

/** Whether the goroutine that sends comes to an end by itself. */
function ends({ frame }: Operation): boolean {
  const goroutine = goroutineOf(frame);
  return goroutine === undefined || goroutine.body.blocks.some((block) => terminator(block).op === 'return');
}

function startIn({ frame }: Operation, root: Frame): Instruction | undefined {
  const goroutine = goroutineOf(frame);
  return goroutine && callTo(goroutine, root);
}

function blocked(
  receive: Operation,
  uses: ChannelUses,
  because: BlockedReceive['because'],
  by: SyntaxNode,
): BlockedReceive {
  const goroutine = goroutineOf(receive.frame);
  return {
    at: placeOf(receive, uses.home, uses.root),
    channel: nameOf(uses),
    made: uses.home.body.file.tree.node(uses.made.node),
    repeats: awaitsClose(receive),
    because,
    by,
    started: goroutine && startOf(goroutine),
  };
}
