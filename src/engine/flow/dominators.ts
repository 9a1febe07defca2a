import type { Block, Body } from './ssa.js';

/** Which blocks lie on every path from the entry to a block. */
export class Dominators {
  /** By block index: the index of the immediate dominator; the entry's is itself. */
  readonly #immediate: Int32Array;

  /** `blocks` in reverse postorder, as a body has them (Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm"). */
  constructor(blocks: readonly Block[]) {
    this.#immediate = new Int32Array(blocks.length).fill(-1);
    this.#immediate[0] = 0;
    for (let changed = true; changed; ) {
      changed = false;
      for (const block of blocks) {
        if (block.index === 0) continue;
        let dominator = -1;
        for (const pred of block.preds) {
          if (this.#immediate[pred.index] < 0) continue;
          dominator = dominator < 0 ? pred.index : this.#common(pred.index, dominator);
        }
        if (this.#immediate[block.index] !== dominator) {
          this.#immediate[block.index] = dominator;
          changed = true;
        }
      }
    }
  }

  /** Whether every path from the entry to `below` goes through `above`; a block dominates itself. */
  dominates(above: Block, below: Block): boolean {
    let at = below.index;
    while (at > above.index) at = this.#immediate[at];
    return at === above.index;
  }

  #common(a: number, b: number): number {
    let [x, y] = [a, b];
    while (x !== y) {
      while (x > y) x = this.#immediate[x];
      while (y > x) y = this.#immediate[y];
    }
    return x;
  }
}

const trees = new WeakMap<Body, Dominators>();

/** The dominators of a body's blocks, made when first asked for. */
export function dominatorsIn(body: Body): Dominators {
  let tree = trees.get(body);
  if (tree === undefined) trees.set(body, (tree = new Dominators(body.blocks)));
  return tree;
}
