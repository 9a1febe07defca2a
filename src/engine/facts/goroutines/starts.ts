import {
  type Block,
  type Body,
  type Call,
  calls,
  type Instruction,
  instructions,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { placeOf } from '../../syntax/place.js';
import type { Place } from '../../text/place.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { FactStore } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import { loops, runsOnTheSpot, wholeOf } from '../loops/loops.js';
import { fieldWrites } from '../memory/field-writes.js';
import type { Summary } from '../summary.js';
import { keyed } from './keyed.js';
import { limits } from './limits.js';
import { argumentsOf, type Path, paths } from './paths.js';
import { placed, type Spawn, spawnOf } from './spawn.js';

/** A goroutine that each call of a function leaves running, with something that the caller gave for it alone. */
export interface Started {
  /** The function that starts it, as its package calls it. */
  readonly function: string;
  readonly at: Place;
  /** The parameters that it gets something of. */
  readonly gets: readonly Path[];
  /** How many functions lie between: 1 for the one that starts it. */
  readonly depth: number;
}

/** What functions leave running; null when it is nothing, or nothing that grows with their calls. */
export const starts: Summary<Started | null> = {
  name: 'starts',
  unknown: null,
  bottom: null,
  known: (name) => (name.startsWith('(*sync.') ? null : undefined),
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees, store) {
    if (handsBack(body)) return null;
    for (const call of calls(body)) {
      const direct = spawnOf(call, body, store.known);
      const through = direct === undefined ? (callees(call).find((one) => one !== null) ?? undefined) : undefined;
      if (direct === undefined && through === undefined) continue;
      const spawn: Spawn = direct ?? { ...placed(call, body), task: undefined, group: undefined, through };
      const gets = given(spawn, store);
      if (gets.length === 0 || (through !== undefined && through.depth >= MAX_CALLS)) continue;
      if (!isPurpose(call, body, store) || grows(spawn, store)) continue;
      if (store.get(limits).inCall(spawn) !== undefined) continue;
      const sites = [{ instruction: call, body }];
      if (store.get(keyed).by({ ...wholeOf(body), sites }) !== undefined) continue;
      if (through !== undefined) return { ...through, gets, depth: through.depth + 1 };
      return { function: nameOf(body), at: placeOf(spawn.at), gets, depth: 1 };
    }
    return null;
  },
};

/** The goroutine that a call leaves running behind it, started by what it calls. */
export function startedBy(call: Call, body: Body, store: FactStore): Started | undefined {
  if (call.callee.kind === 'interface' || runsOnTheSpot(call, body)) return undefined;
  return store.summaries.ofCall(starts, call, body, store).find((one) => one !== null) ?? undefined;
}

/** Farther away than this, a goroutine is no longer what a function is called for. */
const MAX_CALLS = 2;

/**
 * Whether the goroutine is what the function is there for, and not a part of a larger work: it makes few other calls,
 * and none of them when it ends without having started the goroutine, but for failures.
 */
function isPurpose(call: Call, body: Body, store: FactStore): boolean {
  const others = new Set([...calls(body)].filter((one) => one !== call && !isSynchronisation(one)));
  if (others.size > MAX_OTHER_CALLS) return false;
  const without = endingWithout(call.block, body, store);
  return ![...others].some(({ block }) => without.has(block));
}

/** A function that makes more calls does other work, too. */
const MAX_OTHER_CALLS = 4;

/** The blocks on the ways from the entry to a return that do not come to a block and do not fail. */
function endingWithout(avoided: Block, body: Body, store: FactStore): ReadonlySet<Block> {
  const failing = store.get(errorPaths);
  const open = (block: Block) => block !== avoided && !failing.include(block, body);
  const entered = new Set(body.blocks.slice(0, 1).filter(open));
  for (const block of entered) for (const next of block.succs) if (open(next)) entered.add(next);
  const leaving = new Set([...entered].filter((block) => terminator(block).op === 'return'));
  for (const block of leaving) for (const before of block.preds) if (entered.has(before)) leaving.add(before);
  return leaving;
}

function isSynchronisation({ callee }: Call): boolean {
  return callee.kind === 'builtin' || (callee.kind === 'static' && callee.name.startsWith('(*sync.'));
}

