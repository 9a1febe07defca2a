import { isInLoop } from '../../flow/loops.js';
import {
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  type Param,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { type Part, pieceCutters, type Relation, shortWrites } from '../../knowledge/pieces.js';
import { isIdentifier } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import { holdsPointers } from '../../types/pointers.js';
import { sizeOf } from '../../types/sizes.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { type FieldWrites, fieldWrites } from '../memory/field-writes.js';
import type { Summary } from '../summary.js';
import { type Extents, LARGE, partOfFirst, partOfSlice } from './bounds.js';
import { onOneLine, operandNode } from './operands.js';
import { calleeText, constantOf, nodeAt, type Whole, wholeMadeBy } from './wholes.js';

/** A step at which a piece became small: the instruction, and what it cuts. */
export interface Cut {
  readonly by: Instruction;
  readonly base: Value;
}

/** What a value shares the memory of. */
export interface Piece {
  /** A whole that comes into being in sight, or a parameter, whose whole is the caller's to know. */
  readonly of: Whole | Param;
  readonly part: Part;
  /** Of a list of pieces, what one of them is; undefined when the value is a piece itself. */
  readonly each: Part | undefined;
  readonly cuts: readonly Cut[];
  /** The whole, as the source writes it where it is first cut. */
  readonly name: string | undefined;
}

export interface Pieces {
  /** Empty when the value shares memory with nothing large that can be seen. */
  of(value: Value, body: Body): readonly Piece[];
}

export const pieces: Fact<Pieces> = { name: 'pieces', compute: (_pkg, store) => new PieceTracer(store) };

export function isWhole(of: Whole | Param): of is Whole {
  return 'holds' in of;
}

/** What a function's result shares the memory of: plain JSON. */
interface ResultPiece {
  /** The parameter, receiver first. */
  readonly parameter?: number;
  /** A whole that the function made. */
  readonly whole?: Pick<Whole, 'holds' | 'size' | 'sizedBy' | 'text' | 'source'>;
  readonly part: Part;
  readonly each?: Part;
}

/** By result. */
type Results = readonly (readonly ResultPiece[])[];

/** What the results of a function share the memory of. What it cuts out of wholes of its own is its own defect. */
export const resultPieces: Summary<Results> = {
  name: 'result-pieces',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, _callees, store) {
    // What is traced through a call of a function that is still being asked must not be kept.
    const tracer = isRecursive(body, store) ? new PieceTracer(store) : store.get(pieces);
    const results: ResultPiece[][] = [];
    for (const one of instructions(body)) {
      if (one.op !== 'return') continue;
      one.args.forEach((value, i) => {
        results[i] ??= [];
        for (const piece of tracer.of(value, body)) addResult(results[i], resultOf(piece));
      });
    }
    return Array.from(results, (result) => result ?? []);
  },
};

function isRecursive(body: Body, { pkg: { calls } }: FactStore): boolean {
  const component = calls.componentOf(body);
  return calls.edgesFrom(body).some(({ target }) => component.includes(target));
}

function resultOf({ of, part, each }: Piece): ResultPiece | undefined {
  const shape = each === undefined ? { part } : { part, each };
  if (!isWhole(of)) return { parameter: of.index, ...shape };
  if (part !== 'all') return undefined;
  const { holds, size, sizedBy, text, source } = of;
  return {
    whole: sizedBy === undefined ? { holds, size, text, source } : { holds, size, sizedBy, text, source },
    ...shape,
  };
}

function addResult(results: ResultPiece[], found: ResultPiece | undefined): void {
  if (found === undefined) return;
  const key = JSON.stringify(found);
  if (!results.some((one) => JSON.stringify(one) === key)) results.push(found);
}

/** Longer than any chain of definitions that people write. */
const MAX_STEPS = 40;

class PieceTracer implements Pieces {
  readonly #store: FactStore;
  readonly #writes: FieldWrites;
  readonly #known = new Map<Value, readonly Piece[]>();
  /** Values being traced, for loops; an answer that ran into one of them is not kept. */
  readonly #busy = new Set<Value>();
  /** Such answers, for the rest of the question that is being answered: asking again would take exponentially long. */
  readonly #partial = new Map<Value, readonly Piece[]>();
  #incomplete = false;

  constructor(store: FactStore) {
    this.#store = store;
    this.#writes = store.get(fieldWrites);
  }

