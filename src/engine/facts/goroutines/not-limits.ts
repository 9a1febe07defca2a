import { type Body, instructions, isCall } from '../../flow/ssa.js';
import { placeOf } from '../../syntax/place.js';
import type { Place } from '../../text/place.js';
import type { Fact, FactStore } from '../fact.js';
import { describe } from '../loops/extent.js';
import { capacities } from './capacities.js';
import { groups } from './groups.js';
import { paths } from './paths.js';
import type { Spawn } from './spawn.js';
import { partsOf, type SyncUse, usesOf, usesOfCall } from './synchronisation.js';
import { tasks } from './tasks.js';

/** Something that looks as if it limited a spawn, and why it does not. */
export interface NotLimit {
  readonly at: Place;
  readonly message: string;
}

export interface NotLimits {
  of(spawn: Spawn): NotLimit | undefined;
}

export const notLimits: Fact<NotLimits> = {
  name: 'not-limits',
  compute(_pkg, store) {
    return { of: (spawn) => lifted(spawn, store) ?? takenInside(spawn, store) ?? asManyAsData(spawn, store) };
  },
};

/** A limit that is set and is none. */
function lifted(spawn: Spawn, store: FactStore): NotLimit | undefined {
  const call = store.get(groups).lifted(spawn);
  if (call === undefined) return undefined;
  const at = placeOf(spawn.body.file.tree.node(call.node));
  return { at, message: `${describe(call, spawn.body)} sets no limit: it is negative or grows with the input` };
}

/** A slot that the goroutine takes for itself: 100,000 of them queue for ten places. */
function takenInside(spawn: Spawn, store: FactStore): NotLimit | undefined {
  for (const body of store.get(tasks).bodies(spawn)) {
    const summary = new Set<SyncUse>();
    const taking: { readonly use: SyncUse; readonly note: NotLimit }[] = [];
    for (const instruction of instructions(body)) {
      const uses = isCall(instruction)
        ? usesOfCall(instruction, body, store)
        : usesOf(instruction, body, store.get(paths));
      for (const use of uses) summary.add(use);
      const [use] = uses.filter((one) => partsOf(one)[0] === 'send');
      if (use === undefined || instruction.op === 'defer') continue;
      const at = placeOf(body.file.tree.node(instruction.node));
      const text = instruction.op === 'send' ? describe(instruction, body) : describe(instruction, body);
      taking.push({
        use,
        note: { at, message: `${text} is inside the goroutine: it limits the work, not the goroutines` },
      });
    }
    for (const use of literalUses(body, store)) summary.add(use);
    const found = taking.find(({ use }) => summary.has(use.replace('send', 'receive') as SyncUse));
    if (found !== undefined) return found.note;
  }
  return undefined;
}

function literalUses(body: Body, store: FactStore): SyncUse[] {
  return [...instructions(body)].flatMap((one) => (one.op === 'defer' ? usesOfCall(one, body, store) : []));
}

/** `sem := make(chan struct{}, len(xs))`. */
function asManyAsData({ body }: Spawn, store: FactStore): NotLimit | undefined {
  const found = store.get(capacities);
  const path = store.get(paths);
  for (const instruction of instructions(body)) {
    if (instruction.op !== 'send' && instruction.op !== 'call') continue;
    const uses = instruction.op === 'call' ? usesOfCall(instruction, body, store) : usesOf(instruction, body, path);
    for (const use of uses) {
      const [op, at] = partsOf(use);
      const maker = op === 'send' && found.followsData(at, body) ? found.maker(at, body) : undefined;
      if (maker === undefined) continue;
      const message = `${describe(maker, body)} has as many places as there is data`;
      return { at: placeOf(body.file.tree.node(maker.node)), message };
    }
  }
  return undefined;
}
