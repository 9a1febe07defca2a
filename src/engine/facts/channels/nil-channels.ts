import { type Body, type Instruction, instructions } from '../../flow/ssa.js';
import { isExported, type Variable } from '../../names/symbol.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { fieldWrites } from '../memory/field-writes.js';
import { channels } from './holders.js';
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
  const address = at.op === 'receive' && at.args[0].op === 'load' ? at.args[0].args[0] : undefined;
  const field = address?.op === 'fieldaddr' ? address.field?.symbol : undefined;
  if (field === undefined || isExported(field.name) || field.pkg !== store.pkg.pkg) return undefined;
  if (store.get(fieldWrites).ofField(field).length > 0) return undefined;
  if (store.get(channels).operationsOnField(field) === undefined) return undefined;
  const makers = makersOf(field, store);
  if (makers.some(({ isUnkeyed }) => isUnkeyed)) return undefined;
  const receive = body.file.tree.node(at.node);
  const [made, ...others] = makers;
  const where = others.length === 0 && made !== undefined ? made.at : receive;
  return { at: where, receive, channel: textOf(channelOf(at, undefined, body), body) };
}

/** A literal of a struct. */
interface Maker {
  readonly at: SyntaxNode;
  /** Whether its values stand in the order of the fields. */
  readonly isUnkeyed: boolean;
}

/** The literals that make a struct with the field that an address belongs to. */
function makersOf(field: Variable, { pkg }: FactStore): readonly Maker[] {
  const found: Maker[] = [];
  for (const body of pkg.allBodies()) {
    for (const one of instructions(body)) {
      if (one.op !== 'composite') continue;
      const type = body.types.underlying(one.type);
      if (type.kind === 'struct' && type.fields.some(({ symbol }) => symbol === field))
        found.push({ at: body.file.tree.node(one.node), isUnkeyed: one.keys.some((key) => typeof key !== 'string') });
    }
  }
  return found;
}
