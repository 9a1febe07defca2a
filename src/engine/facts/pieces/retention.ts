import { isInLoop } from '../../flow/loops.js';
import { type Block, type Body, type Call, outermost, type Value, withLiterals } from '../../flow/ssa.js';
import { overwrittenResults } from '../../knowledge/wholes.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { type Keeping, keeping } from './keeping.js';
import { isLetGo } from './let-go.js';
import { onOneLine } from './operands.js';
import { isWhole, type Piece } from './pieces.js';
import { type Put, type PutSite, putsAt, putsIn, written } from './puts.js';
import type { Whole } from './wholes.js';

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

class RetentionFinder implements Retention {
  readonly #keeping: Keeping;
  readonly #retained = new Map<PutSite['put'], readonly Retained[]>();
  readonly #wholes = new Map<Body, readonly { readonly put: Put; readonly made: Value }[]>();

  constructor(store: FactStore) {
    this.#keeping = store.get(keeping);
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

  #retainedBy(put: Put): readonly Retained[] {
    const found: Retained[] = [];
    for (const piece of this.#keeping.pieces(put)) {
      if (!isWhole(piece.of) || piece.of.holds === 'shared' || piece.of.sizedBy !== undefined) continue;
      if (found.some((one) => one.of.made === (piece.of as Whole).made)) continue;
      const kept = this.#keeping.by(put, piece).find((one) => one.part !== 'all');
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

  /** Whether the whole is kept as well, on a path that comes by here. */
  #wholeLives(put: Put, whole: Whole): boolean {
    return [...withLiterals(outermost(put.body))].some((body) =>
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
        this.#keeping
          .pieces(put)
          .flatMap((piece) =>
            isWhole(piece.of) && this.#keeping.by(put, piece).some((one) => one.part !== 'small')
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
    for (const piece of this.#keeping.pieces(put)) {
      const by = bufferCall(piece);
      if (by === undefined || !this.#isOverwritten(put, piece) || !this.#keeping.outlives(put, piece)) continue;
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

function sizeText(bytes: number): string {
  const mebibytes = bytes >= 1 << 20;
  const number = (bytes / (mebibytes ? 1 << 20 : 1 << 10)).toFixed(1).replace(/\.0$/, '');
  return `${number} ${mebibytes ? 'MiB' : 'KiB'}`;
}
