import type { Body, Call } from '../../flow/ssa.js';
import { LARGE, messageLimits } from '../../knowledge/whole-reads.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Trigger } from '../fact.js';
import { extents } from '../loops/extents.js';
import { calleeText, nodeAt } from '../pieces/wholes.js';
import { type ReadSite, readSites } from './unlimited-reads.js';

/** A limit on messages that is set so high that it is none. */
export interface RaisedLimit {
  readonly at: SyntaxNode;
  /** The function that sets it, as the source writes it. */
  readonly by: string;
  /** Bytes. */
  readonly most: bigint;
  /** Whether it is for what servers answer, not for what clients ask. */
  readonly ofAnswers: boolean;
}

/** What lets a peer decide how much is read: a read without a limit, or a limit that is none. */
export type Unlimited = { readonly read: ReadSite } | { readonly raised: RaisedLimit };

export const unlimited: Trigger<Unlimited> = {
  name: 'unlimited',
  ops: readSites.ops,
  lift(instruction, body, pkg, store) {
    if (instruction.op !== 'call') return undefined;
    const limit = 'name' in instruction.callee ? messageLimits.get(instruction.callee.name) : undefined;
    if (limit === undefined) {
      const read = readSites.lift(instruction, body, pkg, store);
      return read && { read };
    }
    const [size] = instruction.args;
    const extent = store.get(extents).ofNumber(size, body, { block: instruction.block });
    if (extent.by !== 'constant' || BigInt(extent.most) <= LARGE) return undefined;
    return { raised: raisedBy(instruction, body, BigInt(extent.most), limit.ofAnswers) };
  },
};

function raisedBy(call: Call, body: Body, most: bigint, ofAnswers: boolean): RaisedLimit {
  return { at: nodeAt(call, body), by: calleeText(call, body), most, ofAnswers };
}
