import { type Body, type Call, instructions, isCall, type Value } from '../../flow/ssa.js';
import type { SyncOp } from '../../knowledge/synchronisation.js';
import type { FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { argumentsOf, type Path, type Paths, paths } from './paths.js';

/** What a function does that other goroutines wait for, or wait with. */
export interface Synchronisation {
  /** While it is called. */
  readonly now: readonly SyncUse[];
  /** Also by what it leaves running or hands on. */
  readonly ever: readonly SyncUse[];
}

/** `send p0.slots`: what is done, to what. */
export type SyncUse = `${SyncOp} ${Path}`;

const none: readonly SyncUse[] = [];
const nothing: Synchronisation = { now: none, ever: none };

export const synchronisation: Summary<Synchronisation> = {
  name: 'synchronisation',
  unknown: nothing,
  bottom: nothing,
  known(name, { known }) {
    const call = known.syncCalls.get(name);
    if (call === undefined) return undefined;
    const use: SyncUse = `${call.op} ${call.shared === undefined ? 'p0' : `g:${call.shared}`}`;
    return { now: [use], ever: [use] };
  },
  same: (a, b) => a.now.join() === b.now.join() && a.ever.join() === b.ever.join(),
  of(body, callees, store) {
    const now = new Set<SyncUse>();
    const ever = new Set<SyncUse>();
    const path = store.get(paths);
    for (const instruction of instructions(body)) {
      for (const use of usesOf(instruction, body, path)) now.add(use);
      if (!isCall(instruction)) continue;
      for (const answer of callees(instruction)) {
        if (answer.ever.length === 0) continue; // and so is `now`
        const args = argumentsOf(instruction);
        if (instruction.op !== 'spawn') for (const use of inCaller(netOf(answer.now), args, body, path)) now.add(use);
        for (const use of inCaller(netOf(answer.ever), args, body, path)) ever.add(use);
      }
      for (const use of handedOn(instruction, body, store)) ever.add(use);
    }
    for (const literal of body.literals.values()) {
      const { ever: later } = store.summaries.ofBody(synchronisation, literal, store);
      for (const use of later) ever.add(renamed(use, (at) => path.inOuter(at, body)) as SyncUse);
    }
    for (const use of now) ever.add(use);
    return { now: visible(now, body), ever: visible(ever, body) };
  },
};

/** More than any function does that is there to take or to give back. */
const MAX_USES = 32;

/** What matters to callers: not what a function does to its own variables. */
function visible(uses: ReadonlySet<SyncUse>, { symbol }: Body): SyncUse[] {
  const all = [...uses];
  return (symbol === undefined ? all : all.filter((use) => !partsOf(use)[1].startsWith('v:')))
    .sort()
    .slice(0, MAX_USES);
}

/**
 * Without what is taken and given back: a callee's caller need not know of that. In a recursive cycle a pair may come
 * together late and take a use away again; the bound on rounds ends that.
 */
export function netOf(uses: readonly SyncUse[]): SyncUse[] {
  const all = new Set(uses);
  return uses.filter((use) => {
    const [op, path] = partsOf(use);
    const other = opposites[op];
    return other === undefined || !all.has(`${other} ${path}`);
  });
}

/** What an instruction itself does; calls of functions are not looked into. */
export function usesOf(instruction: Value, body: Body, path: Paths): readonly SyncUse[] {
  switch (instruction.op) {
    case 'send':
    case 'receive':
      return useOf(instruction.op, instruction.args[0], body, path);
    case 'select':
      return instruction.states.flatMap(({ form, channel }) =>
        form === 'default' || channel === undefined ? [] : useOf(form, channel, body, path),
      );
    case 'call':
    case 'defer': {
      const { callee, args } = instruction;
      return callee.kind === 'builtin' && callee.name === 'close' ? useOf('close', args[0], body, path) : none;
    }
    default:
      return none;
  }
}

function useOf(op: SyncOp, channel: Value, body: Body, path: Paths): readonly SyncUse[] {
  const at = path.of(channel, body);
  return at === undefined ? none : [`${op} ${at}`];
}

/** What a call does while it runs, its callee's doings included, in the words of its body. */
export function usesOfCall(call: Call, body: Body, store: FactStore, when: keyof Synchronisation = 'now'): SyncUse[] {
  const path = store.get(paths);
  const answers = store.summaries.ofCall(synchronisation, call, body, store);
  const within = answers.flatMap((answer) => inCaller(answer[when], argumentsOf(call), body, path));
  return [...usesOf(call, body, path), ...within];
}

export function inCaller(uses: readonly SyncUse[], args: readonly Value[], caller: Body, path: Paths): SyncUse[] {
  return uses.flatMap((use) => renamed(use, (at) => path.inCaller(at, args, caller)) ?? []);
}

function renamed(use: SyncUse, rename: (path: Path) => Path | undefined): SyncUse | undefined {
  const [op, at] = partsOf(use);
  const path = rename(at);
  return path === undefined ? undefined : `${op} ${path}`;
}

const opposites: Partial<Record<SyncOp, SyncOp>> = { send: 'receive', receive: 'send', lock: 'unlock', unlock: 'lock' };

/** What takes back what an operation does. */
export function opposite(op: SyncOp): SyncOp | undefined {
  return opposites[op];
}

export function partsOf(use: SyncUse): readonly [SyncOp, Path] {
  const end = use.indexOf(' ');
  return [use.slice(0, end) as SyncOp, use.slice(end + 1)];
}

/** What a method value that is passed as an argument does when somebody calls it. */
function handedOn(call: Call, body: Body, store: FactStore): SyncUse[] {
  const path = store.get(paths);
  return call.args.flatMap((arg) => {
    if (arg.op !== 'bound') return [];
    return store.pkg.calls
      .ofValue(arg, body)
      .bodies.flatMap((target) =>
        inCaller(store.summaries.ofBody(synchronisation, target, store).ever, arg.args, body, path),
      );
  });
}
