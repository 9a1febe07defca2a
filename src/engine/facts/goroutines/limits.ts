import { loopsIn, type Loop as NaturalLoop } from '../../flow/loops.js';
import { type Block, type Instruction, type InstructionOf, isCall, terminator, type Value } from '../../flow/ssa.js';
import type { Fact, FactStore } from '../fact.js';
import { type Counters, counters } from '../loops/counters.js';
import { type Dominance, dominance } from '../loops/dominance.js';
import { countsTurns, type Loop, type Region, type Site, wholeOf } from '../loops/loops.js';
import { type Accepts, accepts } from './accepts.js';
import { type Capacities, capacities } from './capacities.js';
import { cancelledBefore, startedAtEnd } from './ended-before.js';
import { groups } from './groups.js';
import { oneAtATime } from './once.js';
import { argumentsOf, type Paths, paths } from './paths.js';
import type { Spawn } from './spawn.js';
import { inCaller, opposite, partsOf, type SyncUse, usesOf, usesOfCall } from './synchronisation.js';
import { type Tasks, tasks } from './tasks.js';

/** Something that keeps the number of goroutines running at once from growing with the loop. */
export interface Limit {
  readonly kind:
    | 'taken before'
    | 'counted before'
    | 'waited for'
    | 'ended here'
    | 'one at a time'
    | 'limited group'
    | 'limited listener'
    | 'group made elsewhere';
  readonly by: Instruction;
}

export interface Limits {
  /** What limits the goroutines that a spawn starts on the turns of a loop. */
  on(spawn: Spawn, loop: Loop): Limit | undefined;
  /** What limits, or waits for, the goroutine that one call of the spawn's body starts. */
  inCall(spawn: Spawn): Limit | undefined;
}

export const limits: Fact<Limits> = {
  name: 'limits',
  compute(_pkg, store) {
    const finder = new LimitFinder(store);
    const group = store.get(groups);
    return {
      on: (spawn, loop) => group.limit(spawn) ?? finder.on(spawn, loop),
      inCall: (spawn) => {
        const sites = [{ instruction: spawn.call, body: spawn.body }];
        return group.limit(spawn) ?? finder.on(spawn, { ...wholeOf(spawn.body), sites });
      },
    };
  },
};

/** A spawn as one of the bodies around it sees it. */
interface View {
  readonly spawn: Spawn;
  readonly site: Site;
  readonly region: Region;
  /** What the goroutine does, in the words of this body. */
  readonly task: ReadonlySet<SyncUse>;
}

class LimitFinder {
  readonly #store: FactStore;
  readonly #accepts: Accepts;
  readonly #dominance: Dominance;
  readonly #counters: Counters;
  readonly #capacities: Capacities;
  readonly #paths: Paths;
  readonly #tasks: Tasks;

  constructor(store: FactStore) {
    this.#store = store;
    this.#accepts = store.get(accepts);
    this.#dominance = store.get(dominance);
    this.#counters = store.get(counters);
    this.#capacities = store.get(capacities);
    this.#paths = store.get(paths);
    this.#tasks = store.get(tasks);
  }

  on(spawn: Spawn, region: Region & { readonly sites: readonly Site[] }): Limit | undefined {
    let task = this.#tasks.uses(spawn);
    for (const [i, site] of region.sites.entries()) {
      const last = i === region.sites.length - 1;
      const found = this.#within({ spawn, site, region: last ? region : wholeOf(site.body), task: new Set(task) });
      if (found !== undefined || last) return found;
      task = this.#outward(task, region.sites[i + 1]);
    }
    return undefined;
  }

  /** What a literal's goroutine does, in the words of the body that runs the literal. */
  #outward(uses: readonly SyncUse[], { instruction, body }: Site): readonly SyncUse[] {
    const args = isCall(instruction) && instruction.callee.kind === 'dynamic' ? argumentsOf(instruction) : [];
    return inCaller(uses, args, body, this.#paths);
  }

