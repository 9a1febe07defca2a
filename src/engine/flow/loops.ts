import type { NodeIndex } from '../syntax/tree.js';
import { dominatorsIn } from './dominators.js';
import type { Block, Body, Value } from './ssa.js';

/** A natural loop: the blocks from which control comes back to its head. */
export interface Loop {
  readonly head: Block;
  readonly blocks: ReadonlySet<Block>;
  /** The for statement; undefined for a loop made with goto. */
  readonly statement: NodeIndex | undefined;
  /** The loop around it in the same body. */
  parent: Loop | undefined;
}

function findLoops(body: Body): readonly Loop[] {
  const { blocks } = body;
  if (!blocks.some((block) => block.succs.some((succ) => succ.index <= block.index))) return [];
  const dominators = dominatorsIn(body);
  const members = new Map<Block, Set<Block>>();
  for (const block of blocks) {
    for (const succ of block.succs) if (dominators.dominates(succ, block)) collect(succ, block, members);
  }
  const statements = new Map([...body.loopHeads].map(([statement, head]) => [head, statement]));
  const loops: Loop[] = [...members].map(([head, inside]) => ({
    head,
    blocks: inside,
    statement: statements.get(head),
    parent: undefined,
  }));
  loops.sort((a, b) => a.blocks.size - b.blocks.size);
  loops.forEach((loop, i) => {
    loop.parent = loops.slice(i + 1).find((outer) => outer.blocks.has(loop.head));
  });
  return loops;
}

const known = new WeakMap<Body, readonly Loop[]>();

/** The loops of a body, inner ones before the ones around them; found when first asked for. */
export function loopsIn(body: Body): readonly Loop[] {
  let loops = known.get(body);
  if (loops === undefined) known.set(body, (loops = findLoops(body)));
  return loops;
}

export function isIn(loop: Loop, value: Value): boolean {
  return 'block' in value && loop.blocks.has(value.block);
}

/** Whether an instruction may run again and again in one call. */
export function isInLoop(value: Value, body: Body): boolean {
  return loopsIn(body).some((loop) => isIn(loop, value));
}

/** Adds everything from which the back edge's source is reached without going through the head. */
function collect(head: Block, from: Block, members: Map<Block, Set<Block>>): void {
  let inside = members.get(head);
  if (inside === undefined) members.set(head, (inside = new Set([head])));
  const work = [from];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (inside.has(block)) continue;
    inside.add(block);
    work.push(...block.preds);
  }
}
