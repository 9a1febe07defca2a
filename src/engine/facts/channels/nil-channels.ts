import { type Body, type Instruction, instructions } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { shutGates } from '../endings/shut-gates.js';
import type { Fact, FactStore } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { channelOf } from './places.js';

/** A receive from a channel that nobody makes. */
export interface NilReceive {
  /** Where the struct is made without it, or the receive where there are several such places. */
  readonly at: SyntaxNode;
  readonly receive: SyntaxNode;
  readonly channel: string;
}

export interface NilChannels {
  of(receive: Instruction, body: Body): NilReceive | undefined;
}

export const nilChannels: Fact<NilChannels> = {
  name: 'nil-channels',
  compute(_pkg, store) {
    return { of: (receive, body) => nilReceive(receive, body, store) };
  },
};

function nilReceive(at: Instruction, body: Body, store: FactStore): NilReceive | undefined {
  if (at.op !== 'receive') return undefined;
  const [channel] = at.args;
  const node = channelOf(at, undefined, body);
  const shut = store.get(shutGates).of({ opens: 'received', channel, clock: false, by: at, node }, body);
  if (shut?.why !== 'channel' || shut.made !== undefined || channel.op !== 'load') return undefined;
  const receive = body.file.tree.node(at.node);
  const [made, ...others] = makersOf(channel.args[0], store);
  return { at: others.length === 0 && made !== undefined ? made : receive, receive, channel: textOf(node, body) };
}

/** The literals that make a struct with the field that an address belongs to. */
function makersOf(address: Instruction['args'][number], { pkg }: FactStore): SyntaxNode[] {
  const field = address.op === 'fieldaddr' ? address.field?.symbol : undefined;
  if (field === undefined) return [];
  const found: SyntaxNode[] = [];
  for (const body of pkg.allBodies()) {
    for (const one of instructions(body)) {
      if (one.op !== 'composite') continue;
      const type = body.types.underlying(one.type);
      if (type.kind === 'struct' && type.fields.some(({ symbol }) => symbol === field))
        found.push(body.file.tree.node(one.node));
    }
  }
  return found;
}