/** Whether the loop around the spawn is the function's own: the function itself is at fault then. */
function grows({ call, body }: Spawn, store: FactStore): boolean {
  return store
    .get(loops)
    .around(call, body)
    .some(({ trips }) => trips.by === 'data' || trips.by === 'endless');
}

/** Whether the function returns something that may know the goroutine: a handle, a channel, the object it belongs to. */
function handsBack(body: Body): boolean {
  const { symbol, types, file, node } = body;
  const type = symbol === undefined ? types.of(file, node) : types.ofSymbol(symbol);
  return type.kind !== 'func' || type.results.some((result) => !isPlain(result.type, body));
}

function isPlain(type: Type, { types }: Body): boolean {
  return typeString(type) === 'error' || types.underlying(type).kind === 'basic';
}

/** The parameters, receiver and contexts left out, of which the goroutine gets something. */
function given(spawn: Spawn, store: FactStore): Path[] {
  const { body, call, task, through } = spawn;
  const finder = new RootFinder(store);
  const values = task === undefined ? [...argumentsOf(call)] : [task];
  if (call.callee.kind === 'dynamic') values.push(call.callee.value);
  const roots = through === undefined ? values.flatMap((value) => finder.of(value, body)) : passedOn(spawn, finder);
  return [...new Set(roots)].filter((root) => isPerCall(root, body)).sort();
}

function passedOn({ body, call, through }: Spawn, finder: RootFinder): Path[] {
  const args = argumentsOf(call);
  return (through?.gets ?? []).flatMap((path) => {
    const argument = /^p\d+$/.test(path) ? args[Number(path.slice(1))] : undefined;
    return argument === undefined ? [finder.inOuter(path, body)] : finder.of(argument, body);
  });
}

/** The receiver belongs to the object, a context to the operation; a literal's own roots wait for what is around it. */
function isPerCall(root: Path, body: Body): boolean {
  if (!root.startsWith('p')) return body.symbol === undefined;
  const param = body.params[Number(root.slice(1))];
  if (param?.symbol === undefined || param.symbol.role === 'receiver') return false;
  return typeString(body.types.ofSymbol(param.symbol)) !== 'context.Context';
}

function nameOf({ symbol, outer }: Body): string {
  return symbol?.name ?? (outer === undefined ? 'a function' : `a function in ${nameOf(outer)}`);
}

/** How deep expressions are looked into. */
const MAX_DEPTH = 8;

/** The roots of what a value is made of: parameters, and variables of the functions around. */
class RootFinder {
  readonly #store: FactStore;

  constructor(store: FactStore) {
    this.#store = store;
  }

  inOuter(path: Path, body: Body): Path {
    return this.#store.get(paths).inOuter(path, body);
  }

  of(value: Value, body: Body, depth = 0): Path[] {
    if (depth > MAX_DEPTH) return [];
    const own = rootOf(this.#store.get(paths).of(value, body));
    if (own?.startsWith('p')) return [own];
    if (value.op === 'closure') {
      const literal = body.literals.get(value.func);
      return literal === undefined ? [] : captured(literal).flatMap((cell) => this.of(cell, body, depth + 1));
    }
    const variable = value.op === 'freevar' || value.op === 'alloc' ? value.symbol : undefined;
    const stored = variable === undefined ? [] : this.#store.get(fieldWrites).ofVariable(variable);
    const parts = stored.filter((write) => write.body === body).map((write) => write.value);
    return [
      ...(own === undefined ? [] : [own]),
      ...[...value.args, ...parts].flatMap((part) => this.of(part, body, depth + 1)),
    ];
  }
}

/** The variables of the functions around that a literal, or one inside it, uses. */
function captured(literal: Body): Value[] {
  const found = new Set<Value>();
  for (const instruction of instructions(literal)) {
    for (const arg of operands(instruction)) if (arg.op === 'freevar') found.add(arg);
  }
  return [...found, ...[...literal.literals.values()].flatMap(captured)];
}

function operands(instruction: Instruction): readonly Value[] {
  return 'callee' in instruction && instruction.callee.kind === 'dynamic'
    ? [...instruction.args, instruction.callee.value]
    : instruction.args;
}

function rootOf(path: Path | undefined): Path | undefined {
  return path === undefined || path.startsWith('g:') ? undefined : /^(?:p\d+|v:.*#[^.]*)/.exec(path)?.[0];
}
