import { findLoops, type Loop as NaturalLoop } from '../flow/loops.js';
import { type Body, type Instruction, type RangeForm, terminator, type Value } from '../flow/ssa.js';
import { acceptCalls } from '../knowledge/spawners.js';
import { forStatement } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode } from '../syntax/tree.js';
import { describe, type Extent, type Extents, extents } from './extent.js';
import type { Fact } from './fact.js';

/** What decides how often a loop's body runs. */
export type Trips =
  | Extent
  /** Nothing in the loop's head: it runs until something in its body leaves it. */
  | { readonly by: 'endless' };

/** A loop, as rules see it. */
export interface Loop {
  /** The for statement's head; of a goto loop, where it begins. */
  readonly at: SyntaxNode;
  readonly trips: Trips;
  readonly natural: NaturalLoop;
  /** What its body takes incoming connections from, as the source writes it; undefined when it takes none. */
  readonly accepts: string | undefined;
}

export interface Loops {
  /** The loops of the same body around an instruction, innermost first. */
  around(instruction: Instruction, body: Body): readonly Loop[];
}

export const loops: Fact<Loops> = {
  name: 'loops',
  compute(_pkg, store) {
    const found = new Map<Body, readonly NaturalLoop[]>();
    const described = new Map<NaturalLoop, Loop>();
    const describeLoop = (natural: NaturalLoop, body: Body): Loop => {
      let loop = described.get(natural);
      if (loop === undefined) described.set(natural, (loop = loopOf(natural, body, store.get(extents))));
      return loop;
    };
    return {
      around(instruction, body) {
        let all = found.get(body);
        if (all === undefined) found.set(body, (all = findLoops(body)));
        return all.filter((loop) => loop.blocks.has(instruction.block)).map((loop) => describeLoop(loop, body));
      },
    };
  },
};

function loopOf(natural: NaturalLoop, body: Body, sizes: Extents): Loop {
  const { tree } = body.file;
  const at = natural.statement ?? terminator(natural.head).node;
  return { at: tree.node(at), natural, trips: tripsOf(natural, body, sizes), accepts: acceptedFrom(natural, body) };
}

/** What the loop's head says, unless the body leaves after a number of turns that is bounded. */
function tripsOf(loop: NaturalLoop, body: Body, sizes: Extents): Trips {
  const head = headTrips(loop, body, sizes);
  if (head.by === 'constant' || head.by === 'configuration') return head;
  for (const block of loop.blocks) {
    const control = terminator(block);
    if (block === loop.head || control.op !== 'if' || block.succs.every((succ) => loop.blocks.has(succ))) continue;
    const bound = exitBound(control.args[0], loop, body, sizes);
    if (bound !== undefined) return bound;
  }
  return head;
}

/** `if i == 5 { break }`: the turn's number compared with something bounded. */
function exitBound(condition: Value, loop: NaturalLoop, body: Body, sizes: Extents): Trips | undefined {
  if (condition.op !== 'binary' || !comparisons.has(condition.operator)) return undefined;
  const [left, right] = condition.args;
  const counter = [left, right].find((side) => countsTurns(side, loop));
  if (counter === undefined) return undefined;
  const extent = sizes.ofNumber(counter === left ? right : left, body);
  return extent.by === 'constant' || extent.by === 'configuration' ? extent : undefined;
}

/** A range's index, or a variable that goes up on the way round. */
function countsTurns(value: Value, loop: NaturalLoop): boolean {
  if (value.op === 'extract') return value.index === 1 && value.args[0].op === 'next' && isIndexed(value.args[0].form);
  if (value.op !== 'phi' || value.block !== loop.head) return false;
  return value.args.some((arg) => arg.op === 'binary' && arg.args.includes(value));
}

function isIndexed(form: RangeForm): boolean {
  return form === 'slice' || form === 'array' || form === 'integer';
}

const comparisons = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq, Kind.Eql, Kind.Neq]);

function headTrips(loop: NaturalLoop, body: Body, sizes: Extents): Trips {
  if (loop.statement === undefined) return { by: 'endless' };
  const view = forStatement(body.file.tree, loop.statement);
  if (view.form === 'endless' || (view.form === 'clause' && view.condition === NONE)) return { by: 'endless' };
  if (view.form === 'range') return rangeTrips(loop, body, sizes);
  const control = terminator(loop.head);
  if (control.op !== 'if') return { by: 'unknown' };
  return conditionTrips(control.args[0], body, sizes);
}

function rangeTrips(loop: NaturalLoop, body: Body, sizes: Extents): Trips {
  const next = loop.head.instructions.find((instruction) => instruction.op === 'next' || instruction.op === 'receive');
  if (next === undefined) return { by: 'unknown' };
  const [over] = next.args;
  if (next.op === 'receive') return { by: 'data', of: describe(next, body) };
  if (next.op !== 'next') return { by: 'unknown' };
  if (next.form === 'integer') {
    const extent = sizes.ofNumber(over, body);
    return extent.by === 'data' ? { by: 'data', of: describe(next, body) } : extent;
  }
  const array = body.types.underlying(body.types.of(body.file, next.node));
  const length = array.kind === 'pointer' ? body.types.underlying(array.elem) : array;
  if (length.kind === 'array' && length.length !== undefined) return { by: 'constant', most: BigInt(length.length) };
  if (next.form === 'function' || next.form === 'unknown') return { by: 'data', of: describe(next, body) };
  const extent = sizes.ofCollection(over, body);
  return extent.by === 'data' ? { by: 'data', of: describe(next, body) } : extent;
}

const upwards = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Neq]);

/** `i < n` counts to n; a scanner, a cursor, a queue that is asked whether there is more is data. */
function conditionTrips(condition: Value, body: Body, sizes: Extents): Trips {
  if (condition.op === 'binary') {
    const [left, right] = condition.args;
    // A cursor that walks a list, an error that ends a stream.
    if ([left, right].some((side) => side.op === 'const' && side.nil))
      return { by: 'data', of: describe(condition, body) };
    const bound = upwards.has(condition.operator) ? right : left;
    const counter = upwards.has(condition.operator) ? left : right;
    const decides = counter.op === 'phi' || bound.op !== 'const' ? bound : counter;
    const extent = sizes.ofNumber(decides, body);
    return extent.by === 'data' ? { by: 'data', of: operandText(condition.node, decides === right, body) } : extent;
  }
  if (condition.op === 'call') return { by: 'data', of: describe(condition, body) };
  return { by: 'unknown' };
}

/** An operand of a comparison as the loop writes it. */
function operandText(comparison: NodeIndex, right: boolean, body: Body): string {
  const { tree } = body.file;
  return tree.text(tree.child(comparison, right ? Field.Right : Field.Left));
}

function acceptedFrom(loop: NaturalLoop, body: Body): string | undefined {
  for (const block of loop.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.op !== 'call' || instruction.callee.kind === 'builtin' || instruction.callee.kind === 'dynamic')
        continue;
      if (acceptCalls.has(instruction.callee.name)) return describe(instruction, body);
    }
  }
  return undefined;
}
