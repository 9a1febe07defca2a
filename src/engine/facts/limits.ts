import { Dominators } from '../flow/dominators.js';
import type { Block, Body, Call, Instruction, Value } from '../flow/ssa.js';
import { instructions } from '../flow/ssa.js';
import { limiterCalls, spawners, waitCalls } from '../knowledge/spawners.js';
import type { AnalysedPackage } from './analysed-package.js';
import type { Fact } from './fact.js';
import type { Loop } from './loops.js';
import { calledBody, type Spawn } from './spawns.js';

/** Something that keeps the number of goroutines running at once from growing with the loop. */
export interface Limit {
  readonly kind: 'acquired before' | 'waited for in the loop' | 'limited group';
  readonly by: Instruction;
}

export interface Limits {
  /** What limits the goroutines that a spawn starts on the turns of a loop. */
  on(spawn: Spawn, loop: Loop): Limit | undefined;
}

export const limits: Fact<Limits> = {
  name: 'limits',
  compute(pkg) {
    const dominators = new Map<Body, Dominators>();
    return {
      on(spawn, loop) {
        let tree = dominators.get(spawn.body);
        if (tree === undefined) dominators.set(spawn.body, (tree = new Dominators(spawn.body.blocks)));
        return limitedGroup(spawn) ?? inLoop(spawn, loop, tree, pkg);
      },
    };
  },
};

/** An errgroup whose SetLimit is called with anything but a negative number or the length of the input. */
function limitedGroup(spawn: Spawn): Limit | undefined {
  const { callee } = spawn.call;
  const spawner = callee.kind === 'static' ? spawners.get(callee.name) : undefined;
  if (spawner === undefined || spawner.limitedBy.length === 0 || spawn.group === undefined) return undefined;
  for (const body of outwards(spawn.body)) {
    for (const instruction of instructions(body)) {
      if (instruction.op !== 'call' || instruction.callee.kind !== 'static') continue;
      if (!spawner.limitedBy.includes(instruction.callee.name) || !sameOperand(instruction.args[0], spawn.group)) continue;
      const limit = instruction.args[spawner.limitArgument ?? 1];
      const negative = limit?.op === 'const' && typeof limit.value === 'bigint' && limit.value < 0n;
      const grows = limit?.op === 'call' && limit.callee.kind === 'builtin' && limit.callee.name === 'len';
      if (!negative && !grows) return { kind: 'limited group', by: instruction };
    }
  }
  return undefined;
}

function* outwards(body: Body): Iterable<Body> {
  for (let at: Body | undefined = body; at !== undefined; at = at.outer) yield at;
}

/** Whether two values are the same operand: one value, or the same cell or field read twice. */
export function sameOperand(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.op === 'load' && b.op === 'load') return sameOperand(a.args[0], b.args[0]);
  if (a.op === 'fieldaddr' && b.op === 'fieldaddr') return a.name === b.name && sameOperand(a.args[0], b.args[0]);
  if (a.op === 'param' && b.op === 'param') return a.symbol !== undefined && a.symbol === b.symbol;
  const cell = (value: Value) => (value.op === 'alloc' || value.op === 'freevar' || value.op === 'global' ? value.symbol : undefined);
  return cell(a) !== undefined && cell(a) === cell(b);
}

/** Something on the way of every turn that takes a place, or waits for what was started. */
function inLoop(spawn: Spawn, loop: Loop, dominators: Dominators, pkg: AnalysedPackage): Limit | undefined {
  const { call } = spawn;
  for (const block of loop.natural.blocks) {
    for (const instruction of block.instructions) {
      if (instruction === call) continue;
      const before = precedes(instruction, call, dominators);
      if (before && takesPlace(instruction, spawn, pkg)) return { kind: 'acquired before', by: instruction };
      if (waitsFor(instruction, spawn) && onEveryTurn(block, call, loop, dominators)) {
        return { kind: 'waited for in the loop', by: instruction };
      }
    }
  }
  return selectedBefore(spawn, loop, dominators);
}

function precedes(a: Instruction, b: Instruction, dominators: Dominators): boolean {
  if (a.block === b.block) return a.block.instructions.indexOf(a) < a.block.instructions.indexOf(b);
  return dominators.dominates(a.block, b.block);
}

/** Waiting behind the spawn (or before it, for the turn before) counts when no turn that spawns goes round it. */
function onEveryTurn(block: Block, call: Call, loop: Loop, dominators: Dominators): boolean {
  if (dominators.dominates(block, call.block)) return true;
  // From the spawn, can the head be reached again without passing the block?
  const seen = new Set<Block>([block]);
  const work = call.block === block ? [] : [...call.block.succs];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === loop.natural.head) return false;
    if (seen.has(at) || !loop.natural.blocks.has(at)) continue;
    seen.add(at);
    work.push(...at.succs);
  }
  return true;
}

/** A send into a channel that the goroutine receives from, or the other way round: a slot. Or a known limiter. */
function takesPlace(instruction: Instruction, spawn: Spawn, pkg: AnalysedPackage): boolean {
  if (instruction.op === 'send') return isSemaphore(instruction.args[0], spawn, 'receive');
  if (instruction.op === 'receive') return isSemaphore(instruction.args[0], spawn, 'send');
  if (instruction.op !== 'call') return false;
  const { callee } = instruction;
  if (callee.kind === 'static' || callee.kind === 'interface') {
    if (limiterCalls.has(callee.name)) return true;
    const helper = calledBody(instruction, spawn.body, pkg);
    return helper !== undefined && helperTakesPlace(helper);
  }
  return false;
}