  #within(view: View): Limit | undefined {
    const { region, site } = view;
    for (const block of region.blocks) {
      for (const instruction of block.instructions) {
        if (instruction === site.instruction) continue;
        if (instruction.op === 'call' && this.#accepts.isLimited(instruction))
          return { kind: 'limited listener', by: instruction };
        if (this.#takes(instruction, view)) return { kind: 'taken before', by: instruction };
        if (this.#counts(instruction, view)) return { kind: 'counted before', by: instruction };
        if (this.#waits(instruction, view)) return { kind: 'waited for', by: instruction };
        if (this.#ends(instruction, view)) return { kind: 'ended here', by: instruction };
      }
    }
    const before = cancelledBefore(site, region, this.#store);
    if (before !== undefined) return { kind: 'ended here', by: before };
    const flag = oneAtATime(site, region, this.#store);
    return flag && { kind: 'one at a time', by: flag };
  }

  /** Something on the way of every turn that takes a place which the goroutine gives back. */
  #takes(instruction: Instruction, view: View): boolean {
    if (instruction.op === 'select') return this.#selects(instruction, view);
    if (instruction.op !== 'call' && instruction.op !== 'send' && instruction.op !== 'receive') return false;
    if (!this.#onTheWay(instruction, view)) return false;
    const uses = this.#usesOf(instruction, view);
    return uses.some((use) => this.#isTaken(use, uses, view));
  }

  /** A place that is not given back before, that the goroutine gives back, and of which there are not as many as data. */
  #isTaken(use: SyncUse, beside: readonly SyncUse[], { spawn, site, task }: View): boolean {
    const [op, path] = partsOf(use);
    const giving = opposite(op);
    if (giving === undefined || op === 'unlock' || beside.includes(`${giving} ${path}`)) return false;
    const given = task.has(`${giving} ${path}`) && !task.has(use);
    return (given || this.#tasks.isOpaque(spawn)) && !this.#capacities.followsData(path, site.body);
  }

  #usesOf(instruction: Instruction, { site }: View): readonly SyncUse[] {
    return instruction.op === 'call' || instruction.op === 'defer'
      ? usesOfCall(instruction, site.body, this.#store)
      : usesOf(instruction, site.body, this.#paths);
  }

  /** Before the spawn on every path, or on every path but where a setting says that there is no limit. */
  #onTheWay(instruction: Instruction, { site, region }: View): boolean {
    if (this.#dominance.precedes(instruction, site.instruction, site.body)) return true;
    const { preds } = instruction.block;
    const control = preds.length === 1 ? terminator(preds[0]) : undefined;
    if (control?.op !== 'if' || !isInvariant(control.args[0], region, this.#paths)) return false;
    return this.#dominance.precedes(control, site.instruction, site.body);
  }

  /** `select { case sem <- struct{}{}: go f() … }`: every clause from which the spawn is reached has taken a place. */
  #selects(select: InstructionOf<'select'>, view: View): boolean {
    const { site, region } = view;
    if (!this.#dominance.precedes(select, site.instruction, site.body)) return false;
    const reached = select.states.filter((_, i) => reaches(select.block.succs[i], site.instruction.block, region));
    return (
      reached.length > 0 &&
      reached.every(({ form, channel }) => {
        const path = channel && this.#paths.of(channel, site.body);
        return form !== 'default' && path !== undefined && this.#isTaken(`${form} ${path}`, [], view);
      })
    );
  }

  /** A comparison of a counter with its bound, before the spawn, here or in a helper; the loop's own condition is none. */
  #counts(instruction: Instruction, { site, region }: View): boolean {
    if (!this.#dominance.precedes(instruction, site.instruction, site.body)) return false;
    if (instruction.op === 'call') return this.#counters.countedBy(instruction, site.body);
    if (instruction.op !== 'if' || instruction.block === region.head) return false;
    return this.#counters.bounds(instruction, inBlocks(region.blocks));
  }

  /** A Wait for the group that the goroutine belongs to, or a receive of what it sends or closes. */
  #waits(instruction: Instruction, view: View): boolean {
    const { site, region } = view;
    const deferred = instruction.op === 'defer' && region.head === undefined;
    if (instruction.op === 'select') {
      if (startedAtEnd(instruction, site, view.task, this.#store)) return true;
      if (!instruction.blocking || this.#dominance.precedes(instruction, site.instruction, site.body)) return false;
    } else if (instruction.op !== 'call' && instruction.op !== 'receive' && !deferred) return false;
    if (!this.#usesOf(instruction, view).some((use) => this.#isCompletion(use, view))) return false;
    const block = this.#collectingLoop(instruction, view)?.head ?? instruction.block;
    return deferred || onEveryTurn(block, view, this.#dominance) || this.#inBatches(instruction, region);
  }

  /** The loop, apart from the spawn's, that takes back one result after the other: it turns as often as is needed. */
  #collectingLoop({ block }: Instruction, { site, region }: View): NaturalLoop | undefined {
    return loopsIn(site.body).findLast(
      (loop) => loop.blocks.has(block) && !loop.blocks.has(site.instruction.block) && loop.head !== region.head,
    );
  }

  /** A call of the body closes, before it returns, the channel on which the goroutine waits for its end. */
  #ends(instruction: Instruction, view: View): boolean {
    const { region, task } = view;
    if (region.head !== undefined || (instruction.op !== 'call' && instruction.op !== 'defer')) return false;
    return this.#usesOf(instruction, view).some((use) => {
      const [op, path] = partsOf(use);
      return op === 'close' && task.has(`receive ${path}`) && onEveryTurn(instruction.block, view, this.#dominance);
    });
  }

  #isCompletion(use: SyncUse, { spawn, site, task }: View): boolean {
    const [op, path] = partsOf(use);
    if (op === 'receive') return (task.has(`send ${path}`) || task.has(`close ${path}`)) && !task.has(use);
    if (op !== 'wait') return false;
    if (spawn.group !== undefined && this.#paths.of(spawn.group, spawn.body) === path) return true;
    if (task.has(`done ${path}`)) return true;
    const group = spawn.group !== undefined || [...task].some((one) => one.startsWith('done '));
    return !group && site.body === spawn.body;
  }

  /** `if i%100 == 99 { wg.Wait() }`: the turn's number decides. */
  #inBatches({ block }: Instruction, region: Region): boolean {
    const control = block.preds.length === 1 ? terminator(block.preds[0]) : undefined;
    const condition = control?.op === 'if' ? control.args[0] : undefined;
    return condition?.op === 'binary' && condition.args.some((side) => dependsOnTurn(side, region));
  }
}

function dependsOnTurn(value: Value, region: Region): boolean {
  if (countsTurns(value, region)) return true;
  return value.op === 'binary' && value.args.some((arg) => dependsOnTurn(arg, region));
}

/** Whether a condition is the same on every turn: a parameter, a field, made of nothing that the region makes. */
function isInvariant(value: Value, region: Region, path: Paths): boolean {
  switch (value.op) {
    case 'const':
    case 'param':
    case 'freevar':
    case 'global':
      return true;
    case 'binary':
    case 'unary':
    case 'load':
    case 'fieldaddr':
    case 'field':
    case 'convert':
      return value.args.every((arg) => isInvariant(arg, region, path));
    case 'call':
      return value.callee.kind === 'builtin' && value.args.every((arg) => isInvariant(arg, region, path));
    default:
      return region.head !== undefined && 'block' in value && !region.blocks.has(value.block);
  }
}

function* inBlocks(blocks: Iterable<Block>): Iterable<Instruction> {
  for (const block of blocks) yield* block.instructions;
}

/** Waiting behind the spawn (or before it, for the turn before) counts when no turn that spawns goes round it. */
export function onEveryTurn(
  block: Block,
  { site, region }: { readonly site: Site; readonly region: Region },
  found: Dominance,
): boolean {
  const { block: from } = site.instruction;
  if (block === from || (region.head !== undefined && found.of(site.body).dominates(block, from))) return true;
  return !reachesEnd(from, block, region);
}

/** Whether the next turn, or the end of the body, is reached from a block without passing another one. */
function reachesEnd(from: Block, without: Block, region: Region): boolean {
  const seen = new Set<Block>([without]);
  const work = [from];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (region.head === undefined && terminator(at).op === 'return') return true;
    for (const next of at.succs) {
      if (next === region.head) return true;
      if (seen.has(next) || !region.blocks.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return false;
}

/** Whether control can go from one block to another within one turn. */
function reaches(from: Block, to: Block, region: Region): boolean {
  const seen = new Set<Block>();
  const work = [from];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === to) return true;
    if (at === region.head || seen.has(at) || !region.blocks.has(at)) continue;
    seen.add(at);
    work.push(...at.succs);
  }
  return false;
}
