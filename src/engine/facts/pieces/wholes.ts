import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Known } from '../../knowledge/known.js';
import { bufferedReaders, type Filler, fillers, smallFiles, wholeSources } from '../../knowledge/wholes.js';
import { call } from '../../syntax/go.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { sizeOf } from '../../types/sizes.js';
import type { Type } from '../../types/type.js';
import { LARGE } from './bounds.js';

/** A large array or string, where it comes into being. */
export interface Whole {
  /**
   * `input` is as long as what was read; `array` has a size that can be seen; `decoded` has as many elements as the
   * input says, mostly few; `record` is one of many lines; `mapping` is no memory of Go's; `shared` is the buffer of a
   * reader, which is overwritten with what is read next.
   */
  readonly holds: 'input' | 'array' | 'decoded' | 'record' | 'mapping' | 'shared';
  /** In bytes. */
  readonly size: number | undefined;
  /** The parameter of the function at hand that gives the number of elements, and the bytes of one. */
  readonly sizedBy?: { readonly parameter: number; readonly element: number };
  /** What makes it, as the source writes it: `os.ReadFile`, `make`, `page`. */
  readonly source: string;
  /** Where. */
  readonly at: SyntaxNode;
  /** What stands for it in its body, and is one for each of them. */
  readonly made: Value;
  readonly text: boolean;
}

/** The large array that a value is the first to stand for; undefined when it is none. */
export function wholeMadeBy(value: Value, body: Body, known: Known): Whole | undefined {
  switch (value.op) {
    case 'call':
      return callWhole(value, body, known);
    case 'extract':
      return value.index === 0 && value.args[0].op === 'call' ? callWhole(value.args[0], body, known) : undefined;
    case 'make':
      return madeSlice(value, body);
    case 'alloc':
      return allocated(value, body) ?? filled(value, body, known);
    case 'load':
      return decoded(value, body);
    default:
      return undefined;
  }
}

function callWhole(made: Call, body: Body, known: Known): Whole | undefined {
  if (made.callee.kind !== 'static' && made.callee.kind !== 'interface') return filled(made, body, known);
  const source = wholeSources.get(made.callee.name);
  if (source === undefined)
    return bufferedReaders.has(made.callee.name) ? bufferOf(made, body, known) : filled(made, body, known);
  if (source.path !== undefined && isSmallFile(made.args[source.path])) return undefined;
  if (source.reader !== undefined && isLimited(made.args[source.reader], body, known)) return undefined;
  return {
    holds: source.holds,
    size: undefined,
    source: calleeText(made, body),
    at: nodeAt(made, body),
    made,
    text: source.holds === 'record',
  };
}

function isSmallFile(path: Value | undefined): boolean {
  return path?.op === 'const' && typeof path.value === 'string' && smallFiles.test(path.value);
}

/** Whether a reader ends early: at a limit that is small, or whose size cannot be seen. */
function isLimited(reader: Value | undefined, body: Body, known: Known, seen: ReadonlySet<Value> = new Set()): boolean {
  // A field may be set to a reader of what it was before.
  if (reader === undefined || seen.has(reader)) return false;
  const asked = new Set([...seen, reader]);
  if (reader.op === 'call' && reader.callee.kind === 'static') {
    const limits = known.readLimits.get(reader.callee.name);
    if (limits === undefined) return false;
    const limit = limits.limit === undefined ? undefined : constantOf(reader.args[limits.limit]);
    return limit === undefined || limit < LARGE || isLimited(reader.args[limits.reader], body, known, asked);
  }
  // `r.Body = http.MaxBytesReader(w, r.Body, n)`
  if (reader.op !== 'load' || reader.args[0].op !== 'fieldaddr') return false;
  const { field } = reader.args[0];
  return [...instructions(body)].some(
    (one) =>
      one.op === 'store' &&
      one.args[0].op === 'fieldaddr' &&
      one.args[0].field === field &&
      one.args[1].op === 'call' &&
      isLimited(one.args[1], body, known, asked),
  );
}

function madeSlice(make: Value & { readonly op: 'make'; readonly type: Type }, body: Body): Whole | undefined {
  const under = body.types.underlying(make.type);
  if (under.kind !== 'slice' || make.args.length === 0) return undefined;
  const element = sizeOf(body.types, under.elem);
  if (element === undefined) return undefined;
  const count = make.args[make.args.length - 1];
  const whole = { holds: 'array', source: 'make', at: nodeAt(make, body), made: make, text: false } as const;
  if (count.op === 'param') return { ...whole, size: undefined, sizedBy: { parameter: count.index, element } };
  const least = leastConstant(count);
  return least === undefined || least * element < LARGE ? undefined : { ...whole, size: least * element };
}

/** The least of the constants that a number can be; undefined when it can be something else. */
function leastConstant(value: Value): number | undefined {
  if (value.op !== 'phi') return constantOf(value);
  const all = value.args.map(constantOf);
  return all.includes(undefined) ? undefined : Math.min(...(all as number[]));
}

