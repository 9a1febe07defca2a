import { type Body, instructions } from '../../flow/ssa.js';
import { overwrittenResults } from '../../knowledge/wholes.js';
import type { Fact, FactStore } from '../fact.js';
import { resultPieces } from './pieces.js';
import { wholeMadeBy } from './wholes.js';

/** Whether a declared function, or a literal in it, gets hold of anything whose pieces it could keep. */
export interface PieceSources {
  /** Something large, made here or by a callee, or a slice of a reader's own buffer. */
  in(body: Body): boolean;
}

/** Most functions have none, which spares what they put somewhere all further questions. */
export const pieceSources: Fact<PieceSources> = {
  name: 'piece-sources',
  compute(_pkg, store) {
    const known = new Map<Body, boolean>();
    const find = (body: Body): boolean => {
      const found = body.outer === undefined ? hasSource(body, store) : isIn(body.outer);
      known.set(body, found);
      return found;
    };
    const isIn = (body: Body): boolean => known.get(body) ?? find(body);
    return { in: isIn };
  },
};

function hasSource(body: Body, store: FactStore): boolean {
  for (const one of instructions(body)) {
    if (wholeMadeBy(one, body, store.known) !== undefined) return true;
    if (one.op !== 'call' || one.callee.kind === 'builtin') continue;
    if ('name' in one.callee && overwrittenResults.has(one.callee.name)) return true;
    const answers = store.summaries.ofCall(resultPieces, one, body, store);
    if (answers.some((results) => results.some((result) => result.some(({ whole }) => whole !== undefined))))
      return true;
  }
  for (const literal of body.literals.values()) if (hasSource(literal, store)) return true;
  return false;
}
