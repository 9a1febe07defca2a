import { loopsIn } from '../../flow/loops.js';
import { leads } from '../../flow/paths.js';
import {
  type Body,
  type Instruction,
  type InstructionOf,
  instructions,
  outermost,
  outwards,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { contexts } from '../endings/contexts.js';
import { entrances } from '../endings/entrances.js';
import { type Gate, gates } from '../endings/gates.js';
import { shutGates } from '../endings/shut-gates.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { blockedSends } from './blocked-sends.js';
import { type ChannelUses, usesOfChannel } from './channel-uses.js';
import { goroutineOf } from './frames.js';
import { channels, type HeldOperation } from './holders.js';
import { channelOf, headOf } from './places.js';

export interface Send {
  readonly at: InstructionOf<'send'>;
  readonly body: Body;
}

/** The sends that wait until somebody receives. */
export const plainSends: Trigger<Send> = {
  name: 'plain-sends',
  ops: ['send'],
  lift: (instruction, body) => (instruction.op === 'send' ? { at: instruction, body } : undefined),
};

/** A send that goes on waiting when the work around it is no longer wanted. */
export interface IgnoredStop {
  readonly at: SyntaxNode;
  readonly channel: string;
  /** What says stop, as the source writes it. */
  readonly stop: string;
  /** Where the function listens to it, or gets it. */
  readonly heard: SyntaxNode;
  /** Whether it listens to it elsewhere; otherwise it only has it. */
  readonly listens: boolean;
}

export interface StopIgnoring {
  of(send: Send): IgnoredStop | undefined;
}

export const stopIgnoring: Fact<StopIgnoring> = {
  name: 'stop-ignoring',
  compute(_pkg, store) {
    const finder = new Finder(store);
    return { of: (send) => finder.of(send) };
  },
};

interface Stop {
  readonly text: string;
  readonly at: SyntaxNode;
  readonly listens: boolean;
  /** Whether whoever calls the function can say it, and may do so because nobody receives any more. */
  readonly isPromised: boolean;
}

class Finder {
  readonly #store: FactStore;
  readonly #heard = new Map<Body, readonly { readonly stop: Stop; readonly by: Instruction }[]>();

  constructor(store: FactStore) {
    this.#store = store;
  }

  of({ at, body }: Send): IgnoredStop | undefined {
    const repeats = leads(at.block, at.block, []);
    const stop = this.#heardBeside(at, body, repeats) ?? (repeats ? this.#promised(at, body) : undefined);
    if (stop === undefined || this.#isFree(at, body) || !this.#mayBeAlone(at, body, stop, repeats)) return undefined;
    const { tree } = body.file;
    const channel = textOf(channelOf(at, undefined, body), body);
    return { at: tree.node(at.node), channel, stop: stop.text, heard: stop.at, listens: stop.listens };
  }

  /** A case of the function that hears the stop and leaves, on a way with the send. */
  #heardBeside(send: Instruction, body: Body, repeats: boolean): Stop | undefined {
    const around = loopsIn(body).filter(({ blocks }) => blocks.has(send.block));
    if (!repeats && this.#store.get(entrances).starts(body).length === 0) return undefined;
    const found = this.#heardIn(body).find(
      ({ stop, by }) =>
        !repeats ||
        stop.isPromised ||
        around.some(({ blocks }) => blocks.has(by.block)) ||
        leads(by.block, send.block, []),
    );
    return found?.stop;
  }

  #heardIn(body: Body): readonly { readonly stop: Stop; readonly by: Instruction }[] {
    let heard = this.#heard.get(body);
    if (heard === undefined) this.#heard.set(body, (heard = this.#listen(body)));
    return heard;
  }

  #listen(body: Body) {
    const { tree } = body.file;
    return body.blocks.flatMap((block) => {
      const select = terminator(block);
      if (select.op !== 'select') return [];
      return select.states.flatMap(({ node }, i) => {
        const gate = this.#store.get(gates).ofState(select, i, body);
        if (gate === undefined || !this.#saysStop(gate) || !leaves(select, i)) return [];
        const stop: Stop = {
          text: textOf(gate.node, body),
          at: tree.node(headOf(body, node)),
          listens: true,
          isPromised: this.#isPromised(gate),
        };
        return [{ stop, by: select as Instruction }];
      });
    });
  }

  #saysStop(gate: Gate): boolean {
    if (gate.opens === 'cancelled') return this.#store.get(shutGates).endless(gate.context) === undefined;
    return !gate.clock && this.#store.get(channels).onlyCloses(gate.channel);
  }

  /** The context of a function that hands out the channel on which a goroutine of it sends. */
  #promised(send: InstructionOf<'send'>, body: Body): Stop | undefined {
    const outer = outermost(body);
    const promised = this.#store.get(contexts).promisedBy(outer);
    if (promised === undefined || body === outer) return undefined;
    const uses = this.#usesWith(send, body);
    if (uses === undefined || uses.root.body !== outer) return undefined;
    const isStream = uses.complete && uses.returned.length > 0 && uses.operations.every(({ op }) => op !== 'receive');
    if (!isStream || uses.operations.some(({ frame }) => goroutineOf(frame) === undefined)) return undefined;
    return { text: promised.text, at: promised.at, listens: false, isPromised: true };
  }

  #isPromised(gate: Gate): boolean {
    return gate.opens === 'cancelled' && this.#store.get(origins).of(gate.context).op === 'param';
  }

  /** Whether the channel has a place for each value, or is no way to hand something to another goroutine. */
  #isFree(send: InstructionOf<'send'>, body: Body): boolean {
    const type = body.types.underlying(typeOfValue(send.args[0], body));
    const carries = type.kind === 'chan' ? body.types.underlying(type.elem) : type;
    if (carries.kind === 'struct' && carries.fields.length === 0) return true; // a slot or a signal
    const { same } = this.#store.get(origins);
    return instructions(body).some((one) => receivesFrom(one).some((channel) => same(channel, send.args[0])));
  }

  /** All that is done with the channel of a send, where a function around it makes it. */
  #usesWith(send: InstructionOf<'send'>, body: Body): ChannelUses | undefined {
    for (const maker of outwards(body)) {
      for (const made of instructions(maker)) {
        if (made.op !== 'make' || body.types.underlying(made.type).kind !== 'chan') continue;
        const uses = usesOfChannel(made, maker, [], this.#store);
        if (uses.operations.some(({ at }) => at === send)) return uses;
      }
    }
    return undefined;
  }

  /** Whether nobody may be there to receive. */
  #mayBeAlone(send: InstructionOf<'send'>, body: Body, stop: Stop, repeats: boolean): boolean {
    const found = this.#store.get(channels);
    const [channel] = send.args;
    const uses = this.#usesWith(send, body);
    if (uses !== undefined) return this.#isLeftAlone(uses, stop, repeats);
    if (this.#store.get(origins).of(channel).op === 'param') return repeats && this.#assume(stop);
    const makes = found.makes(channel);
    const receives = (found.operationsOn(channel) ?? []).filter(({ op }) => op === 'receive');
    // Of what a struct holds, each has a place for the few values that it is for, if it has any.
    return makes?.every(({ args }) => args.length === 0) === true && receives.some((one) => this.#mayStop(one));
  }

  /** Those who gave the function its context and the channel stop receiving when they cancel it. */
  #assume({ isPromised }: Stop): boolean {
    if (isPromised) this.#store.evidence.assumptions.add('receiver stops');
    return isPromised;
  }

  /** Of a channel that the function, or one around it, makes. */
  #isLeftAlone(uses: ChannelUses, stop: Stop, repeats: boolean): boolean {
    if (!uses.complete || uses.elsewhere.length > 0 || (!repeats && uses.made.args.length > 0)) return false;
    // What is proved to block is blocked-send's to say.
    const { made } = uses;
    if (made.op === 'make' && this.#store.get(blockedSends).of({ made, body: uses.home.body }).length > 0) return false;
    const receives = uses.operations.filter(({ op }) => op === 'receive');
    if (uses.returned.length > 0 && receives.length === 0) return repeats && this.#assume(stop);
    return receives.some(({ at, state, frame }) => this.#mayStop({ op: 'receive', at, state, body: frame.body }));
  }

  /** Whether a receive stands beside a case that hears a stop and leaves. */
  #mayStop({ at, state, body }: HeldOperation): boolean {
    return state !== undefined && this.#heardIn(body).some(({ by }) => by === at);
  }
}

/** Whether a case of a select does not come back to it on every way. */
function leaves(select: InstructionOf<'select'>, state: number): boolean {
  const reached = new Set([select.block.succs[state]]);
  for (const block of reached) {
    if (block === select.block) continue;
    if (terminator(block).op === 'return') return true;
    for (const next of block.succs) reached.add(next);
  }
  return false;
}

function receivesFrom(at: Instruction): readonly Value[] {
  if (at.op === 'receive') return [at.args[0]];
  if (at.op !== 'select') return [];
  return at.states.flatMap(({ form, channel }) => (form === 'receive' && channel !== undefined ? [channel] : []));
}
