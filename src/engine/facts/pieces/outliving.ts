import type { Body, Call, Instruction, Param, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { isExported } from '../../names/symbol.js';
import type { Fact, FactStore } from '../fact.js';
import { type Destinations, destinations } from '../memory/destinations.js';
import type { Destination } from '../memory/follow.js';
import { origins } from '../memory/origins.js';

/** Whether memory is still reachable once the function that made it has returned. Silent where that is not known. */
export interface Outliving {
  /** Through one use of a value. `start`: how many pointers lead from the value to the memory. */
  use(use: Instruction, value: Value, body: Body, start: number): boolean;
  /** Whether what a value refers to is somebody else's too: a parameter's, a global's, or goes there. */
  owner(value: Value, body: Body): boolean;
  /** Whether what a result of a call leads to outlives the caller. */
  result(call: Call, result: number, body: Body): boolean;
  /** How a use of a value does it, as the callers of its function see it. */
  ways(use: Instruction, value: Value, body: Body, start: number): Ways;
  /** The same of what a value refers to. */
  waysOfOwner(value: Value, body: Body): Ways;
}

/** How memory outlives a call of a function. */
export interface Ways {
  /** Behind these of its parameters. */
  readonly into: readonly number[];
  readonly results: readonly number[];
  /** Behind a global, in a channel, or behind what others have. */
  readonly forGood: boolean;
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

  result(call: Call, result: number, body: Body): boolean {
    return this.#isKeptBy(call, result, body, 0);
  }

  ways(use: Instruction, value: Value, body: Body, start: number): Ways {
    return this.#waysOf(this.#destinations.ofUse(use, value, body, start), body);
  }

  waysOfOwner(value: Value, body: Body): Ways {
    const param = parameterBehind(value);
    if (param !== undefined && body.params.includes(param)) return { into: [param.index], results: [], forGood: false };
    if (isShared(value)) return { into: [], results: [], forGood: true };
    return this.#waysOf(this.#destinations.of(value, body), body);
  }

  #waysOf(all: readonly Destination[], body: Body): Ways {
    const into = new Set<number>();
    const results = new Set<number>();
    let forGood = false;
    for (const one of all) {
      if (one.kind === 'returned' && one.body === body) results.add(one.result);
      else if (one.kind === 'stored' && one.holder.kind === 'parameter' && body.params.includes(one.holder.param))
        into.add(one.holder.param.index);
      else if (one.kind !== 'returned' && this.#outlives(one, 0)) forGood = true;
    }
    return { into: [...into], results: [...results], forGood };
  }

  #outlives(destination: Destination, depth: number): boolean {
    switch (destination.kind) {
      case 'returned':
        return this.#resultIsKept(destination.body, destination.result, depth);
      case 'stored':
        return destination.holder.kind === 'other' ? isShared(destination.holder.value) : true;
      case 'sent': {
        const channel = channelOf(destination);
        return channel !== undefined && isShared(this.#store.get(origins).of(channel));
      }
      default:
        return false; // a goroutine ends; what a callee keeps, its own summary says
    }
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
function isShared(value: Value): boolean {
  switch (value.op) {
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

/** The parameter through which a value is reached. */
function parameterBehind(value: Value): Param | undefined {
  switch (value.op) {
    case 'param':
      return value;
    case 'load':
    case 'field':
    case 'fieldaddr':
    case 'indexaddr':
    case 'lookup':
      return parameterBehind(value.args[0]);
    default:
      return undefined;
  }
}
