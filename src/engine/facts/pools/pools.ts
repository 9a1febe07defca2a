import { type Body, type Call, instructions, outermost, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { FuncSymbol } from '../../names/symbol.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact, FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { encoderFields } from './encoder-fields.js';
import type { PutEvent } from './pool-calls.js';
import { inert, opaque, type PoolEffects, parameterOf } from './pool-effects.js';
import { PoolFlow } from './pool-flow.js';
import type { PoolContext } from './pool-memory.js';
import { PooledTypes } from './pooled-types.js';
import { sliceHabits } from './slice-habits.js';

/** What functions do to pooled values. Only those of packages that have pools are looked at, and that they call. */
export const poolEffects: Summary<PoolEffects> = {
  name: 'pool-effects',
  unknown: opaque,
  bottom: opaque,
  known: () => undefined,
  same: (a, b) => a === b,
  of: (body, _callees, store) => store.get(pools).effectsOf(body),
};

/** A put together with the function that it happens in. */
export interface PooledFlow {
  readonly body: Body;
  readonly flow: PoolFlow;
}

/** The functions of a package through which pooled values pass, each with where they come from and go. */
export interface Pools {
  readonly flows: readonly PooledFlow[];
  /** What is known of a function of the package; nothing when no pooled value comes near it. */
  effectsOf(body: Body): PoolEffects;
  /** The Put that a function of the package makes with what it is passed. */
  inner(event: PutEvent): { readonly call: Call; readonly body: Body } | undefined;
}

export const pools: Fact<Pools> = {
  name: 'pools',
  compute(pkg, store) {
    const finder = new PoolFinder(pkg, store);
    const flows = finder.flows();
    return { flows, effectsOf: (body) => finder.effectsOf(body), inner: (event) => finder.inner(event) };
  },
};

class PoolFinder {
  readonly #pkg: AnalysedPackage;
  readonly #store: FactStore;
  readonly #flows = new Map<FuncSymbol, PoolFlow>();
  readonly #effects = new Map<FuncSymbol, PoolEffects>();
  readonly #pooled = new PooledTypes();
  readonly #context: PoolContext;

  constructor(pkg: AnalysedPackage, store: FactStore) {
    this.#pkg = pkg;
    this.#store = store;
    this.#context = {
      pkg,
      known: store.known,
      pooled: this.#pooled,
      habits: store.get(sliceHabits),
      effects: (call, body) => this.#of(call, body),
      writerOf: (part) => {
        const symbol = part.field?.symbol;
        const sibling = symbol && store.get(encoderFields).get(symbol);
        return sibling === undefined ? undefined : { sibling };
      },
    };
  }

  /** Starts where a pool is asked, and goes on with the callers of whoever passes on what it got or was given. */
  flows(): PooledFlow[] {
    const bodies = new Set<Body>();
    for (const body of this.#pkg.allBodies()) if (this.#asksPool(body)) bodies.add(outermost(body));
    // What is known of functions rests on which types are worth following: when there are more, it starts anew.
    for (let types = -1, round = 0; types !== this.#pooled.size && round < MAX_ROUNDS; round++) {
      types = this.#pooled.size;
      this.#flows.clear();
      this.#effects.clear();
      for (const body of bodies) for (const caller of this.#passedTo(body)) bodies.add(caller);
    }
    const flows: PooledFlow[] = [];
    for (const body of bodies) if (body.symbol !== undefined) flows.push({ body, flow: this.#flow(body, body.symbol) });
    return flows;
  }

  /** The callers of a function that passes on what it got from a pool or was given for one. */
  #passedTo(body: Body): Body[] {
    const { symbol } = body;
    if (symbol === undefined) return [];
    this.#flow(body, symbol);
    const effects = this.#effects.get(symbol);
    if (effects === undefined || !passesOn(effects)) return [];
    const calls = this.#pkg.calls
      .edgesTo(body)
      .filter(({ how, call }) => how !== 'passed' && call.callee.kind === 'static');
    return calls.map((site) => {
      this.#addTypes(site.call, effects, site.body);
      return outermost(site.body);
    });
  }

  /** The types at a call of what comes out of a pool or goes into one. */
  #addTypes(call: Call, effects: PoolEffects, body: Body): void {
    const add = (value: Value) => this.#pooled.add(typeOfValue(value, body), body.types);
    call.args.forEach((arg, i) => {
      if ((effects.params[parameterOf(i, effects)]?.puts.length ?? 0) > 0) add(arg);
    });
    if (Object.values(effects.results).some((result) => result.pool !== undefined)) {
      add(call);
      for (const one of instructions(body)) if (one.op === 'extract' && one.args[0] === call) add(one);
    }
  }

  effectsOf({ symbol }: Body): PoolEffects {
    return (symbol && this.#effects.get(symbol)) ?? opaque;
  }

  inner({ within }: PutEvent): { readonly call: Call; readonly body: Body } | undefined {
    if (within === undefined || !within.concrete) return undefined;
    const declared = this.#pkg.bodies.find((one) => one.symbol?.fullName === within.func);
    if (declared === undefined) return undefined;
    for (const body of this.#pkg.allBodies()) {
      if (outermost(body) !== declared) continue;
      for (const one of instructions(body))
        if ((one.op === 'call' || one.op === 'defer') && one.node === within.node) return { call: one, body };
    }
    return undefined;
  }

  #asksPool(body: Body): boolean {
    let asks = false;
    for (const one of instructions(body)) {
      if ((one.op !== 'call' && one.op !== 'defer' && one.op !== 'spawn') || one.callee.kind !== 'static') continue;
      const { callee } = one;
      const pooled = this.#context.known.poolCalls.get(callee.name);
      if (pooled !== undefined) {
        asks = true;
        const value = pooled.puts === undefined ? one : one.args[pooled.puts];
        if (value !== undefined) this.#pooled.add(typeOfValue(value, body), body.types);
        if (pooled.puts !== undefined) continue;
        for (const other of instructions(body)) if (other.op === 'assert') this.#pooled.add(other.type, body.types);
      } else if (callee.symbol === undefined || this.#pkg.bodyOf(callee.symbol) === undefined) {
        const effects = this.#store.summaries.ofFunction(poolEffects, callee, this.#store);
        if (!passesOn(effects)) continue;
        asks = true;
        this.#addTypes(one, effects, body);
      }
    }
    return asks;
  }

  #of(call: Call, caller: Body): PoolEffects {
    if (call.callee.kind !== 'static') return opaque;
    const { name, symbol } = call.callee;
    if (this.#context.known.poolCalls.has(name)) return opaque; // how it keeps values is the pool's business
    const body = symbol && this.#pkg.bodyOf(symbol);
    if (symbol === undefined || body === undefined)
      return this.#store.summaries.ofFunction(poolEffects, call.callee, this.#store);
    if (!this.#concerns(symbol, body, call, caller)) return inert;
    // A function that is being looked at has an answer already: see #flow.
    if (!this.#effects.has(symbol)) this.#flow(body, symbol);
    return this.#effects.get(symbol) ?? opaque;
  }

  /** Whether a call can bring pooled values into a function's hands, or out of them. */
  #concerns(symbol: FuncSymbol, body: Body, call: Call, caller: Body): boolean {
    const signature = body.types.ofSymbol(symbol);
    if (signature.kind !== 'func') return false;
    if (signature.results.some((one) => this.#pooled.has(one.type, body.types))) return true;
    const last = body.params.length - 1;
    return call.args.some((arg, i) => {
      if (arg.op === 'const') return false;
      const isRest = signature.variadic && i >= last;
      if (!isRest && !this.#pooled.has(typeOfValue(body.params[i], body), body.types)) return false;
      return isRest && call.spreads ? true : this.#pooled.has(typeOfValue(arg, caller), caller.types);
    });
  }

  #flow(body: Body, symbol: FuncSymbol): PoolFlow {
    const known = this.#flows.get(symbol);
    if (known !== undefined) return known;
    // A function that calls itself is looked at as if that call did nothing.
    this.#effects.set(symbol, inert);
    const flow = new PoolFlow(body, this.#context);
    this.#flows.set(symbol, flow);
    flow.run();
    this.#effects.set(symbol, flow.effects());
    return flow;
  }
}

/** Pools of pools of pools: deeper than types are hidden in each other. */
const MAX_ROUNDS = 4;

function passesOn({ params, results }: PoolEffects): boolean {
  return (
    Object.values(params).some((effect) => effect.puts.length > 0) ||
    Object.values(results).some((result) => result.pool !== undefined)
  );
}
