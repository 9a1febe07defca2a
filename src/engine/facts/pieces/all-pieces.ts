import { isIn, type Loop, loopsIn } from '../../flow/loops.js';
import { type Block, type Body, instructions, terminator, type Value } from '../../flow/ssa.js';
import { pieceCutters } from '../../knowledge/pieces.js';
import { Kind } from '../../syntax/kinds.js';
import type { Cut } from './pieces.js';
import type { Put } from './puts.js';

// Whether a loop keeps every piece of what it cuts up. Then the pieces together are the whole, and nothing is saved by
// copying them.

/** Whether the put keeps, turn after turn, all that the cuts take from something that is there before the loop. */
export function keepsAllPieces(put: Put, cuts: readonly Cut[], valuesToo: boolean): boolean {
  if (put.as === 'one' || (put.as === 'key' && !valuesToo) || !('block' in put.put)) return false;
  const { block } = put.put;
  return loopsIn(put.body).some(
    (loop) =>
      loop.blocks.has(block) &&
      cuts.every(({ by, base }) => isIn(loop, by) && !isOfTheTurn(base, loop, put.body)) &&
      isReachedOnEveryTurn(block, loop),
  );
}

/** Whether each turn has a value of its own, and not a place in what was there before. */
function isOfTheTurn(value: Value, loop: Loop, body: Body): boolean {
  if (!isIn(loop, value)) return false;
  switch (value.op) {
    case 'phi':
      return value.block !== loop.head; // what goes round is consumed bit by bit
    case 'slice':
    case 'convert':
      return isOfTheTurn(value.args[0], loop, body);
    case 'load':
      return isOfTheTurn(value.args[0], loop, body) || isStoredIn(value.args[0], loop, body);
    case 'fieldaddr':
      return isOfTheTurn(value.args[0], loop, body);
    default:
      return true;
  }
}

function isStoredIn(cell: Value, loop: Loop, body: Body): boolean {
  for (const one of instructions(body)) if (one.op === 'store' && one.args[0] === cell && isIn(loop, one)) return true;
  return false;
}

/**
 * Whether only the end of the loop, an error, an empty piece or an exception lets a turn go by without the block: what
 * is not a comment is most of a file, what begins with a prefix is not.
 */
function isReachedOnEveryTurn(block: Block, loop: Loop): boolean {
  const leading = leadingTo(block, loop, undefined);
  const skipping = leadingTo(loop.head, loop, block);
  for (const from of loop.blocks) {
    const control = terminator(from);
    if (control.op !== 'if' || from === block) continue;
    const leads = from.succs.filter((succ) => leading.has(succ));
    const skips = from.succs.filter((succ) => skipping.has(succ));
    if (
      leads.length > 0 &&
      skips.some((succ) => !leads.includes(succ)) &&
      selects(control.args[0], leads.includes(from.succs[0]))
    )
      return false;
  }
  return true;
}

/** The blocks from which control gets to another one within a turn, itself included; the head begins the next turn. */
function leadingTo(to: Block, loop: Loop, without: Block | undefined): ReadonlySet<Block> {
  const found = new Set([to]);
  for (const block of found) {
    for (const pred of block.preds)
      if (pred !== without && pred !== loop.head && loop.blocks.has(pred)) found.add(pred);
  }
  return found;
}

/**
 * Whether a condition chooses among the pieces, and does not only ask whether there is one, or leave out those that are
 * like something.
 * @param holds whether the chosen ones are those of which it is true
 */
function selects(condition: Value, holds: boolean): boolean {
  switch (condition.op) {
    case 'extract': {
      const [tuple] = condition.args;
      if (tuple.op === 'next' || tuple.op === 'receive') return false;
      // Where there are two parts, there is a first one.
      const cutter = tuple.op === 'call' && 'name' in tuple.callee ? pieceCutters.get(tuple.callee.name) : undefined;
      return cutter === undefined || cutter.results.length < 2;
    }
    case 'binary':
      if (asksForNothing(condition.args[0], condition.args[1]) || asksForNothing(condition.args[1], condition.args[0]))
        return false;
      return condition.operator === Kind.Eql ? holds : condition.operator === Kind.Neq ? !holds : true;
    case 'call':
      return holds;
    default:
      return true;
  }
}

/** A comparison with nil, with the empty string, or of a length with 0 or 1. */
function asksForNothing(side: Value, other: Value): boolean {
  if (side.op !== 'const') return false;
  if (side.nil || side.value === '') return true;
  const isLength = other.op === 'call' && other.callee.kind === 'builtin' && other.callee.name === 'len';
  return isLength && (side.value === 0n || side.value === 1n);
}
