import { type Dominators, dominatorsIn } from '../flow/dominators.js';
import { type Block, type Body, type Instruction, instructions, type Value } from '../flow/ssa.js';
import { spawners, waitCalls } from '../knowledge/spawners.js';
import { type Counters, counters } from './counters.js';
import type { Fact } from './fact.js';
import type { Loop } from './loops.js';
import { type Origins, origins } from './origins.js';
import { type Slot, type Slots, slots } from './slots.js';
import type { Spawn } from './spawns.js';

/** Something that keeps the number of goroutines running at once from growing with the loop. */
export interface Limit {
  readonly kind:
    | 'taken before'
    | 'counted before'
    | 'waited for in the loop'
    | 'limited group'
    | 'group made elsewhere';
  readonly by: Instruction;
}

export interface Limits {
  /** What limits the goroutines that a spawn starts on the turns of a loop. */
  on(spawn: Spawn, loop: Loop): Limit | undefined;
}

export const limits: Fact<Limits> = {
  name: 'limits',
  compute(_pkg, store) {
    const finder = new LimitFinder(store.get(slots), store.get(origins), store.get(counters));
    return {
      on(spawn, loop) {
        return finder.group(spawn) ?? finder.inLoop(spawn, loop, dominatorsIn(spawn.body));
      },
    };
  },
};

class LimitFinder {
  readonly #slots: Slots;
  readonly #origins: Origins;
  readonly #counters: Counters;

  constructor(found: Slots, origin: Origins, counted: Counters) {
    this.#slots = found;
    this.#origins = origin;
    this.#counters = counted;
  }