/** A channel of the function's that the goroutine gives the slot back to. */
function isSemaphore(channel: Value, spawn: Spawn, back: 'send' | 'receive'): boolean {
  const released = spawn.task === undefined ? true : touches(spawn.task, channel, back);
  return released || fromField(channel);
}

function fromField(channel: Value): boolean {
  return channel.op === 'load' && (channel.args[0].op === 'fieldaddr' || channel.args[0].op === 'global');
}

/** Whether the body, or a literal inside it, sends to or receives from the channel. */
function touches(body: Body, channel: Value, op: 'send' | 'receive'): boolean {
  for (const instruction of instructions(body)) {
    if (instruction.op === op && sameOperand(instruction.args[0], channel)) return true;
  }
  for (const literal of body.literals.values()) if (touches(literal, channel, op)) return true;
  return captured(channel) !== undefined && touchesCaptured(body, captured(channel), op);
}

function captured(channel: Value): unknown {
  return channel.op === 'load' && channel.args[0].op === 'alloc' ? channel.args[0].symbol : undefined;
}

function touchesCaptured(body: Body, symbol: unknown, op: 'send' | 'receive'): boolean {
  for (const instruction of instructions(body)) {
    if (instruction.op !== op) continue;
    const [channel] = instruction.args;
    if (channel.op === 'load' && channel.args[0].op === 'freevar' && channel.args[0].symbol === symbol) return true;
  }
  return false;
}

/** A helper whose body does nothing but take a slot: it sends to or receives from a channel of a field or global. */
function helperTakesPlace(helper: Body): boolean {
  for (const instruction of instructions(helper)) {
    if ((instruction.op === 'send' || instruction.op === 'receive') && fromField(instruction.args[0])) return true;
    if (instruction.op === 'select' && instruction.states.some((state) => state.channel !== undefined && fromField(state.channel))) return true;
    if (instruction.op === 'call' && instruction.callee.kind === 'static' && limiterCalls.has(instruction.callee.name)) return true;
  }
  return false;
}

/** `select { case sem <- struct{}{}: go f() … }`: the spawn stands behind the clause that took the slot. */
function selectedBefore(spawn: Spawn, loop: Loop, dominators: Dominators): Limit | undefined {
  for (const block of loop.natural.blocks) {
    const select = block.instructions.find((instruction) => instruction.op === 'select');
    if (select?.op !== 'select' || !dominators.dominates(block, spawn.call.block)) continue;
    const takes = select.states.map(({ form, channel }) => {
      if (channel === undefined || form === 'default') return false;
      return isSemaphore(channel, spawn, form === 'send' ? 'receive' : 'send');
    });
    const through = select.states.map((_, i) => reaches(block.succs[i], spawn.call.block, loop));
    if (takes.some(Boolean) && through.every((goes, i) => !goes || takes[i])) return { kind: 'acquired before', by: select };
  }
  return undefined;
}

/** Whether control can go from one block to another within one turn of the loop. */
function reaches(from: Block | undefined, to: Block, loop: Loop): boolean {
  if (from === undefined) return false;
  const seen = new Set<Block>();
  const work = [from];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === to) return true;
    if (at === loop.natural.head || seen.has(at) || !loop.natural.blocks.has(at)) continue;
    seen.add(at);
    work.push(...at.succs);
  }
  return false;
}

/** A Wait on the group that the spawn belongs to, or a receive of what the goroutine sends. */
function waitsFor(instruction: Instruction, spawn: Spawn): boolean {
  if (instruction.op === 'call' && instruction.callee.kind === 'static' && waitCalls.has(instruction.callee.name)) {
    return spawn.group === undefined || sameOperand(instruction.args[0], spawn.group);
  }
  if (instruction.op === 'receive' && spawn.task !== undefined) {
    const [channel] = instruction.args;
    return touches(spawn.task, channel, 'send') || sendsToArgument(spawn, channel) || closes(spawn.task, channel);
  }
  return false;
}

/** `go work(in, done)` … `<-done`: the channel is passed along. */
function sendsToArgument(spawn: Spawn, channel: Value): boolean {
  const position = spawn.call.args.findIndex((arg) => sameOperand(arg, channel));
  const param = position < 0 ? undefined : spawn.task?.params[position];
  if (param === undefined || spawn.task === undefined) return false;
  return touches(spawn.task, param, 'send') || closes(spawn.task, param);
}

function closes(task: Body, channel: Value): boolean {
  const symbol = captured(channel);
  for (const instruction of instructions(task)) {
    if ((instruction.op !== 'call' && instruction.op !== 'defer') || instruction.callee.kind !== 'builtin' || instruction.callee.name !== 'close') continue;
    const [closed] = instruction.args;
    if (sameOperand(closed, channel)) return true;
    if (closed.op === 'load' && closed.args[0].op === 'freevar' && closed.args[0].symbol === symbol) return true;
  }
  return false;
}
