import type { Block, Instruction } from './ssa.js';

/** Whether control can come from one instruction to another without passing the block `renewed` again. */
export function mayFollow(first: Instruction, second: Instruction, renewed: Block | undefined): boolean {
  if (first === second) return false;
  if (first.block === second.block && position(first) < position(second)) return true;
  return leads(first.block, second.block, renewed === undefined ? [] : [renewed]);
}

/** Whether a path of at least one edge leads from a block to another one, passing none of `avoided` on its way. */
export function leads(from: Block, to: Block, avoided: Iterable<Block>): boolean {
  const seen = new Set<Block>(avoided);
  const work = [...from.succs];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (seen.has(block)) continue;
    if (block === to) return true;
    seen.add(block);
    work.push(...block.succs);
  }
  return false;
}

function position(instruction: Instruction): number {
  return instruction.block.instructions.indexOf(instruction);
}
