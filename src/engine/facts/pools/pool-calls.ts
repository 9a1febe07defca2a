import type { Body, Call, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { PoolCall } from '../../knowledge/known.js';
import {
  appenders,
  decodingMethods,
  drainingCalls,
  lookers,
  type Merger,
  mergers,
  partialReads,
  resetMethod,
  type StatefulType,
  slicesDelete,
  slicesDeleteClears,
} from '../../knowledge/pools.js';
import type { Type } from '../../types/type.js';
import {
  type Content,
  eitherContent,
  emptied,
  FILLED,
  nothing,
  notKnown,
  sameContent,
  takenFrom,
  touched,
  UNKNOWN,
  written,
  ZEROED,
  zeroed,
} from './content.js';
import { type Contents, either, key, replace } from './contents.js';
import { below, joined, mergesInto, type Part, partsOf, WHOLE } from './parts.js';
import { type Left, leftAt, type PoolEffects, type PutEffect, parameterOf } from './pool-effects.js';
import { inCaller, type PoolRef, poolOfCall } from './pool-identity.js';
import type { PoolContext, PoolMemory } from './pool-memory.js';
import type { Location, ValueClasses } from './value-classes.js';
import {
  deletesItsOwn,
  isBuiltin,
  isConstant,
  isMethod,
  isMethodOf,
  methodNames,
  parameterType,
  takesWriter,
} from './value-forms.js';

/** A value that goes back to a pool, here or in a function that is called here. */
export interface PutEvent {
  readonly call: Call;
  readonly body: Body;
  readonly value: Value;
  readonly pool: PoolRef;
  readonly parts: readonly Part[];
  /** The class of the value; undefined for a slice. */
  readonly root: number | undefined;
  /** By part's path. */
  readonly contents: Map<string, Content>;
  /** The Put, when it stands in a function that is called here. */
  readonly within: PutEffect | undefined;
}

/** A call that empties a part of a value, seen from a part that it leaves. */
export interface Forgetting {
  readonly call: Call;
  readonly body: Body;
  readonly root: number;
  readonly path: string;
}

/** What calls do to pooled values: the pool's own, those of known functions and types, and those of the package's functions. */
export class PoolCalls {
  readonly #body: Body;
  readonly #context: PoolContext;
  readonly #classes: ValueClasses;
  readonly #memory: PoolMemory;
  readonly #run: (literal: Body, entry: Contents) => Contents;

  /** `run` runs a literal of the function. */
  constructor(
    body: Body,
    context: PoolContext,
    classes: ValueClasses,
    memory: PoolMemory,
    run: (literal: Body, entry: Contents) => Contents,
  ) {
    this.#body = body;
    this.#context = context;
    this.#classes = classes;
    this.#memory = memory;
    this.#run = run;
  }

  readonly puts = new Map<string, PutEvent>();
  /** Calls that empty some parts of a value and leave others as they are. */
  readonly forgets: Forgetting[] = [];

  #effectsOf(call: Call): PoolEffects {
    return this.#context.effects(call, this.#classes.bodyOf(call));
  }

  call(call: Call, body: Body, env: Contents): void {
    const { callee } = call;
    if (callee.kind === 'builtin') return this.#builtin(call, callee.name, env);
    const literal = callee.kind === 'dynamic' ? this.#classes.literal(callee.value) : undefined;
    if (literal !== undefined) return this.#enter(literal, call, env);
    if (callee.kind === 'static' || callee.kind === 'interface') {
      const pooled = this.#context.known.poolCalls.get(callee.name);
      if (pooled !== undefined) return this.#pool(call, pooled, body, env);
      const merger = mergers.get(callee.name);
      if (merger !== undefined) return this.#merge(call, merger, env);
      if (this.#method(call, callee.symbol?.name ?? '', env)) return this.#readers(call, 1, callee.name, body, env);
      if (this.#knownFunction(call, callee.name, body, env)) return undefined;
    }
    const effects = this.#effectsOf(call);
    if (effects.known) this.#apply(call, effects, body, env);
    else this.#arguments(call, 0, body, env);
    return this.takeResult(call, call, 0, env);
  }

  #pool(call: Call, pooled: PoolCall, body: Body, env: Contents): void {
    const pool = poolOfCall(call, pooled, this.#classes);
    if (pooled.puts === undefined) this.#take(call, pool, {}, call, env);
    else if (pooled.puts < call.args.length) this.#put(call, call.args[pooled.puts], pool, undefined, body, env);
  }

  #enter(literal: Body, call: Call, env: Contents): void {
    literal.params.forEach((param, i) => {
      if (i < call.args.length && this.#memory.isSlice(param)) env.set(param, this.#memory.content(call.args[i], env));
    });
    replace(env, this.#run(literal, new Map(env)));
  }

  /** A literal that may run, any number of times. */
  perhaps(literal: Body | undefined, call: Call, env: Contents): void {
    if (literal === undefined) return;
    for (let times = 0; times < 2; times++) {
      const ran = new Map(env);
      this.#enter(literal, call, ran);
      replace(env, either([env, ran]));
    }
  }

  #builtin(call: Call, name: string, env: Contents): void {
    const [first] = call.args;
    if (first === undefined) return;
    const at = this.#classes.locate(first);
    if (name === 'append') {
      const content = this.#memory.content(first, env);
      if (call.args.length > 1) this.#memory.use(content, call);
      if (this.#memory.isSlice(first)) env.set(call, call.args.length > 1 ? written(content) : content);
    } else if (name === 'clear') {
      if (this.#memory.isSlice(first)) this.#memory.zero(first, false, env);
      else if (at !== undefined) this.#memory.set(at, nothing, env);
    } else if (name === 'delete' && at !== undefined && deletesItsOwn(call)) {
      this.#memory.set(at, nothing, env);
    }
  }

  /** A method of a type whose methods are known, or a Reset that is not. */
  #method(call: Call, name: string, env: Contents): boolean {
    const at = call.args.length > 0 ? this.#classes.locate(call.args[0]) : undefined;
    if (at === undefined || !isMethod(call)) return false;
    const part = this.#memory.partAt(at);
    if (part?.known !== undefined && isMethodOf(call, part)) {
      this.#knownMethod(call, name, part, part.known, at, env);
      return true;
    }
    if (name !== resetMethod || this.#effectsOf(call).known) return false;
    this.#memory.set(at, nothing, env);
    return true;
  }

  #knownMethod(call: Call, name: string, part: Part, known: StatefulType, at: Location, env: Contents): void {
    if (known.resets.includes(name) || known.drains?.includes(name) === true) return this.#memory.set(at, nothing, env);
    if (known.truncates?.includes(name) === true)
      return call.args[1] !== undefined && isConstant(call.args[1], 0n)
        ? this.#memory.set(at, nothing, env)
        : undefined;
    if (known.reads?.includes(name) === true) {
      const place = key(at.root, at.path);
      if ((env.get(place) ?? notKnown).flags !== 0) env.set(place, notKnown);
      return undefined;
    }
    if (known.looks.includes(name)) return undefined;
    if (known.kind === 'encoder' && part.path !== '') return this.#encode(part, at, call, env);
    return this.#memory.write(at, call, env);
  }

  /** An encoder in a field writes to the buffer in another one; where it writes is not always to be seen. */
  #encode(part: Part, at: Location, call: Call, env: Contents): void {
    const writer = this.#context.writerOf(part);
    if (writer === undefined) return;
    const above = at.path.slice(0, Math.max(0, at.path.lastIndexOf('.')));
    this.#memory.write({ root: at.root, path: joined(above, writer.sibling) }, call, env);
  }

  #knownFunction(call: Call, name: string, body: Body, env: Contents): boolean {
    if (drainingCalls.has(name) || partialReads.has(name)) {
      this.#readers(call, 0, name, body, env);
      return true;
    }
    const appended = appenders.get(name);
    if (appended !== undefined && appended < call.args.length) {
      const content = this.#memory.content(call.args[appended], env);
      this.#memory.use(content, call);
      env.set(call, written(content));
      return true;
    }
    if (name === slicesDelete && call.args.length === 3) {
      env.set(call, this.#deleted(call, env));
      return true;
    }
    if (!lookers.has(name)) return false;
    if (takesWriter(call, body)) this.#arguments({ ...call, args: call.args.slice(0, 1) }, 0, body, env);
    return true;
  }

  /** The arguments of a function that may be known to read one of them. */
  #readers(call: Call, from: number, name: string, body: Body, env: Contents): void {
    const drained = drainingCalls.get(name);
    this.#arguments(call, from, body, env, drained ?? partialReads.get(name));
    if (drained !== undefined && drained < call.args.length) this.#drain(call, call.args[drained], env);
  }

  #deleted(call: Call, env: Contents): Content {
    const content = this.#memory.content(call.args[0], env);
    if (!isConstant(call.args[1], 0n) || !isBuiltin(call.args[2], 'len')) return content;
    // What counts is the library that the program is built with, whatever language its go line asks for.
    const clears = this.#context.pkg.toolchain[1] >= slicesDeleteClears;
    return emptied(clears ? zeroed(content, false) : content, false);
  }

  /** What is read to its end: a buffer is empty then, a stream used. */
  #drain(call: Call, reader: Value, env: Contents): void {
    const at = this.#classes.locate(reader);
    const part = this.#memory.partAt(at);
    if (at === undefined || part === undefined) return;
    if (part.kind === 'buffer') env.set(key(at.root, at.path), nothing);
    else this.#memory.write(at, call, env);
  }

  #merge(call: Call, { into, setsLength }: Merger, env: Contents): void {
    const [first] = call.args;
    const decoder = into > 0 && isMethod(call) ? this.#memory.partAt(this.#classes.locate(first)) : undefined;
    if (decoder?.kind === 'decoder') this.#memory.write(this.#classes.locate(first), call, env);
    const at = call.args[into] && this.#classes.locate(call.args[into]);
    if (at === undefined) return;
    const { types } = this.#body;
    if (this.#memory.partsBelow(at).some((part) => part.path === at.path && decodesItself(part.type)))
      return this.#memory.set(at, notKnown, env);
    for (const part of this.#memory.partsBelow(at)) {
      const place = key(at.root, part.path);
      if (part.kind === 'slice' && part.path === at.path && setsLength) {
        const under = types.underlying(part.type);
        if (under.kind !== 'slice' || !mergesInto(types, under.elem)) {
          env.set(place, notKnown);
          continue;
        }
      }
      if (part.kind === 'record' || part.kind === 'slice' || part.kind === 'map') {
        const before = env.get(place) ?? notKnown;
        this.#memory.use(before, call);
        env.set(place, this.#memory.trusted(place, at.root) ? written(before) : notKnown);
      } else {
        env.set(place, notKnown);
      }
    }
  }

  /** What a function whose body is not at hand does to its arguments. */
  #arguments(call: Call, from: number, body: Body, env: Contents, except = -1): void {
    for (let i = from; i < call.args.length; i++) {
      if (i === except) continue;
      const arg = call.args[i];
      this.perhaps(this.#classes.literal(arg), call, env);
      const at = this.#classes.locate(arg);
      if (this.#memory.isSlice(arg)) this.#memory.change(arg, touched, env);
      else if (at !== undefined) this.#passed(at, parameterType(call, i, body), call, env);
    }
  }

  #passed(at: Location, type: Type | undefined, call: Call, env: Contents): void {
    const part = this.#memory.partAt(at);
    const methods = type === undefined ? [] : methodNames(this.#body, type);
    if (part?.known !== undefined && methods.length > 0 && !methods.includes(resetMethod)) {
      const writes = methods.some((name) => name.startsWith('Write'));
      const streams = part.kind !== 'buffer' && part.kind !== 'builder';
      if (writes || (streams && methods.some((name) => name.startsWith('Read'))))
        return this.#memory.write(at, call, env);
    }
    this.#memory.set(at, notKnown, env);
  }

  #apply(call: Call, effects: PoolEffects, body: Body, env: Contents): void {
    const after: [string, Content][] = [];
    call.args.forEach((arg, i) => {
      this.perhaps(this.#classes.literal(arg), call, env);
      const effect = effects.params[parameterOf(i, effects)];
      if (effect === undefined) return;
      const at = this.#classes.locate(arg);
      for (const put of effect.puts) this.#put(call, arg, inCaller(put.pool, call, this.#classes), put, body, env);
      if (at === undefined || this.#memory.isSlice(arg)) {
        if (effect.uses.length > 0) this.#memory.use(this.#memory.content(arg, env), call);
        const { flags = 0 } = leftAt(effect.exits, '') ?? {};
        if ((flags & ZEROED) !== 0) this.#memory.zero(arg, false, env);
        return;
      }
      const untouched: Forgetting[] = [];
      let empties = false;
      for (const part of this.#memory.partsBelow(at)) {
        const rest = part.path === WHOLE ? WHOLE : (below(part.path, at.path) ?? '');
        const place = key(at.root, part.path);
        if (effect.uses.includes(rest)) this.#memory.use(env.get(place) ?? notKnown, call);
        const left = leftAt(effect.exits, rest);
        if (left === undefined) {
          if (this.#memory.recording && part.kind !== 'record')
            untouched.push({ call, body, root: at.root, path: part.path });
          continue;
        }
        if ((left.flags & (FILLED | UNKNOWN)) === 0 && left.taken.length === 0) empties = true;
        const content = this.#memory.substituted(left, call, i, rest, env);
        after.push([place, this.#classes.escaped(at.root) && !sameContent(content, nothing) ? notKnown : content]);
      }
      if (empties) this.forgets.push(...untouched);
    });
    for (const [place, content] of after) env.set(place, content);
  }

  /** A value comes out of a pool: its parts have what the last user left, unless the function that handed it out says otherwise. */
  #take(
    value: Value,
    pool: PoolRef | undefined,
    contents: Readonly<Record<string, Left>>,
    call: Call,
    env: Contents,
  ): void {
    const at = this.#classes.locate(value);
    if (at === undefined) return;
    for (const part of this.#classes.partsOf(at.root)) {
      const left = leftAt(contents, part.path) ?? { flags: 0, taken: [[-1, part.path] as const] };
      const passed = left.taken.filter(([param]) => param >= 0);
      let content = this.#memory.substituted({ flags: left.flags, taken: passed }, call, 0, part.path, env);
      if (passed.length < left.taken.length) {
        const source = this.#memory.source(call, part.path, { get: call, param: -1, pool });
        content = eitherContent(content, takenFrom(source));
      }
      env.set(key(at.root, part.path), content);
      if (part.kind === 'slice' && part.path === '' && this.#memory.isSlice(value)) env.set(value, content);
    }
  }

  takeResult(call: Call, value: Value, index: number, env: Contents): void {
    const result = this.#effectsOf(call).results[index];
    if (result === undefined) {
      const at = this.#classes.locate(value);
      if (at?.path === '' && value.op !== 'param') this.#memory.set(at, notKnown, env);
      return;
    }
    if (result.pool !== undefined) {
      this.#take(value, inCaller(result.pool, call, this.#classes), result.contents, call, env);
    } else if (this.#memory.isSlice(value)) {
      const left = leftAt(result.contents, '');
      if (left !== undefined) env.set(value, this.#memory.substituted(left, call, 0, '', env));
    }
  }

  #put(
    call: Call,
    value: Value,
    pool: PoolRef | undefined,
    within: PutEffect | undefined,
    body: Body,
    env: Contents,
  ): void {
    if (pool === undefined || !this.#memory.recording) return;
    const at = this.#classes.locate(value);
    const slice = this.#memory.isSlice(value);
    const parts =
      slice || at === undefined ? partsOf(body.types, typeOfValue(value, body)) : this.#memory.partsBelow(at);
    const id = `${call.node}|${within?.func ?? ''}|${within?.node ?? ''}`;
    let event = this.puts.get(id);
    if (event === undefined)
      this.puts.set(id, (event = { call, body, value, pool, parts, root: at?.root, contents: new Map(), within }));
    for (const part of parts) {
      const path = at === undefined || slice ? part.path : (below(part.path, at.path) ?? part.path);
      const here = slice ? this.#memory.content(value, env) : at && env.get(key(at.root, part.path));
      let content = here ?? notKnown;
      const inner = within && leftAt(within.contents, path);
      if (inner !== undefined) {
        const passed: Left = { flags: 0, taken: inner.taken };
        content = this.#memory.substituted(passed, call, call.args.indexOf(value), path, env);
      }
      const before = event.contents.get(path);
      event.contents.set(path, before === undefined ? content : eitherContent(before, content));
    }
  }
}

function decodesItself(type: Type): boolean {
  return type.kind === 'named' && decodingMethods.some((name) => type.symbol.methods.has(name));
}
