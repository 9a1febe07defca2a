import type { Body } from '../../flow/ssa.js';
import { instructions } from '../../flow/ssa.js';
import { placeOf } from '../../syntax/place.js';
import type { Place } from '../../text/place.js';
import { gates } from '../endings/gates.js';
import type { FactStore } from '../fact.js';
import { origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';
import { sendsForLong } from './blocked-sends.js';
import { type ChannelUses, type Operation, usesOfChannel } from './channel-uses.js';
import { goroutineOf } from './frames.js';

/** A channel among a function's results on which a goroutine that each call leaves running sends again and again. */
export interface Stream {
  readonly result: number;
  /** The parameter that is the context by which the goroutine ends too, the receiver counted; null when there is none. */
  readonly context: number | null;
  /** A send. */
  readonly at: Place;
}

export const streams: Summary<readonly Stream[]> = {
  name: 'streams',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, _callees, store) {
    const result = channelAmong(body);
    if (result === undefined) return [];
    for (const made of instructions(body)) {
      if (made.op !== 'make' || body.types.underlying(made.type).kind !== 'chan') continue;
      const uses = usesOfChannel(made, body, [], store);
      if (!uses.complete || uses.elsewhere.length > 0 || uses.returned.length === 0 || !sendsForLong(uses)) continue;
      const stream = streamOf(uses, result, body, store);
      if (stream !== undefined) return [stream];
    }
    return [];
  },
};

/** The only result that is a channel. */
function channelAmong(body: Body): number | undefined {
  const type = body.symbol === undefined ? body.types.of(body.file, body.node) : body.types.ofSymbol(body.symbol);
  if (type.kind !== 'func') return undefined;
  const isChannel = (i: number) => body.types.underlying(type.results[i].type).kind === 'chan';
  const [first, ...others] = [...type.results.keys()].filter(isChannel);
  return others.length === 0 ? first : undefined;
}

function streamOf({ operations }: ChannelUses, result: number, body: Body, store: FactStore): Stream | undefined {
  const sends = operations.filter(({ op }) => op === 'send');
  if (operations.some(({ op }) => op === 'receive') || sends.some(({ frame }) => goroutineOf(frame) === undefined))
    return undefined;
  const ended = sends.map((send) => contextOf(send, body, store));
  if (ended.includes('unknown')) return undefined;
  const alone = ended.indexOf('nothing');
  const [send] = alone < 0 ? sends : [sends[alone]];
  const at = placeOf(send.frame.body.file.tree.node(send.at.node));
  if (alone >= 0) return { result, context: null, at };
  const [context, ...others] = new Set(ended);
  return others.length === 0 && typeof context === 'number' ? { result, context, at } : undefined;
}

/** What ends the goroutine when nobody receives. */
function contextOf({ at, frame }: Operation, body: Body, store: FactStore): number | 'nothing' | 'unknown' {
  if (at.op !== 'select') return 'nothing';
  for (const i of at.states.keys()) {
    const gate = store.get(gates).ofState(at, i, frame.body);
    const context = gate?.opens === 'cancelled' ? store.get(origins).of(gate.context) : undefined;
    const param = body.params.find((one) => one === context);
    if (param !== undefined) return param.index;
  }
  return at.states.length === 1 ? 'nothing' : 'unknown';
}
