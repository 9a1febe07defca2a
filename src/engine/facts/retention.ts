import { isInLoop } from '../flow/loops.js';
import {
  type Block,
  type Body,
  type Call,
  type InstructionOf,
  instructions,
  type Param,
  type Value,
} from '../flow/ssa.js';
import { usesIn } from '../flow/uses.js';
import { typeOfValue } from '../flow/value-type.js';
import { pieceCutters } from '../knowledge/pieces.js';
import { overwrittenResults } from '../knowledge/wholes.js';
import type { SyntaxNode } from '../syntax/tree.js';
import { holdsPointers } from '../types/pointers.js';
import { keepsAllPieces } from './all-pieces.js';
import type { Fact, FactStore } from './fact.js';
import { onOneLine } from './operands.js';
import { type Outliving, outliving, type Ways } from './outliving.js';
import { isWhole, type Piece, type Pieces, pieces, resultPieces, sameField } from './pieces.js';
import { type Put, type PutSite, putsAt, putsIn, written } from './puts.js';
import type { Summary } from './summary.js';
import { calleeText, type Whole } from './wholes.js';

/** A small piece that is kept, and all of a large array or string with it. */
export interface Retained {
  /** Where the piece is put. */
  readonly at: SyntaxNode;
  /** The piece and the whole, as the source writes them. */
  readonly piece: string;
  readonly whole: string;
  /** How large the whole is, for people: `64 KiB`. */
  readonly size: string | undefined;
  readonly of: Whole;
  /** `trimmed`: all but blanks at the ends. */
  readonly part: 'small' | 'trimmed';
  /** The function that cuts or keeps, when it is not this one. */
  readonly callee: string | undefined;
}

/** A slice of a reader's own buffer that is kept while the reader goes on. */
export interface Overwritten {
  readonly at: SyntaxNode;
  readonly piece: string;
  /** The call that handed it out. */
  readonly by: SyntaxNode;
  readonly call: string;
}

export interface Retention {
  retained(site: PutSite): readonly Retained[];
  overwritten(site: PutSite): readonly Overwritten[];
}

export const retention: Fact<Retention> = {
  name: 'retention',
  compute: (_pkg, store) => new RetentionFinder(store),
};

/** What a function keeps of a parameter once it has returned. */
interface KeptPiece {
  readonly parameter: number;
  readonly part: Piece['part'];
  /** The parameter behind which it is kept, or the result that holds it; when both are absent, it is kept for good. */
  readonly into?: number;
  readonly result?: number;
}

/** How much of a piece's whole stays reachable through a put. */
interface Kept {
  readonly part: Piece['part'];
  /** The function that keeps it, as the source writes it. */
  readonly callee?: string;
}

interface KeptByCallee {
  readonly part: Piece['part'];
  /** The argument behind which it is kept. */
  readonly into: Value | undefined;
  readonly result: number | undefined;
}

/** What functions keep of their arguments. */
export const keptPieces: Summary<readonly KeptPiece[]> = {
  name: 'kept-pieces',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of: (body, _callees, store) => new RetentionFinder(store).keptOf(body),
};

class RetentionFinder implements Retention {
  readonly #store: FactStore;
  readonly #pieces: Pieces;
  readonly #outliving: Outliving;
  readonly #retained = new Map<PutSite['put'], readonly Retained[]>();
  readonly #wholes = new Map<Body, readonly { readonly put: Put; readonly made: Value }[]>();

  constructor(store: FactStore) {
    this.#store = store;
    this.#pieces = store.get(pieces);
    this.#outliving = store.get(outliving);
  }

