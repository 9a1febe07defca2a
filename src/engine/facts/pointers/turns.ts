import { addressesTaken } from '../../flow/cells.js';
import { type Loop, loopsIn } from '../../flow/loops.js';
import { leads } from '../../flow/paths.js';
import type { Alloc, Block, Body } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import type { Variable } from '../../names/symbol.js';
import { forStatement } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import type { Leaving } from './leaving.js';
import { isReturned } from './new-pointers.js';

/**
 * The loop that allocates a variable on each turn, also on those on which its address goes nowhere; undefined when
 * there is none.
 * @param perTurn whether the variables of a loop's head are new on each turn, as they are since Go 1.22
 */
export function wastefulLoop(alloc: Alloc, leaving: Leaving, body: Body, perTurn: boolean): Loop | undefined {
  const { symbol } = alloc;
  // Where one after the other is put into a slice or map, most turns make one to be kept.
  if (symbol === undefined || leaving.isElement) return undefined;
  const all = loopsIn(body);
  const leaves = leavingBlocks(alloc, leaving, body);
  const { from, loop } = allocationOf(alloc, symbol, body, all, perTurn);
  if (loop === undefined || loop.statement === undefined || leaves.has(from)) return undefined;
  if (!leads(from, loop.head, leaves)) return undefined;
  return loop;
}

interface Allocation {
  /** Where the variable is allocated. */
  readonly from: Block;
  /** The loop on each turn of which that happens. */
  readonly loop: Loop | undefined;
}

function allocationOf(alloc: Alloc, symbol: Variable, body: Body, all: readonly Loop[], perTurn: boolean): Allocation {
  const around = (block: Block) => all.find((loop) => loop.blocks.has(block));
  const head = headThatDeclares(symbol, body);
  const own = all.find((loop) => loop.statement === head);
  if (head === undefined || own === undefined) return { from: alloc.block, loop: around(alloc.block) };
  if (!overFunction(head, body) && (!perTurn || !needsOneEach(symbol, body)))
    return { from: own.head, loop: own.parent };
  // The variable of the head is copied when the body begins.
  const first = own.head.succs.find((succ) => own.blocks.has(succ)) ?? own.head;
  return {
    from: alloc.block.index === own.head.index || !own.blocks.has(alloc.block) ? first : alloc.block,
    loop: own,
  };
}

/** The for statement in whose head a variable is declared. */
function headThatDeclares({ declaration }: Variable, body: Body): NodeIndex | undefined {
  if (declaration === undefined || declaration.file !== body.file) return undefined;
  const { tree } = body.file;
  let at = tree.parent(declaration.name);
  while (at !== NONE && tree.kind(at) !== Kind.Block) {
    if (tree.kind(at) === Kind.ForStatement) return at;
    at = tree.parent(at);
  }
  return undefined;
}

function overFunction(statement: NodeIndex, body: Body): boolean {
  const { over } = forStatement(body.file.tree, statement);
  return over !== NONE && body.types.underlying(body.types.of(body.file, over)).kind === 'func';
}

/** Where nothing but return statements take the address of a loop's variable, the compiler makes do with one. */
function needsOneEach(symbol: Variable, body: Body): boolean {
  const taken = addressesTaken(body.types, body.file, body.node).get(symbol) ?? [];
  return symbol.captured || taken.some(({ node, how }) => how !== 'written' || !isReturned(node, body));
}

/** The blocks in which the address goes out, or into a variable that has the address of another one on other paths. */
function leavingBlocks(alloc: Alloc, { returned, holder, sent }: Leaving, body: Body): ReadonlySet<Block> {
  const blocks = new Set<Block>([...returned, ...sent].map((one) => one.block));
  if (holder !== undefined) blocks.add(holder.block);
  for (const use of usesIn(body).of(alloc)) {
    if (use.op === 'phi') use.args.forEach((arg, i) => arg === alloc && blocks.add(use.block.preds[i]));
  }
  return blocks;
}
