import type { Call, InstructionOf, Value } from '../../flow/ssa.js';
import { type Part, partialReads, searches } from '../../knowledge/pieces.js';
import { Kind } from '../../syntax/kinds.js';

// What the bounds of a slice expression say about how much of its operand it is.

/** Where a bound lies in the array that is cut. */
type Bound =
  /** At a constant distance from the beginning. */
  | { readonly at: 'start'; readonly distance: number }
  /** At a constant distance from the end. */
  | { readonly at: 'end'; readonly distance: number }
  /** The first, or the last, place at which something is. */
  | { readonly at: 'first' | 'last' }
  /** As far as a Read came. */
  | { readonly at: 'read' }
  /** The given fraction of the length. */
  | { readonly at: 'fraction'; readonly of: number }
  /** Where a parameter says. */
  | { readonly at: 'argument' }
  | { readonly at: 'unknown' };

const somewhere: Bound = { at: 'unknown' };

/** A piece up to this fraction of the whole is small. */
const SMALL_FRACTION = 4;

/** Of a whole of unknown size, a piece is small if it is smaller than what counts as a large whole. */
export const LARGE = 32 << 10;

/** The array that is cut, as far as its size is known: in elements, and one element in bytes. */
export interface Extents {
  readonly count: number | undefined;
  readonly element: number;
}

/** `consumed` says that a loop cuts the operand down from its beginning, so that a piece of it is followed by others. */
export function partOfSlice(slice: InstructionOf<'slice'>, extents: Extents, consumed: boolean): Part {
  const base = slice.args[0];
  const low: Bound = slice.low === undefined ? { at: 'start', distance: 0 } : boundOf(slice.low, base);
  const high: Bound = slice.high === undefined ? { at: 'end', distance: 0 } : boundOf(slice.high, base);
  switch (high.at) {
    case 'end':
      return partUpToEnd(low, extents);
    case 'start':
      if (high.distance === 0) return 'all'; // empty on purpose, for its room
      return isSmall(high.distance - (low.at === 'start' ? low.distance : 0), extents) ? 'small' : 'all';
    case 'first':
      return 'small';
    case 'read':
      return extents.count === undefined ? 'all' : 'small';
    case 'fraction':
      return high.of >= SMALL_FRACTION ? 'small' : 'all';
    case 'argument':
      return low.at === 'end' ? 'all' : 'small';
    default:
      // From one place that the data names to another. From a constant on, it may be everything behind a header.
      return consumed || low.at === 'unknown' || low.at === 'argument' || low.at === 'first' ? 'small' : 'all';
  }
}

/** The first n elements. */
export function partOfFirst(count: Value, base: Value, extents: Extents): Part {
  const bound = boundOf(count, base);
  return bound.at === 'start' && bound.distance > 0 && isSmall(bound.distance, extents) ? 'small' : 'all';
}

function partUpToEnd(low: Bound, extents: Extents): Part {
  if (low.at === 'end') return isSmall(low.distance, extents) ? 'small' : 'all';
  if (low.at === 'start' && extents.count !== undefined)
    return isSmall(extents.count - low.distance, extents) ? 'small' : 'all';
  return low.at === 'last' ? 'small' : 'all';
}

function isSmall(elements: number, { count, element }: Extents): boolean {
  return count === undefined ? elements * element < LARGE : elements * SMALL_FRACTION <= count;
}

function boundOf(value: Value, base: Value, busy: ReadonlySet<Value> = new Set()): Bound {
  if (busy.has(value)) return somewhere;
  const on = (part: Value) => boundOf(part, base, new Set([...busy, value]));
  switch (value.op) {
    case 'const':
      return typeof value.value === 'bigint' ? { at: 'start', distance: Number(value.value) } : somewhere;
    case 'param':
      return { at: 'argument' };
    case 'convert':
      return on(value.args[0]);
    case 'phi':
      return joinBounds(value.args.filter((arg) => arg !== value && !busy.has(arg)).map(on));
    case 'binary':
      return arithmetic(value, on);
    case 'extract':
      return value.index === 0 && value.args[0].op === 'call' ? ofCall(value.args[0], base, on) : somewhere;
    case 'call':
      return ofCall(value, base, on);
    default:
      return somewhere;
  }
}