  of(value: Value, body: Body): readonly Piece[] {
    const known = this.#known.get(value) ?? this.#partial.get(value);
    if (known !== undefined) return known;
    if (this.#busy.has(value) || this.#busy.size > MAX_STEPS) {
      this.#incomplete = true;
      return [];
    }
    const outer = this.#incomplete;
    this.#incomplete = false;
    this.#busy.add(value);
    const found = distinct(this.#trace(value, body));
    this.#busy.delete(value);
    if (this.#busy.size === 0) this.#partial.clear();
    if (!this.#incomplete || this.#busy.size === 0) this.#known.set(value, found);
    else this.#partial.set(value, found);
    this.#incomplete = this.#busy.size > 0 && (this.#incomplete || outer);
    return found;
  }

  #trace(value: Value, body: Body): readonly Piece[] {
    const made = wholeMadeBy(value, body, this.#store.known);
    if (made !== undefined) {
      const each = made.holds === 'record' ? 'small' : undefined;
      return [{ of: made, part: 'all', each, cuts: [], name: undefined }, ...this.#through(value, body)];
    }
    return this.#through(value, body);
  }

  #through(value: Value, body: Body): readonly Piece[] {
    const on = (part: Value) => this.of(part, body);
    switch (value.op) {
      case 'param':
        return holdsPointers(body.types, typeOfValue(value, body))
          ? [{ of: value, part: 'all', each: undefined, cuts: [], name: undefined }]
          : [];
      case 'phi':
        return value.args.flatMap(on);
      case 'assert':
        return on(value.args[0]);
      case 'convert':
        return this.#converted(value, body);
      case 'slice':
        return this.#sliced(value, body);
      case 'call':
        return this.#called(value, 0, body);
      case 'extract':
        return this.#extracted(value, body);
      case 'alloc':
        return value.of === 'variable' ? this.#variable(value, value, body) : [];
      case 'load':
        return this.#loaded(value, body);
      case 'index':
      case 'field':
        return this.#element(value, on(value.args[0]), body);
      case 'fieldaddr':
      case 'indexaddr':
        return this.#inside(value, body);
      case 'binary':
        return this.#concatenated(value, body);
      case 'bound':
        return this.#bound(value, body);
      default:
        return [];
    }
  }

  /** Conversions between strings and slices copy, those to arrays too; all others share. */
  #converted(value: InstructionOf<'convert'>, body: Body): readonly Piece[] {
    const [from] = value.args;
    const to = body.types.underlying(value.type);
    const before = this.of(from, body);
    if (before.length === 0) return before;
    if (to.kind === 'array') return [];
    if (to.kind === 'pointer') {
      const size = sizeOf(body.types, to.elem);
      return size === undefined ? [] : before.map((piece) => this.#within(piece, size, value, from, body));
    }
    if (isText(to) === isText(body.types.underlying(typeOfValue(from, body)))) return before;
    return before.flatMap((piece) => copied(piece, value, isText(to)));
  }

  #sliced(value: InstructionOf<'slice'>, body: Body): readonly Piece[] {
    const [base] = value.args;
    const before = this.of(base, body);
    if (before.length === 0) return before;
    const consumed = isConsumed(base, value);
    return before.map((piece) => {
      const part = partOfSlice(value, extentsOf(piece, base, body), consumed);
      return cut(piece, part, value, base, body);
    });
  }

  #called(call: Call, result: number, body: Body): readonly Piece[] {
    const { callee, args } = call;
    if (callee.kind === 'builtin') return callee.name === 'append' && args.length > 0 ? this.of(args[0], body) : [];
    if (callee.kind === 'unknown') return [];
    const cutter = 'name' in callee ? pieceCutters.get(callee.name) : undefined;
    if (cutter !== undefined) {
      const relation = cutter.results[result];
      const argument = args[cutter.argument];
      if (relation === undefined || argument === undefined) return [];
      return this.#related(relation, call, argument, body);
    }
    return this.#summarised(call, result, body);
  }

  #related(relation: Relation, call: Call, argument: Value, body: Body): readonly Piece[] {
    const { args } = call;
    switch (relation.is) {
      case 'only element':
        return argument.op === 'composite' && argument.args.length === 1 ? this.of(argument.args[0], body) : [];
      case 'repeated':
        return constantOf(args[relation.times]) === 1 ? this.of(argument, body) : [];
      case 'copy':
        return this.of(argument, body).flatMap((piece) =>
          copied(piece, call, isText(body.types.underlying(typeOfValue(call, body)))),
        );
      case 'first':
        return this.of(argument, body).map((piece) =>
          cut(
            piece,
            partOfFirst(args[relation.count], argument, extentsOf(piece, argument, body)),
            call,
            argument,
            body,
          ),
        );
      case 'written':
        return this.of(argument, body).map((piece) =>
          cut(piece, isBarelyFilled(piece, argument, body) ? 'small' : 'all', call, argument, body),
        );
      case 'part':
        return this.of(argument, body).map((piece) => cut(piece, relation.part, call, argument, body));
      case 'pieces':
        return this.of(argument, body).map((piece) => ({
          ...cut(piece, relation.part, call, argument, body),
          each: relation.each,
          name: piece.name ?? nameOf(call, argument, body, true),
        }));
    }
  }

