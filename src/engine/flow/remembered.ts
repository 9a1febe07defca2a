import { errorTests } from '../knowledge/error-tests.js';
import type { Variable } from '../names/symbol.js';
import { type Block, type Body, type Instruction, instructions, terminator, type Value, withLiterals } from './ssa.js';
import { usesIn } from './uses.js';

/**
 * Who else writes to a variable that lives in a cell: nobody, deferred functions when the body is left, or whatever is
 * called.
 */
export type Sharing = 'private' | 'deferred' | 'shared';

/**
 * What is worth remembering on the way through a body: the values that more than one condition depends on, and the
 * variables in cells that conditions read.
 */
export class Remembered {
  readonly #body: Body;
  /** By value, the blocks whose conditions it plays a part in; then, those from which one of them can be reached. */
  readonly #askedIn = new Map<Value, Set<Block>>();
  readonly #askedBehind = new Map<Value, ReadonlySet<Block>>();
  /** In how many conditions a value plays a part; at least 2 where phis and variables bring it to some more. */
  readonly #weights = new Map<Value, number>();
  /** The values that a condition is about by itself, and not because a phi or a variable may stand for them. */
  readonly #direct = new Set<Value>();
  readonly #variables = new Map<Variable, Sharing | undefined>();
  readonly #read = new Set<Variable>();
  readonly #calls: boolean;

  constructor(body: Body) {
    this.#body = body;
    for (const block of body.blocks) this.#addCondition(block);
    for (const literal of literalsOf(body)) this.#addReads(literal);
    this.#calls = [...this.#read].some((variable) => this.sharing(variable) === 'shared');
  }