function arithmetic({ operator, args }: InstructionOf<'binary'>, on: (value: Value) => Bound): Bound {
  const left = on(args[0]);
  const right = on(args[1]);
  if (operator === Kind.Quo && left.at === 'end' && right.at === 'start') return { at: 'fraction', of: right.distance };
  if (operator !== Kind.Add && operator !== Kind.Sub) return somewhere;
  const sign = operator === Kind.Add ? 1 : -1;
  if (right.at === 'start') return shifted(left, sign * right.distance);
  return left.at === 'start' && operator === Kind.Add ? shifted(right, left.distance) : somewhere;
}

function shifted(bound: Bound, by: number): Bound {
  if (bound.at === 'start') return { at: 'start', distance: bound.distance + by };
  if (bound.at === 'end') return { at: 'end', distance: bound.distance - by };
  return bound.at === 'first' || bound.at === 'last' ? bound : somewhere;
}

function ofCall(call: Call, base: Value, on: (value: Value) => Bound): Bound {
  const { callee, args } = call;
  if (callee.kind === 'builtin') {
    if (callee.name === 'len') return sameArray(args[0], base) ? { at: 'end', distance: 0 } : somewhere;
    if (callee.name === 'min') return smallestOf(args.map(on));
    return somewhere;
  }
  if (callee.kind !== 'static' && callee.kind !== 'interface') return somewhere;
  const searched = searches.get(callee.name);
  if (searched !== undefined) return sameArray(searchedIn(args[0]), base) ? { at: searched } : somewhere;
  const buffer = partialReads.get(callee.name);
  if (buffer !== undefined && args[buffer] !== undefined) return { at: 'read' };
  // The stack of one goroutine is short; those of all are not.
  if (callee.name === 'runtime.Stack' && args[1]?.op === 'const' && args[1].value === false) return { at: 'read' };
  return somewhere;
}

function smallestOf(bounds: readonly Bound[]): Bound {
  const constants = bounds.flatMap((bound) => (bound.at === 'start' ? [bound.distance] : []));
  return constants.length === 0 ? somewhere : { at: 'start', distance: Math.min(...constants) };
}

function joinBounds(bounds: readonly Bound[]): Bound {
  const ends = bounds.filter((bound) => bound.at === 'end');
  // Counted down from the end, as trimming does.
  if (ends.length > 0) return ends[0];
  const [first, ...rest] = bounds;
  if (first === undefined || rest.some((bound) => bound.at !== first.at)) return somewhere;
  if (first.at !== 'start') return first;
  // Counted up from a constant: how far is not to be seen.
  return rest.every((bound) => bound.at === 'start' && bound.distance === first.distance) ? first : somewhere;
}

/** Without what is skipped before the search begins. */
function searchedIn(value: Value): Value {
  const constant = value.op === 'slice' && value.high === undefined && value.low?.op === 'const';
  return constant ? value.args[0] : value;
}

/** Whether two values are one array, seen from its beginning to its end. */
function sameArray(a: Value, b: Value): boolean {
  if (a === b) return true;
  const [x, y] = [unwrapped(a), unwrapped(b)];
  if (x === y) return true;
  return x.op === 'load' && y.op === 'load' && (x.args[0] === y.args[0] || sameField(x.args[0], y.args[0]));
}

function sameField(a: Value, b: Value): boolean {
  return a.op === 'fieldaddr' && b.op === 'fieldaddr' && a.name === b.name && sameArray(a.args[0], b.args[0]);
}

function unwrapped(value: Value): Value {
  return value.op === 'convert' && value.args.length === 1 ? unwrapped(value.args[0]) : value;
}