  retained(site: PutSite): readonly Retained[] {
    let found = this.#retained.get(site.put);
    if (found === undefined) {
      found = putsAt(site).flatMap((put) => this.#retainedBy(put));
      this.#retained.set(site.put, found);
    }
    return found;
  }

  overwritten(site: PutSite): readonly Overwritten[] {
    return putsAt(site).flatMap((put) => this.#overwrittenBy(put));
  }

  keptOf(body: Body): readonly KeptPiece[] {
    const kept = new Map<string, KeptPiece>();
    for (const put of putsIn(body)) {
      if (put.put.op === 'return') continue;
      for (const piece of this.#piecesOf(put)) {
        if (!isOfParameter(piece) || !body.params.includes(piece.of)) continue;
        for (const one of this.#keptOfParameter(put, piece, body)) kept.set(JSON.stringify(one), one);
      }
    }
    const all = [...kept.values()];
    // With the whole kept as well, its pieces cost nothing.
    const whole = new Set(all.flatMap((one) => (one.part === 'all' ? [one.parameter] : [])));
    return all.filter((one) => one.part === 'all' || !whole.has(one.parameter));
  }

  #keptOfParameter(put: Put, piece: Piece & { readonly of: Param }, body: Body): readonly KeptPiece[] {
    const parameter = piece.of.index;
    const part = this.#partKept(put, piece);
    if (put.put.op === 'closure') return [];
    if (put.put.op === 'call' && put.put.callee.kind !== 'builtin') {
      return this.#keptByCallee(put, put.put, part).flatMap(({ part: kept, into, result }) => {
        if (result !== undefined) return [];
        if (into === undefined) return [{ parameter, part: kept }];
        return entries(parameter, kept, this.#outliving.waysOfOwner(into, body));
      });
    }
    const ways = this.#outliving.ways(put.put, put.value, put.within, piece.each === undefined ? 0 : 1);
    return entries(parameter, part, ways);
  }

  #retainedBy(put: Put): readonly Retained[] {
    const found: Retained[] = [];
    for (const piece of this.#piecesOf(put)) {
      if (!isWhole(piece.of) || piece.of.holds === 'shared' || piece.of.sizedBy !== undefined) continue;
      if (found.some((one) => one.of.made === (piece.of as Whole).made)) continue;
      const kept = this.#keptBy(put, piece).find((one) => one.part !== 'all');
      if (kept === undefined || kept.part === 'all' || this.#isOverwritten(put, piece)) continue;
      if (isLetGo(put) || this.#wholeLives(put, piece.of)) continue;
      const { node, text } = written(put);
      found.push({
        at: put.body.file.tree.node(node),
        piece: text,
        whole: piece.name ?? text,
        size: piece.of.size === undefined ? undefined : sizeText(piece.of.size),
        of: piece.of,
        part: kept.part,
        callee: kept.callee,
      });
    }
    return found;
  }

  /** What is put: a value's own pieces, or those in a list whose elements are put. */
  #piecesOf(put: Put): readonly Piece[] {
    const { value, spread, within } = put;
    if (!holdsPointers(within.types, typeOfValue(value, within)) && !isTuple(value)) return [];
    return this.#pieces.of(value, within).filter((piece) => !spread || piece.each !== undefined || isCall(put));
  }

  /** How much of the piece's whole stays reachable through the put, and behind what. Nothing when it does not. */
  #keptBy(put: Put, piece: Piece): readonly Kept[] {
    const part = this.#partKept(put, piece);
    if (put.put.op === 'call' && put.put.callee.kind !== 'builtin') return this.#keptByCall(put, put.put, piece, part);
    if (!this.#outlives(put, piece)) return [];
    return [{ part }];
  }

  #outlives({ put, value, body, within }: Put, { each }: Piece): boolean {
    if (put.op === 'closure') return this.#outliving.owner(put, body);
    return this.#outliving.use(put, value, within, each === undefined ? 0 : 1);
  }

