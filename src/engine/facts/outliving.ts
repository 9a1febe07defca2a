import { isExported } from '../names/symbol.js';
import type { Body, Call, Instruction, Value } from '../flow/ssa.js';
import { usesIn } from '../flow/uses.js';
import { destinations, type Destinations } from './destinations.js';
import type { Fact, FactStore } from './fact.js';
import type { Destination } from './follow.js';
import { origins } from './origins.js';

/** Whether memory is still reachable once the function that made it has returned. Silent where that is not known. */
export interface Outliving {
  /** Through one use of a value. `start`: how many pointers lead from the value to the memory. */
  use(use: Instruction, value: Value, body: Body, start: number): boolean;
  /** Whether what a value refers to is somebody else's too: a parameter's, a global's, or goes there. */
  owner(value: Value, body: Body): boolean;
}

export const outliving: Fact<Outliving> = {
  name: 'outliving',
  compute: (_pkg, store) => new Lifetimes(store),
};

/** How many callers up a result is followed. */
const MAX_CALLERS = 4;

class Lifetimes implements Outliving {
  readonly #store: FactStore;
  readonly #destinations: Destinations;

  constructor(store: FactStore) {
    this.#store = store;
    this.#destinations = store.get(destinations);
  }

  use(use: Instruction, value: Value, body: Body, start: number): boolean {
    return this.#destinations.ofUse(use, value, body, start).some((one) => this.#outlives(one, 0));
  }

  owner(value: Value, body: Body): boolean {
    return isShared(value) || this.#destinations.of(value, body).some((one) => this.#outlives(one, 0));
  }

  #outlives(destination: Destination, depth: number): boolean {
    switch (destination.kind) {
      case 'returned':
        return this.#resultIsKept(destination.body, destination.result, depth);
      case 'stored':
        return destination.holder.kind === 'other' ? isShared(destination.holder.value) : true;
      case 'sent':
        return isShared(this.#origin(channelOf(destination)));
      default:
        return false; // a goroutine ends; what a callee keeps, its own summary says
    }
  }

  #origin(channel: Value | undefined): Value | undefined {
    return channel && this.#store.get(origins).of(channel);
  }

  /** Callers in other packages are not to be seen. Those in this one may all look at a result and forget it. */
  #resultIsKept(body: Body, result: number, depth: number): boolean {
    const { symbol } = body;
    const { pkg } = this.#store;
    if (symbol !== undefined && isExported(symbol.name) && pkg.pkg.name !== 'main') return true;
    const sites = pkg.calls.edgesTo(body);
    if (sites.length === 0) return symbol !== undefined;
    if (depth > MAX_CALLERS) return false;
    return sites.some(({ call, body: from, how }) => how === 'call' && this.#isKeptBy(call, result, from, depth));
  }

  #isKeptBy(call: Call, result: number, body: Body, depth: number): boolean {
    return usesIn(body)
      .of(call)
      .some((use) => {
        if (use.op === 'return' && use.args.length === 1 && use.args[0] === call)
          return this.#resultIsKept(body, result, depth + 1);
        if (use.op === 'extract' && use.index !== result) return false;
        const found =
          use.op === 'extract' ? this.#destinations.of(use, body) : this.#destinations.ofUse(use, call, body);
        return found.some((one) => this.#outlives(one, depth + 1));
      });
  }
}

function channelOf({ at, value }: Destination & { readonly kind: 'sent' }): Value | undefined {
  if (at.op === 'send') return at.args[0];
  return at.states.find((state) => state.value === value)?.channel;
}

/** Whether others have a value: it was reached from a parameter, a global or a variable of an enclosing function. */
function isShared(value: Value | undefined): boolean {
  switch (value?.op) {
    case 'param':
    case 'global':
    case 'freevar':
      return true;
    case 'load':
    case 'field':
    case 'fieldaddr':
    case 'index':
    case 'indexaddr':
    case 'lookup':
    case 'slice':
    case 'convert':
    case 'extract':
    case 'next':
    case 'assert':
      return isShared(value.args[0]);
    case 'phi':
      return value.args.some((arg) => arg.op !== 'phi' && isShared(arg));
    default:
      return false;
  }
}
