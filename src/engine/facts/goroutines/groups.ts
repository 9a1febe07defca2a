import { type Call, calls, outwards, type Value } from '../../flow/ssa.js';
import type { GroupLimit, Spawner } from '../../knowledge/spawners.js';
import { isExported } from '../../names/symbol.js';
import type { Fact, FactStore } from '../fact.js';
import { extents } from '../loops/extents.js';
import { origins } from '../memory/origins.js';
import type { Limit } from './limits.js';
import type { Spawn } from './spawn.js';

/** Groups of goroutines that know how many may run at once. */
export interface Groups {
  /** What limits the group that a spawn belongs to; undefined when nothing does, or when it has none. */
  limit(spawn: Spawn): Limit | undefined;
  /** A limit that is set and is none: below zero, or as large as the data. */
  lifted(spawn: Spawn): Call | undefined;
}

export const groups: Fact<Groups> = {
  name: 'groups',
  compute(_pkg, store) {
    const finder = new GroupFinder(store);
    return {
      limit: (spawn) => finder.limit(spawn),
      lifted: (spawn) => finder.settings(spawn).find((one) => finder.liftsLimit(one))?.call,
    };
  },
};

/** A call that says how many goroutines of a group may run at once. */
interface Setting {
  readonly call: Call;
  readonly limit: Value | undefined;
  readonly body: Spawn['body'];
}

class GroupFinder {
  readonly #store: FactStore;

  constructor(store: FactStore) {
    this.#store = store;
  }

  limit(spawn: Spawn): Limit | undefined {
    const spawner = this.#spawnerOf(spawn);
    if (spawner?.group === undefined || spawner.limits === undefined) return undefined;
    const set = this.settings(spawn).find((one) => !this.liftsLimit(one));
    if (set !== undefined) return { kind: 'limited group', by: set.call };
    if (spawn.group === undefined || this.settings(spawn).length > 0) return undefined;
    // Whoever made the group may have set its limit.
    return this.#madeInSight(spawn.group, spawn, spawner)
      ? undefined
      : { kind: 'group made elsewhere', by: spawn.call };
  }

  /** The calls that limit the spawn's group, in the bodies around it. */
  settings(spawn: Spawn): Setting[] {
    const spawner = this.#spawnerOf(spawn);
    if (spawner === undefined || spawn.group === undefined) return [];
    const found = this.#makers(spawn.group, spawner);
    for (const body of outwards(spawn.body)) {
      for (const call of calls(body)) {
        const limiter = limiterOf(call, spawner);
        if (limiter === undefined || limiter.limit === 0 || !this.#same(call.args[0], spawn.group)) continue;
        found.push({ call, limit: call.args[limiter.limit], body });
      }
    }
    return found;
  }

  /** Whether a limit is none: SetLimit(-1), or one that grows with the input. */
  liftsLimit({ call, limit, body }: Setting): boolean {
    if (limit === undefined) return false;
    const size = this.#store.get(extents).ofNumber(limit, body, { block: call.block });
    return size.by === 'data' || (size.by === 'constant' && size.most < 0n) || isNegative(limit);
  }

  /** `pool.New().WithMaxGoroutines(8)`, `ants.NewPool(32)`: the group comes out of what limits it. */
  #makers(group: Value, spawner: Spawner): Setting[] {
    const call = madeBy(this.#store.get(origins).of(group));
    const limiter = call && limiterOf(call, spawner);
    if (call === undefined || limiter === undefined) return [];
    const [found] = [...this.#store.pkg.allBodies()].filter((body) => body.blocks.includes(call.block));
    return found === undefined ? [] : [{ call, limit: call.args[limiter.limit], body: found }];
  }

  #spawnerOf({ call }: Spawn): Spawner | undefined {
    if (call.op !== 'call' || call.callee.kind !== 'static') return undefined;
    return this.#store.known.spawners.get(call.callee.name);
  }

  #same(a: Value, b: Value): boolean {
    return this.#store.get(origins).same(a, b);
  }

  /** Whether a group is made where a call that limits it would be seen: a variable, its constructor, by every caller. */
  #madeInSight(group: Value, { body }: Spawn, spawner: Spawner): boolean {
    const { constructors = [] } = spawner;
    const at = this.#store.get(origins).of(group);
    if (at.op === 'alloc') return true;
    const made = madeBy(at);
    if (made?.callee.kind === 'static') return constructors.includes(made.callee.name);
    if (at.op !== 'param' || body.symbol === undefined || isExported(body.symbol.name)) return false;
    const callers = this.#store.pkg.calls.edgesTo(body);
    return (
      callers.length > 0 &&
      callers.every(({ call, body: caller, how }) => {
        if (how === 'passed' || call.args[at.index] === undefined) return false;
        const there = madeBy(this.#store.get(origins).of(call.args[at.index]));
        const fresh = there?.callee.kind === 'static' && constructors.includes(there.callee.name);
        return fresh && ![...calls(caller)].some((one) => limiterOf(one, spawner) !== undefined);
      })
    );
  }
}

function limiterOf({ callee }: Call, { limits = [] }: Spawner): GroupLimit | undefined {
  return callee.kind === 'static' ? limits.find((limit) => limit.function === callee.name) : undefined;
}

/** The call that a value comes from. */
function madeBy(value: Value): Call | undefined {
  const made = value.op === 'extract' ? value.args[0] : value;
  return made.op === 'call' ? made : undefined;
}

function isNegative(limit: Value): boolean {
  return limit.op === 'const' && typeof limit.value === 'bigint' && limit.value < 0n;
}
