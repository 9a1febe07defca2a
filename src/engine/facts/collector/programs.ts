import { terminator } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Trigger } from '../fact.js';
import { type MemoryCare, memoryCare } from './memory-care.js';

/** A program that serves until it is stopped. */
export interface Program extends MemoryCare {
  /** The name of its main function. */
  readonly at: SyntaxNode;
}

export const servingPrograms: Trigger<Program> = {
  name: 'serving-programs',
  ops: ['return', 'jump', 'if', 'select', 'panic', 'unreachable'],
  lift(instruction, body, pkg, store) {
    const { symbol, blocks } = body;
    if (pkg.pkg.name !== 'main' || symbol?.name !== 'main' || symbol.receiver !== undefined) return undefined;
    if (blocks[0] === undefined || instruction !== terminator(blocks[0])) return undefined;
    const all = [
      body,
      ...pkg.bodies.filter((one) => one.symbol?.name === 'init' && one.symbol.receiver === undefined),
    ].map((one) => store.summaries.ofBody(memoryCare, one, store));
    if (!all.some(({ serves }) => serves)) return undefined;
    return {
      at: body.file.tree.node(symbol.declaration?.name ?? body.node),
      limits: all.some(({ limits }) => limits),
      measures: all.some(({ measures }) => measures),
      serves: true,
    };
  },
};
