import { dominatorsIn } from '../../flow/dominators.js';
import { loopsIn } from '../../flow/loops.js';
import { leads, mayFollow } from '../../flow/paths.js';
import { type Instruction, terminator } from '../../flow/ssa.js';
import type { FactStore } from '../fact.js';
import { oneAtATime } from '../goroutines/once.js';
import { loops } from '../loops/loops.js';
import type { ChannelUses, Operation } from './channel-uses.js';
import { callTo, type Frame, isAdrift } from './frames.js';

/** How many values fit into a channel that nobody receives from; undefined when that is not a constant. */
export function capacityOf({ made }: ChannelUses): number | undefined {
  if (made.op !== 'make') return undefined;
  if (made.args.length === 0) return 0;
  const [size] = made.args;
  return size.op === 'const' && typeof size.value === 'bigint' ? Number(size.value) : undefined;
}

/** Whether a send waits for as long as nobody receives. */
export function isBlocking({ op, at, state }: Operation): boolean {
  return op === 'send' && (state === undefined || (at.op === 'select' && at.states.length === 1));
}

/** The most of some operations that one run of a frame, with what it calls, comes by; Infinity where they repeat. */
export function mostIn(frame: Frame, operations: readonly Operation[]): number {
  const weights = new Map<Instruction, number>();
  for (const operation of operations) {
    if (operation.frame === frame) weights.set(operation.at, 1);
    else addCallee(frame, operation, operations, weights);
  }
  for (const [at, weight] of weights)
    if (leads(at.block, at.block, []) || isIterated(at, frame, operations)) weights.set(at, weight * Infinity);
  return longest([...weights]);
}

function addCallee(frame: Frame, { frame: below }: Operation, all: readonly Operation[], to: Map<Instruction, number>) {
  for (let at = below; at.run !== undefined; at = at.run.caller) {
    if (at.run.how === 'spawn') return;
    if (at.run.caller !== frame) continue;
    const inside = at;
    to.set(
      at.run.call,
      mostIn(
        inside,
        all.filter((one) => isWithin(one.frame, inside)),
      ),
    );
  }
}

function isIterated(at: Instruction, frame: Frame, operations: readonly Operation[]): boolean {
  return operations.some((one) => {
    for (let inner = one.frame; inner.run !== undefined; inner = inner.run.caller)
      if (inner.run.caller === frame && inner.run.call === at)
        return inner.run.how === 'iteration' || inner.run.how === 'unknown';
    return false;
  });
}

function isWithin(frame: Frame, around: Frame): boolean {
  return frame === around || callTo(frame, around) !== undefined;
}

/** The heaviest way through instructions that may follow one another. */
function longest(weights: readonly (readonly [Instruction, number])[]): number {
  const from = (at: Instruction, passed: readonly Instruction[]): number => {
    const behind = weights.filter(([next]) => !passed.includes(next) && mayFollow(at, next, undefined));
    return Math.max(0, ...behind.map(([next, weight]) => weight + from(next, [...passed, next])));
  };
  if (weights.some(([, weight]) => weight === Infinity)) return Infinity;
  if (weights.length > MAX_SITES) return Infinity;
  return Math.max(0, ...weights.map(([at, weight]) => weight + from(at, [at])));
}

/** More places than a function sends from. */
const MAX_SITES = 6;

/** How many runs of a frame there can be for one channel, by the loops in a frame around it; Infinity where unknown. */
export function runsIn(around: Frame, frame: Frame, { home, made, among }: ChannelUses, store: FactStore): number {
  let runs = 1;
  for (let at = frame; at.run !== undefined; at = at.run.caller) {
    const { caller, call, how } = at.run;
    const anchor = caller === home ? made : callTo(home, caller);
    if (caller === around) {
      for (const loop of loopsIn(caller.body)) {
        if (!loop.blocks.has(call.block) || (!among && anchor !== undefined && loop.blocks.has(anchor.block))) continue;
        if (oneAtATime({ instruction: call, body: caller.body }, { ...loop, body: caller.body }, store)) continue;
        const described = store.get(loops).around(call, caller.body);
        const trips = described.find(({ head, body }) => head === loop.head && body === caller.body)?.trips;
        runs *= trips?.by === 'constant' ? Number(trips.most) : Infinity;
      }
      if (how === 'iteration' || how === 'unknown') runs = Infinity;
    }
    if (anchor !== undefined) break;
  }
  return runs;
}

/** Whether it is not known how often an operation is done: by a function that others have, or for some arguments only. */
export function isVague({ at, frame }: Operation): boolean {
  return isAdrift(frame) || isAnswer(at, frame) || isForSomeArguments(at, frame);
}

/** One for each value that the goroutine takes from another channel. */
function isAnswer({ block }: Instruction, { body }: Frame): boolean {
  return loopsIn(body).some(
    ({ blocks, head }) => blocks.has(block) && head.instructions.some((one) => one.op === 'receive'),
  );
}

/** Behind a comparison of a parameter with a constant. */
function isForSomeArguments({ block }: Instruction, { body }: Frame): boolean {
  const dominators = dominatorsIn(body);
  return body.blocks.some((one) => {
    const control = terminator(one);
    if (control.op !== 'if' || one === block || !dominators.dominates(one, block)) return false;
    const [condition] = control.args;
    const isCompared = condition.op === 'binary' && condition.args.some(({ op }) => op === 'param');
    return isCompared && condition.args.some((arg) => arg.op === 'const' && !arg.nil);
  });
}