  /** A call into code that is at hand, or was when its package was analysed. */
  #summarised(call: Call, result: number, body: Body): readonly Piece[] {
    const answers = this.#store.summaries.ofCall(resultPieces, call, body, this.#store);
    return answers.flatMap((answer) =>
      (answer[result] ?? []).flatMap((found) => {
        if (found.whole !== undefined) return answers.length > 1 ? [] : wholeReturned(found, found.whole, call, body);
        const argument = found.parameter === undefined ? undefined : call.args[found.parameter];
        if (argument === undefined) return [];
        return this.of(argument, body).map((piece) => {
          const made = cut(piece, found.part, call, argument, body);
          return found.each === undefined ? made : { ...made, each: found.each };
        });
      }),
    );
  }

  #extracted(value: InstructionOf<'extract'>, body: Body): readonly Piece[] {
    const [tuple] = value.args;
    if (tuple.op === 'call') return this.#called(tuple, value.index, body);
    if (tuple.op === 'assert') return value.index === 0 ? this.of(tuple, body) : [];
    if (tuple.op !== 'next') return [];
    // An iterator over pieces yields them first, a list second.
    const yields = tuple.form === 'function' || tuple.form === 'unknown' ? 1 : 2;
    return value.index === yields ? this.#element(value, this.of(tuple.args[0], body), body, tuple.args[0]) : [];
  }

  /** An element or field of a list or struct of pieces. */
  #element(value: Instruction, before: readonly Piece[], body: Body, list = value.args[0]): readonly Piece[] {
    const held = before.filter((piece) => piece.each !== undefined);
    if (held.length === 0 || !holdsPointers(body.types, typeOfValue(value, body))) return [];
    return held.map((piece) => {
      const whole: Piece = { ...piece, each: undefined };
      return cut(whole, isRemainder(list, value) ? 'all' : piece.each!, value, list, body);
    });
  }

  #loaded(value: InstructionOf<'load'>, body: Body): readonly Piece[] {
    const [address] = value.args;
    switch (address.op) {
      case 'alloc':
      case 'freevar':
        return this.#variable(address, value, body);
      case 'indexaddr':
        return this.#element(value, this.of(address.args[0], body), body, address.args[0]);
      case 'fieldaddr':
        return this.#field(address, value, body);
      default:
        return [];
    }
  }

  /** What a variable that lives in a cell can hold where it is read. */
  #variable(cell: InstructionOf<'alloc'> | (Value & { op: 'freevar' }), at: Instruction, body: Body): readonly Piece[] {
    const { symbol } = cell;
    if (symbol === undefined) return [];
    const latest = latestStore(cell, at);
    if (latest !== undefined) return this.of(latest, body);
    const writes = this.#writes.ofVariable(symbol);
    return writes.flatMap((write) => (write.keyed ? [] : this.of(write.value, write.body)));
  }

  /** A field: of a struct of pieces, or of a local struct whose fields are assigned here. */
  #field(address: InstructionOf<'fieldaddr'>, load: InstructionOf<'load'>, body: Body): readonly Piece[] {
    const [struct] = address.args;
    if (struct.op === 'alloc') {
      const latest = latestStore(address, load);
      if (latest !== undefined) return this.of(latest, body);
      return [...instructions(body)].flatMap((one) =>
        one.op === 'store' && sameField(one.args[0], address) ? this.of(one.args[1], body) : [],
      );
    }
    const before = this.of(struct, body).filter((piece) => piece.each !== undefined);
    return this.#element(load, before, body, struct);
  }

  /** A pointer to a field or element: it holds what it points into. */
  #inside(value: InstructionOf<'fieldaddr'> | InstructionOf<'indexaddr'>, body: Body): readonly Piece[] {
    const [base] = value.args;
    const before = this.of(base, body).filter((piece) => piece.each === undefined);
    if (before.length === 0) return before;
    const type = typeOfValue(value, body);
    const size = type.kind === 'pointer' ? sizeOf(body.types, type.elem) : undefined;
    if (size !== undefined) return before.map((piece) => this.#within(piece, size, value, base, body));
    return value.op === 'indexaddr' ? before.map((piece) => cut(piece, 'small', value, base, body)) : [];
  }

  /** A method value holds its receiver, of which the method may need little. */
  #bound(value: InstructionOf<'bound'>, body: Body): readonly Piece[] {
    const symbol = value.callee.kind === 'static' ? value.callee.symbol : undefined;
    const method = symbol && this.#store.pkg.bodyOf(symbol);
    if (method === undefined || value.args.length === 0) return [];
    const before = this.of(value.args[0], body).filter((piece) => piece.each === undefined);
    return before.map((piece) => cut(piece, needsLittle(method) ? 'small' : 'all', value, value.args[0], body));
  }

  /** So many bytes of it. */
  #within(piece: Piece, size: number, by: Instruction, base: Value, body: Body): Piece {
    const whole = wholeSize(piece, base, body);
    const small = whole === undefined ? size < LARGE : size * 4 <= whole;
    return cut(piece, small ? 'small' : 'all', by, base, body);
  }

  /** `s + ""` is s; any other concatenation is a string of its own. */
  #concatenated({ args, operator }: InstructionOf<'binary'>, body: Body): readonly Piece[] {
    if (operator !== Kind.Add) return [];
    const [left, right] = args;
    if (isEmptyText(right)) return this.of(left, body);
    return isEmptyText(left) ? this.of(right, body) : [];
  }
}

