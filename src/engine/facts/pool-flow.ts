import { Dominators } from '../flow/dominators.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  terminator,
  type Value,
} from '../flow/ssa.js';
import {
  appenders,
  decodingMethods,
  drainingCalls,
  lengthMethod,
  lookers,
  type Merger,
  mergers,
  partialReads,
  poolGet,
  poolPut,
  resetMethod,
  type StatefulType,
  slicesDelete,
  slicesDeleteClears,
} from '../knowledge/pools.js';
import { Kind } from '../syntax/kinds.js';
import type { Type } from '../types/type.js';
import type { AnalysedPackage } from './analysed-package.js';
import {
  type Content,
  eitherContent,
  emptied,
  FILLED,
  foundEmpty,
  nothing,
  notKnown,
  sameContent,
  shortened,
  sourcesIn,
  takenFrom,
  touched,
  UNKNOWN,
  written,
  ZEROED,
  zeroed,
} from './content.js';
import { below, joined, mergesInto, type Part, partsOf, WHOLE } from './parts.js';
import {
  type EffectsOf,
  type Left,
  leftAt,
  leftOf,
  opaque,
  type ParamEffect,
  type PoolEffects,
  type PutEffect,
  parameterOf,
  type ResultEffect,
} from './pool-effects.js';
import { inCaller, type PoolRef, poolOf } from './pool-identity.js';
import type { PooledTypes } from './pooled-types.js';
import type { SliceHabits } from './slice-habits.js';
import { cellOf, type Location, nest, ValueClasses } from './value-classes.js';
import { typeOfValue } from '../flow/value-type.js';

/** Where the content of a part comes from that the function did not put there. */
export interface Source {
  /** The Get, or the call of a function that hands out what it got. Undefined for a parameter. */
  readonly get: Call | undefined;
  readonly param: number;
  readonly path: string;
  readonly pool: PoolRef | undefined;
  readonly body: Body;
}

/** A use of something that still had the content of its last user. */
export interface Use {
  readonly source: Source;
  readonly at: Call | Instruction;
  readonly body: Body;
}

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

/** How sibling fields belong together: the field of a buffer that an encoder in another field writes to. */
export type WriterOf = (encoder: Part) => { readonly sibling: string } | undefined;

/** What a function is looked at with. */
export interface PoolContext {
  readonly pkg: AnalysedPackage;
  readonly effects: EffectsOf;
  readonly writerOf: WriterOf;
  readonly pooled: PooledTypes;
  readonly habits: SliceHabits;
}

type Contents = Map<unknown, Content>;

/**
 * Follows what the parts of pooled values hold through a declared function and the literals in it, along every path.
 * Contents are keyed by place (`class|path`) or, for slices that live in variables, by value.
 */
export class PoolFlow {
  readonly uses = new Map<number, Map<Instruction, Use>>();
  readonly puts = new Map<string, PutEvent>();
  readonly sources: Source[] = [];
  /** Calls that empty some parts of a value and leave others as they are. */
  readonly forgets: Forgetting[] = [];
  readonly #body: Body;
  readonly #context: PoolContext;
  readonly #classes: ValueClasses;
  readonly #sourceNumbers = new Map<Instruction | Value, Map<string, number>>();
  readonly #dominators = new Map<Body, Dominators>();
  readonly #entered = new Set<Body>();
  /** Places out of which the function takes elements one by one, or which it uses as a memory of its own. */
  readonly #balanced = new Set<string>();
  readonly #slices = new Map<Value, boolean>();
  #recording = false;
  #exit: Contents = new Map();
  readonly #results = new Map<number, ResultEffect | 'mixed'>();