  #partKept(put: Put, { part, cuts }: Piece): Piece['part'] {
    if (part !== 'small') return part;
    const small = cuts.filter(({ by }) => !isTrimming(by));
    const valuesToo = put.as === 'key' && this.#valueHoldsPiece(put);
    return keepsAllPieces(put, small, valuesToo) ? 'all' : 'small';
  }

  /** `m[key] = value` with both cut from the same. */
  #valueHoldsPiece({ put, body }: Put): boolean {
    return put.op === 'mapupdate' && this.#pieces.of(put.args[2], body).length > 0;
  }

  /** A callee that cuts hands the piece back; one that keeps, keeps it where its summary says. */
  #keptByCall(put: Put, call: Call, piece: Piece, part: Piece['part']): readonly Kept[] {
    const { body } = put;
    if (this.#handsBack(call, put, body)) return [];
    const callee = calleeText(call, body);
    const own = this.#keptByCallee(put, call, part)
      .filter(({ into, result }) =>
        result === undefined
          ? into === undefined || this.#outliving.owner(into, body)
          : this.#outliving.result(call, result, body),
      )
      .map((one) => ({ part: one.part, callee }));
    if (own.length > 0) return own;
    return part !== 'all' && this.#outlives(put, piece) ? [{ part, callee }] : [];
  }

  /** What the callee's summary says of the argument. */
  #keptByCallee({ value, body }: Put, call: Call, part: Piece['part']): readonly KeptByCallee[] {
    return this.#store.summaries.ofCall(keptPieces, call, body, this.#store).flatMap((answer) =>
      answer
        .filter(({ parameter }) => call.args[parameter] === value)
        .map(({ part: kept, into, result }) => ({
          part: smaller(part, kept),
          into: into === undefined ? undefined : call.args[into],
          result,
        })),
    );
  }

  /** Whether the call's results are pieces of the argument: what becomes of them is asked where they are put. */
  #handsBack(call: Call, { value }: Put, body: Body): boolean {
    const cutter = 'name' in call.callee ? pieceCutters.get(call.callee.name) : undefined;
    if (cutter !== undefined) return call.args[cutter.argument] === value;
    const answers = this.#store.summaries.ofCall(resultPieces, call, body, this.#store);
    return answers.some((results) =>
      results.some((result) => result.some((one) => one.parameter !== undefined && call.args[one.parameter] === value)),
    );
  }

  /** Whether the whole is kept as well, on a path that comes by here. */
  #wholeLives(put: Put, whole: Whole): boolean {
    return familyOf(put.body).some((body) =>
      this.#keptWholes(body).some(
        ({ put: other, made }) =>
          made === whole.made &&
          other.value !== put.value &&
          (other.body !== put.body || other.put === put.put || sameRun(other, put)),
      ),
    );
  }

  /** Where a body keeps all of a whole, or most of it. */
  #keptWholes(body: Body): readonly { readonly put: Put; readonly made: Value }[] {
    let found = this.#wholes.get(body);
    if (found === undefined) {
      this.#wholes.set(body, []);
      found = [...putsIn(body)].flatMap((put) =>
        this.#piecesOf(put).flatMap((piece) =>
          isWhole(piece.of) && this.#keptBy(put, piece).some((one) => one.part !== 'small')
            ? [{ put, made: piece.of.made }]
            : [],
        ),
      );
      this.#wholes.set(body, found);
    }
    return found;
  }

  #overwrittenBy(put: Put): readonly Overwritten[] {
    const { tree } = put.body.file;
    for (const piece of this.#piecesOf(put)) {
      const by = bufferCall(piece);
      if (by === undefined || !this.#isOverwritten(put, piece) || !this.#outlives(put, piece)) continue;
      const { node, text } = written(put);
      return [{ at: tree.node(node), piece: text, by: tree.node(by.node), call: onOneLine(tree.text(by.node)) }];
    }
    return [];
  }

  /** Whether the reader that owns the memory goes on: it is the caller's, or reads again and again here. */
  #isOverwritten(put: Put, piece: Piece): boolean {
    const by = bufferCall(piece);
    if (by === undefined || put.put.op === 'return') return false;
    return !isWhole(piece.of) || isInLoop(by, put.body);
  }
}

/** The call by which a buffered reader handed out a piece of its own buffer. */
function bufferCall({ cuts }: Piece): Call | undefined {
  const by = cuts[0]?.by;
  return by?.op === 'call' && 'name' in by.callee && overwrittenResults.has(by.callee.name) ? by : undefined;
}