/** Whether a method looks at small fields or single elements of its receiver only. */
function needsLittle(method: Body): boolean {
  const [receiver] = method.params;
  const type = method.types.underlying(typeOfValue(receiver, method));
  const whole = type.kind === 'pointer' ? sizeOf(method.types, type.elem) : undefined;
  return usesIn(method)
    .of(receiver)
    .every((use) => {
      if (use.op === 'index' || use.op === 'indexaddr') return true;
      const size = use.op === 'fieldaddr' && use.field !== undefined ? sizeOf(method.types, use.field.type) : undefined;
      return size !== undefined && whole !== undefined && size * 4 <= whole;
    });
}

/** Whether a buffer that was made large gets a few single writes. */
function isBarelyFilled({ of }: Piece, buffer: Value, body: Body): boolean {
  if (!isWhole(of) || of.size === undefined) return false;
  return usesIn(body)
    .of(buffer)
    .every((use) => {
      if (use.op === 'store') return use.args[1].op === 'const'; // its declaration
      return use.op === 'call' && 'name' in use.callee && shortWrites.has(use.callee.name) && !isInLoop(use, body);
    });
}

/** A piece of a piece. */
function cut(piece: Piece, part: Part, by: Instruction, base: Value, body: Body): Piece {
  const name = piece.name ?? nameOf(by, base, body, part !== 'all');
  if (part === 'all') return { ...piece, name };
  const smaller = piece.part === 'small' || part === 'small' ? 'small' : 'trimmed';
  return { ...piece, part: smaller, cuts: [...piece.cuts, { by, base }], name };
}

/** What the source calls the operand of a cut; of what is no cut yet, only if it has a name. */
function nameOf(by: Instruction, base: Value, body: Body, isCut: boolean): string | undefined {
  const { tree } = body.file;
  const node = operandNode(by, operandIndex(by, base), body);
  return isCut || isIdentifier(tree.kind(node)) ? onOneLine(tree.text(node)) : undefined;
}

function operandIndex(by: Instruction, base: Value): number {
  return Math.max(0, by.args.indexOf(base));
}

/** Memory of its own, as large as what it was copied from. */
function copied(piece: Piece, made: Value, text: boolean): Piece[] {
  if (piece.part === 'small' || piece.each !== undefined) return [];
  if (!isWhole(piece.of) || piece.of.holds === 'shared' || piece.of.holds === 'decoded') return [];
  const holds = piece.of.holds === 'mapping' ? 'input' : piece.of.holds;
  return [{ of: { ...piece.of, holds, made, text }, part: 'all', each: undefined, cuts: [], name: undefined }];
}