/** The array of a bufio.Reader or Scanner: large if it was made so, and overwritten in any case. */
function bufferOf(made: Call, body: Body, known: Known): Whole {
  const argument = 'name' in made.callee ? bufferedReaders.get(made.callee.name) : undefined;
  const size = argument === undefined ? undefined : constantOf(made.args[argument]);
  const given = size === undefined ? filled(made, body, known) : undefined;
  if (given !== undefined) return given;
  const large = size !== undefined && size >= LARGE;
  return {
    holds: large ? 'array' : 'shared',
    size: large ? size : undefined,
    source: calleeText(made, body),
    at: nodeAt(made, body),
    made,
    text: false,
  };
}

/** A variable, or `new(T)`, of a type that is large by itself. */
function allocated(alloc: Value & { readonly op: 'alloc' }, body: Body): Whole | undefined {
  const pointer = typeOfValue(alloc, body);
  if (pointer.kind !== 'pointer') return undefined;
  const size = sizeOf(body.types, pointer.elem);
  if (size === undefined || size < LARGE) return undefined;
  const source = pointer.elem.kind === 'named' ? pointer.elem.symbol.name : 'array';
  return { holds: 'array', size, source, at: nodeAt(alloc, body), made: alloc, text: false };
}

interface Fill {
  readonly call: Call;
  readonly filler: Filler;
}

const fillsByBody = new WeakMap<Body, ReadonlyMap<Value, readonly Fill[]>>();

/** The calls in a body that fill a buffer. */
function fillsOf(buffer: Value, body: Body): readonly Fill[] {
  let fills = fillsByBody.get(body);
  if (fills === undefined) fillsByBody.set(body, (fills = collectFills(body)));
  return fills.get(buffer) ?? [];
}

function collectFills(body: Body): Map<Value, Fill[]> {
  const found = new Map<Value, Fill[]>();
  for (const one of instructions(body)) {
    const filler = one.op === 'call' && 'name' in one.callee ? fillers.get(one.callee.name) : undefined;
    if (one.op !== 'call' || filler === undefined) continue;
    const buffer = one.args[filler.buffer];
    found.set(buffer, [...(found.get(buffer) ?? []), { call: one, filler }]);
  }
  return found;
}

/** A buffer that a call in the same body makes large. */
function filled(buffer: Value, body: Body, known: Known): Whole | undefined {
  for (const { call: one, filler } of fillsOf(buffer, body)) {
    if (filler.decodes) continue;
    const whole = { source: calleeText(one, body), at: nodeAt(one, body), made: buffer, text: isBuilder(buffer, body) };
    if (filler.reader !== undefined) {
      if (isBufferLike(buffer, body) && !isLimited(one.args[filler.reader], body, known))
        return { ...whole, holds: 'input', size: undefined };
    } else if (filler.room !== undefined) {
      const room = constantOf(one.args[filler.room]);
      if (room !== undefined && room >= LARGE) return { ...whole, holds: 'array', size: room };
    } else if (filler.array !== undefined) {
      const array = wholeMadeBy(one.args[filler.array], body, known);
      if (array?.size !== undefined) return { ...array, made: buffer };
    }
  }
  return undefined;
}

const growing = new Set(['bytes.Buffer', 'strings.Builder']);

function isBufferLike(buffer: Value, body: Body): boolean {
  return growing.has(nameOfPointee(buffer, body));
}

function isBuilder(buffer: Value, body: Body): boolean {
  return nameOfPointee(buffer, body) === 'strings.Builder';
}

function nameOfPointee(value: Value, body: Body): string {
  const type = typeOfValue(value, body);
  const elem = type.kind === 'pointer' ? type.elem : type;
  return elem.kind === 'named' ? `${elem.symbol.pkg?.path ?? ''}.${elem.symbol.name}` : '';
}

/** A slice variable that a decoder filled. */
function decoded(load: Value & { readonly op: 'load' }, body: Body): Whole | undefined {
  const [cell] = load.args;
  if (cell.op !== 'alloc' || body.types.underlying(typeOfValue(load, body)).kind !== 'slice') return undefined;
  const fill = fillsOf(cell, body).find(({ filler }) => filler.decodes);
  if (fill === undefined) return undefined;
  const { call: one } = fill;
  const at = nodeAt(one, body);
  return { holds: 'decoded', size: undefined, source: calleeText(one, body), at, made: cell, text: false };
}

export function constantOf(value: Value | undefined): number | undefined {
  return value?.op === 'const' && typeof value.value === 'bigint' ? Number(value.value) : undefined;
}

/** What is called, as the source writes it. */
export function calleeText(made: Call, body: Body): string {
  const { tree } = body.file;
  return tree.text(call(tree, made.node).callee).replace(/\s+/g, ' ');
}

export function nodeAt(value: Value | Instruction, body: Body): SyntaxNode {
  return body.file.tree.node(value.node);
}
