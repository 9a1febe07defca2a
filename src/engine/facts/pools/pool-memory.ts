import {
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Known } from '../../knowledge/known.js';
import { Kind } from '../../syntax/kinds.js';
import type { AnalysedPackage } from '../analysed-package.js';
import {
  type Content,
  eitherContent,
  emptied,
  nothing,
  notKnown,
  sameContent,
  shortened,
  sourcesIn,
  written,
  zeroed,
} from './content.js';
import { type Contents, key } from './contents.js';
import { below, joined, type Part, WHOLE } from './parts.js';
import type { EffectsOf, Left } from './pool-effects.js';
import type { PoolRef } from './pool-identity.js';
import type { PooledTypes } from './pooled-types.js';
import type { SliceHabits } from './slice-habits.js';
import { cellOf, type Location, type ValueClasses } from './value-classes.js';
import { deletesItsOwn, isAddress, isBuiltin, isConstant, isZero, lookedUp } from './value-forms.js';

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

/** How sibling fields belong together: the field of a buffer that an encoder in another field writes to. */
export type WriterOf = (encoder: Part) => { readonly sibling: string } | undefined;

/** What a function is looked at with. */
export interface PoolContext {
  readonly pkg: AnalysedPackage;
  readonly known: Known;
  readonly effects: EffectsOf;
  readonly writerOf: WriterOf;
  readonly pooled: PooledTypes;
  readonly habits: SliceHabits;
}

/** What the parts of the values of one function hold, and how reading, assigning and writing change it. */
export class PoolMemory {
  readonly #body: Body;
  readonly #context: PoolContext;
  readonly #classes: ValueClasses;

  constructor(body: Body, context: PoolContext, classes: ValueClasses) {
    this.#body = body;
    this.#context = context;
    this.#classes = classes;
    this.#findBalanced();
  }

  readonly uses = new Map<number, Map<Instruction, Use>>();
  readonly sources: Source[] = [];
  readonly #sourceNumbers = new Map<Instruction | Value, Map<string, number>>();
  /** Places out of which the function takes elements one by one, or which it uses as a memory of its own. */
  readonly #balanced = new Set<string>();
  readonly #slices = new Map<Value, boolean>();
  recording = false;

