import {
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  isCall,
  outermost,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { Fact, FactStore } from '../fact.js';
import { placed } from '../goroutines/spawn.js';
import { describe, textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import type { MadeChannel } from './channel-makes.js';
import { type ChannelUses, type Operation, usesOfChannel } from './channel-uses.js';
import { capacityOf, isBlocking, isVague, mostIn, runsIn } from './counts.js';
import { callTo, type Frame, goroutineOf, isAdrift } from './frames.js';
import { isDeferredBefore, type Leaving, type Sending, waysLeft } from './leaving.js';
import { channelOf, headOf } from './places.js';
import { Settling } from './settled.js';

/** A send that may wait for ever, because whoever receives may have left. */
export interface BlockedSend {
  /** The send, or the call that leads to it where it stands in another function. */
  readonly at: SyntaxNode;
  /** Other sends of the same goroutine. */
  readonly others: readonly SyntaxNode[];
  /** The channel, as the function names it that makes it. */
  readonly channel: string;
  readonly made: SyntaxNode;
  /** The start of the goroutine that sends. */
  readonly started: SyntaxNode | undefined;
  /** How the receiver leaves. */
  readonly leaving: {
    readonly by: 'case' | 'return' | 'next turn';
    readonly at: SyntaxNode;
    /** The case, as the source writes it. */
    readonly text: string;
  };
  /** How many sends there are; undefined when that is no constant. */
  readonly sends: number | undefined;
  readonly capacity: number;
  /** What makes the channel, with a buffer for all that is sent; undefined where that is no remedy. */
  readonly mended: string | undefined;
}

export interface BlockedSends {
  of(channel: MadeChannel): readonly BlockedSend[];
}

export const blockedSends: Fact<BlockedSends> = {
  name: 'blocked-sends',
  compute(_pkg, store) {
    return { of: (channel) => blockedSendsOf(channel, store) };
  },
};

function blockedSendsOf({ made, body }: MadeChannel, store: FactStore): readonly BlockedSend[] {
  const uses = usesOfChannel(made, body, [], store);
  if (!uses.complete) return [];
  if (uses.elsewhere.length > 0) return inRequest(uses, store);
  if (uses.returned.length === 0) return inFunction(uses, store);
  return callersOf(body, store).flatMap((site) => {
    const through = usesOfChannel(made, body, [site], store);
    // Whoever leaves a stream is told so where it leaves: abandoned-producer.
    const isStream = sendsForLong(through);
    return through.complete && through.elsewhere.length === 0 && through.returned.length === 0 && !isStream
      ? inFunction(through, store)
      : [];
  });
}

/** A channel in a struct that is handed to somebody who answers on it. */
function inRequest(uses: ChannelUses, store: FactStore): readonly BlockedSend[] {
  const { root, home, made, operations, elsewhere } = uses;
  const answers = elsewhere.filter(({ op, state }) => op === 'send' && state === undefined);
  const receives = operations.filter(({ op }) => op === 'receive');
  const isOwn = receives.every(({ frame }) => frame === root) && receives.length === operations.length;
  if (capacityOf(uses) !== 0 || answers.length === 0 || receives.length === 0 || !isOwn || home !== root) return [];
  if (elsewhere.some(({ op }) => op === 'receive') || uses.returned.length > 0) return [];
  const handOvers = handOversOf(uses, store);
  if (handOvers.length === 0 || store.get(lifetimes).startedOnceBy(root.body) !== undefined) return [];
  const [leaving] = [
    ...waysLeft({
      frame: root,
      receives,
      settlers: [],
      senders: new Map(handOvers.map((at) => [at, { values: 1, times: 1 }])),
      capacity: 0,
      anchor: made,
      about: [],
      isVoid: () => false,
      isSettled: () => false,
      isSettledEdge: () => false,
      isSettledArm: () => false,
    }),
  ].sort(byClarity);
  if (leaving === undefined) return [];
  const { tree } = root.body.file;
  const [first, ...others] = answers.map(({ at, body }) => body.file.tree.node(at.node));
  const at = tree.node(made.node);
  const mended = withBuffer(tree.text(made.node), 1);
  const channel = nameOf(uses);
  return [
    {
      at,
      others: [first, ...others],
      channel,
      made: at,
      started: undefined,
      leaving: leavingOf(leaving),
      sends: 1,
      capacity: 0,
      mended,
    },
  ];
}

/** Where the struct with the channel gets to somebody else; none when it does so in a way that may fail. */
function handOversOf({ root, structs }: ChannelUses, store: FactStore): readonly Instruction[] {
  const { body } = root;
  const { of } = store.get(origins);
  const isStruct = (value: Value | undefined): boolean => {
    if (value === undefined) return false;
    const made = of(value);
    if (structs.some((one) => one === made)) return true;
    if (made.op !== 'alloc' && !(made.op === 'load' && made.args[0].op === 'alloc')) return false;
    const cell = made.op === 'alloc' ? made : made.args[0];
    return usesIn(body)
      .of(cell)
      .some((use) => use.op === 'store' && use.args[0] === cell && structs.some((one) => one === use.args[1]));
  };
  const found: Instruction[] = [];
  for (const at of instructions(body)) {
    if (at.op === 'send' && isStruct(at.args[1])) found.push(at);
    if (at.op === 'select')
      at.states.forEach(({ value }, i) => {
        if (isStruct(value)) found.push(at.block.succs[i].instructions[0]);
      });
    if (isCall(at) && at.callee.kind !== 'builtin' && at.args.some(isStruct)) return [];
    if (at.op === 'return' && at.args.some(isStruct)) return [];
  }
  return found;
}

/** Whether a goroutine sends again and again. */
export function sendsForLong({ operations }: ChannelUses): boolean {
  const sends = operations.filter(({ op, frame }) => op === 'send' && goroutineOf(frame) !== undefined);
  return sends.some(({ frame }) => mostIn(goroutineOf(frame)!, sends) === Infinity);
}

function callersOf(
  body: ChannelUses['root']['body'],
  store: FactStore,
): readonly { call: Call; body: Frame['body'] }[] {
  const edges = store.pkg.calls.edgesTo(body);
  return edges.flatMap(({ call, body, how }) =>
    how === 'call' && call.callee.kind !== 'interface' ? [{ call, body }] : [],
  );
}

function inFunction(uses: ChannelUses, store: FactStore): readonly BlockedSend[] {
  const { root, operations } = uses;
  const capacity = capacityOf(uses);
  const sends = operations.filter(isBlocking);
  if (capacity === undefined || sends.length === 0 || operations.some(({ frame }) => isLost(frame))) return [];
  const senders = new Set(sends.map(({ frame }) => goroutineOf(frame)));
  const receives = operations.filter(({ op }) => op === 'receive');
  const receivers = new Set(receives.map(({ frame }) => goroutineOf(frame)));
  if (senders.has(undefined) || receivers.size !== 1 || !receivers.has(undefined)) return [];
  if (store.get(lifetimes).startedOnceBy(root.body) !== undefined) return [];
  const starts = startsIn(root, sends, uses, store);
  const total = [...starts.values()].reduce((sum, { values, times }) => sum + values * times, 0);
  if (total <= capacity || (capacity > 0 && sends.some(isVague))) return [];
  const anchor = uses.home === root ? uses.made : callTo(uses.home, root);
  if (anchor !== undefined && isDeferredBefore(receives, anchor, root)) return [];
  const settling = new Settling(sends, store);
  const left = waysLeft({
    frame: root,
    receives,
    settlers: [],
    senders: starts,
    capacity,
    anchor,
    about: [],
    isVoid: () => false,
    isSettled: (at, frame) => settling.byInstruction(at, frame),
    isSettledEdge: (block, edge) => settling.byEdge(block, edge),
    isSettledArm: (select, i, frame) => isSettledArm(select, i, frame, settling),
  });
  return [...senders].flatMap((goroutine) => {
    const start = callTo(goroutine!, root);
    const [leaving] = left.filter(({ started }) => start !== undefined && started.has(start)).sort(byClarity);
    const own = sends.filter(({ frame }) => goroutineOf(frame) === goroutine);
    return leaving === undefined ? [] : [blocked(own, leaving, uses, total, capacity)];
  });
}

/** In the receiver's own goroutine, what is handed to something that may run it at any time. */
function isLost(frame: Frame): boolean {
  return goroutineOf(frame) === undefined && isAdrift(frame);
}

function isSettledArm(select: InstructionOf<'select'>, i: number, frame: Frame, settling: Settling): boolean {
  const { form, channel } = select.states[i];
  return form === 'receive' && channel !== undefined && settling.byChannel(channel, frame);
}

/** What in the root starts those who send, with how many values they send altogether. */
function startsIn(
  root: Frame,
  sends: readonly Operation[],
  uses: ChannelUses,
  store: FactStore,
): ReadonlyMap<Instruction, Sending> {
  const starts = new Map<Instruction, Sending>();
  for (const goroutine of new Set(sends.map(({ frame }) => goroutineOf(frame)!))) {
    const start = callTo(goroutine, root);
    const own = sends.filter(({ frame }) => goroutineOf(frame) === goroutine);
    if (start === undefined) continue;
    let values = mostIn(goroutine, own);
    for (let at = goroutine.run!.caller; at !== root && at.run !== undefined; at = at.run.caller)
      values *= runsIn(at, goroutine, uses, store);
    const before = starts.get(start)?.values ?? 0;
    starts.set(start, { values: before + values, times: runsIn(root, goroutine, uses, store) });
  }
  return starts;
}

/** A case that leaves says more than a return. */
function byClarity(a: Leaving, b: Leaving): number {
  return Number(a.arm === undefined) - Number(b.arm === undefined);
}

function blocked(
  sends: readonly Operation[],
  leaving: Leaving,
  uses: ChannelUses,
  total: number,
  capacity: number,
): BlockedSend {
  const { made, home, among } = uses;
  const { tree } = home.body.file;
  const [first, ...others] = inOrder(sends, uses);
  const fits = Number.isFinite(total) && total <= MAX_BUFFER && !among;
  return {
    at: first,
    others,
    channel: nameOf(uses),
    made: tree.node(made.node),
    started: startOf(goroutineOf(sends[0].frame)!),
    leaving: leavingOf(leaving),
    sends: Number.isFinite(total) ? total : undefined,
    capacity,
    mended: fits ? withBuffer(tree.text(made.node), total) : undefined,
  };
}

function withBuffer(make: string, size: number): string {
  return make.replace(/\s*(,[^,()]*)?\)$/, `, ${size})`);
}

/** A larger buffer than this is no remedy. */
const MAX_BUFFER = 8;

/** The places of sends, each once, in the order of the source. */
function inOrder(sends: readonly Operation[], { home, root }: ChannelUses): readonly SyntaxNode[] {
  const places = sends.map((send) => placeOf(send, home, root));
  const once = places.filter((place, i) => places.findIndex(({ index }) => index === place.index) === i);
  return once.sort((a, b) => a.index - b.index);
}

/** The start of a goroutine as the source has it. */
export function startOf({ run }: Frame): SyntaxNode | undefined {
  return run !== undefined && isCall(run.call) ? placed(run.call, run.caller.body).at : undefined;
}

/** Where a send stands in the functions that have the channel, or what it is handed to there. */
export function placeOf({ at, frame }: Operation, home: Frame, root: Frame): SyntaxNode {
  const isSeen = ({ body }: Frame) => [home, root].some((one) => outermost(one.body) === outermost(body));
  let place: Instruction = at;
  let within = frame;
  for (; within.run !== undefined && !isSeen(within); within = within.run.caller) place = within.run.call;
  return isCall(place) ? placed(place, within.body).at : within.body.file.tree.node(place.node);
}

/** The channel as the function names it that makes it, or has it first. */
export function nameOf({ operations, home, made }: ChannelUses): string {
  const named = ({ at, state, frame: { body } }: Operation) => ({ node: channelOf(at, state, body), body });
  const own = operations.filter(({ frame }) => frame === home || frame.run === undefined);
  const [first] = [...own, ...operations].map(named).filter(({ node }) => node !== made.node);
  return first === undefined ? describe(made, home.body) : textOf(first.node, first.body);
}

function leavingOf({ at, arm, frame }: Leaving): BlockedSend['leaving'] {
  const { tree } = frame.body.file;
  if (arm !== undefined) {
    const head = headOf(frame.body, arm);
    return { by: 'case', at: tree.node(head), text: textOf(head, frame.body) };
  }
  if (at.op === 'return') return { by: 'return', at: tree.node(at.node), text: describe(at, frame.body) };
  return { by: 'next turn', at: tree.node(at.node), text: describe(at, frame.body) };
}
