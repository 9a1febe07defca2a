import { loopsIn } from '../../flow/loops.js';
import { type Block, type Body, type Call, type Instruction, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { onEveryTurn } from '../goroutines/limits.js';
import { dominance } from '../loops/dominance.js';
import { type Loop, type Region, type Site, wholeOf } from '../loops/loops.js';
import { weightIn } from './weight.js';

/** What each turn of a loop does beside what is asked about. */
export interface TurnWork {
  /**
   * Something on each turn that gets to a value which costs at least as much as one small allocation: an allocation, or
   * a call that is not known to be cheap. What makes the value, and what it is made for, is left out.
   */
  beside(value: Instruction, loop: Loop): SyntaxNode | undefined;
  /** The same, and what a call costs by itself. */
  withCall(call: Call, loop: Loop): SyntaxNode | undefined;
}

export const turnWork: Fact<TurnWork> = {
  name: 'turn-work',
  compute(_pkg, store) {
    const found: TurnWork = {
      withCall(call, loop) {
        const [{ body }] = loop.sites;
        return weightIn(call, body, store) > 0 ? body.file.tree.node(call.node) : found.beside(call, loop);
      },
      beside(value, loop) {
        const apart = new Set<Value>([value]);
        for (const [i, site] of loop.sites.entries()) {
          const region = i === loop.sites.length - 1 ? loop : wholeOf(site.body);
          if (i > 0) apart.add(site.instruction);
          else addNeighbours(value, site.body, apart);
          const heavy = heavyIn(region, site, apart, store);
          if (heavy !== undefined) return heavy;
        }
        return undefined;
      },
    };
    return found;
  },
};

/** What a value is made of, and what it is made for. */
function addNeighbours(value: Instruction, body: Body, apart: Set<Value>): void {
  for (const arg of value.args) {
    apart.add(arg);
    if (arg.op === 'extract' || arg.op === 'slice') apart.add(arg.args[0]);
  }
  addUses(value, body, apart);
}

/** What uses a value, a part of it, or the result of a call that it is made for. */
function addUses(value: Value, body: Body, apart: Set<Value>): void {
  for (const use of usesIn(body).of(value)) {
    if (apart.has(use)) continue;
    apart.add(use);
    if (use.op === 'extract' || use.op === 'fieldaddr' || use.op === 'field' || use.op === 'load')
      addUses(use, body, apart);
    else if (isCall(use)) for (const next of usesIn(body).of(use)) apart.add(next);
  }
}

function heavyIn(region: Region, site: Site, apart: ReadonlySet<Value>, store: FactStore): SyntaxNode | undefined {
  const { body } = site;
  for (const block of region.blocks) {
    if (!isOnEveryTurn(block, region, site, store)) continue;
    const found = block.instructions.find((one) => !apart.has(one) && weightIn(one, body, store) > 0);
    if (found !== undefined) return body.file.tree.node(found.node);
  }
  return undefined;
}

/** A block of a loop inside the turn counts when the turn comes to that loop. */
function isOnEveryTurn(block: Block, region: Region, site: Site, store: FactStore): boolean {
  const inner = loopsIn(site.body).findLast(
    ({ head, blocks }) =>
      head !== region.head && region.blocks.has(head) && blocks.has(block) && !blocks.has(site.instruction.block),
  );
  return onEveryTurn(inner?.head ?? block, { site, region }, store.get(dominance));
}
