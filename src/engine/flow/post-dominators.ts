import { Dominators } from './dominators.js';
import { reversePostorder } from './order.js';
import type { Block, Body } from './ssa.js';

/** Which blocks lie on every path from a block to an end of the body: a return, a panic, a call that does not return. */
export class PostDominators {
  readonly #reversed: Dominators;
  /** By block index, where the block comes in the reversed graph; undefined when no path leads from it to an end. */
  readonly #mirror: readonly (Block | undefined)[];

  constructor(blocks: readonly Block[]) {
    // All ends lead to one exit, the entry of the reversed graph.
    const exit = emptyBlock(0);
    const mirror = blocks.map(() => emptyBlock(0));
    for (const block of blocks) {
      for (const next of block.succs) connect(mirror[next.index], mirror[block.index]);
      if (block.succs.length === 0) connect(exit, mirror[block.index]);
    }
    const reached = reversePostorder(exit).map((block, index) => Object.assign(block, { index }));
    const isReached = new Set(reached);
    for (const block of reached) block.preds.splice(0, Infinity, ...block.preds.filter((pred) => isReached.has(pred)));
    this.#reversed = new Dominators(reached);
    this.#mirror = mirror.map((block) => (isReached.has(block) ? block : undefined));
  }

  /**
   * Whether every path from `before` to an end goes through `after`; a block post-dominates itself. False where no path
   * leads to an end.
   */
  postDominates(after: Block, before: Block): boolean {
    const [above, below] = [this.#mirror[after.index], this.#mirror[before.index]];
    return after === before || (above !== undefined && below !== undefined && this.#reversed.dominates(above, below));
  }
}

function emptyBlock(index: number): Block & { index: number } {
  return { index, instructions: [], preds: [], succs: [] };
}

function connect(from: Block, to: Block): void {
  from.succs.push(to);
  to.preds.push(from);
}

const trees = new WeakMap<Body, PostDominators>();

/** The post-dominators of a body's blocks, made when first asked for. */
export function postDominatorsIn(body: Body): PostDominators {
  let tree = trees.get(body);
  if (tree === undefined) trees.set(body, (tree = new PostDominators(body.blocks)));
  return tree;
}
