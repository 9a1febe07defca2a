import { type Body, type Call, type Instruction, terminator, type Value } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { dominance } from './dominance.js';
import { errorPaths } from './error-paths.js';
import { describe } from './extent.js';
import { type Loop, loops, type Site } from './loops.js';
import { pacing } from './pacing.js';
import { singledOut } from './singled-out.js';
import { hasSlowTurns } from './slow-turns.js';
import { supportsTests } from './test-support.js';

/** Why something runs often: the loop that repeats it. */
export interface Heat {
  /** The loop's head. */
  readonly at: SyntaxNode;
  /** What the loop does, for a note: "this loop runs once for each of lines". */
  readonly message: string;
  readonly loop: Loop;
  /**
   * Whether each turn also opens a file, starts a process or asks a peer, beside which only what is as large as the
   * input counts.
   */
  readonly slow: boolean;
}

/**
 * Whether something runs often: in two nested loops, or in one that follows data, be it through a function literal that
 * runs on each turn. What is on an error path, or leaves the loop, does not; nor does what waits for the clock, or what
 * is for one of the keys that the loop goes through.
 * Nor is what supports tests, however often they run.
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
  if (supportsTests(body.file)) return 'cold';
  const around: Around[] = [];
  let slow = false;
  for (let at: Site | undefined = { instruction, body }; at !== undefined; ) {
    const sites: readonly Site[] = store.get(loops).sites(at.instruction, at.body);
    if (sites.some((site) => store.get(errorPaths).include(site.instruction.block, site.body))) return 'cold';
    for (const loop of store.get(loops).around(at.instruction, at.body)) {
      const { of: paceOf, everyTurnWaits } = store.get(pacing);
      if (paceOf(loop) !== undefined || everyTurnWaits(loop)) return 'cold';
      if (!slow && hasSlowTurns(loop, store.get(dominance))) {
        const inside = hottest(around, false);
        if (typeof inside !== 'string') return inside;
        slow = true;
      }
      const { block } = loop.sites[loop.sites.length - 1].instruction;
      if (store.get(singledOut).in(loop, block)) continue;
      around.push({ loop, turns: turnsOf(loop) });
    }
    at = startOf(sites[sites.length - 1].body, store);
  }
  return hottest(around, slow);
}

interface Around {
  readonly loop: Loop;
  readonly turns: Turns;
}

function hottest(around: readonly Around[], slow: boolean): Heat | 'cold' | 'unknown' {
  const follows = around.find(({ turns }) => turns === 'data');
  if (follows !== undefined) return heat(follows.loop, '', slow);
  const known = around.filter(({ turns }) => turns !== 'unknown');
  const nested = known.length > 1 && known.some(({ turns }) => turns === 'counted');
  if (nested) return heat(known[0].loop, ', inside another loop', slow);
  return around.length > known.length ? 'unknown' : 'cold';
}

/** Where a function literal is started as a goroutine, when that is all that becomes of it. */
function startOf(literal: Body, store: FactStore): Site | undefined {
  const [edge, ...others] = store.pkg.calls.edgesTo(literal);
  if (edge === undefined || others.length > 0 || edge.body !== literal.outer) return undefined;
  const { callee } = edge.call;
  const starts =
    edge.how === 'spawn' ||
    (edge.how === 'passed' && callee.kind === 'static' && store.known.spawners.has(callee.name));
  return starts ? { instruction: edge.call, body: edge.body } : undefined;
}

type Turns =
  /** As many as there is input, or until something stops it. */
  | 'data'
  /** A number that is not known, and not said to be the length of anything. */
  | 'counted'
  | 'bounded'
  | 'unknown';

function turnsOf({ trips, head, body }: Loop): Turns {
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

function heat(loop: Loop, where: string, slow: boolean): Heat {
  return { at: loop.at, message: `this loop ${repeats(loop)}${where}`, loop, slow };
}

function repeats({ trips, head, body }: Loop): string {
  if (trips.by === 'constant') return `runs ${trips.most} times`;
  if (trips.by !== 'data' && trips.by !== 'setting') return 'runs until something stops it';
  const control = head === undefined ? undefined : terminator(head);
  const asks = control?.op === 'if' && control.args[0].op !== 'extract';
  return asks ? `runs as long as ${describe(control.args[0], body)}` : `runs once for each of ${trips.of}`;
}
