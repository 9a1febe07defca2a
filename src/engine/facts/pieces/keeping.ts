import type { Body, Call, Param, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { pieceCutters } from '../../knowledge/pieces.js';
import { holdsPointers } from '../../types/pointers.js';
import type { Fact, FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { keepsAllPieces } from './all-pieces.js';
import { type Outliving, outliving, type Ways } from './outliving.js';
import { isWhole, type Piece, type Pieces, pieces, resultPieces } from './pieces.js';
import { type Put, putsAt, putsIn } from './puts.js';
import { calleeText } from './wholes.js';

/** What a function keeps of a parameter once it has returned. */
interface KeptPiece {
  readonly parameter: number;
  readonly part: Piece['part'];
  /** The parameter behind which it is kept, or the result that holds it; when both are absent, it is kept for good. */
  readonly into?: number;
  readonly result?: number;
}

/** How much of a piece's whole stays reachable through a put. */
export interface Kept {
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
  of: (body, _callees, store) => store.get(keeping).of(body),
};

/** Which puts keep pieces, here or through a callee. */
export interface Keeping {
  /** The pieces that are put: a value's own, or those in a list whose elements are put. */
  pieces(put: Put): readonly Piece[];
  /** How much of the piece's whole stays reachable through the put. Nothing when it does not. */
  by(put: Put, piece: Piece): readonly Kept[];
  /** Whether what is put outlives the function. */
  outlives(put: Put, piece: Piece): boolean;
  /** What a function keeps of its parameters. */
  of(body: Body): readonly KeptPiece[];
}

export const keeping: Fact<Keeping> = { name: 'keeping', compute: (_pkg, store) => new PieceKeeper(store) };

class PieceKeeper implements Keeping {
  readonly #store: FactStore;
  readonly #pieces: Pieces;
  readonly #outliving: Outliving;

  constructor(store: FactStore) {
    this.#store = store;
    this.#pieces = store.get(pieces);
    this.#outliving = store.get(outliving);
  }

  of(body: Body): readonly KeptPiece[] {
    const kept = new Map<string, KeptPiece>();
    for (const put of putsIn(body)) {
      if (put.put.op === 'return') continue;
      for (const piece of this.pieces(put)) {
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

  pieces(put: Put): readonly Piece[] {
    const { value, spread, within } = put;
    if (!holdsPointers(within.types, typeOfValue(value, within)) && !isTuple(value)) return [];
    return this.#pieces.of(value, within).filter((piece) => !spread || piece.each !== undefined || isCall(put));
  }

  by(put: Put, piece: Piece): readonly Kept[] {
    const part = this.#partKept(put, piece);
    if (put.put.op === 'call' && put.put.callee.kind !== 'builtin') return this.#keptByCall(put, put.put, piece, part);
    if (!this.outlives(put, piece)) return [];
    return [{ part }];
  }

  outlives({ put, value, body, within }: Put, { each }: Piece): boolean {
    if (put.op === 'closure') return this.#outliving.owner(put, body);
    return this.#outliving.use(put, value, within, each === undefined ? 0 : 1);
  }

  #partKept(put: Put, piece: Piece): Piece['part'] {
    if (piece.part !== 'small') return piece.part;
    const small = piece.cuts.filter(({ by }) => !isTrimming(by));
    const shared = this.#isPutWithOthers(put, piece);
    // Two fields of a line are most of it; so it is enough that every line is there.
    return keepsAllPieces(put, shared ? small.slice(0, 1) : small, shared) ? 'all' : 'small';
  }

  /** Whether other pieces of the same whole are put by the same instruction: `m[key] = value`, `T{a, b}`. */
  #isPutWithOthers({ put, value, body }: Put, piece: Piece): boolean {
    if (put.op !== 'mapupdate' && put.op !== 'composite') return false;
    const others = putsAt({ put, body }).filter((other) => other.value !== value);
    return others.some((other) => this.pieces(other).some((one) => rootOf(one) === rootOf(piece)));
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
    return part !== 'all' && this.outlives(put, piece) ? [{ part, callee }] : [];
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
}

function rootOf({ of }: Piece): Value {
  return isWhole(of) ? of.made : of;
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
