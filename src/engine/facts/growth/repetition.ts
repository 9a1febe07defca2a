import type { Body, Instruction } from '../../flow/ssa.js';
import { isExported } from '../../names/symbol.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { blocking } from '../blocking/blocking.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { Fact, FactStore } from '../fact.js';
import { handlers } from '../goroutines/handlers.js';
import { type Loop, loops } from '../loops/loops.js';

/** Why something happens again and again for as long as the process runs. */
export interface Repetition {
  /** `call`: whenever another package calls an exported function, which it may do once. */
  readonly by: 'request' | 'loop' | 'call';
  readonly at: SyntaxNode;
  readonly message: string;
}

export interface Repetitions {
  /** The strongest reason; undefined where something runs once, or who runs it is not known. */
  of(instruction: Instruction, body: Body): Repetition | undefined;
}

export const repetitions: Fact<Repetitions> = {
  name: 'repetitions',
  compute: (_pkg, store) => new RepetitionFinder(store),
};

/** Callers of callers, further than anybody reads. */
const MAX_CALLERS = 6;

class RepetitionFinder implements Repetitions {
  readonly #store: FactStore;
  readonly #known = new Map<Body, Repetition | undefined>();

  constructor(store: FactStore) {
    this.#store = store;
  }

  of(instruction: Instruction, body: Body): Repetition | undefined {
    return this.#at(instruction, body, 0);
  }

  #at(instruction: Instruction, body: Body, depth: number): Repetition | undefined {
    const loop = this.#store
      .get(loops)
      .around(instruction, body)
      .find((one) => this.#goesOn(one));
    if (loop !== undefined) return { by: 'loop', at: loop.at, message: 'this loop runs until something stops it' };
    const handler = this.#store.get(handlers).around(instruction, body);
    if (handler !== undefined) {
      const { each, at, name = 'this function' } = handler;
      return { by: 'request', at, message: `${name} runs for each ${each}` };
    }
    const sites = this.#store.get(loops).sites(instruction, body);
    return this.#ofBody(sites[sites.length - 1].body, depth);
  }

  /** Whether a loop goes on for as long as something comes in: it has no end of its own, and waits. */
  #goesOn({ trips, blocks, body }: Loop): boolean {
    if (trips.by === 'data' && trips.received) return true;
    return (
      trips.by === 'endless' && [...blocks].some((block) => block.instructions.some((one) => this.#waits(one, body)))
    );
  }

  #waits(instruction: Instruction, body: Body): boolean {
    if (instruction.op === 'receive') return true;
    if (instruction.op === 'select') return instruction.blocking;
    if (instruction.op !== 'call') return false;
    const waits = this.#store.summaries.ofCall(blocking, instruction, body, this.#store).flat();
    return waits.some((wait) => wait.for !== 'lock' && wait.for !== 'ever');
  }

  #ofBody(body: Body, depth: number): Repetition | undefined {
    if (this.#known.has(body)) return this.#known.get(body);
    this.#known.set(body, undefined); // what calls itself is begun by others
    const found = this.#callersOf(body, depth);
    this.#known.set(body, found);
    return found;
  }

  #callersOf(body: Body, depth: number): Repetition | undefined {
    const { symbol } = body;
    const { pkg } = this.#store;
    if (depth > MAX_CALLERS || this.#store.get(lifetimes).startedOnceBy(body) !== undefined) return undefined;
    let called: Repetition | undefined;
    for (const { call, body: from } of pkg.calls.edgesTo(body)) {
      const found = this.#at(call, from, depth + 1);
      if (found !== undefined && found.by !== 'call') return found;
      called ??= found;
    }
    if (symbol === undefined || !isExported(symbol.name) || pkg.pkg.name === 'main') return called;
    const at = body.file.tree.node(symbol.declaration?.name ?? body.node);
    return { by: 'call', at, message: `${symbol.name} is called for each one` };
  }
}
