import { type Body, type Call, type Instruction, instructions, terminator, type Value } from '../flow/ssa.js';
import { spawners } from '../knowledge/spawners.js';
import type { SyntaxNode } from '../syntax/tree.js';
import { errorPaths } from './error-paths.js';
import { describe } from './extent.js';
import type { Fact, FactStore } from './fact.js';
import { type Loop, loops } from './loops.js';
import { pacing } from './pacing.js';

/** Why something runs often: the loop that repeats it. */
export interface Heat {
  /** The loop's head. */
  readonly at: SyntaxNode;
  /** What the loop does, for a note: "this loop runs once for each of lines". */
  readonly message: string;
  readonly loop: Loop;
  /** The body that the loop is in: around the one that was asked about, when a literal runs where it is made. */
  readonly body: Body;
}

/**
 * Whether something runs often: in two nested loops, or in one that follows data, be it through a function literal that
 * runs on each turn. What is on an error path, or leaves the loop, does not; nor does what waits for the clock.
 * Whatever only a function's callers know is theirs to ask: a call in a hot loop is hot.
 */
export interface Hot {
  of(instruction: Instruction, body: Body): Heat | 'cold' | 'unknown';
}

export const hot: Fact<Hot> = {
  name: 'hot',
  compute(_pkg, store) {
    return { of: (instruction, body) => heatOf(instruction, body, store) };
  },
};

function heatOf(instruction: Instruction, body: Body, store: FactStore): Heat | 'cold' | 'unknown' {
  const around: { readonly loop: Loop; readonly body: Body; readonly turns: Turns }[] = [];
  for (let site: Site | undefined = { instruction, body }; site !== undefined; site = siteOfLiteral(site.body)) {
    const { instruction: at, body: within } = site;
    if (store.get(errorPaths).include(at.block, within)) return 'cold';
    for (const loop of store.get(loops).around(at, within)) {
      if (loop.body !== within) continue;
      if (store.get(pacing).of(loop) !== undefined) return 'cold';
      around.push({ loop, body: within, turns: turnsOf(loop, within) });
    }
  }
  const follows = around.find(({ turns }) => turns === 'data');
  if (follows !== undefined) return heat(follows.loop, follows.body, '');
  const known = around.filter(({ turns }) => turns !== 'unknown');
  const nested = known.length > 1 && known.some(({ turns }) => turns === 'counted');
  if (nested) return heat(known[0].loop, known[0].body, ', inside another loop');
  return around.length > known.length ? 'unknown' : 'cold';
}

interface Site {
  readonly instruction: Instruction;
  readonly body: Body;
}

/** Where a function literal runs, when it is called, or started as a goroutine, where it is made. */
function siteOfLiteral(literal: Body): Site | undefined {
  const { outer } = literal;
  if (outer === undefined) return undefined;
  for (const instruction of instructions(outer)) {
    if (instruction.op !== 'call' && instruction.op !== 'spawn' && instruction.op !== 'defer') continue;
    const runs = runBy(instruction);
    if (runs?.op === 'closure' && runs.func === literal.node && runsWhereMade(instruction))
      return { instruction, body: outer };
  }
  return undefined;
}

/**
 * Whether a call, or the start of a goroutine, runs a literal that is written there: what it does is hot if the call is.
 * A variable that holds one may be called from elsewhere; then the finding stands at the call.
 */
export function runsWhereMade(call: Call): boolean {
  const runs = runBy(call);
  return runs?.op === 'closure' && runs.block === call.block;
}

function runBy({ callee, args }: Call): Value | undefined {
  if (callee.kind === 'dynamic') return callee.value;
  const spawner = callee.kind === 'static' ? spawners.get(callee.name) : undefined;
  return spawner?.task === undefined ? undefined : args[spawner.task];
}

type Turns =
  /** As many as there is input, or until something stops it. */
  | 'data'
  /** A number that is not known, and not said to be the length of anything. */
  | 'counted'
  | 'bounded'
  | 'unknown';

function turnsOf(loop: Loop, body: Body): Turns {
  const { trips, head } = loop;
  if (trips.by === 'constant' || trips.by === 'configuration') return 'bounded';
  if (trips.by === 'endless') return 'data';
  if (trips.by === 'unknown') return 'unknown';
  if (head === undefined) return 'data';
  const next = head.instructions.find((one) => one.op === 'next');
  if (next !== undefined && next.form === 'integer' && !measures(next.args[0])) return 'counted';
  if (next !== undefined) return trips.by === 'setting' ? 'unknown' : 'data';
  const control = terminator(head);
  const condition = control.op === 'if' ? control.args[0] : undefined;
  if (condition?.op !== 'binary') return 'data';
  return condition.args.some((side) => measures(side) || !isInteger(side, body)) ? 'data' : 'counted';
}

/** Whether a number is or derives from the length of something. */
function measures(value: Value, seen = new Set<Value>()): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  if (value.op === 'call')
    return value.callee.kind === 'builtin' && value.args.some((arg) => measuredBy(value, arg, seen));
  if (value.op !== 'phi' && value.op !== 'binary' && value.op !== 'convert') return false;
  return value.args.some((arg) => measures(arg, seen));
}

/** `len(xs)`, and `min(len(xs), n)`. */
function measuredBy(call: Call, arg: Value, seen: Set<Value>): boolean {
  return (call.callee.kind === 'builtin' && call.callee.name === 'len') || measures(arg, seen);
}

function isInteger(value: Value, body: Body): boolean {
  if (value.op === 'const') return typeof value.value === 'bigint';
  const type = body.types.underlying(body.types.of(body.file, value.node));
  return type.kind === 'basic' && /int/.test(type.name);
}

function heat(loop: Loop, body: Body, where: string): Heat {
  return { at: loop.at, message: `this loop ${repeats(loop, body)}${where}`, loop, body };
}

function repeats({ trips, head: first }: Loop, body: Body): string {
  if (trips.by === 'constant') return `runs ${trips.most} times`;
  if ((trips.by !== 'data' && trips.by !== 'setting') || first === undefined) return 'runs until something stops it';
  const head = terminator(first);
  const asks = head.op === 'if' && head.args[0].op !== 'extract';
  return asks ? `runs as long as ${describe(head.args[0], body)}` : `runs once for each of ${trips.of}`;
}
