import { type Block, type Body, terminator, type Value } from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import type { Fact } from '../fact.js';
import { type Origins, origins } from '../memory/origins.js';
import { dominance } from './dominance.js';

/** Where control has got to: into a block, or along an edge to it. */
export interface Point {
  readonly block: Block;
  /** The predecessor that it comes from. */
  readonly from?: Block;
}

/** What the conditions on the way say about sizes. */
export interface Guards {
  /** The numbers that a number is not larger than. */
  atMost(value: Value, point: Point, body: Body): readonly Value[];
  /** Whether a number, or a sum or product that it is part of, is not larger than something else. */
  atMostWithin(value: Value, point: Point, body: Body): boolean;
  /** The numbers that a collection has no more elements than. */
  lengthAtMost(collection: Value, point: Point, body: Body): readonly Value[];
  /** Whether a number, or the length of a collection, has been compared with something on the way. */
  compared(value: Value, point: Point, body: Body): boolean;
  lengthCompared(collection: Value, point: Point, body: Body): boolean;
}

/** `small <= large`, wherever control has passed into `inside`. */
interface Ordered {
  readonly small: Value;
  readonly large: Value;
  readonly inside: Block;
  readonly from: Block;
}

export const guards: Fact<Guards> = {
  name: 'guards',
  compute(_pkg, store) {
    const dominators = store.get(dominance);
    const origin = store.get(origins);
    const known = new Map<Body, readonly Ordered[]>();
    const holding = (point: Point, body: Body): readonly Ordered[] => {
      let all = known.get(body);
      if (all === undefined) known.set(body, (all = body.blocks.flatMap(orderedBehind)));
      const { block, from = block } = point;
      return all.filter(
        (one) =>
          (one.inside === block && one.from === point.from) ||
          (one.inside.preds.length === 1 && dominators.of(body).dominates(one.inside, from)),
      );
    };
    const sides = (point: Point, body: Body) => holding(point, body).flatMap(({ small, large }) => [small, large]);
    return {
      compared: (value, point, body) => sides(point, body).some((side) => sameNumber(side, value, origin)),
      lengthCompared: (value, point, body) => sides(point, body).some((side) => isLengthOf(side, value, origin)),
      atMost: (value, point, body) =>
        holding(point, body)
          .filter(({ small }) => sameNumber(small, value, origin))
          .map(({ large }) => large),
      atMostWithin: (value, point, body) =>
        holding(point, body).some(({ small, large }) => isPart(value, small, origin) && !isZero(large)),
      lengthAtMost: (collection, point, body) =>
        holding(point, body)
          .filter(({ small }) => isLengthOf(small, collection, origin))
          .map(({ large }) => large),
    };
  },
};

/** What a branch says on its two sides. */
function orderedBehind(block: Block): Ordered[] {
  const control = terminator(block);
  const condition = control.op === 'if' ? control.args[0] : undefined;
  if (condition?.op !== 'binary') return [];
  const [yes, no] = block.succs;
  const [left, right] = condition.args;
  const rising = (inside: Block): Ordered => ({ small: left, large: right, inside, from: block });
  const falling = (inside: Block): Ordered => ({ small: right, large: left, inside, from: block });
  switch (condition.operator) {
    case Kind.Lss:
    case Kind.Leq:
      return isCounter(left, block) ? [rising(yes)] : [rising(yes), falling(no)];
    case Kind.Gtr:
    case Kind.Geq:
      return isCounter(right, block) ? [falling(yes)] : [falling(yes), rising(no)];
    case Kind.Eql:
      return [rising(yes), falling(yes)];
    case Kind.Neq:
      return [rising(no), falling(no)];
    default:
      return [];
  }
}

/** Behind `for i < n`, n is no larger than i: that limits nothing, since i has gone up to n. */
function isCounter(value: Value, head: Block): boolean {
  return (
    value.op === 'phi' &&
    value.block === head &&
    value.args.some((arg) => arg.op === 'binary' && arg.args.includes(value))
  );
}

function sameNumber(a: Value, b: Value, origin: Origins): boolean {
  if (origin.same(a, b)) return true;
  return a.op === 'call' && isLengthOf(b, a.args[0], origin) && isLengthOf(a, a.args[0], origin);
}

/** `12 + 8*n`, of n. */
function isPart(value: Value, whole: Value, origin: Origins, depth = 0): boolean {
  if (sameNumber(whole, value, origin)) return true;
  if (depth > MAX_PARTS) return false;
  if (whole.op === 'convert') return isPart(value, whole.args[0], origin, depth + 1);
  return (
    whole.op === 'binary' &&
    growing.has(whole.operator) &&
    whole.args.some((part) => isPart(value, part, origin, depth + 1))
  );
}

const MAX_PARTS = 4;

const growing = new Set<Kind>([Kind.Add, Kind.Mul, Kind.Shl, Kind.Sub]);

function isZero(value: Value): boolean {
  return value.op === 'const' && typeof value.value === 'bigint' && value.value <= 0n;
}

function isLengthOf(value: Value, collection: Value, origin: Origins): boolean {
  return (
    value.op === 'call' &&
    value.callee.kind === 'builtin' &&
    value.callee.name === 'len' &&
    origin.same(value.args[0], collection)
  );
}
