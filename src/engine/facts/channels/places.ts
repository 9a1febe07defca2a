import { type Body, type Instruction, isCall, type Value } from '../../flow/ssa.js';
import { call, communication } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';

/** The communication of a select's clause; the clause itself where it is the default. */
export function headOf({ file: { tree } }: Body, clause: NodeIndex): NodeIndex {
  const head = tree.child(clause, Field.Communication);
  return head === NONE ? clause : head;
}

/** The channel of a receive, `<-ch` or `range ch`, as it stands there. */
export function operandOf({ node }: Value, { file: { tree } }: Body): NodeIndex {
  const channel = tree.kind(node) === Kind.UnaryExpression ? tree.child(node, Field.Operand) : NONE;
  return channel === NONE ? node : channel;
}

/** The channel that an instruction sends to, receives from or closes, as it stands there. @param state of a select */
export function channelOf(at: Instruction, state: number | undefined, body: Body): NodeIndex {
  const { tree } = body.file;
  if (at.op === 'receive') return operandOf(at, body);
  if (at.op === 'select' && state !== undefined) return communication(tree, at.states[state].node).channel;
  if (at.op === 'send') return tree.child(at.node, Field.Channel);
  const [channel] = isCall(at) ? call(tree, at.node).args : [];
  return channel ?? at.node;
}