  source(at: Instruction | Value, path: string, made: Omit<Source, 'path' | 'body'>): number {
    let numbers = this.#sourceNumbers.get(at);
    if (numbers === undefined) this.#sourceNumbers.set(at, (numbers = new Map()));
    let number = numbers.get(path);
    if (number === undefined) {
      numbers.set(path, (number = this.sources.length));
      this.sources.push({ ...made, path, body: this.#classes.bodyOf(at) });
    }
    return number;
  }

  fresh(value: Value, env: Contents): void {
    if (this.isSlice(value)) env.set(value, nothing);
    const at = this.#classes.locate(value);
    if (at === undefined || at.path !== '') return;
    for (const part of this.#classes.partsOf(at.root)) env.set(key(at.root, part.path), nothing);
  }

  /** A slice has the content of the place that it is read from. */
  read(instruction: Instruction, env: Contents): void {
    const [from] = instruction.args;
    const at = this.#classes.locate(instruction);
    const place = at && env.get(key(at.root, at.path));
    const address = instruction.op === 'load' ? this.#classes.locate(from) : undefined;
    const content = address ? (env.get(key(address.root, address.path)) ?? place) : (env.get(from) ?? place);
    if (content !== undefined && this.isSlice(instruction)) env.set(instruction, content);
  }

  /** Whether it is a slice of a type that a pool has to do with. */
  isSlice(value: Value): boolean {
    if (isAddress(value)) return false;
    const known = this.#slices.get(value);
    if (known !== undefined) return known;
    const body = this.#classes.bodyOf(value);
    const type = typeOfValue(value, body);
    const slice = body.types.underlying(type).kind === 'slice' && this.#context.pooled.has(type, body.types);
    this.#slices.set(value, slice);
    return slice;
  }

  content(value: Value, env: Contents): Content {
    if (value.op === 'const' || value.op === 'make') return nothing;
    if (value.op === 'composite') return value.args.length === 0 ? nothing : notKnown;
    const known = env.get(value);
    if (known !== undefined) return known;
    if (value.op === 'convert') return this.content(value.args[0], env);
    const at = this.#classes.locate(value);
    return (at && env.get(key(at.root, at.path))) ?? notKnown;
  }

  partsBelow(at: Location): Part[] {
    return this.#classes
      .partsOf(at.root)
      .filter((part) => part.path === WHOLE || below(part.path, at.path) !== undefined);
  }

  partAt(at: Location | undefined): Part | undefined {
    return at && this.#classes.partsOf(at.root).find((part) => part.path === at.path && part.kind !== 'record');
  }

  #handed(content: Content): boolean {
    for (const source of sourcesIn(content)) if (this.sources[source].get === undefined) return true;
    return false;
  }

  use(content: Content, at: Instruction): void {
    if (!this.recording) return;
    for (const number of sourcesIn(content)) {
      let uses = this.uses.get(number);
      if (uses === undefined) this.uses.set(number, (uses = new Map()));
      uses.set(at, { source: this.sources[number], at, body: this.#classes.bodyOf(at) });
    }
  }

  write(at: Location | undefined, instruction: Instruction, env: Contents): void {
    if (at === undefined) return;
    const place = key(at.root, at.path);
    const part = this.partAt(at);
    if (part === undefined || part.kind === 'any') return;
    const before = env.get(place) ?? notKnown;
    this.use(before, instruction);
    env.set(place, this.trusted(place, at.root) ? written(before) : notKnown);
  }

  /** Whether what is written stays until the function takes it out again: nobody else can, and it does not do so one by one. */
  trusted(place: string, root: number): boolean {
    return !this.#classes.escaped(root) && !this.#balanced.has(place);
  }

  /** Whether elements of a slice field are taken off its end somewhere: a stack or a list of free things. */
  #isStack({ kind, field }: Part): boolean {
    return kind === 'slice' && field?.symbol !== undefined && this.#context.habits.popped.has(field.symbol);
  }

  set(at: Location, content: Content, env: Contents): void {
    for (const part of this.partsBelow(at)) env.set(key(at.root, part.path), content);
  }

  store(address: Value, value: Value, env: Contents): void {
    if (address.op === 'indexaddr') {
      if (isZero(value)) this.zero(address.args[0], false, env);
      return;
    }
    const at = this.#classes.locate(address);
    if (at === undefined) return;
    const variable = cellOf(address);
    if (variable !== undefined && !this.#classes.partsOf(at.root).some((part) => part.kind !== 'any')) return;
    for (const part of this.partsBelow(at)) {
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
    if (part.kind === 'slice' || part.kind === 'map') return this.content(value, env);
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

  resliced(slice: InstructionOf<'slice'>, env: Contents): Content {
    const [base] = slice.args;
    const content = this.content(base, env);
    const { high } = slice;
    if (high === undefined) return content;
    if (high.op === 'const' && high.value === 0n) return emptied(content, this.#handed(content));
    if (high.op === 'binary' && high.operator === Kind.Sub && isBuiltin(high.args[0], 'len')) return shortened(content);
    return notKnown;
  }

  /** `clear`, or zeroes stored into the elements. */
  zero(slice: Value, whole: boolean, env: Contents): void {
    this.change(slice, (content) => zeroed(content, whole), env);
    if (slice.op !== 'slice' || (slice.low !== undefined && !isConstant(slice.low, 0n))) return;
    this.zero(slice.args[0], slice.high === undefined ? whole : isBuiltin(slice.high, 'cap'), env);
  }

  /** Something happens to the elements of a slice: seen in it and in the place that it was read from. */
  change(slice: Value, by: (content: Content) => Content, env: Contents): void {
    env.set(slice, by(this.content(slice, env)));
    const at = slice.op === 'slice' ? undefined : this.#classes.locate(slice);
    if (at === undefined || this.partAt(at)?.kind !== 'slice') return;
    const place = key(at.root, at.path);
    const content = env.get(place);
    if (content !== undefined) env.set(place, by(content));
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
    for (const body of withLiterals(this.#body)) {
      for (const one of instructions(body)) {
        if (one.op === 'return') for (const arg of one.args) for (const map of lookedUp(arg)) balance(map);
        if (one.op !== 'call' || one.callee.kind !== 'builtin' || one.callee.name !== 'delete') continue;
        if (one.args[1]?.op !== 'const' && !deletesItsOwn(one)) balance(one.args[0]);
      }
    }
  }

  /** What a callee leaves, in terms of what its caller passed. */
  substituted(left: Left, call: Call, self: number, path: string, env: Contents): Content {
    let content: Content = { flags: left.flags, taken: 0n };
    for (const [param, at] of left.taken) {
      const argument = param === -1 ? self : param;
      const arg = call.args[argument];
      if (arg === undefined) continue;
      const from = this.#classes.locate(arg);
      const own = at === WHOLE ? path : at;
      const came =
        from === undefined || env.has(arg) ? this.content(arg, env) : env.get(key(from.root, joined(from.path, own)));
      content = eitherContent(content, came ?? notKnown);
    }
    return content;
  }
}
