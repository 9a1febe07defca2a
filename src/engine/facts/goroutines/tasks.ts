import { type Body, instructions, isCall, type Value } from '../../flow/ssa.js';
import type { Fact, FactStore } from '../fact.js';
import { argumentsOf, paths } from './paths.js';
import type { Spawn } from './spawn.js';
import { inCaller, netOf, type SyncUse, synchronisation, usesOf, usesOfCall } from './synchronisation.js';

/** What runs in goroutines. */
export interface Tasks {
  /**
   * What the goroutine does that others wait for, in the words of the body that starts it. What it takes and gives back
   * in a single call of another function is left out.
   */
  uses(spawn: Spawn): readonly SyncUse[];
  /** Whether nothing is known of it. */
  isOpaque(spawn: Spawn): boolean;
  /** The bodies that run in it, as far as they are in the package. */
  bodies(spawn: Spawn): readonly Body[];
}

export const tasks: Fact<Tasks> = {
  name: 'tasks',
  compute(pkg, store) {
    const bodies = ({ call, body, task }: Spawn) =>
      task === undefined ? pkg.calls.targets(call, body).bodies : pkg.calls.ofValue(task, body).bodies;
    const uses = (spawn: Spawn): readonly SyncUse[] => {
      const { call, body, task, through } = spawn;
      if (task !== undefined) return usesOfFunction(task, body, store);
      const inSight = bodies(spawn);
      if (through === undefined && inSight.length > 0)
        return inSight.flatMap((target) => inCaller(netUses(target, store), argumentsOf(call), body, store.get(paths)));
      const handed = call.args.flatMap((arg) => usesOfFunction(arg, body, store));
      return [...usesOfCall(call, body, store, 'ever'), ...handed];
    };
    return {
      bodies,
      uses,
      isOpaque: (spawn) => spawn.through === undefined && bodies(spawn).length === 0 && uses(spawn).length === 0,
    };
  },
};

/** What somebody who calls a function value does. */
function usesOfFunction(value: Value, body: Body, store: FactStore): SyncUse[] {
  if (value.op !== 'closure' && value.op !== 'bound' && value.op !== 'func' && value.op !== 'load') return [];
  const { bodies } = store.pkg.calls.ofValue(value, body);
  const args = value.op === 'bound' ? value.args : [];
  return bodies.flatMap((target) => inCaller(netUses(target, store), args, body, store.get(paths)));
}

function netUses(body: Body, store: FactStore): SyncUse[] {
  const path = store.get(paths);
  const own = [...instructions(body)].flatMap((one) =>
    isCall(one) ? netOf(usesOfCall(one, body, store, 'ever')) : usesOf(one, body, path),
  );
  const kept = [...body.literals.values()].flatMap((literal) => {
    const called = store.pkg.calls.edgesTo(literal).some((edge) => edge.how !== 'passed');
    return called ? [] : store.summaries.ofBody(synchronisation, literal, store).ever;
  });
  return [...own, ...inCaller(kept, [], body, path)];
}