  /** Whether a later condition may be about a value, too. */
  includes(value: Value): boolean {
    return (this.#weights.get(value) ?? 0) > 1;
  }

  /** Whether it makes a difference that a phi stands for this value and for no other one of which the same is known. */
  tellsApart(value: Value): boolean {
    return value.op === 'const' || this.#direct.has(value);
  }

  /** Whether a condition that a value plays a part in may come in a block or behind it. */
  isAskedBehind(value: Value, block: Block): boolean {
    let blocks = this.#askedBehind.get(value);
    if (blocks === undefined) {
      const found = new Set(this.#askedIn.get(value) ?? []);
      for (const one of found) for (const pred of one.preds) found.add(pred);
      this.#askedBehind.set(value, (blocks = found));
    }
    return blocks.has(block);
  }

  includesVariable(variable: Variable): boolean {
    return this.#read.has(variable);
  }

  /** Whether what is known may change when an instruction runs. */
  changesWith(instruction: Instruction): boolean {
    switch (instruction.op) {
      case 'load':
      case 'store':
        return variableOf(instruction.args[0]) !== undefined || this.#weights.has(instruction);
      case 'call':
        return (this.#calls && instruction.callee.kind !== 'builtin') || this.#weights.has(instruction);
      case 'rundefers':
        return this.#read.size > 0;
      default:
        return this.#weights.has(instruction);
    }
  }

  /** Undefined for a variable of which not all reads and writes are seen. */
  sharing(variable: Variable): Sharing | undefined {
    if (!this.#variables.has(variable)) this.#variables.set(variable, sharingOf(variable, this.#body));
    return this.#variables.get(variable);
  }

  #addCondition(block: Block): void {
    const control = terminator(block);
    if (control.op === 'if') this.#add(control.args[0], 1, block, new Set());
  }

  #add(value: Value, weight: number, block: Block | undefined, seen: Set<Value>): void {
    if (value.op === 'const' || seen.has(value)) return;
    seen.add(value);
    if (weight === 1) this.#direct.add(value);
    const blocks = this.#askedIn.get(value) ?? new Set();
    this.#askedIn.set(value, blocks);
    for (const one of block === undefined ? this.#body.blocks : [block]) blocks.add(one);
    // What a phi or a load is differs from way to way already.
    const isWayDependent = value.op === 'phi' || value.op === 'load';
    this.#weights.set(value, (this.#weights.get(value) ?? 0) + (isWayDependent ? 2 : weight));
    switch (value.op) {
      case 'binary':
      case 'unary':
      case 'convert':
        for (const arg of value.args) this.#add(arg, weight, block, seen);
        break;
      case 'call':
        if (value.callee.kind === 'builtin' || (value.callee.kind === 'static' && errorTests.has(value.callee.name)))
          for (const arg of value.args.slice(0, 1)) this.#add(arg, weight, block, seen);
        break;
      case 'phi':
        for (const arg of value.args) this.#add(arg, 2, block, seen);
        break;
      case 'load': {
        const variable = variableOf(value.args[0]);
        if (variable !== undefined) this.#addVariable(variable, seen);
        break;
      }
      default:
        break;
    }
  }

  #addVariable(variable: Variable, seen: Set<Value>): void {
    if (this.#read.has(variable) || this.sharing(variable) === undefined) return;
    this.#read.add(variable);
    for (const one of instructions(this.#body))
      if (one.op === 'store' && variableOf(one.args[0]) === variable) this.#add(one.args[1], 2, undefined, seen);
  }

  /** What a literal decides by is decided here, too, when it runs. */
  #addReads(literal: Body): void {
    for (const block of literal.blocks) {
      const control = terminator(block);
      if (control.op !== 'if') continue;
      for (const value of operandsOf(control.args[0])) {
        const variable = value.op === 'load' ? variableOf(value.args[0]) : undefined;
        if (variable !== undefined) this.#addVariable(variable, new Set());
      }
    }
  }
}

function operandsOf(value: Value): readonly Value[] {
  return value.op === 'binary' || value.op === 'unary' ? [value, ...value.args.flatMap(operandsOf)] : [value];
}

const known = new WeakMap<Body, Remembered>();

export function rememberedIn(body: Body): Remembered {
  let found = known.get(body);
  if (found === undefined) known.set(body, (found = new Remembered(body)));
  return found;
}

/** The variable of which a cell is the address. */
export function variableOf(address: Value): Variable | undefined {
  return address.op === 'alloc' || address.op === 'freevar' ? address.symbol : undefined;
}

function sharingOf(variable: Variable, body: Body): Sharing | undefined {
  if (variable.func !== body.node) {
    if (!isReadAndWrittenOnly(variable, body)) return undefined;
    return staysWhile(body, variable) ? 'private' : 'shared';
  }
  if (!isReadAndWrittenOnly(variable, body)) return undefined;
  let sharing: Sharing = 'private';
  for (const literal of literalsOf(body)) {
    if (!isReadAndWrittenOnly(variable, literal)) return undefined;
    if (!writes(variable, literal)) continue;
    if (literal.outer !== body || !isDeferredOnly(literal, body)) sharing = 'shared';
    else if (sharing === 'private') sharing = 'deferred';
  }
  return sharing;
}

/** Whether nobody else writes to a variable of the outer function while a deferred literal runs: others wait their turn. */
function staysWhile(literal: Body, variable: Variable): boolean {
  const { outer } = literal;
  if (outer === undefined || variable.func !== outer.node || !isDeferredOnly(literal, outer)) return false;
  const sharing = sharingOf(variable, outer);
  return (sharing === 'private' || sharing === 'deferred') && literal.literals.size === 0;
}

function isReadAndWrittenOnly(variable: Variable, body: Body): boolean {
  for (const instruction of instructions(body)) {
    if (instruction.op === 'load') continue;
    const handedOn = instruction.op === 'store' ? instruction.args.slice(1) : instruction.args;
    if (handedOn.some((arg) => variableOf(arg) === variable)) return false;
  }
  return true;
}

function writes(variable: Variable, body: Body): boolean {
  return instructions(body).some((one) => one.op === 'store' && variableOf(one.args[0]) === variable);
}

function isDeferredOnly(literal: Body, outer: Body): boolean {
  const closures = instructions(outer).filter((one) => one.op === 'closure' && one.func === literal.node);
  return closures.every((closure) =>
    usesIn(outer)
      .of(closure)
      .every((use) => use.op === 'defer' && use.callee.kind === 'dynamic' && use.callee.value === closure),
  );
}

function* literalsOf(body: Body): Iterable<Body> {
  for (const literal of body.literals.values()) yield* withLiterals(literal);
}