function isTrimming(by: Value): boolean {
  const relation = by.op === 'call' && 'name' in by.callee ? pieceCutters.get(by.callee.name)?.results[0] : undefined;
  return relation?.is === 'part' && relation.part === 'trimmed';
}

function smaller(a: Piece['part'], b: Piece['part']): Piece['part'] {
  if (a === 'small' || b === 'small') return 'small';
  return a === 'trimmed' || b === 'trimmed' ? 'trimmed' : 'all';
}

function isTuple(value: Value): boolean {
  return value.op === 'call';
}

function isCall({ put }: Put): boolean {
  return put.op === 'call' && put.callee.kind !== 'builtin';
}

function isOfParameter(piece: Piece): piece is Piece & { readonly of: Param } {
  return !isWhole(piece.of);
}

function entries(parameter: number, part: Piece['part'], { into, results, forGood }: Ways): readonly KeptPiece[] {
  return [
    ...into.map((one) => ({ parameter, part, into: one })),
    ...results.map((result) => ({ parameter, part, result })),
    ...(forGood ? [{ parameter, part }] : []),
  ];
}

/** The bodies of the declared function that a body belongs to. */
function familyOf(body: Body): readonly Body[] {
  let outermost = body;
  while (outermost.outer !== undefined) outermost = outermost.outer;
  const all = [outermost];
  for (const one of all) all.push(...one.literals.values());
  return all;
}

function sameRun(a: Put, b: Put): boolean {
  const [from, to] = [blockOfPut(a), blockOfPut(b)];
  return from === undefined || to === undefined || leadsTo(from, to) || leadsTo(to, from);
}

function blockOfPut({ put }: Put): Block | undefined {
  return 'block' in put ? put.block : undefined;
}

function leadsTo(from: Block, to: Block): boolean {
  const seen = new Set<Block>([from]);
  for (const block of seen) {
    if (block === to) return true;
    for (const succ of block.succs) seen.add(succ);
  }
  return false;
}

/** Whether the same place is given something else before the function returns. */
function isLetGo({ put, value, body }: Put): boolean {
  if (put.op === 'composite') {
    const key = put.keys[put.args.indexOf(value)];
    const stores = usesIn(body)
      .of(put)
      .filter((use) => use.op === 'store');
    return stores.some((store) =>
      storesAfter(store).some((address) => address.name === key && address.args[0] === store.args[0]),
    );
  }
  if (put.op !== 'store' || put.args[0].op !== 'fieldaddr') return false;
  const [address] = put.args;
  if (storesAfter(put).some((other) => sameField(other, address))) return true;
  return deferredLiterals(body).some((literal) =>
    [...instructions(literal)].some(
      (one) =>
        one.op === 'store' &&
        one.args[0].op === 'fieldaddr' &&
        one.args[0].field === address.field &&
        one.args[1].op === 'const',
    ),
  );
}

/** The fields that are stored to behind an instruction, in the same block. */
function storesAfter(instruction: InstructionOf<'store'>): readonly InstructionOf<'fieldaddr'>[] {
  const all = instruction.block.instructions;
  return all
    .slice(all.indexOf(instruction) + 1)
    .flatMap((one) => (one.op === 'store' && one.args[0].op === 'fieldaddr' ? [one.args[0]] : []));
}

function deferredLiterals(body: Body): readonly Body[] {
  return [...instructions(body)].flatMap((one) => {
    if (one.op !== 'defer' || one.callee.kind !== 'dynamic' || one.callee.value.op !== 'closure') return [];
    const literal = body.literals.get(one.callee.value.func);
    return literal === undefined ? [] : [literal];
  });
}

function sizeText(bytes: number): string {
  const mebibytes = bytes >= 1 << 20;
  const number = (bytes / (mebibytes ? 1 << 20 : 1 << 10)).toFixed(1).replace(/\.0$/, '');
  return `${number} ${mebibytes ? 'MiB' : 'KiB'}`;
}