  constructor(body: Body, context: PoolContext) {
    this.#body = body;
    this.#context = context;
    const pooled = (type: Type) => context.pooled.has(type, body.types);
    this.#classes = new ValueClasses(body, pooled, {
      resultIs: (call, result) => {
        const param = this.#effectsOf(call).results[result]?.param ?? -1;
        return param < 0 ? undefined : param;
      },
      keeps: (call, argument) => {
        const effects = this.#effectsOf(call);
        return effects.params[parameterOf(argument, effects)]?.keeps === true;
      },
    });
    this.#findBalanced();
  }

  run(): void {
    const entry: Contents = new Map();
    for (const param of this.#body.params) {
      const at = this.#classes.locate(param);
      if (at === undefined) continue;
      for (const part of this.#classes.partsOf(at.root)) {
        const source = this.#source(param, part.path, { get: undefined, param: param.index, pool: undefined });
        entry.set(key(at.root, part.path), takenFrom(source));
        if (part.kind === 'slice' && part.path === '') entry.set(param, takenFrom(source));
      }
    }
    this.#recording = true;
    this.#exit = this.#runBody(this.#body, entry);
    // Literals that nobody calls here run at some time, over contents that nobody knows.
    const later: Contents = new Map();
    for (const place of this.#exit.keys()) later.set(place, notKnown);
    for (const one of nest(this.#body)) if (!this.#entered.has(one)) this.#runBody(one, later);
  }

  /** What the function's callers may know of it. */
  effects(): PoolEffects {
    const params: Record<number, ParamEffect> = {};
    for (const param of this.#body.params) {
      const effect = this.#paramEffect(param);
      if (effect !== undefined) params[param.index] = effect;
    }
    const results: Record<number, ResultEffect> = {};
    for (const [index, result] of this.#results) if (result !== 'mixed') results[index] = result;
    const signature = this.#body.symbol && this.#body.types.ofSymbol(this.#body.symbol);
    const variadic = signature?.kind === 'func' && signature.variadic;
    return { known: true, arity: this.#body.params.length, variadic, params, results };
  }

  #paramEffect(param: Body['params'][number]): ParamEffect | undefined {
    const at = this.#classes.locate(param);
    if (at === undefined) return undefined;
    const exits: Record<string, Left> = {};
    const uses: string[] = [];
    for (const part of this.#classes.partsOf(at.root)) {
      const slice = part.path === '' && this.#isSlice(param);
      const content = this.#exit.get(slice ? param : key(at.root, part.path));
      const source = this.#source(param, part.path, { get: undefined, param: param.index, pool: undefined });
      if (content !== undefined && !sameContent(content, takenFrom(source))) exits[part.path] = this.#left(content);
      if (this.uses.has(source)) uses.push(part.path);
    }
    const puts: PutEffect[] = [];
    for (const event of this.puts.values()) {
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
      for (const source of sourcesIn(content)) if (this.sources[source].param === param) return true;
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
      const source = this.sources[number];
      return source.get === undefined ? [source.param, source.path] : [-1, source.path];
    });
  }

  #source(at: Instruction | Value, path: string, made: Omit<Source, 'path' | 'body'>): number {
    let numbers = this.#sourceNumbers.get(at);
    if (numbers === undefined) this.#sourceNumbers.set(at, (numbers = new Map()));
    let number = numbers.get(path);
    if (number === undefined) {
      numbers.set(path, (number = this.sources.length));
      this.sources.push({ ...made, path, body: this.#classes.bodyOf(at) });
    }
    return number;
  }

  // The data flow.

  #runBody(body: Body, entry: Contents): Contents {
    this.#entered.add(body);
    const recording = this.#recording;
    this.#recording = false;
    const edges = new Map<Block, Contents[]>();
    const incoming = (block: Block): Contents => {
      const all: Contents[] = block.index === 0 ? [entry] : [];
      for (const pred of block.preds) {
        const outs = edges.get(pred);
        if (outs === undefined) continue;
        pred.succs.forEach((succ, i) => {
          if (succ === block) all.push(outs[i]);
        });
      }
      return all.length === 1 ? new Map(all[0]) : either(all);
    };
    const waiting = new Set<number>([0]);
    for (let steps = body.blocks.length * MAX_ROUNDS; waiting.size > 0 && steps > 0; steps--) {
      const block = body.blocks[Math.min(...waiting)];
      waiting.delete(block.index);
      const outs = this.#runBlock(block, body, incoming(block), edges);
      const before = edges.get(block);
      if (before !== undefined && sameOuts(before, outs)) continue;
      edges.set(block, outs);
      for (const next of block.succs) waiting.add(next.index);
    }
    this.#recording = recording;
    const exits: Contents[] = [];
    for (const block of body.blocks) {
      if (block.index !== 0 && !block.preds.some((pred) => edges.has(pred))) continue;
      const env = incoming(block);
      this.#runInstructions(block, body, env);
      if (terminator(block)?.op === 'return') exits.push(env);
    }
    return either(exits);
  }

  #runBlock(block: Block, body: Body, env: Contents, edges: ReadonlyMap<Block, Contents[]>): Contents[] {
    this.#runInstructions(block, body, env);
    const end = terminator(block);
    return block.succs.map((_, i) => {
      if (end.op !== 'if' || block.succs.length !== 2) return env;
      const refined = this.#refine(end.args[0], i === 0, env);
      return i === 1 ? this.#leaveRange(block, body, refined, edges) : refined;
    });
  }

  #runInstructions(block: Block, body: Body, env: Contents): void {
    for (const instruction of block.instructions) {
      if (instruction.op === 'phi') this.#phi(instruction, env);
      else if (instruction.op === 'rundefers') this.#runDefers(instruction, body, env);
      else this.#step(instruction, body, env);
    }
  }

  #phi(phi: InstructionOf<'phi'>, env: Contents): void {
    const known = phi.args.filter((arg) => env.has(arg) || arg.op === 'const').map((arg) => this.#content(arg, env));
    if (known.length > 0 && phi.args.some((arg) => env.has(arg))) env.set(phi, known.reduce(eitherContent));
  }

  /**
   * Behind a loop over the elements of something, that is what the loop's body left of it: where the body never ran,
   * there was nothing in it.
   */
  #leaveRange(head: Block, body: Body, env: Contents, edges: ReadonlyMap<Block, Contents[]>): Contents {
    const next = head.instructions.find((one) => one.op === 'next');
    if (next === undefined) return env;
    const [over] = next.args;
    const back = head.preds.filter((pred) => this.#dominatorsOf(body).dominates(head, pred));
    if (back.length === 0) return env;
    const places: unknown[] = [over];
    const at = this.#classes.locate(over);
    if (at !== undefined) for (const part of this.#partsBelow(at)) places.push(key(at.root, part.path));
    const left = new Map(env);
    for (const place of places) {
      const contents: Content[] = [];
      for (const pred of back)
        edges.get(pred)?.forEach((out, i) => {
          const content = pred.succs[i] === head ? out.get(place) : undefined;
          if (content !== undefined) contents.push(content);
        });
      if (contents.length > 0) left.set(place, contents.reduce(eitherContent));
    }
    return left;
  }

  /** What a branch says: where a length is 0, a pointer nil or a type another one, nothing is in what was asked about. */
  #refine(condition: Value, taken: boolean, env: Contents): Contents {
    const empty = emptyWhen(condition);
    if (empty === undefined || empty.when !== taken) return env;
    const { of } = empty;
    const refined = new Map(env);
    const known = env.get(of);
    if (known !== undefined) refined.set(of, empty.because === 'method' ? notKnown : foundEmpty(known));
    const at = this.#classes.locate(of);
    if (at === undefined) return refined;
    if (empty.because === 'method') {
      this.#set(at, notKnown, refined);
      return refined;
    }
    if (empty.because === 'type' && at.path !== '') return refined;
    for (const part of this.#partsBelow(at)) {
      if (empty.because === 'length' && part.path !== at.path) continue;
      const content = env.get(key(at.root, part.path)) ?? notKnown;
      const stays = empty.because === 'length' && part.kind === 'slice';
      refined.set(key(at.root, part.path), stays ? foundEmpty(content) : nothing);
    }
    return refined;
  }

  #runDefers(at: Instruction, body: Body, env: Contents): void {
    const deferred: Call[] = [];
    for (const instruction of instructions(body)) if (instruction.op === 'defer') deferred.push(instruction);
    const dominators = this.#dominatorsOf(body);
    const here = (at as InstructionOf<'rundefers'>).block;
    for (const call of deferred.reverse()) {
      if (dominators.dominates(call.block, here)) {
        this.#call(call, body, env);
      } else if (reaches(call.block, here)) {
        const ran = new Map(env);
        this.#call(call, body, ran);
        replace(env, either([env, ran]));
      }
    }
  }

  #dominatorsOf(body: Body): Dominators {
    let dominators = this.#dominators.get(body);
    if (dominators === undefined) this.#dominators.set(body, (dominators = new Dominators(body.blocks)));
    return dominators;
  }

  #step(instruction: Instruction, body: Body, env: Contents): void {
    switch (instruction.op) {
      case 'alloc':
        return this.#fresh(instruction, env);
      case 'store':
        return this.#store(instruction.args[0], instruction.args[1], env);
      case 'load':
      case 'field':
      case 'assert':
      case 'convert':
        return this.#read(instruction, env);
      case 'extract':
        return this.#extract(instruction, env);
      case 'slice':
        if (this.#isSlice(instruction)) env.set(instruction, this.#resliced(instruction, env));
        return undefined;
      case 'mapupdate':
        return this.#write(this.#classes.locate(instruction.args[0]), instruction, env);
      case 'make':
        return this.#fresh(instruction, env);
      case 'call':
        return this.#call(instruction, body, env);
      case 'spawn':
        return this.#perhaps(this.#classes.literal(calleeValue(instruction)), instruction, env);
      case 'return':
        if (body === this.#body && this.#recording) instruction.args.forEach((arg, i) => this.#result(arg, i, env));
        return undefined;
      default:
        return undefined;
    }
  }

  #fresh(value: Value, env: Contents): void {
    if (this.#isSlice(value)) env.set(value, nothing);
    const at = this.#classes.locate(value);
    if (at === undefined || at.path !== '') return;
    for (const part of this.#classes.partsOf(at.root)) env.set(key(at.root, part.path), nothing);
  }

  /** A slice has the content of the place that it is read from. */
  #read(instruction: Instruction, env: Contents): void {
    const [from] = instruction.args;
    const at = this.#classes.locate(instruction);
    const place = at && env.get(key(at.root, at.path));
    const address = instruction.op === 'load' ? this.#classes.locate(from) : undefined;
    const content = address ? (env.get(key(address.root, address.path)) ?? place) : (env.get(from) ?? place);
    if (content !== undefined && this.#isSlice(instruction)) env.set(instruction, content);
  }

  /** Whether it is a slice of a type that a pool has to do with. */
  #isSlice(value: Value): boolean {
    if (isAddress(value)) return false;
    const known = this.#slices.get(value);
    if (known !== undefined) return known;
    const body = this.#classes.bodyOf(value);
    const type = typeOfValue(value, body);
    const slice = body.types.underlying(type).kind === 'slice' && this.#context.pooled.has(type, body.types);
    this.#slices.set(value, slice);
    return slice;
  }

  #extract(extract: InstructionOf<'extract'>, env: Contents): void {
    const [tuple] = extract.args;
    if (tuple.op === 'assert' && extract.index === 0) return this.#read(extract, env);
    if (tuple.op !== 'call') return undefined;
    return this.#takeResult(tuple, extract, extract.index, env);
  }

  #content(value: Value, env: Contents): Content {
    if (value.op === 'const' || value.op === 'make') return nothing;
    if (value.op === 'composite') return value.args.length === 0 ? nothing : notKnown;
    const known = env.get(value);
    if (known !== undefined) return known;
    if (value.op === 'convert') return this.#content(value.args[0], env);
    const at = this.#classes.locate(value);
    return (at && env.get(key(at.root, at.path))) ?? notKnown;
  }

  #partsBelow(at: Location): Part[] {
    return this.#classes
      .partsOf(at.root)
      .filter((part) => part.path === WHOLE || below(part.path, at.path) !== undefined);
  }

  #partAt(at: Location | undefined): Part | undefined {
    return at && this.#classes.partsOf(at.root).find((part) => part.path === at.path && part.kind !== 'record');
  }

  #handed(content: Content): boolean {
    for (const source of sourcesIn(content)) if (this.sources[source].get === undefined) return true;
    return false;
  }

  #use(content: Content, at: Instruction): void {
    if (!this.#recording) return;
    for (const number of sourcesIn(content)) {
      let uses = this.uses.get(number);
      if (uses === undefined) this.uses.set(number, (uses = new Map()));
      uses.set(at, { source: this.sources[number], at, body: this.#classes.bodyOf(at) });
    }
  }

  #write(at: Location | undefined, instruction: Instruction, env: Contents): void {
    if (at === undefined) return;
    const place = key(at.root, at.path);
    const part = this.#partAt(at);
    if (part === undefined || part.kind === 'any') return;
    const before = env.get(place) ?? notKnown;
    this.#use(before, instruction);
    env.set(place, this.#trusted(place, at.root) ? written(before) : notKnown);
  }

  /** Whether what is written stays until the function takes it out again: nobody else can, and it does not do so one by one. */
  #trusted(place: string, root: number): boolean {
    return !this.#classes.escaped(root) && !this.#balanced.has(place);
  }

  /** Whether elements of a slice field are taken off its end somewhere: a stack or a list of free things. */
  #isStack({ kind, field }: Part): boolean {
    return kind === 'slice' && field?.symbol !== undefined && this.#context.habits.popped.has(field.symbol);
  }

  #set(at: Location, content: Content, env: Contents): void {
    for (const part of this.#partsBelow(at)) env.set(key(at.root, part.path), content);
  }

  // Assignments.

  #store(address: Value, value: Value, env: Contents): void {
    if (address.op === 'indexaddr') {
      if (isZero(value)) this.#zero(address.args[0], false, env);
      return;
    }
    const at = this.#classes.locate(address);
    if (at === undefined) return;
    const variable = cellOf(address);
    if (variable !== undefined && !this.#classes.partsOf(at.root).some((part) => part.kind !== 'any')) return;
    for (const part of this.#partsBelow(at)) {
      if (part.path === WHOLE) continue;
      const rest = below(part.path, at.path) ?? '';
      const place = key(at.root, part.path);
      const after = this.#valueAt(value, rest, part, env);
      const unsure = this.#classes.escaped(at.root) || this.#isStack(part);
      env.set(place, unsure && !sameContent(after, nothing) ? notKnown : after);
    }
    // Fields that are assigned one by one may be all of them.
    if (at.path === '') return;
    const record = this.#classes.partsOf(at.root).find((part) => part.kind === 'record');
    if (record !== undefined) env.set(key(at.root, record.path), notKnown);
  }

  /** The content of a part of a value that is assigned. */
  #valueAt(value: Value, path: string, part: Part, env: Contents): Content {
    if (value.op === 'const') return nothing;
    if (value.op === 'composite') return this.#compositeAt(value, path, part, env);
    if (part.kind === 'record') return value.op === 'call' ? nothing : notKnown;
    if (value.op === 'load') {
      const from = this.#classes.locate(value.args[0]) ?? this.#classes.locate(value);
      if (from !== undefined) return env.get(key(from.root, joined(from.path, path))) ?? notKnown;
    }
    if (path !== '') return notKnown;
    if (part.kind === 'slice' || part.kind === 'map') return this.#content(value, env);
    // A pointer to another one, made here or there.
    return value.op === 'call' || value.op === 'alloc' ? nothing : notKnown;
  }

  #compositeAt(value: InstructionOf<'composite'>, path: string, part: Part, env: Contents): Content {
    if (part.kind === 'record') return nothing;
    if (path === '') return value.args.length === 0 || part.kind !== 'slice' ? nothing : notKnown;
    const [name, ...rest] = path.split('.');
    const index = value.keys.indexOf(name);
    return index < 0 ? nothing : this.#valueAt(value.args[index], rest.join('.'), part, env);
  }

  #resliced(slice: InstructionOf<'slice'>, env: Contents): Content {
    const [base] = slice.args;
    const content = this.#content(base, env);
    const { high } = slice;
    if (high === undefined) return content;
    if (high.op === 'const' && high.value === 0n) return emptied(content, this.#handed(content));
    if (high.op === 'binary' && high.operator === Kind.Sub && isBuiltin(high.args[0], 'len')) return shortened(content);
    return notKnown;
  }

  /** `clear`, or zeroes stored into the elements. */
  #zero(slice: Value, whole: boolean, env: Contents): void {
    this.#change(slice, (content) => zeroed(content, whole), env);
    if (slice.op !== 'slice' || (slice.low !== undefined && !isConstant(slice.low, 0n))) return;
    this.#zero(slice.args[0], slice.high === undefined ? whole : isBuiltin(slice.high, 'cap'), env);
  }

  /** Something happens to the elements of a slice: seen in it and in the place that it was read from. */
  #change(slice: Value, by: (content: Content) => Content, env: Contents): void {
    env.set(slice, by(this.#content(slice, env)));
    const at = slice.op === 'slice' ? undefined : this.#classes.locate(slice);
    if (at === undefined || this.#partAt(at)?.kind !== 'slice') return;
    const place = key(at.root, at.path);
    const content = env.get(place);
    if (content !== undefined) env.set(place, by(content));
  }

  // Calls.

  #effectsOf(call: Call): PoolEffects {
    return call.callee.kind === 'static' ? this.#context.effects(call.callee) : opaque;
  }

  #call(call: Call, body: Body, env: Contents): void {
    const { callee } = call;
    if (callee.kind === 'builtin') return this.#builtin(call, callee.name, env);
    const literal = callee.kind === 'dynamic' ? this.#classes.literal(callee.value) : undefined;
    if (literal !== undefined) return this.#enter(literal, call, env);
    if (callee.kind === 'static' || callee.kind === 'interface') {
      if (callee.name === poolGet) return this.#take(call, poolOf(call.args[0], this.#classes), {}, call, env);
      if (callee.name === poolPut)
        return this.#put(call, call.args[1], poolOf(call.args[0], this.#classes), undefined, body, env);
      const merger = mergers.get(callee.name);
      if (merger !== undefined) return this.#merge(call, merger, env);
      if (this.#method(call, callee.symbol?.name ?? '', env)) return this.#readers(call, 1, callee.name, body, env);
      if (this.#knownFunction(call, callee.name, body, env)) return undefined;
    }
    const effects = this.#effectsOf(call);
    if (effects.known) this.#apply(call, effects, body, env);
    else this.#arguments(call, 0, body, env);
    return this.#takeResult(call, call, 0, env);
  }

  #enter(literal: Body, call: Call, env: Contents): void {
    literal.params.forEach((param, i) => {
      if (i < call.args.length && this.#isSlice(param)) env.set(param, this.#content(call.args[i], env));
    });
    replace(env, this.#runBody(literal, new Map(env)));
  }

  /** A literal that may run, any number of times. */
  #perhaps(literal: Body | undefined, call: Call, env: Contents): void {
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
      const content = this.#content(first, env);
      if (call.args.length > 1) this.#use(content, call);
      if (this.#isSlice(first)) env.set(call, call.args.length > 1 ? written(content) : content);
    } else if (name === 'clear') {
      if (this.#isSlice(first)) this.#zero(first, false, env);
      else if (at !== undefined) this.#set(at, nothing, env);
    } else if (name === 'delete' && at !== undefined && deletesItsOwn(call)) {
      this.#set(at, nothing, env);
    }
  }

  /**
   * Maps out of which the function takes elements by a key that is not constant: whatever it put in may be gone. And
   * maps whose elements it returns: they are there to be found again.
   */
  #findBalanced(): void {
    const balance = (map: Value) => {
      const at = this.#classes.locate(map);
      if (at !== undefined) this.#balanced.add(key(at.root, at.path));
    };
    for (const body of nest(this.#body)) {
      for (const one of instructions(body)) {
        if (one.op === 'return') for (const arg of one.args) for (const map of lookedUp(arg)) balance(map);
        if (one.op !== 'call' || one.callee.kind !== 'builtin' || one.callee.name !== 'delete') continue;
        if (one.args[1]?.op !== 'const' && !deletesItsOwn(one)) balance(one.args[0]);
      }
    }
  }

  /** A method of a type whose methods are known, or a Reset that is not. */
  #method(call: Call, name: string, env: Contents): boolean {
    const at = call.args.length > 0 ? this.#classes.locate(call.args[0]) : undefined;
    if (at === undefined || !isMethod(call)) return false;
    const part = this.#partAt(at);
    if (part?.known !== undefined && isMethodOf(call, part)) {
      this.#knownMethod(call, name, part, part.known, at, env);
      return true;
    }
    if (name !== resetMethod || this.#effectsOf(call).known) return false;
    this.#set(at, nothing, env);
    return true;
  }

  #knownMethod(call: Call, name: string, part: Part, known: StatefulType, at: Location, env: Contents): void {
    if (known.resets.includes(name) || known.drains?.includes(name) === true) return this.#set(at, nothing, env);
    if (known.truncates?.includes(name) === true)
      return call.args[1] !== undefined && isConstant(call.args[1], 0n) ? this.#set(at, nothing, env) : undefined;
    if (known.reads?.includes(name) === true) {
      const place = key(at.root, at.path);
      if ((env.get(place) ?? notKnown).flags !== 0) env.set(place, notKnown);
      return undefined;
    }
    if (known.looks.includes(name)) return undefined;
    if (known.kind === 'encoder' && part.path !== '') return this.#encode(part, at, call, env);
    return this.#write(at, call, env);
  }

  /** An encoder in a field writes to the buffer in another one; where it writes is not always to be seen. */
  #encode(part: Part, at: Location, call: Call, env: Contents): void {
    const writer = this.#context.writerOf(part);
    if (writer === undefined) return;
    const above = at.path.slice(0, Math.max(0, at.path.lastIndexOf('.')));
    this.#write({ root: at.root, path: joined(above, writer.sibling) }, call, env);
  }

  #knownFunction(call: Call, name: string, body: Body, env: Contents): boolean {
    if (drainingCalls.has(name) || partialReads.has(name)) {
      this.#readers(call, 0, name, body, env);
      return true;
    }
    const appended = appenders.get(name);
    if (appended !== undefined && appended < call.args.length) {
      const content = this.#content(call.args[appended], env);
      this.#use(content, call);
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
    const content = this.#content(call.args[0], env);
    if (!isConstant(call.args[1], 0n) || !isBuiltin(call.args[2], 'len')) return content;
    // What counts is the library that the program is built with, whatever language its go line asks for.
    const clears = this.#context.pkg.toolchain[1] >= slicesDeleteClears;
    return emptied(clears ? zeroed(content, false) : content, false);
  }

  /** What is read to its end: a buffer is empty then, a stream used. */
  #drain(call: Call, reader: Value, env: Contents): void {
    const at = this.#classes.locate(reader);
    const part = this.#partAt(at);
    if (at === undefined || part === undefined) return;
    if (part.kind === 'buffer') env.set(key(at.root, at.path), nothing);
    else this.#write(at, call, env);
  }

  #merge(call: Call, { into, setsLength }: Merger, env: Contents): void {
    const [first] = call.args;
    const decoder = into > 0 && isMethod(call) ? this.#partAt(this.#classes.locate(first)) : undefined;
    if (decoder?.kind === 'decoder') this.#write(this.#classes.locate(first), call, env);
    const at = call.args[into] && this.#classes.locate(call.args[into]);
    if (at === undefined) return;
    const { types } = this.#body;
    if (this.#partsBelow(at).some((part) => part.path === at.path && decodesItself(part.type)))
      return this.#set(at, notKnown, env);
    for (const part of this.#partsBelow(at)) {
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
        this.#use(before, call);
        env.set(place, this.#trusted(place, at.root) ? written(before) : notKnown);
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
      this.#perhaps(this.#classes.literal(arg), call, env);
      const at = this.#classes.locate(arg);
      if (this.#isSlice(arg)) this.#change(arg, touched, env);
      else if (at !== undefined) this.#passed(at, parameterType(call, i, body), call, env);
    }
  }

  #passed(at: Location, type: Type | undefined, call: Call, env: Contents): void {
    const part = this.#partAt(at);
    const methods = type === undefined ? [] : methodNames(this.#body, type);
    if (part?.known !== undefined && methods.length > 0 && !methods.includes(resetMethod)) {
      const writes = methods.some((name) => name.startsWith('Write'));
      const streams = part.kind !== 'buffer' && part.kind !== 'builder';
      if (writes || (streams && methods.some((name) => name.startsWith('Read')))) return this.#write(at, call, env);
    }
    this.#set(at, notKnown, env);
  }

  #apply(call: Call, effects: PoolEffects, body: Body, env: Contents): void {
    const after: [string, Content][] = [];
    call.args.forEach((arg, i) => {
      this.#perhaps(this.#classes.literal(arg), call, env);
      const effect = effects.params[parameterOf(i, effects)];
      if (effect === undefined) return;
      const at = this.#classes.locate(arg);
      for (const put of effect.puts) this.#put(call, arg, inCaller(put.pool, call, this.#classes), put, body, env);
      if (at === undefined || this.#isSlice(arg)) {
        if (effect.uses.length > 0) this.#use(this.#content(arg, env), call);
        const { flags = 0 } = leftAt(effect.exits, '') ?? {};
        if ((flags & ZEROED) !== 0) this.#zero(arg, false, env);
        return;
      }
      const untouched: Forgetting[] = [];
      let empties = false;
      for (const part of this.#partsBelow(at)) {
        const rest = part.path === WHOLE ? WHOLE : (below(part.path, at.path) ?? '');
        const place = key(at.root, part.path);
        if (effect.uses.includes(rest)) this.#use(env.get(place) ?? notKnown, call);
        const left = leftAt(effect.exits, rest);
        if (left === undefined) {
          if (this.#recording && part.kind !== 'record') untouched.push({ call, body, root: at.root, path: part.path });
          continue;
        }
        if ((left.flags & (FILLED | UNKNOWN)) === 0 && left.taken.length === 0) empties = true;
        const content = this.#substituted(left, call, i, rest, env);
        after.push([place, this.#classes.escaped(at.root) && !sameContent(content, nothing) ? notKnown : content]);
      }
      if (empties) this.forgets.push(...untouched);
    });
    for (const [place, content] of after) env.set(place, content);
  }

  /** What a callee leaves, in terms of what its caller passed. */
  #substituted(left: Left, call: Call, self: number, path: string, env: Contents): Content {
    let content: Content = { flags: left.flags, taken: 0n };
    for (const [param, at] of left.taken) {
      const argument = param === -1 ? self : param;
      const arg = call.args[argument];
      if (arg === undefined) continue;
      const from = this.#classes.locate(arg);
      const own = at === WHOLE ? path : at;
      const came =
        from === undefined || env.has(arg) ? this.#content(arg, env) : env.get(key(from.root, joined(from.path, own)));
      content = eitherContent(content, came ?? notKnown);
    }
    return content;
  }

  // Pools.

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
      let content = this.#substituted({ flags: left.flags, taken: passed }, call, 0, part.path, env);
      if (passed.length < left.taken.length) {
        const source = this.#source(call, part.path, { get: call, param: -1, pool });
        content = eitherContent(content, takenFrom(source));
      }
      env.set(key(at.root, part.path), content);
      if (part.kind === 'slice' && part.path === '' && this.#isSlice(value)) env.set(value, content);
    }
  }

  #takeResult(call: Call, value: Value, index: number, env: Contents): void {
    const result = this.#effectsOf(call).results[index];
    if (result === undefined) {
      const at = this.#classes.locate(value);
      if (at?.path === '' && value.op !== 'param') this.#set(at, notKnown, env);
      return;
    }
    if (result.pool !== undefined) {
      this.#take(value, inCaller(result.pool, call, this.#classes), result.contents, call, env);
    } else if (this.#isSlice(value)) {
      const left = leftAt(result.contents, '');
      if (left !== undefined) env.set(value, this.#substituted(left, call, 0, '', env));
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
    if (pool === undefined || !this.#recording) return;
    const at = this.#classes.locate(value);
    const slice = this.#isSlice(value);
    const parts = slice || at === undefined ? partsOf(body.types, typeOfValue(value, body)) : this.#partsBelow(at);
    const id = `${call.node}|${within?.func ?? ''}|${within?.node ?? ''}`;
    let event = this.puts.get(id);
    if (event === undefined)
      this.puts.set(id, (event = { call, body, value, pool, parts, root: at?.root, contents: new Map(), within }));
    for (const part of parts) {
      const path = at === undefined || slice ? part.path : (below(part.path, at.path) ?? part.path);
      const here = slice ? this.#content(value, env) : at && env.get(key(at.root, part.path));
      let content = here ?? notKnown;
      const inner = within && leftAt(within.contents, path);
      if (inner !== undefined) {
        const passed: Left = { flags: 0, taken: inner.taken };
        content = this.#substituted(passed, call, call.args.indexOf(value), path, env);
      }
      const before = event.contents.get(path);
      event.contents.set(path, before === undefined ? content : eitherContent(before, content));
    }
  }

  #result(value: Value, index: number, env: Contents): void {
    const found = this.#resultEffect(value, env);
    if (found === undefined) return;
    const before = this.#results.get(index);
    this.#results.set(index, before === undefined ? found : merged(before, found));
  }

  #resultEffect(value: Value, env: Contents): ResultEffect | 'mixed' | undefined {
    if (value.op === 'const') return undefined;
    if (this.#isSlice(value)) {
      const content = this.#content(value, env);
      const pool = this.#poolIn(content);
      return { param: -1, pool, contents: { '': this.#left(content) } };
    }
    const at = this.#classes.locate(value);
    if (at === undefined || at.path !== '') return 'mixed';
    const param = this.#body.params.find((one) => this.#classes.locate(one)?.root === at.root);
    if (param !== undefined) return { param: param.index, pool: undefined, contents: {} };
    const pool = this.sources.find((source) => source.get !== undefined && this.#rootOf(source) === at.root)?.pool;
    const contents: Record<string, Left> = {};
    for (const part of this.#classes.partsOf(at.root))
      contents[part.path] = this.#left(env.get(key(at.root, part.path)) ?? notKnown);
    return { param: -1, pool, contents };
  }

  #poolIn(content: Content): PoolRef | undefined {
    for (const source of sourcesIn(content)) if (this.sources[source].pool) return this.sources[source].pool;
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

function key(root: number, path: string): string {
  return `${root}|${path}`;
}

function either(all: readonly Contents[]): Contents {
  const [first, ...rest] = all;
  const joinedAll: Contents = new Map(first);
  for (const one of rest) {
    for (const [place, content] of one) {
      const before = joinedAll.get(place);
      joinedAll.set(place, before === undefined ? content : eitherContent(before, content));
    }
  }
  return joinedAll;
}

function replace(env: Contents, by: Contents): void {
  env.clear();
  for (const [place, content] of by) env.set(place, content);
}

function sameOuts(a: readonly Contents[], b: readonly Contents[]): boolean {
  return a.every((one, i) => {
    const other = b[i];
    if (one.size !== other.size) return false;
    for (const [place, content] of one) {
      const found = other.get(place);
      if (found === undefined || !sameContent(found, content)) return false;
    }
    return true;
  });
}

function reaches(from: Block, to: Block): boolean {
  const seen = new Set([from]);
  for (const block of seen) for (const next of block.succs) seen.add(next);
  return seen.has(to);
}

function decodesItself(type: Type): boolean {
  return type.kind === 'named' && decodingMethods.some((name) => type.symbol.methods.has(name));
}

function isAddress({ op }: Value): boolean {
  return op === 'alloc' || op === 'freevar' || op === 'global' || op === 'fieldaddr' || op === 'indexaddr';
}

function isBuiltin(value: Value, name: string): value is Call {
  return value.op === 'call' && value.callee.kind === 'builtin' && value.callee.name === name;
}

function isConstant(value: Value, is: bigint): boolean {
  return value.op === 'const' && value.value === is;
}

function isZero(value: Value): boolean {
  if (value.op === 'composite') return value.args.length === 0;
  return value.op === 'const' && (value.value === undefined || value.value === '' || value.value === 0n);
}

/** The maps that a value may have been looked up in. */
function* lookedUp(value: Value, depth = 0): Iterable<Value> {
  if (depth > MAX_DEPTH) return;
  if (value.op === 'lookup') yield value.args[0];
  if (value.op === 'extract' && value.index === 0) yield* lookedUp(value.args[0], depth + 1);
  if (value.op === 'phi') for (const arg of value.args) yield* lookedUp(arg, depth + 1);
}

/** `delete(m, k)` in `for k := range m`. */
function deletesItsOwn(call: Call): boolean {
  const [map, at] = call.args;
  if (at?.op !== 'extract' || at.args[0].op !== 'next') return false;
  const [over] = at.args[0].args;
  return over === map || (over.op === 'load' && map.op === 'load' && sameAddress(over.args[0], map.args[0]));
}

function sameAddress(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.op === 'fieldaddr' && b.op === 'fieldaddr') return a.name === b.name && sameAddress(a.args[0], b.args[0]);
  if (a.op === 'load' && b.op === 'load') return sameAddress(a.args[0], b.args[0]);
  return cellOf(a) !== undefined && cellOf(a) === cellOf(b);
}

function calleeValue(call: Call): Value | undefined {
  return call.callee.kind === 'dynamic' ? call.callee.value : undefined;
}

function isMethod({ callee }: Call): boolean {
  return callee.kind === 'interface' || callee.kind === 'unknown' || (callee.kind === 'static' && callee.method);
}

/** Whether the method is one of the part's type, not one that its struct has beside it. */
function isMethodOf({ callee }: Call, part: Part): boolean {
  if (callee.kind === 'interface') return true;
  if (callee.kind !== 'static') return false;
  const receiver = callee.symbol?.receiver?.type;
  return part.type.kind === 'named' && (receiver === undefined || receiver === part.type.symbol);
}

/** What a condition is about, on which branch there is nothing in it, and why. */
interface Emptiness {
  readonly of: Value;
  readonly when: boolean;
  readonly because: 'length' | 'nil' | 'type' | 'method';
}

function emptyWhen(condition: Value): Emptiness | undefined {
  if (condition.op === 'extract' && condition.index === 1) {
    const [asserted] = condition.args;
    // That it lacks methods does not make it another type.
    if (asserted.op !== 'assert') return undefined;
    return { of: asserted.args[0], when: false, because: isConcrete(asserted.type) ? 'type' : 'method' };
  }
  if (condition.op !== 'binary') return undefined;
  const [left, right] = condition.args;
  const { operator } = condition;
  const equal = operator === Kind.Eql;
  if (equal || operator === Kind.Neq) {
    if (right.op === 'const' && right.nil) return { of: left, when: equal, because: 'nil' };
    if (left.op === 'const' && left.nil) return { of: right, when: equal, because: 'nil' };
  }
  const of = measured(left);
  if (of === undefined) return undefined;
  const length = (when: boolean): Emptiness => ({ of, when, because: 'length' });
  if (isConstant(right, 0n)) {
    if (equal) return length(true);
    if (operator === Kind.Neq || operator === Kind.Gtr) return length(false);
  }
  if (isConstant(right, 1n)) {
    if (operator === Kind.Lss) return length(true);
    if (operator === Kind.Geq) return length(false);
  }
  return undefined;
}

/** What a call measures: `len(x)`, `x.Len()`. */
function measured(value: Value): Value | undefined {
  if (value.op !== 'call' || value.args.length !== 1) return undefined;
  const { callee } = value;
  const length =
    callee.kind === 'builtin' ? callee.name === 'len' : 'symbol' in callee && callee.symbol?.name === lengthMethod;
  return length ? value.args[0] : undefined;
}

/** A pointer, slice or map, or a name for one that is no interface's: what pools hold. */
function isConcrete(type: Type): boolean {
  return type.kind === 'pointer' || type.kind === 'slice' || type.kind === 'map';
}

/** The type of the parameter that an argument is passed to; undefined when that is not known. */
function parameterType({ callee, args }: Call, argument: number, body: Body): Type | undefined {
  const symbol = callee.kind === 'static' || callee.kind === 'interface' ? callee.symbol : undefined;
  const dynamic = callee.kind === 'dynamic' ? typeOfValue(callee.value, body) : undefined;
  const signature = symbol === undefined ? dynamic && body.types.underlying(dynamic) : body.types.ofSymbol(symbol);
  if (signature?.kind !== 'func' || args.length === 0) return undefined;
  const receiver = callee.kind === 'interface' || (callee.kind === 'static' && callee.method) ? 1 : 0;
  const index = argument - receiver;
  if (index < 0) return undefined;
  const last = signature.params.length - 1;
  if (!signature.variadic || index < last) return signature.params[index]?.type;
  const variadic = signature.params[last].type;
  return variadic.kind === 'slice' ? variadic.elem : variadic;
}

/** Whether the first parameter is something to write to, as fmt.Fprint's. */
function takesWriter(call: Call, body: Body): boolean {
  const type = parameterType(call, 0, body);
  return type !== undefined && methodNames(body, type).includes('Write');
}

function methodNames(body: Body, type: Type, depth = 0): string[] {
  const under = body.types.underlying(type);
  if (under.kind !== 'interface' || depth > MAX_DEPTH) return [];
  return [
    ...under.methods.map((method) => method.name),
    ...under.embedded.flatMap((embedded) => methodNames(body, embedded, depth + 1)),
  ];
}

const MAX_DEPTH = 8;

/** A content settles after a few rounds: it only ever gains possibilities. */
const MAX_ROUNDS = 30;
