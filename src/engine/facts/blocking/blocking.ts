import { type Block, type Body, type Call, type Instruction, terminator, type Value } from '../../flow/ssa.js';
import { type Awaited, blockingCalls } from '../../knowledge/blocking.js';
import type { FactStore } from '../fact.js';
import { argumentsOf, type Path, paths } from '../goroutines/paths.js';
import type { Summary } from '../summary.js';

/** A wait: for what, and of which parameter or variable that is. */
export interface Wait {
  /** `send`, `receive`: on a channel; `select`: until one of its cases can go on; `ever`: nothing ends it. */
  readonly for: 'send' | 'receive' | 'select' | 'ever' | Awaited;
  /** Where the channel, lock, group or connection is kept; undefined when callers cannot know it. Of a select, all. */
  readonly on: readonly Path[];
  /** Whether no call of the function comes back without it. */
  readonly always: boolean;
}

/**
 * What a call of a function may wait for before it comes back. Waits in goroutines that it starts are not among them.
 * A lock that is free, a channel with room and a reader over memory make nobody wait: what is listed may.
 */
export const blocking: Summary<readonly Wait[]> = {
  name: 'blocking',
  unknown: [],
  bottom: [],
  known(name) {
    const awaited = blockingCalls.get(name);
    return awaited === undefined ? undefined : [{ for: awaited, on: ['p0'], always: false }];
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees, store) {
    const found = new Map<string, { wait: Wait; blocks: Set<Block> }>();
    for (const block of body.blocks) {
      for (const instruction of block.instructions) {
        for (const wait of waitsAt(instruction, body, callees, store)) {
          const key = `${wait.for} ${wait.on.join()}`;
          const known = found.get(key) ?? { wait, blocks: new Set() };
          found.set(key, known);
          if (wait.always) known.blocks.add(block);
        }
      }
    }
    return [...found.values()]
      .slice(0, MAX_WAITS)
      .map(({ wait, blocks }) => ({ ...wait, always: wait.for === 'ever' || !comesBackWithout(blocks, body) }))
      .sort((a, b) => compare(`${a.for} ${a.on.join()}`, `${b.for} ${b.on.join()}`));
  },
};

/** More than a function waits for that is there to do so. */
const MAX_WAITS = 16;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What an instruction waits for, in the words of callers. `always`: whenever it is reached. */
function waitsAt(
  instruction: Instruction,
  body: Body,
  callees: (call: Call) => readonly (readonly Wait[])[],
  store: FactStore,
): readonly Wait[] {
  const on = (value: Value | undefined): readonly Path[] =>
    seenBy(callersOf(body), value && pathOf(value, body, store));
  switch (instruction.op) {
    case 'send':
    case 'receive':
      return [{ for: instruction.op, on: on(instruction.args[0]), always: true }];
    case 'next':
      return instruction.form === 'unknown' || !isChannel(instruction.args[0], body)
        ? []
        : [{ for: 'receive', on: on(instruction.args[0]), always: true }];
    case 'select': {
      if (!instruction.blocking) return [];
      if (instruction.states.length === 0) return [{ for: 'ever', on: [], always: true }];
      const all = instruction.states.flatMap(({ channel }) => on(channel));
      return [{ for: 'select', on: [...new Set(all)].sort(), always: true }];
    }
    case 'call':
    case 'defer':
      return waitsOfCall(instruction, body, callees, store);
    default:
      return [];
  }
}

function waitsOfCall(
  call: Call,
  body: Body,
  callees: (call: Call) => readonly (readonly Wait[])[],
  store: FactStore,
): readonly Wait[] {
  if (call.callee.kind === 'builtin') return [];
  const known = 'name' in call.callee && blockingCalls.has(call.callee.name);
  // Other types than those in sight may stand behind an interface, and wait for nothing.
  if (call.callee.kind === 'interface' && !known) return [];
  const path = store.get(paths);
  const args = argumentsOf(call);
  const answers = callees(call);
  const always = (wait: Wait) =>
    known ||
    answers.every((all) => all.some((one) => one.always && one.for === wait.for && one.on.join() === wait.on.join()));
  return answers.flat().map((wait) => ({
    for: wait.for,
    on: wait.on.flatMap((at) => seenBy(callersOf(body), path.inCaller(at, args, body))),
    always: always(wait),
  }));
}

function pathOf(value: Value, body: Body, store: FactStore): Path | undefined {
  return store.get(paths).of(value, body);
}

/** Whether callers see the function's own variables: only those around a literal do. */
function callersOf({ symbol }: Body): 'inside' | 'anywhere' {
  return symbol === undefined ? 'inside' : 'anywhere';
}

function seenBy(callers: 'inside' | 'anywhere', path: Path | undefined): readonly Path[] {
  return path === undefined || (callers === 'anywhere' && path.startsWith('v:')) ? [] : [path];
}

function isChannel(value: Value, body: Body): boolean {
  return body.types.underlying(body.types.of(body.file, value.node)).kind === 'chan';
}

function comesBackWithout(avoided: ReadonlySet<Block>, body: Body): boolean {
  const reached = new Set(body.blocks.slice(0, 1).filter((block) => !avoided.has(block)));
  for (const block of reached) {
    if (terminator(block).op === 'return') return true;
    for (const next of block.succs) if (!avoided.has(next)) reached.add(next);
  }
  return false;
}
