import type { Body, Value } from '../../flow/ssa.js';
import { type Content, notKnown, sameContent, sourcesIn, takenFrom } from './content.js';
import { type Contents, key } from './contents.js';
import type { PoolCalls, PutEvent } from './pool-calls.js';
import {
  type Left,
  leftOf,
  type ParamEffect,
  type PoolEffects,
  type PutEffect,
  type ResultEffect,
} from './pool-effects.js';
import type { PoolRef } from './pool-identity.js';
import type { PoolContext, PoolMemory, Source } from './pool-memory.js';
import type { ValueClasses } from './value-classes.js';

/** What callers may know of a function that has been run through. */
export class PoolOutcome {
  readonly #body: Body;
  readonly #context: PoolContext;
  readonly #classes: ValueClasses;
  readonly #memory: PoolMemory;
  readonly #calls: PoolCalls;

  constructor(body: Body, context: PoolContext, classes: ValueClasses, memory: PoolMemory, calls: PoolCalls) {
    this.#body = body;
    this.#context = context;
    this.#classes = classes;
    this.#memory = memory;
    this.#calls = calls;
  }

  readonly #results = new Map<number, ResultEffect | 'mixed'>();

  /** What the function's callers may know of it. */
  effects(exit: Contents): PoolEffects {
    const params: Record<number, ParamEffect> = {};
    for (const param of this.#body.params) {
      const effect = this.#paramEffect(param, exit);
      if (effect !== undefined) params[param.index] = effect;
    }
    const results: Record<number, ResultEffect> = {};
    for (const [index, result] of this.#results) if (result !== 'mixed') results[index] = result;
    const signature = this.#body.symbol && this.#body.types.ofSymbol(this.#body.symbol);
    const variadic = signature?.kind === 'func' && signature.variadic;
    return { known: true, arity: this.#body.params.length, variadic, params, results };
  }

  #paramEffect(param: Body['params'][number], exit: Contents): ParamEffect | undefined {
    const at = this.#classes.locate(param);
    if (at === undefined) return undefined;
    const exits: Record<string, Left> = {};
    const uses: string[] = [];
    for (const part of this.#classes.partsOf(at.root)) {
      const slice = part.path === '' && this.#memory.isSlice(param);
      const content = exit.get(slice ? param : key(at.root, part.path));
      const source = this.#memory.source(param, part.path, { get: undefined, param: param.index, pool: undefined });
      if (content !== undefined && !sameContent(content, takenFrom(source))) exits[part.path] = this.#left(content);
      if (this.#memory.uses.has(source)) uses.push(part.path);
    }
    const puts: PutEffect[] = [];
    for (const event of this.#calls.puts.values()) {
      const put = this.#classes.locate(event.value);
      const own =
        (put?.root === at.root && put.path === '') || (put === undefined && this.#takesFrom(event, param.index));
      if (own) puts.push(this.#putEffect(event));
    }
    const keeps = this.#classes.escaped(at.root);
    if (uses.length + puts.length + Object.keys(exits).length === 0 && !keeps) return undefined;
    return { exits, uses, puts, keeps };
  }

  #takesFrom(event: PutEvent, param: number): boolean {
    for (const content of event.contents.values())
      for (const source of sourcesIn(content)) if (this.#memory.sources[source].param === param) return true;
    return false;
  }

  #putEffect(event: PutEvent): PutEffect {
    const contents: Record<string, Left> = {};
    for (const [path, content] of event.contents) contents[path] = this.#left(content);
    const concrete = event.parts.some((part) => part.kind !== 'any');
    const here = { func: this.#body.symbol?.fullName ?? '', node: event.call.node, concrete };
    const { func, node } = event.within !== undefined && this.#isHere(event.within) ? event.within : here;
    return { pool: event.pool, contents, func, node, concrete: event.within?.concrete === true || concrete };
  }

  #isHere(effect: PutEffect): boolean {
    return this.#context.pkg.bodies.some((body) => body.symbol?.fullName === effect.func);
  }

  #left(content: Content): Left {
    return leftOf(content, sourcesIn(content), (number) => {
      const source = this.#memory.sources[number];
      return source.get === undefined ? [source.param, source.path] : [-1, source.path];
    });
  }

  result(value: Value, index: number, env: Contents): void {
    const found = this.#resultEffect(value, env);
    if (found === undefined) return;
    const before = this.#results.get(index);
    this.#results.set(index, before === undefined ? found : merged(before, found));
  }

  #resultEffect(value: Value, env: Contents): ResultEffect | 'mixed' | undefined {
    if (value.op === 'const') return undefined;
    if (this.#memory.isSlice(value)) {
      const content = this.#memory.content(value, env);
      const pool = this.#poolIn(content);
      return { param: -1, pool, contents: { '': this.#left(content) } };
    }
    const at = this.#classes.locate(value);
    if (at === undefined || at.path !== '') return 'mixed';
    const param = this.#body.params.find((one) => this.#classes.locate(one)?.root === at.root);
    if (param !== undefined) return { param: param.index, pool: undefined, contents: {} };
    const pool = this.#memory.sources.find(
      (source) => source.get !== undefined && this.#rootOf(source) === at.root,
    )?.pool;
    const contents: Record<string, Left> = {};
    for (const part of this.#classes.partsOf(at.root))
      contents[part.path] = this.#left(env.get(key(at.root, part.path)) ?? notKnown);
    return { param: -1, pool, contents };
  }

  #poolIn(content: Content): PoolRef | undefined {
    for (const source of sourcesIn(content))
      if (this.#memory.sources[source].pool) return this.#memory.sources[source].pool;
    return undefined;
  }

  #rootOf(source: Source): number | undefined {
    return source.get && this.#classes.locate(source.get)?.root;
  }
}

function merged(a: ResultEffect | 'mixed', b: ResultEffect | 'mixed'): ResultEffect | 'mixed' {
  if (a === 'mixed' || b === 'mixed' || a.param !== b.param) return 'mixed';
  const contents: Record<string, Left> = { ...a.contents };
  for (const [path, left] of Object.entries(b.contents)) {
    const before = contents[path];
    contents[path] =
      before === undefined ? left : { flags: before.flags | left.flags, taken: [...before.taken, ...left.taken] };
  }
  return { param: a.param, pool: a.pool ?? b.pool, contents };
}
