import { PathCondition } from './path-condition.js';
import type { Block, Body, Instruction, Value } from './ssa.js';
import { usesIn } from './uses.js';

const joined = new WeakMap<Body, readonly (PathCondition | undefined)[]>();

/**
 * What every way into a block has made sure of, whatever the way; undefined when conditions contradict each other on
 * all of them.
 */
export function knownIn(block: Block, body: Body): PathCondition | undefined {
  let all = joined.get(body);
  if (all === undefined) joined.set(body, (all = joinWays(body)));
  return all[block.index];
}

/** What is known right before an instruction, whatever the way to it. */
export function knownBefore(instruction: Instruction, body: Body): PathCondition | undefined {
  let known = knownIn(instruction.block, body);
  for (const one of instruction.block.instructions) {
    if (one === instruction) break;
    known = known?.after(one);
  }
  return known;
}

/** What is known only ever becomes less, and settles long before. */
const MAX_ROUNDS = 30;

function joinWays(body: Body): readonly (PathCondition | undefined)[] {
  const found: (PathCondition | undefined)[] = body.blocks.map(() => undefined);
  if (body.blocks.length === 0) return found;
  found[0] = PathCondition.nothing(body);
  const waiting = new Set([body.blocks[0]]);
  let steps = body.blocks.length * MAX_ROUNDS;
  for (const block of waiting) {
    waiting.delete(block);
    if (steps-- === 0) return found.map(() => PathCondition.nothing(body));
    const out = block.instructions.reduce((known, one) => known.after(one), found[block.index]!);
    block.succs.forEach((succ, i) => {
      const arriving = out.along(block, i);
      const before = found[succ.index];
      if (arriving === undefined) return;
      const after = before === undefined ? arriving : before.meeting(arriving, succ);
      if (before !== undefined && before.key === after.key) return;
      found[succ.index] = after;
      waiting.add(succ);
    });
  }
  return found;
}

/** More states of one body than any rule wants to wait for. */
const MAX_STATES = 1000;

/** Where control has got to, behind an instruction or at the beginning of a block, with what is known there. */
export interface Reached {
  readonly at: Instruction | Block;
  readonly known: PathCondition;
}

/**
 * Follows every way that control can take to the ends of a body, as far as conditions do not contradict each other:
 * behind `if a { open() }`, a later `if a` is taken.
 * @param from the instruction behind which they begin, on all ways there or on one, or what is known at the entry
 * @param about values that `visit` asks about; conditions on them are remembered
 * @param visit meets each instruction with what is known before it, once for each different knowledge that two ways
 *   bring there; when it returns false, that way is not followed any further
 * @param takes whether control may leave a block by its nth edge; all of them when absent
 * @returns whether all ways were followed; false when there were too many
 */
export function followWays(
  body: Body,
  from: Instruction | PathCondition | Reached,
  about: readonly Value[],
  visit: (instruction: Instruction, known: PathCondition) => boolean,
  takes: (block: Block, successor: number) => boolean = () => true,
): boolean {
  const first = firstKnown(from, body);
  if (first === undefined) return true;
  const known = first.about(partsOf(about, body));
  const work = [{ ...startOf(from, body), known }];
  const seen = new Set<string>();
  for (let state = work.pop(); state !== undefined; state = work.pop()) {
    const end = throughBlock(state.block, state.at, state.known, visit);
    if (end === undefined) continue;
    for (let i = 0; i < state.block.succs.length; i++) {
      if (!takes(state.block, i)) continue;
      const known = end.along(state.block, i);
      if (known === undefined) continue;
      const next = state.block.succs[i];
      const key = `${next.index}\n${known.key}`;
      if (seen.has(key)) continue;
      if (seen.size >= MAX_STATES) return false;
      seen.add(key);
      work.push({ block: next, at: 0, known });
    }
  }
  return true;
}

function firstKnown(from: Instruction | PathCondition | Reached, body: Body): PathCondition | undefined {
  if (from instanceof PathCondition) return from;
  return 'known' in from ? from.known : knownBefore(from, body)?.after(from);
}

function startOf(
  from: Instruction | PathCondition | Reached,
  body: Body,
): { readonly block: Block; readonly at: number } {
  if (from instanceof PathCondition) return { block: body.blocks[0], at: 0 };
  const start = 'known' in from ? from.at : from;
  if ('instructions' in start) return { block: start, at: 0 };
  return { block: start.block, at: start.block.instructions.indexOf(start) + 1 };
}

function throughBlock(
  block: Block,
  start: number,
  known: PathCondition,
  visit: (instruction: Instruction, known: PathCondition) => boolean,
): PathCondition | undefined {
  let at = known;
  for (let i = start; i < block.instructions.length; i++) {
    const instruction = block.instructions[i];
    if (!visit(instruction, at)) return undefined;
    at = at.after(instruction);
  }
  return at;
}

/** Values, what is taken out of them, and the phis that may stand for either. */
function partsOf(values: readonly Value[], body: Body): ReadonlySet<Value> {
  const parts = new Set(values);
  for (const part of parts) {
    for (const use of usesIn(body).of(part)) if (use.op === 'phi' || use.op === 'extract') parts.add(use);
  }
  return parts;
}
