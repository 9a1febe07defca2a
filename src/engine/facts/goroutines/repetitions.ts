import type { Body, Instruction } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { type Loop, loops } from '../loops/loops.js';
import { handlers } from './handlers.js';

/** What makes something happen again and again. */
export interface Repetition {
  readonly at: SyntaxNode;
  /** A clause for a note: `this loop calls it again and again`. */
  readonly message: string;
  /** Whether that goes on as long as there is something to do: requests, an endless loop, what comes out of a channel. */
  readonly endless: boolean;
}

export interface Repetitions {
  /** Of an instruction, by a loop around it, or as that of a function. */
  of(instruction: Instruction, body: Body): Repetition | undefined;
  /** Of a function, by what it handles, or by those in the package that call it. */
  ofBody(body: Body): Repetition | undefined;
}

export const repetitions: Fact<Repetitions> = {
  name: 'repetitions',
  compute(_pkg, store) {
    return {
      of(instruction, body) {
        const [loop] = longLoops(instruction, body, store);
        if (loop !== undefined) return byLoop(loop, 'makes one on each turn');
        const sites = store.get(loops).sites(instruction, body);
        return repeated(sites[sites.length - 1].body, store, 0);
      },
      ofBody: (body) => repeated(body, store, 0),
    };
  },
};

/** So few turns make no difference. */
const FEW = 16n;

/** Callers of callers; what lies further away is somebody else's loop. */
const MAX_CALLERS = 3;

function repeated(body: Body, store: FactStore, depth: number): Repetition | undefined {
  const each = store.get(handlers).of(body);
  if (each !== undefined) {
    const { tree } = body.file;
    const at = tree.node(body.symbol?.declaration?.name ?? body.node);
    return {
      at,
      message: depth === 0 ? `it runs once for each ${each}` : `this calls it for each ${each}`,
      endless: true,
    };
  }
  if (depth === MAX_CALLERS) return undefined;
  for (const { call, body: from, how } of store.pkg.calls.edgesTo(body)) {
    if (how === 'passed' || from === body) continue;
    const [loop] = longLoops(call, from, store);
    if (loop !== undefined && depth === 0)
      return byLoop(loop, `${how === 'spawn' ? 'starts' : 'calls'} it again and again`);
    // How often a caller of a caller gets here is not its loop's to say.
    if (loop !== undefined) return { ...byLoop(loop, 'comes to it again and again'), endless: false };
    const outer = repeated(from, store, depth + 1);
    if (outer !== undefined) return outer;
  }
  return undefined;
}

function longLoops(instruction: Instruction, body: Body, store: FactStore): readonly Loop[] {
  return store
    .get(loops)
    .around(instruction, body)
    .filter(({ trips }) => trips.by !== 'configuration' && !(trips.by === 'constant' && trips.most <= FEW));
}

function byLoop({ at, trips }: Loop, does: string): Repetition {
  const endless = trips.by === 'endless' || (trips.by === 'data' && trips.received === true);
  return { at, message: `this loop ${does}`, endless };
}
