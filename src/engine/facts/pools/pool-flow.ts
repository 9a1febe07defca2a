import { dominatorsIn } from '../../flow/dominators.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  terminator,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import type { Type } from '../../types/type.js';
import { type Content, eitherContent, foundEmpty, nothing, notKnown, takenFrom } from './content.js';
import { type Contents, either, key, replace, sameOuts } from './contents.js';
import { emptyWhen } from './emptiness.js';
import { type Forgetting, PoolCalls, type PutEvent } from './pool-calls.js';
import { type PoolEffects, parameterOf } from './pool-effects.js';
import { type PoolContext, PoolMemory, type Use } from './pool-memory.js';
import { PoolOutcome } from './pool-outcome.js';
import { ValueClasses } from './value-classes.js';

/**
 * Follows what the parts of pooled values hold through a declared function and the literals in it, along every path.
 * Contents are keyed by place (`class|path`) or, for slices that live in variables, by value.
 */
export class PoolFlow {
  readonly #body: Body;
  readonly #classes: ValueClasses;
  readonly #memory: PoolMemory;
  readonly #calls: PoolCalls;
  readonly #outcome: PoolOutcome;

  constructor(body: Body, context: PoolContext) {
    this.#body = body;
    const pooled = (type: Type) => context.pooled.has(type, body.types);
    this.#classes = new ValueClasses(body, pooled, {
      resultIs: (call, result, within) => {
        const param = context.effects(call, within).results[result]?.param ?? -1;
        return param < 0 ? undefined : param;
      },
      keeps: (call, argument, within) => {
        const effects = context.effects(call, within);
        return effects.params[parameterOf(argument, effects)]?.keeps === true;
      },
    });
    this.#memory = new PoolMemory(body, context, this.#classes);
    this.#calls = new PoolCalls(body, context, this.#classes, this.#memory, (literal, entry) =>
      this.#runBody(literal, entry),
    );
    this.#outcome = new PoolOutcome(body, context, this.#classes, this.#memory, this.#calls);
  }

  /** By source: the uses of what came with it. */
  get uses(): ReadonlyMap<number, ReadonlyMap<Instruction, Use>> {
    return this.#memory.uses;
  }

  get puts(): Iterable<PutEvent> {
    return this.#calls.puts.values();
  }

  /** Calls that empty some parts of a value and leave others as they are. */
  get forgets(): readonly Forgetting[] {
    return this.#calls.forgets;
  }

  effects(): PoolEffects {
    return this.#outcome.effects(this.#exit);
  }

  readonly #entered = new Set<Body>();
  #exit: Contents = new Map();

  run(): void {
    const entry: Contents = new Map();
    for (const param of this.#body.params) {
      const at = this.#classes.locate(param);
      if (at === undefined) continue;
      for (const part of this.#classes.partsOf(at.root)) {
        const source = this.#memory.source(param, part.path, { get: undefined, param: param.index, pool: undefined });
        entry.set(key(at.root, part.path), takenFrom(source));
        if (part.kind === 'slice' && part.path === '') entry.set(param, takenFrom(source));
      }
    }
    this.#memory.recording = true;
    this.#exit = this.#runBody(this.#body, entry);
    // Literals that nobody calls here run at some time, over contents that nobody knows.
    const later: Contents = new Map();
    for (const place of this.#exit.keys()) later.set(place, notKnown);
    for (const one of withLiterals(this.#body)) if (!this.#entered.has(one)) this.#runBody(one, later);
  }

  #runBody(body: Body, entry: Contents): Contents {
    this.#entered.add(body);
    const recording = this.#memory.recording;
    this.#memory.recording = false;
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
    this.#memory.recording = recording;
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
    const known = phi.args
      .filter((arg) => env.has(arg) || arg.op === 'const')
      .map((arg) => this.#memory.content(arg, env));
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
    const back = head.preds.filter((pred) => dominatorsIn(body).dominates(head, pred));
    if (back.length === 0) return env;
    const places: unknown[] = [over];
    const at = this.#classes.locate(over);
    if (at !== undefined) for (const part of this.#memory.partsBelow(at)) places.push(key(at.root, part.path));
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
      this.#memory.set(at, notKnown, refined);
      return refined;
    }
    if (empty.because === 'type' && at.path !== '') return refined;
    for (const part of this.#memory.partsBelow(at)) {
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
    const dominators = dominatorsIn(body);
    const here = (at as InstructionOf<'rundefers'>).block;
    for (const call of deferred.reverse()) {
      if (dominators.dominates(call.block, here)) {
        this.#calls.call(call, body, env);
      } else if (reaches(call.block, here)) {
        const ran = new Map(env);
        this.#calls.call(call, body, ran);
        replace(env, either([env, ran]));
      }
    }
  }

  #step(instruction: Instruction, body: Body, env: Contents): void {
    switch (instruction.op) {
      case 'alloc':
        return this.#memory.fresh(instruction, env);
      case 'store':
        return this.#memory.store(instruction.args[0], instruction.args[1], env);
      case 'load':
      case 'field':
      case 'assert':
      case 'convert':
        return this.#memory.read(instruction, env);
      case 'extract':
        return this.#extract(instruction, env);
      case 'slice':
        if (this.#memory.isSlice(instruction)) env.set(instruction, this.#memory.resliced(instruction, env));
        return undefined;
      case 'mapupdate':
        return this.#memory.write(this.#classes.locate(instruction.args[0]), instruction, env);
      case 'make':
        return this.#memory.fresh(instruction, env);
      case 'call':
        return this.#calls.call(instruction, body, env);
      case 'spawn':
        return this.#calls.perhaps(this.#classes.literal(calleeValue(instruction)), instruction, env);
      case 'return':
        if (body === this.#body && this.#memory.recording)
          instruction.args.forEach((arg, i) => this.#outcome.result(arg, i, env));
        return undefined;
      default:
        return undefined;
    }
  }

  #extract(extract: InstructionOf<'extract'>, env: Contents): void {
    const [tuple] = extract.args;
    if (tuple.op === 'assert' && extract.index === 0) return this.#memory.read(extract, env);
    if (tuple.op !== 'call') return undefined;
    return this.#calls.takeResult(tuple, extract, extract.index, env);
  }
}

function reaches(from: Block, to: Block): boolean {
  const seen = new Set([from]);
  for (const block of seen) for (const next of block.succs) seen.add(next);
  return seen.has(to);
}

function calleeValue(call: Call): Value | undefined {
  return call.callee.kind === 'dynamic' ? call.callee.value : undefined;
}

/** A content settles after a few rounds: it only ever gains possibilities. */
const MAX_ROUNDS = 30;
