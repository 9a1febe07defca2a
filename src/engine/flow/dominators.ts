import type { Block, Body } from './ssa.js';

/** Which blocks lie on every path from the entry to a block. */
export class Dominators {
  /** By block index: the index of the immediate dominator; the entry's is itself. */
  readonly #immediate: Int32Array;
  /** By block index: the block's number in reverse postorder. */
  readonly #order: Int32Array;

  /** `blocks` are all reachable, the entry first (Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm"). */
  constructor(blocks: readonly Block[]) {
    const sequence = reversePostorder(blocks);
    this.#order = new Int32Array(blocks.length);
    sequence.forEach((block, i) => (this.#order[block.index] = i));
    this.#immediate = new Int32Array(blocks.length).fill(-1);
    this.#immediate[0] = 0;
    for (let changed = true; changed; ) {
      changed = false;
      for (const block of sequence) {
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
    while (this.#order[at] > this.#order[above.index]) at = this.#immediate[at];
    return at === above.index;
  }

  #common(a: number, b: number): number {
    let [x, y] = [a, b];
    while (x !== y) {
      while (this.#order[x] > this.#order[y]) x = this.#immediate[x];
      while (this.#order[y] > this.#order[x]) y = this.#immediate[y];
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

function reversePostorder(blocks: readonly Block[]): Block[] {
  const done: Block[] = [];
  const seen = new Set<Block>();
  const stack: { block: Block; next: number }[] = [];
  const push = (block: Block) => {
    seen.add(block);
    stack.push({ block, next: 0 });
  };
  if (blocks.length > 0) push(blocks[0]);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.next < top.block.succs.length) {
      const succ = top.block.succs[top.next++];
      if (!seen.has(succ)) push(succ);
    } else {
      done.push(top.block);
      stack.pop();
    }
  }
  return done.reverse();
}
