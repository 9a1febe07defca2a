import { outcomeOf } from '../../flow/outcomes.js';
import type { Body, Call, Instruction, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Place } from '../../text/place.js';
import { lifetimes } from '../endings/lifetimes.js';
import { shutGates } from '../endings/shut-gates.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { describe } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { usesOfChannel } from './channel-uses.js';
import { goroutineOf, isAdrift } from './frames.js';
import { type Leaving, waysLeft } from './leaving.js';
import { headOf } from './places.js';
import { type Stream, streams } from './streams.js';

export interface ChannelCall {
  readonly call: Call;
  readonly body: Body;
}

/** Calls that yield a channel. */
export const channelCalls: Trigger<ChannelCall> = {
  name: 'channel-calls',
  ops: ['call'],
  lift(instruction, body) {
    if (instruction.op !== 'call' || instruction.callee.kind === 'builtin') return undefined;
    const type = typeOfValue(instruction, body);
    const types = type.kind === 'tuple' ? type.types : [type];
    const isChannel = types.some((one) => body.types.underlying(one).kind === 'chan');
    return isChannel ? { call: instruction, body } : undefined;
  },
};

/** A function that stops receiving from a channel while a goroutine that it has had started still sends. */
export interface AbandonedProducer {
  /** Where it leaves: the return, or the case of a select. */
  readonly at: SyntaxNode;
  /** The call that starts the goroutine. */
  readonly call: SyntaxNode;
  /** As the source writes it. */
  readonly callee: string;
  readonly send: Place;
  /** The context that ends the goroutine all the same, when somebody cancels it; undefined when there is none. */
  readonly context: string | undefined;
}

export interface AbandonedProducers {
  of(place: ChannelCall): readonly AbandonedProducer[];
}

export const abandonedProducers: Fact<AbandonedProducers> = {
  name: 'abandoned-producers',
  compute(_pkg, store) {
    return { of: (place) => abandonedBy(place, store) };
  },
};

function abandonedBy({ call, body }: ChannelCall, store: FactStore): readonly AbandonedProducer[] {
  if (call.callee.kind === 'interface') return [];
  const [found, ...others] = store.summaries.ofCall(streams, call, body, store);
  if (others.length > 0 || store.get(lifetimes).startedOnceBy(body) !== undefined) return [];
  return found.flatMap((stream) => {
    const context = endedBy(stream, call, body, store);
    const leaving = context === 'cancelled' ? undefined : leavingOf(stream, call, body, store);
    if (leaving === undefined || context === 'cancelled') return [];
    const { tree } = body.file;
    const arm = leaving.arm === undefined ? leaving.at.node : headOf(leaving.frame.body, leaving.arm);
    const callee = describe(call, body).replace(/\(.*$/, '');
    return [
      { at: leaving.frame.body.file.tree.node(arm), call: tree.node(call.node), callee, send: stream.at, context },
    ];
  });
}

/** The context that a producer ends with; `cancelled` where this function, or who derives it, sees to that. */
function endedBy({ context }: Stream, call: Call, body: Body, store: FactStore): string | 'cancelled' | undefined {
  if (context === null) return undefined;
  const given = call.args[context];
  if (given === undefined) return 'cancelled';
  if (store.get(shutGates).endless(given) !== undefined) return undefined;
  return store.get(origins).of(given).op === 'param' ? describe(given, body) : 'cancelled';
}

function leavingOf({ result }: Stream, call: Call, body: Body, store: FactStore): Leaving | undefined {
  const channel = channelOf(call, result, body);
  if (channel === undefined) return undefined;
  const uses = usesOfChannel(channel, body, [], store);
  const receives = uses.operations.filter(({ op }) => op === 'receive');
  if (!uses.complete || uses.elsewhere.length > 0 || uses.returned.length > 0 || receives.length === 0)
    return undefined;
  if (receives.some(({ frame }) => goroutineOf(frame) !== undefined || isAdrift(frame))) return undefined;
  const ways = waysLeft({
    frame: uses.root,
    receives,
    settlers: [],
    senders: new Map<Instruction, { values: number; times: number }>([[call, { values: Infinity, times: 1 }]]),
    capacity: 0,
    anchor: call,
    about: partsOf(call, body),
    isVoid: (known) => outcomeOf(call, body, known) === 'failed',
    isSettled: () => false,
    isSettledEdge: () => false,
    isSettledArm: () => false,
  });
  return [...ways].sort((a, b) => a.at.node - b.at.node).find(({ at }) => at.op === 'return');
}

function channelOf(call: Call, result: number, body: Body): Instruction | undefined {
  if (typeOfValue(call, body).kind !== 'tuple') return call;
  return usesIn(body)
    .of(call)
    .find((use) => use.op === 'extract' && use.index === result);
}

function partsOf(call: Call, body: Body): readonly Value[] {
  const parts = usesIn(body)
    .of(call)
    .filter((use) => use.op === 'extract');
  return [call, ...parts];
}
