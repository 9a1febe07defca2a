import { type Block, type Instruction, type InstructionOf, terminator, type Value } from '../flow/ssa.js';
import { Kind } from '../syntax/kinds.js';
import { dominance } from './dominance.js';
import type { FactStore } from './fact.js';
import type { Region, Site } from './loops.js';
import { origins } from './origins.js';

/**
 * The test of a flag that keeps something from happening again until the flag is taken back: `if started { continue };
 * started = true; go f()`.
 */
export function oneAtATime(site: Site, region: Region, store: FactStore): Instruction | undefined {
  const dominators = store.get(dominance).of(site.body);
  const target = site.instruction.block;
  for (const block of region.blocks) {
    const test = terminator(block);
    if (test?.op !== 'if' || !dominators.dominates(block, target)) continue;
    const open = block.succs.findIndex((succ) => succ.preds.length === 1 && dominators.dominates(succ, target));
    if (open < 0) continue;
    const flag = flagOf(test.args[0], open === 0);
    if (flag !== undefined && isSet(flag.value, !flag.whenOpen, site, region, store)) return test;
  }
  return undefined;
}

interface Flag {
  readonly value: Value;
  /** What it is when the way is open. */
  readonly whenOpen: boolean;
}

/** `if !started`, `if started == false`. */
function flagOf(condition: Value, yes: boolean): Flag | undefined {
  if (condition.op === 'phi' || condition.op === 'load') return { value: condition, whenOpen: yes };
  if (condition.op === 'unary' && condition.operator === Kind.Not) return flagOf(condition.args[0], !yes);
  return undefined;
}

/** Whether the flag is changed on every path through the site. */
function isSet(flag: Value, to: boolean, site: Site, region: Region, store: FactStore): boolean {
  if (flag.op === 'load') {
    return [...region.blocks].some((block) =>
      block.instructions.some(
        (one) => one.op === 'store' && isBoolean(one.args[1], to) && onPath(one, flag, site, store),
      ),
    );
  }
  return flag.op === 'phi' && carries(flag, to, site.instruction.block, region);
}

function onPath(store: InstructionOf<'store'>, flag: InstructionOf<'load'>, site: Site, facts: FactStore): boolean {
  const same = facts.get(origins).same(store.args[0], flag.args[0]);
  const { precedes } = facts.get(dominance);
  const { instruction, body } = site;
  return same && (precedes(store, instruction, body) || precedes(instruction, store, body));
}

/** Whether the value that comes round to the head from behind the site is the constant. */
function carries(flag: InstructionOf<'phi'>, to: boolean, from: Block, region: Region): boolean {
  if (flag.block !== region.head) return false;
  const seen = new Set<Value>([flag]);
  const all = (value: Value, at: Block | undefined): boolean => {
    if (isBoolean(value, to)) return true;
    if (value === flag) return at !== undefined && !reaches(from, at, region);
    if (value.op !== 'phi' || seen.has(value)) return value.op === 'const';
    seen.add(value);
    return value.args.every((arg, i) => all(arg, value.block.preds[i]) || !reaches(from, value.block.preds[i], region));
  };
  return flag.args.every((arg, i) => {
    const pred = flag.block.preds[i];
    return !region.blocks.has(pred) || !reaches(from, pred, region) || all(arg, pred);
  });
}

function isBoolean(value: Value, is: boolean): boolean {
  return value.op === 'const' && value.value === is;
}

function reaches(from: Block, to: Block, region: Region): boolean {
  const seen = new Set([from]);
  for (const block of seen) {
    if (block === to) return true;
    for (const next of block.succs) if (next !== region.head && region.blocks.has(next)) seen.add(next);
  }
  return false;
}
