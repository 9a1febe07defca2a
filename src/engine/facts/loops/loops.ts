import { loopsIn, type Loop as NaturalLoop } from '../../flow/loops.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  isCall,
  type RangeForm,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { iterators } from '../../knowledge/callbacks.js';
import { forStatement, unparen } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode } from '../../syntax/tree.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { type Accepts, accepts } from '../goroutines/accepts.js';
import { isComponent } from './components.js';
import { constant, describe, type Extent, smallest } from './extent.js';
import { type Extents, extents } from './extents.js';

/** What decides how often a loop's body runs. */
export type Trips =
  | Extent
  /** Nothing in the loop's head: it runs until something in its body leaves it. */
  | { readonly by: 'endless' };

/** Blocks that are gone through once for each turn; without a head, once for each call of the body. */
export interface Region {
  readonly body: Body;
  readonly blocks: ReadonlySet<Block>;
  readonly head: Block | undefined;
}

/** Where something stands in a body: itself, or what runs the literal that it stands in. */
export interface Site {
  readonly instruction: Instruction;
  readonly body: Body;
}

/** A loop around something, as rules see it: a for statement, a goto, a callback that is called once for each element. */
export interface Loop extends Region {
  /** The for statement's head; of a goto loop, where it begins; of a callback, the call that calls it back. */
  readonly at: SyntaxNode;
  readonly trips: Trips;
  /** What its body takes incoming connections from, as the source writes it; undefined when it takes none. */
  readonly accepts: string | undefined;
  /** From what is asked about outwards to what stands for it in the loop itself. */
  readonly sites: readonly Site[];
}

export interface Loops {
  /** The loops around an instruction, innermost first; a literal that is called on the spot is part of what is around it. */
  around(instruction: Instruction, body: Body): readonly Loop[];
  /** From an instruction outwards, through literals that run where they stand. */
  sites(instruction: Instruction, body: Body): readonly Site[];
}

export const loops: Fact<Loops> = {
  name: 'loops',
  compute(_pkg, store) {
    const finder = new LoopFinder(store);
    return {
      around: (instruction, body) => finder.around([{ instruction, body }]),
      sites: (instruction, body) => finder.sites({ instruction, body }),
    };
  },
};

/** The whole of a body: what one call of it goes through. */
export function wholeOf(body: Body): Region {
  return { body, blocks: new Set(body.blocks), head: undefined };
}

/** `func() { … }()`: the literal is part of what is around it. */
export function runsOnTheSpot({ callee, node }: Call, body: Body): boolean {
  if (callee.kind !== 'dynamic' || callee.value.op !== 'closure') return false;
  return node < callee.value.func && callee.value.func < body.file.tree.skip(node);
}

class LoopFinder {
  readonly #store: FactStore;
  readonly #extents: Extents;
  readonly #accepts: Accepts;

  constructor(store: FactStore) {
    this.#store = store;
    this.#extents = store.get(extents);
    this.#accepts = store.get(accepts);
  }

