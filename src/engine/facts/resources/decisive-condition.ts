import { type Block, type Body, terminator, type Value } from '../../flow/ssa.js';
import { textOf } from '../loops/extent.js';

/** Longer ones explain nothing at a glance. */
const MAX_TEXT = 50;

/** The last condition that lets control get to a block, as the source writes it; undefined where there is none. */
export function decisiveCondition(to: Block, from: Block, body: Body): string | undefined {
  for (let at = to; at !== from && at.preds.length === 1; at = at.preds[0]) {
    const end = terminator(at.preds[0]);
    if (end.op !== 'if') continue;
    const text = textOf(end.args[0].node, body);
    return isWritten(end.args[0]) && at.preds[0].succs[0] === at && text.length <= MAX_TEXT ? text : undefined;
  }
  return undefined;
}

/** Whether it is a condition of the source, and not whether a loop goes on. */
function isWritten({ op }: Value): boolean {
  return op === 'binary' || op === 'unary' || op === 'call' || op === 'load';
}