/** What a function of the module made and returned. */
function wholeReturned(
  found: ResultPiece,
  { sizedBy, size: known, ...whole }: NonNullable<ResultPiece['whole']>,
  call: Call,
  body: Body,
): Piece[] {
  const count = sizedBy === undefined ? undefined : constantOf(call.args[sizedBy.parameter]);
  const size = sizedBy === undefined ? known : count === undefined ? undefined : count * sizedBy.element;
  if (sizedBy !== undefined && (size === undefined || size < LARGE)) return [];
  const source = `${calleeText(call, body)}, from ${whole.source}`;
  const of: Whole = { ...whole, size, source, at: nodeAt(call, body), made: call };
  return [{ of, part: 'all', each: found.each, cuts: [], name: undefined }];
}

function distinct(all: readonly Piece[]): readonly Piece[] {
  if (all.length < 2) return all;
  return all.filter((one, i) => all.findIndex((other) => samePiece(one, other)) === i);
}

function samePiece(a: Piece, b: Piece): boolean {
  const same =
    isWhole(a.of) && isWhole(b.of) ? a.of.made === b.of.made && a.of.at.index === b.of.at.index : a.of === b.of;
  return same && a.part === b.part && a.each === b.each && a.cuts.length === b.cuts.length;
}

function isText(type: Type): boolean {
  return type.kind === 'basic' && (type.name === 'string' || type.name === 'untyped string');
}

function isEmptyText(value: Value): boolean {
  return value.op === 'const' && value.value === '';
}

/** The value stored last to the same place before an instruction of the same block. */
function latestStore(place: Value, at: Instruction): Value | undefined {
  if (!('block' in at)) return undefined;
  const before = at.block.instructions;
  for (let i = before.indexOf(at) - 1; i >= 0; i--) {
    const one = before[i];
    if (one.op === 'store' && (one.args[0] === place || sameField(one.args[0], place))) return one.args[1];
  }
  return undefined;
}

export function sameField(a: Value, b: Value): boolean {
  if (a.op !== 'fieldaddr' || b.op !== 'fieldaddr' || a.name !== b.name) return false;
  return a.args[0] === b.args[0] || sameField(a.args[0], b.args[0]);
}

/** Whether a loop cuts a value down: it comes round as a piece of itself. */
function isConsumed(base: Value, slice: Value): boolean {
  return (
    base.op === 'phi' &&
    base.args.some((arg) => arg !== slice && arg.op === 'slice' && arg.args[0] === base && arg.low !== undefined)
  );
}

/** Whether an element of a list with a limit may be the last one, which is what remains: SplitN(s, sep, 2)[1]. */
function isRemainder(list: Value, element: Instruction): boolean {
  const relation =
    list.op === 'call' && 'name' in list.callee ? pieceCutters.get(list.callee.name)?.results[0] : undefined;
  if (list.op !== 'call' || relation?.is !== 'pieces' || relation.limit === undefined) return false;
  const address = element.op === 'load' ? element.args[0] : element;
  const index = address.op === 'indexaddr' || address.op === 'index' ? constantOf(address.args[1]) : undefined;
  const parts = constantOf(list.args[relation.limit]);
  return index === undefined || parts === undefined || index >= parts - 1;
}

/** The whole, counted in elements of the value that is cut. */
function extentsOf(piece: Piece, base: Value, body: Body): Extents {
  const element = elementSize(typeOfValue(base, body), body) ?? 1;
  const size = piece.part === 'all' ? wholeSize(piece, base, body) : undefined;
  return { count: size === undefined ? undefined : Math.floor(size / element), element };
}

function wholeSize(piece: Piece, base: Value, body: Body): number | undefined {
  if (isWhole(piece.of)) return piece.of.size;
  const type = body.types.underlying(typeOfValue(base, body));
  return type.kind === 'pointer' ? sizeOf(body.types, type.elem) : undefined;
}

function elementSize(type: Type, body: Body): number | undefined {
  const under = body.types.underlying(type);
  if (under.kind === 'slice' || under.kind === 'array') return sizeOf(body.types, under.elem);
  return under.kind === 'pointer' ? elementSize(under.elem, body) : 1;
}