  around(sites: readonly Site[]): Loop[] {
    const { instruction, body } = sites[sites.length - 1];
    const inside = loopsIn(body)
      .filter((loop) => loop.blocks.has(instruction.block))
      .map((natural) => this.#describe(natural, sites));
    const runner = this.#runner(body);
    if (runner === undefined || sites.length > MAX_LITERALS) return inside;
    const callback = this.#callback(runner, sites);
    return [...inside, ...(callback === undefined ? [] : [callback]), ...this.around([...sites, runner])];
  }

  sites(site: Site): Site[] {
    const found = [site];
    for (let at = this.#runner(site.body); at !== undefined && found.length <= MAX_LITERALS; at = this.#runner(at.body))
      found.push(at);
    return found;
  }

  /** What runs a literal where it stands: its only call, or the iteration that it is passed to. */
  #runner(body: Body): Site | undefined {
    const { outer } = body;
    if (outer === undefined) return undefined;
    const edges = this.#store.pkg.calls.edgesTo(body);
    if (edges.length !== 1 || edges[0].body !== outer) return undefined;
    const [{ call, how }] = edges;
    if (how === 'spawn') return undefined;
    const iterates = how === 'passed' && isIteration(call.callee);
    return runsOnTheSpot(call, outer) || iterates ? { instruction: call, body: outer } : undefined;
  }

  #callback({ instruction, body }: Site, sites: readonly Site[]): Loop | undefined {
    if (!isCall(instruction) || !isIteration(instruction.callee)) return undefined;
    const literal = sites[sites.length - 1].body;
    const of = describe(instruction, body).replace(/\(.*$/, '');
    const at = body.file.tree.node(instruction.node);
    return { ...wholeOf(literal), at, trips: { by: 'data', of: `what ${of} finds` }, accepts: undefined, sites };
  }

  #describe(natural: NaturalLoop, sites: readonly Site[]): Loop {
    const { body } = sites[sites.length - 1];
    const at = natural.statement ?? terminator(natural.head).node;
    return {
      at: body.file.tree.node(at),
      body,
      blocks: natural.blocks,
      head: natural.head,
      trips: tripsOf(natural, body, this.#extents),
      accepts: this.#accepts.in(natural.blocks, body),
      sites,
    };
  }
}

/** Literals in literals, deeper than anybody writes. */
const MAX_LITERALS = 6;

function isIteration(callee: { readonly kind: string; readonly name?: string }): boolean {
  return callee.kind === 'static' && callee.name !== undefined && iterators.has(callee.name);
}

/** What the loop's head says, unless the body leaves after a number of turns that is bounded. */
function tripsOf(loop: NaturalLoop, body: Body, sizes: Extents): Trips {
  const head = headTrips(loop, body, sizes);
  if (head.by === 'constant' || head.by === 'configuration') return head;
  for (const block of loop.blocks) {
    const control = terminator(block);
    const isCondition = block === loop.head && loop.statement !== undefined;
    if (isCondition || control.op !== 'if' || block.succs.every((succ) => loop.blocks.has(succ))) continue;
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
  const extent = sizes.ofNumber(counter === left ? right : left, body, { block: loop.head });
  return extent.by === 'data' || extent.by === 'unknown' ? undefined : extent;
}

/** A range's index, or a variable that goes up on the way round. */
export function countsTurns(value: Value, loop: { readonly head: Block | undefined }): boolean {
  if (value.op === 'extract') return value.index === 1 && value.args[0].op === 'next' && isIndexed(value.args[0].form);
  if (value.op === 'binary') return value.args.some((arg) => arg.op !== 'binary' && countsTurns(arg, loop));
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
  // `for true`: a constant is no branch.
  return control.op === 'if' ? conditionTrips(control.args[0], loop, body, sizes) : { by: 'endless' };
}

function rangeTrips(loop: NaturalLoop, body: Body, sizes: Extents): Trips {
  const point = { block: loop.head };
  const next = loop.head.instructions.find((instruction) => instruction.op === 'next' || instruction.op === 'receive');
  if (next === undefined) return { by: 'unknown' };
  const [over] = next.args;
  if (next.op === 'receive') return { by: 'data', of: describe(next, body), received: true };
  if (next.op !== 'next') return { by: 'unknown' };
  const named = (extent: Extent): Extent =>
    extent.by === 'data' || extent.by === 'setting' ? { ...extent, of: describe(next, body) } : extent;
  if (next.form === 'integer') return named(sizes.ofNumber(over, body, point));
  const array = body.types.underlying(body.types.of(body.file, next.node));
  const length = array.kind === 'pointer' ? body.types.underlying(array.elem) : array;
  if (length.kind === 'array' && length.length !== undefined) return { by: 'constant', most: BigInt(length.length) };
  const type = body.types.underlying(typeOfValue(over, body));
  const extent = sizes.ofCollection(over, body, point);
  if (type.kind === 'map' && isByte(type.key, body)) return named(smallest([extent, constant(BYTES)]));
  const held = extent.by === 'data' && extent.received !== true && holdsComponents(type, body);
  return named(held ? { ...extent, held } : extent);
}

/** `len(conns) > 0`. */
function measuresComponents(sides: readonly Value[], body: Body): boolean {
  return sides.some(
    (side) =>
      side.op === 'call' &&
      side.callee.kind === 'builtin' &&
      side.callee.name === 'len' &&
      holdsComponents(body.types.underlying(typeOfValue(side.args[0], body)), body),
  );
}

/** As many as a byte has values. */
const BYTES = 256;

function isByte(key: Type, { types }: Body): boolean {
  const under = types.underlying(key);
  return under.kind === 'basic' && (under.name === 'uint8' || under.name === 'int8' || under.name === 'bool');
}

/** Whether a collection's elements are parts of the program, which are in memory for as long as they live. */
function holdsComponents(collection: Type, { types }: Body): boolean {
  const elem = collection.kind === 'map' || collection.kind === 'slice' ? collection.elem : undefined;
  return elem !== undefined && isComponent(elem, types);
}

const upwards = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Neq]);

