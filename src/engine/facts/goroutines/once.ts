import { type Block, type Instruction, type InstructionOf, terminator, type Value } from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import type { FactStore } from '../fact.js';
import { dominance } from '../loops/dominance.js';
import type { Region, Site } from '../loops/loops.js';
import { origins } from '../memory/origins.js';

/**
 * The test of a flag that keeps something from happening again until the flag is taken back: `if started { continue };
 * started = true; go f()`, `if stop != nil { continue }; stop = make(chan struct{}); go f(stop)`.
 */
export function oneAtATime(site: Site, region: Region, store: FactStore): Instruction | undefined {
  const dominators = store.get(dominance).of(site.body);
  const target = site.instruction.block;
  for (const block of region.blocks) {
    const test = terminator(block);
    if (test?.op !== 'if' || !dominators.dominates(block, target)) continue;
    const open = block.succs.findIndex((succ) => succ.preds.length === 1 && dominators.dominates(succ, target));
    const flag = open < 0 ? undefined : flagOf(test.args[0], open === 0);
    if (flag !== undefined && isSet(flag, site, region, store)) return test;
  }
  return undefined;
}

interface Flag {
  readonly value: Value;
  /** Whether a value closes the way. */
  closes(value: Value): boolean;
}

/** `if !started`, `if stop == nil`. */
function flagOf(condition: Value, yes: boolean): Flag | undefined {
  if (condition.op === 'unary' && condition.operator === Kind.Not) return flagOf(condition.args[0], !yes);
  if (condition.op === 'phi' || condition.op === 'load')
    return { value: condition, closes: (value) => value.op === 'const' && value.value === !yes };
  if (condition.op !== 'binary' || condition.operator !== (yes ? Kind.Eql : Kind.Neq)) return undefined;
  const [value, other] = condition.args;
  const isVariable = value.op === 'phi' || value.op === 'load';
  return isVariable && isNil(other) ? { value, closes: (set) => isMade(set) } : undefined;
}

function isNil(value: Value): boolean {
  return value.op === 'const' && value.nil;
}

/** Whether a value has just been made, so that it is not nil. */
function isMade({ op }: Value): boolean {
  return op === 'make' || op === 'alloc' || op === 'closure' || op === 'composite';
}

/** Whether the flag is changed on every path through the site. */
function isSet({ value: flag, closes }: Flag, site: Site, region: Region, facts: FactStore): boolean {
  if (flag.op === 'phi') return carries(flag, closes, site.instruction.block, region);
  return [...region.blocks].some((block) =>
    block.instructions.some(
      (one) =>
        one.op === 'store' &&
        closes(one.args[1]) &&
        facts.get(origins).same(one.args[0], flag.args[0]) &&
        (facts.get(dominance).precedes(one, site.instruction, site.body) || isUnavoidable(one.block, site, region)),
    ),
  );
}

/** Whether the next turn is not reached from the site without passing a block. */
function isUnavoidable(block: Block, { instruction }: Site, region: Region): boolean {
  const seen = new Set([instruction.block]);
  for (const at of seen) {
    if (at === block) continue;
    for (const next of at.succs) {
      if (next === region.head) return false;
      if (region.blocks.has(next)) seen.add(next);
    }
  }
  return true;
}

/** Whether the value that comes round to the head from behind the site is one that closes the way. */
function carries(flag: InstructionOf<'phi'>, closes: Flag['closes'], from: Block, region: Region): boolean {
  if (flag.block !== region.head) return false;
  const seen = new Set<Value>([flag]);
  const closed = (value: Value): boolean => {
    if (closes(value)) return true;
    if (value === flag) return false;
    if (value.op !== 'phi' || seen.has(value)) return value.op === 'const';
    seen.add(value);
    return value.args.every((arg, i) => !reaches(from, value.block.preds[i], region) || closed(arg));
  };
  return flag.args.every((arg, i) => !reaches(from, flag.block.preds[i], region) || closed(arg));
}

function reaches(from: Block, to: Block, region: Region): boolean {
  const seen = new Set([from]);
  for (const block of seen) {
    if (block === to) return true;
    for (const next of block.succs) if (next !== region.head && region.blocks.has(next)) seen.add(next);
  }
  return false;
}
