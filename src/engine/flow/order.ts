import type { Block } from './ssa.js';

/**
 * The blocks that can be reached from one, each behind all that lead to it but for the edges that close loops (reverse
 * postorder). Of a block's ways out the first comes first, as in the source.
 */
export function reversePostorder(entry: Block): Block[] {
  const done: Block[] = [];
  const seen = new Set<Block>([entry]);
  const stack = [{ block: entry, left: entry.succs.length }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.left > 0) {
      const succ = top.block.succs[--top.left];
      if (seen.has(succ)) continue;
      seen.add(succ);
      stack.push({ block: succ, left: succ.succs.length });
    } else {
      done.push(top.block);
      stack.pop();
    }
  }
  return done.reverse();
}