/** `i < n` counts to n; a scanner, a cursor, a queue that is asked whether there is more is data. */
function conditionTrips(condition: Value, loop: NaturalLoop, body: Body, sizes: Extents): Trips {
  if (condition.op === 'call') return { by: 'data', of: describe(condition, body) };
  if (condition.op !== 'binary') return { by: 'endless' };
  const [left, right] = condition.args;
  const changes = [left, right].some((side) => variesIn(loop, side));
  if (!changes) return { by: 'endless' };
  if ([left, right].some((side) => strides(side, loop))) return { by: 'unknown' };
  const list = walkedList(condition.args, loop, body);
  if (list !== undefined) return list;
  const bound = upwards.has(condition.operator) ? right : left;
  const counter = upwards.has(condition.operator) ? left : right;
  const decides = counter.op === 'phi' || bound.op !== 'const' ? bound : counter;
  const extent = sizes.ofNumber(decides, body, { block: loop.head });
  if (extent.by !== 'data' && extent.by !== 'setting') return extent;
  const written = operand(condition.node, decides === right, body);
  // `len(xs)` written in the condition is each of xs; the length in a variable goes by the variable's name.
  const isLength = decides.op === 'call' && decides.node === written;
  const named = isLength ? extent : { ...extent, of: body.file.tree.text(written) };
  return measuresComponents([left, right], body) && named.by === 'data' && named.received !== true
    ? { ...named, held: true }
    : named;
}

/** Whether an operand of the condition counts or moves on: a variable of the loop, the length of one. */
function variesIn(loop: NaturalLoop, value: Value): boolean {
  if (value.op === 'phi') return loop.blocks.has(value.block);
  if (value.op === 'call') return value.callee.kind === 'builtin' && value.args.some((arg) => variesIn(loop, arg));
  if (value.op === 'binary' || value.op === 'convert') return value.args.some((arg) => variesIn(loop, arg));
  return value.op === 'load';
}

/** `i += size`: how often the loop turns depends on a size that is not written there. */
function strides(value: Value, loop: NaturalLoop): boolean {
  if (value.op !== 'phi' || value.block !== loop.head) return false;
  return value.args.some(
    (arg) =>
      arg.op === 'binary' && arg.args.includes(value) && arg.args.every((one) => one === value || one.op !== 'const'),
  );
}

/** `for n := head; n != nil; n = n.next`: as long as the list. */
function walkedList([left, right]: readonly Value[], loop: NaturalLoop, body: Body): Trips | undefined {
  if (left.op !== 'phi' || right.op !== 'const' || !right.nil) return undefined;
  const outside = left.args.find((_, i) => !loop.blocks.has(left.block.preds[i]));
  return { by: 'data', of: outside === undefined ? describe(left, body) : `the list from ${describe(outside, body)}` };
}

/** An operand of a comparison. */
function operand(comparison: NodeIndex, right: boolean, { file: { tree } }: Body): NodeIndex {
  return unparen(tree, tree.child(comparison, right ? Field.Right : Field.Left));
}
