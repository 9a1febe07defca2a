import { loopsIn } from '../../flow/loops.js';
import type { Body } from '../../flow/ssa.js';
import type { Fact } from '../fact.js';
import type { Spawn } from './spawn.js';
import { tasks } from './tasks.js';

/** Goroutines that take their work from a channel: how many there are is a limit, whatever the number. */
export interface Workers {
  is(spawn: Spawn): boolean;
}

export const workers: Fact<Workers> = {
  name: 'workers',
  compute(pkg, store) {
    const runs = store.get(tasks);
    const takes = (body: Body): boolean =>
      loopsIn(body).some((loop) =>
        [...loop.blocks].some((block) =>
          block.instructions.some(
            (one) =>
              one.op === 'receive' || (one.op === 'select' && one.states.some((state) => state.form === 'receive')),
          ),
        ),
      );
    const called = (body: Body): readonly Body[] =>
      pkg.calls.edgesFrom(body).flatMap(({ how, target }) => (how === 'call' ? [target] : []));
    return {
      is: (spawn) => runs.bodies(spawn).some((body) => takes(body) || called(body).some(takes)),
    };
  },
};
