import type { CallEdge } from '../../calls/graph.js';
import { followWays } from '../../flow/feasible.js';
import { PathCondition } from '../../flow/path-condition.js';
import { leads, mayFollow } from '../../flow/paths.js';
import { type Body, type Call, calls, type Instruction, isCall, withLiterals } from '../../flow/ssa.js';
import { groupAdd, groupDone, groupWait } from '../../knowledge/wait-groups.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { howReached } from '../endings/parameter-runs.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { describe } from '../loops/extent.js';
import { type Path, paths } from './paths.js';
import { placed, spawnOf } from './spawn.js';

/** A call that counts a group of goroutines up or down. */
export interface GroupCall {
  readonly call: Call;
  readonly body: Body;
}

export const groupCalls: Trigger<GroupCall> = {
  name: 'group-calls',
  ops: ['call'],
  lift: (instruction, body) =>
    instruction.op === 'call' && [groupAdd, groupDone].includes(nameOf(instruction))
      ? { call: instruction, body }
      : undefined,
};

/** What is wrong with how a group counts. */
export interface Miscount {
  /**
   * `late`: a goroutine adds itself, and Wait may come first. `missed`: a return skips Done. `recovered`: so does a panic
   * that the goroutine recovers from. `callback`: so does a panic of a callback, if what runs the function recovers.
   */
  readonly kind: 'late' | 'missed' | 'recovered' | 'callback';
  readonly at: SyntaxNode;
  /** The group, as the source writes it. */
  readonly group: string;
  /** The start of the goroutine. */
  readonly started: SyntaxNode;
  /** The Wait, or the Done that is skipped. */
  readonly other: SyntaxNode;
}

export interface WaitGroups {
  of(place: GroupCall): Miscount | undefined;
}

export const waitGroups: Fact<WaitGroups> = {
  name: 'wait-groups',
  compute(_pkg, store) {
    return { of: (place) => (nameOf(place.call) === groupAdd ? lateAdd(place, store) : missedDone(place, store)) };
  },
};

function lateAdd({ call, body }: GroupCall, store: FactStore): Miscount | undefined {
  const edge = onlyEdge(body, store);
  const group = groupOf(call, body, store);
  if (edge === undefined || edge.how !== 'spawn' || group === undefined || body.outer !== edge.body) return undefined;
  const outer = callsOn(group, edge.body, store);
  const wait = outer.find((one) => nameOf(one) === groupWait && mayFollow(edge.call, one, undefined));
  if (wait === undefined || outer.some((one) => nameOf(one) === groupAdd)) return undefined;
  return miscount('late', call, body, edge, edge.body.file.tree.node(wait.node));
}

/** A Done that is not deferred, and is not on every way. */
function missedDone({ call, body }: GroupCall, store: FactStore): Miscount | undefined {
  const group = groupOf(call, body, store);
  const edge = onlyEdge(body, store);
  if (group === undefined || edge === undefined || !isAwaited(group, body, store)) return undefined;
  // It is counted by whoever starts it, says so once, and counts nobody else.
  const repeats = leads(call.block, call.block, []);
  const hasHelpers = [...withLiterals(body)].some((one) => one !== body && callsOn(group, one, store).length > 0);
  if (repeats || hasHelpers) return undefined;
  const adds = (one: Body) => callsOn(group, one, store).some((other) => nameOf(other) === groupAdd);
  if (adds(body) || !adds(edge.body)) return undefined;
  const isStarted = edge.how === 'spawn' || spawnOf(edge.call, edge.body, store.known)?.task !== undefined;
  const done = body.file.tree.node(call.node);
  if (isStarted && isFirst(call, group, body, store)) {
    const skipped = returnWithout(group, body, store);
    if (skipped !== undefined)
      return { ...miscount('missed', call, body, edge, done), at: body.file.tree.node(skipped.node) };
    if (recovers(body)) return miscount('recovered', call, body, edge, done);
  }
  const isForeign =
    edge.how === 'passed' && (edge.call.callee.kind === 'interface' || howReached(edge, store) === 'unknown');
  const callback =
    isForeign && [...calls(body)].some((one) => one.callee.kind === 'dynamic' && mayFollow(one, call, undefined));
  return callback ? miscount('callback', call, body, edge, done) : undefined;
}

function miscount(kind: Miscount['kind'], call: Call, body: Body, edge: CallEdge, other: SyntaxNode): Miscount {
  const at = body.file.tree.node(call.node);
  const group = describe(call, body).replace(/\.\w+\(.*$/, '');
  return { kind, at, group, started: placed(edge.call, edge.body).at, other };
}

/** The only thing that brings a function literal to run. */
function onlyEdge(body: Body, { pkg }: FactStore): CallEdge | undefined {
  const edges = body.outer === undefined ? [] : pkg.calls.edgesTo(body);
  return edges.every(({ call }) => call === edges[0].call) ? edges[0] : undefined;
}

/** The group that a call is about, if it is one of the functions around. */
function groupOf(call: Call, body: Body, store: FactStore): Path | undefined {
  const path = store.get(paths).of(call.args[0], body);
  return path?.startsWith('v:') ? path : undefined;
}

function callsOn(group: Path, body: Body, store: FactStore): readonly Call[] {
  return [...calls(body)].filter((one) => isAbout(one, group, body, store));
}

function isAbout(call: Call, group: Path, body: Body, store: FactStore): boolean {
  return call.args.length > 0 && store.get(paths).of(call.args[0], body) === group;
}

/** Whether a function around a literal, or another literal there, waits for the group. */
function isAwaited(group: Path, body: Body, store: FactStore): boolean {
  let around = body;
  while (around.outer !== undefined) around = around.outer;
  return [...withLiterals(around)].some((one) => callsOn(group, one, store).some((call) => nameOf(call) === groupWait));
}

/** One Done stands for all of a body. */
function isFirst(call: Call, group: Path, body: Body, store: FactStore): boolean {
  return callsOn(group, body, store).find((one) => nameOf(one) === groupDone && one.op === 'call') === call;
}

/** A return to which the function comes without having called Done, deferred it or handed the group on. */
function returnWithout(group: Path, body: Body, store: FactStore): Instruction | undefined {
  let found: Instruction | undefined;
  const tellsDone = (at: Instruction) => {
    if (!isCall(at)) return false;
    if (at.args.some((arg) => store.get(paths).of(arg, body) === group)) return nameOf(at) !== groupAdd;
    return store.pkg.calls
      .targets(at, body)
      .bodies.some((target) => [...withLiterals(target)].some((one) => callsOn(group, one, store).length > 0));
  };
  followWays(body, PathCondition.nothing(body), [], (at) => {
    if (tellsDone(at)) return false;
    if (at.op === 'return') found ??= at;
    return true;
  });
  return found;
}

/** Whether a deferred literal recovers from panics. */
function recovers(body: Body): boolean {
  const deferred = [...calls(body)].filter((one) => one.op === 'defer');
  return deferred.some(({ callee }) => {
    const literal =
      callee.kind === 'dynamic' && callee.value.op === 'closure' ? body.literals.get(callee.value.func) : undefined;
    return (
      literal !== undefined &&
      [...calls(literal)].some((one) => one.callee.kind === 'builtin' && one.callee.name === 'recover')
    );
  });
}

function nameOf({ callee }: Call): string {
  return callee.kind === 'static' ? callee.name : '';
}