  /** A group whose limit is set to anything but a negative number or the length of the input. */
  group(spawn: Spawn): Limit | undefined {
    const { callee } = spawn.call;
    const spawner = callee.kind === 'static' ? spawners.get(callee.name) : undefined;
    if (spawner === undefined || spawner.limitedBy.length === 0 || spawn.group === undefined) return undefined;
    for (const body of outwards(spawn.body)) {
      for (const instruction of instructions(body)) {
        if (instruction.op !== 'call' || instruction.callee.kind !== 'static') continue;
        if (!spawner.limitedBy.includes(instruction.callee.name)) continue;
        if (!this.#origins.same(instruction.args[0], spawn.group)) continue;
        if (!liftsLimit(instruction.args[spawner.limitArgument ?? 1]))
          return { kind: 'limited group', by: instruction };
      }
    }
    // Whoever made the group may have set its limit.
    return madeHere(this.#origins.of(spawn.group), spawner.constructors ?? [])
      ? undefined
      : { kind: 'group made elsewhere', by: spawn.call };
  }

  /** Something on the way of every turn that takes a place, or waits for what was started. */
  inLoop(spawn: Spawn, loop: Loop, dominators: Dominators): Limit | undefined {
    const { call, body } = spawn;
    for (const block of loop.natural.blocks) {
      for (const instruction of block.instructions) {
        if (instruction === call) continue;
        const taken = precedes(instruction, call, dominators) ? this.#slots.takenBy(instruction, body) : [];
        if (
          instruction.op === 'select'
            ? this.#selected(instruction, taken, spawn, loop)
            : taken.some((slot) => this.#givenBack(slot, spawn))
        ) {
          return { kind: 'taken before', by: instruction };
        }
        if (this.#counts(instruction, spawn, loop, dominators)) return { kind: 'counted before', by: instruction };
        if (this.#waitsFor(instruction, spawn) && onEveryTurn(block, call, loop, dominators)) {
          return { kind: 'waited for in the loop', by: instruction };
        }
      }
    }
    return undefined;
  }

  /** A comparison of a counter with its bound, before the spawn, here or in a helper; the loop's own condition is none. */
  #counts(instruction: Instruction, spawn: Spawn, loop: Loop, dominators: Dominators): boolean {
    if (!precedes(instruction, spawn.call, dominators)) return false;
    if (instruction.op === 'call') return this.#counters.countedBy(instruction, spawn.body);
    if (instruction.op !== 'if' || instruction.block === loop.natural.head) return false;
    return this.#counters.bounds(instruction, inBlocks(loop.natural.blocks));
  }

  /** A place that the goroutine gives back is one that limits it; a limiter that is known needs no proof. */
  #givenBack({ channel, back }: Slot, spawn: Spawn): boolean {
    if (channel === undefined) return true;
    return (
      spawn.task !== undefined && (this.#slots.touches(spawn.task, channel, back) || this.#passed(spawn, channel, back))
    );
  }

  /** `select { case sem <- struct{}{}: go f() … }`: every clause from which the spawn is reached has taken a place. */
  #selected(select: Extract<Instruction, { op: 'select' }>, taken: readonly Slot[], spawn: Spawn, loop: Loop): boolean {
    if (taken.length === 0) return false;
    const takes = select.states.map(({ form, channel }) => {
      const slot =
        channel === undefined ? undefined : ({ channel, back: form === 'send' ? 'receive' : 'send' } as const);
      return slot !== undefined && this.#givenBack(slot, spawn);
    });
    const reached = select.states.map((_, i) => reaches(select.block.succs[i], spawn.call.block, loop));
    return takes.some(Boolean) && reached.every((goes, i) => !goes || takes[i]);
  }

  /** A Wait on the group that the spawn belongs to, or a receive of what the goroutine sends or closes. */
  #waitsFor(instruction: Instruction, spawn: Spawn): boolean {
    if (instruction.op === 'call' && instruction.callee.kind === 'static' && waitCalls.has(instruction.callee.name)) {
      return spawn.group === undefined || this.#origins.same(instruction.args[0], spawn.group);
    }
    if (instruction.op !== 'receive' || spawn.task === undefined) return false;
    const [channel] = instruction.args;
    return (
      this.#slots.touches(spawn.task, channel, 'send') ||
      this.#closes(spawn.task, channel) ||
      this.#passed(spawn, channel, 'send')
    );
  }

  /** `go work(in, done)` … `<-done`: the channel is handed over as an argument. */
  #passed(spawn: Spawn, channel: Value, op: 'send' | 'receive'): boolean {
    const position = spawn.call.args.findIndex((arg) => this.#origins.same(arg, channel));
    const param = position < 0 ? undefined : spawn.task?.params[position];
    if (param === undefined || spawn.task === undefined) return false;
    return this.#slots.touches(spawn.task, param, op) || (op === 'send' && this.#closes(spawn.task, param));
  }

  #closes(task: Body, channel: Value): boolean {
    for (const instruction of instructions(task)) {
      if (instruction.op !== 'call' && instruction.op !== 'defer') continue;
      if (instruction.callee.kind !== 'builtin' || instruction.callee.name !== 'close') continue;
      if (this.#origins.same(instruction.args[0], channel)) return true;
    }
    return false;
  }
}

function* inBlocks(blocks: Iterable<Block>): Iterable<Instruction> {
  for (const block of blocks) yield* block.instructions;
}

/** Whether a group is made in sight, where a call that limits it would be seen: a variable, `new`, its constructor. */
function madeHere(group: Value, constructors: readonly string[]): boolean {
  if (group.op === 'alloc') return true;
  const made = group.op === 'extract' ? group.args[0] : group;
  return made.op === 'call' && made.callee.kind === 'static' && constructors.includes(made.callee.name);
}

/** SetLimit(-1) lifts the limit, and one that grows with the input is none. */
function liftsLimit(limit: Value | undefined): boolean {
  if (limit?.op === 'const') return typeof limit.value === 'bigint' && limit.value < 0n;
  if (limit?.op === 'binary') return limit.args.some(liftsLimit);
  if (limit?.op !== 'call' || limit.callee.kind !== 'builtin') return false;
  return limit.callee.name === 'len' || (limit.callee.name === 'max' && limit.args.some(liftsLimit));
}

function* outwards(body: Body): Iterable<Body> {
  for (let at: Body | undefined = body; at !== undefined; at = at.outer) yield at;
}

/** Whether an instruction lies on every path to another one. */
export function precedes(a: Instruction, b: Instruction, dominators: Dominators): boolean {
  if (a.block === b.block) return a.block.instructions.indexOf(a) < a.block.instructions.indexOf(b);
  return dominators.dominates(a.block, b.block);
}

/** Waiting behind the spawn (or before it, for the turn before) counts when no turn that spawns goes round it. */
export function onEveryTurn(block: Block, call: Instruction, loop: Loop, dominators: Dominators): boolean {
  if (block === call.block || dominators.dominates(block, call.block)) return true;
  return !reachesHead(call.block, block, loop);
}

/** Whether the loop's head can be reached again from a block without passing another one. */
function reachesHead(from: Block, without: Block, loop: Loop): boolean {
  const seen = new Set<Block>([without]);
  const work = [...from.succs];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === loop.natural.head) return true;
    if (seen.has(at) || !loop.natural.blocks.has(at)) continue;
    seen.add(at);
    work.push(...at.succs);
  }
  return false;
}

/** Whether control can go from one block to another within one turn of the loop. */
function reaches(from: Block | undefined, to: Block, loop: Loop): boolean {
  const seen = new Set<Block>();
  const work = from === undefined ? [] : [from];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === to) return true;
    if (at === loop.natural.head || seen.has(at) || !loop.natural.blocks.has(at)) continue;
    seen.add(at);
    work.push(...at.succs);
  }
  return false;
}
