import { type Body, type Call, calls, type Instruction, isCall } from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';
import type { Fact, FactStore } from '../fact.js';
import { type Access, collections } from './collections.js';
import { isLazy } from './lazy.js';

/** What makes collections smaller. */
export interface Removals {
  /** The accesses that take something out of a collection, or put another one in its place. */
  of(variable: Variable): readonly Access[];
  /** Whether an instruction does it, itself or in what it calls inside the package. */
  by(instruction: Instruction, variable: Variable, body: Body): boolean;
}

export const removals: Fact<Removals> = {
  name: 'removals',
  compute(pkg, store) {
    const known = new Map<Variable, readonly Access[]>();
    const of = (variable: Variable): readonly Access[] => {
      let found = known.get(variable);
      if (found === undefined)
        known.set(
          variable,
          (found = store
            .get(collections)
            .of(variable)
            .filter((one) => shrinks(one, store))),
        );
      return found;
    };
    const removing = new Map<Variable, ReadonlySet<Body>>();
    /** The bodies that remove something, and those that call them. */
    const bodies = (variable: Variable): ReadonlySet<Body> => {
      let found = removing.get(variable);
      if (found !== undefined) return found;
      const reaching = new Set(of(variable).map(({ body }) => body));
      for (const body of reaching) {
        for (const edge of pkg.calls.edgesTo(body)) if (edge.how !== 'spawn') reaching.add(edge.body);
        if (body.outer !== undefined) reaching.add(body.outer);
      }
      removing.set(variable, (found = reaching));
      return found;
    };
    return {
      of,
      by(instruction, variable, body) {
        if (of(variable).some(({ at }) => at === instruction)) return true;
        if (!isCall(instruction)) return false;
        return runs(instruction, body, store).some((one) => bodies(variable).has(one));
      },
    };
  },
};

/** What a call runs, the functions that it is given included. */
function runs(call: Call, body: Body, { pkg }: FactStore): readonly Body[] {
  return [
    ...pkg.calls.targets(call, body).bodies,
    ...call.args.flatMap((arg) => (arg.op === 'closure' ? pkg.calls.ofValue(arg, body).bodies : [])),
  ];
}

function shrinks({ kind, at, body }: Access, store: FactStore): boolean {
  if (kind === 'remove' || kind === 'clear') return true;
  return kind === 'renew' && !isLazy(at, body, store);
}

/** Whether something deferred in a body removes. */
export function isDeferred(variable: Variable, body: Body, store: FactStore): boolean {
  const { by } = store.get(removals);
  for (const call of calls(body)) if (call.op === 'defer' && by(call, variable, body)) return true;
  return false;
}
