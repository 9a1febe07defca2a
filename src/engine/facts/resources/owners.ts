import {
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  isCall,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { type Cells, cellsAround } from '../memory/captures.js';
import { passedBy } from './arguments.js';
import { behind, ELEMENT, methodValue, type OwnerPath, part, within } from './owner-path.js';

/** How a call hands on what it is given: where parameters, or what lies in them, are found afterwards. */
export interface HandedOn {
  readonly parameter: number;
  /** Where in the parameter. */
  readonly from: OwnerPath;
  /** The result; undefined when it is put into another parameter. */
  readonly result: number | undefined;
  /** The other parameter. */
  readonly into: number | undefined;
  /** Where in the result or the other parameter. */
  readonly to: OwnerPath;
}

export type HandsOn = (call: Call, body: Body) => readonly HandedOn[];

/** The literal that a call runs on the spot, when it is one. */
export type LiteralOf = (call: Call, body: Body) => Body | undefined;

/** A value that may be an owner or lead to one, along a path. */
export interface Carrier {
  readonly value: Value;
  readonly body: Body;
  readonly path: OwnerPath;
}

/** More than any function has of one owner; what is beyond is not followed. */
const MAX_CARRIERS = 2_000;

/**
 * The values that may be, or lead to, one owner: in the body where it begins, the literals inside and around it. Like
 * `follow` of memory, but by fields: what may be released is not the memory but this very thing. What may be at some
 * time is all that is said; whether it is at a given moment, the path says (`Possession`).
 */
export class Owners {
  readonly #paths = new Map<Value, Set<OwnerPath>>();
  readonly #work: Carrier[] = [];
  readonly #cells: Cells;
  readonly #handsOn: HandsOn;
  readonly #literalOf: LiteralOf;
  #count = 0;

  constructor(starts: readonly Carrier[], handsOn: HandsOn, literalOf: LiteralOf) {
    this.#cells = cellsAround(starts[0].body);
    this.#handsOn = handsOn;
    this.#literalOf = literalOf;
    for (const start of starts) this.#hold(start.value, start.body, start.path);
    for (let carrier = this.#work.pop(); carrier !== undefined; carrier = this.#work.pop()) {
      for (const use of usesIn(carrier.body).of(carrier.value)) this.#visit(use, carrier);
    }
  }

  /** Whether all of them were found. */
  get complete(): boolean {
    return this.#count < MAX_CARRIERS;
  }

  /** The paths by which a value may lead to the owner; none when it does not. */
  pathsOf(value: Value): Iterable<OwnerPath> {
    return this.#paths.get(value) ?? none;
  }

  has(value: Value): boolean {
    return this.#paths.has(value);
  }

  /** Whether the value may be the owner itself. */
  mayBe(value: Value): boolean {
    return this.#paths.get(value)?.has('') ?? false;
  }

  get values(): Iterable<Value> {
    return this.#paths.keys();
  }

  #carry(value: Value, body: Body, path: OwnerPath | undefined): void {
    if (path === undefined || !this.complete) return;
    let paths = this.#paths.get(value);
    if (paths === undefined) this.#paths.set(value, (paths = new Set()));
    if (paths.has(path)) return;
    paths.add(path);
    this.#count++;
    this.#work.push({ value, body, path });
    if ((value.op === 'alloc' || value.op === 'freevar') && value.symbol !== undefined) {
      for (const cell of this.#cells.of(value.symbol)) this.#carry(cell.value, cell.body, path);
    } else if (value.op === 'global') {
      for (const other of globalsIn(body)) if (other.name === value.name) this.#carry(other, body, path);
    }
  }

  /** The owner lies in what a value refers to from now on, for everybody who has it. */
  #hold(value: Value, body: Body, path: OwnerPath | undefined): void {
    if (path === undefined) return;
    const isNew = !this.#paths.get(value)?.has(path);
    this.#carry(value, body, path);
    if (!isNew) return;
    switch (value.op) {
      case 'phi':
        for (const arg of value.args) this.#hold(arg, body, path);
        return;
      case 'convert':
      case 'slice':
      case 'load':
        return this.#hold(value.args[0], body, path);
      case 'fieldaddr':
      case 'field':
        return this.#hold(value.args[0], body, within(value.name, path));
      case 'indexaddr':
      case 'index':
      case 'lookup':
        return this.#hold(value.args[0], body, within(ELEMENT, path));
      case 'call':
        if (value.callee.kind === 'builtin' && value.callee.name === 'append') this.#hold(value.args[0], body, path);
        return;
      default:
        return;
    }
  }

  #visit(use: Instruction, { value, body, path }: Carrier): void {
    const isBase = use.args[0] === value;
    switch (use.op) {
      case 'phi':
      case 'convert':
        return this.#carry(use, body, path);
      case 'slice':
      case 'assert':
      case 'load':
        return isBase ? this.#carry(use, body, path) : undefined;
      case 'extract':
        return this.#part(use, body, path);
      case 'field':
      case 'fieldaddr':
        // A method that is promoted gets the embedded field, which stands for the whole.
        if (path === '' && use.field?.embedded && isReceiver(use, body)) this.#carry(use, body, path);
        return this.#carry(use, body, behind(use.name, path));
      case 'index':
      case 'indexaddr':
      case 'lookup':
      case 'next':
        return isBase ? this.#carry(use, body, behind(ELEMENT, path)) : undefined;
      case 'bound':
        return 'name' in use.callee ? this.#carry(use, body, methodValue(nameOf(use.callee.name), path)) : undefined;
      case 'composite':
        return this.#composite(use, value, body, path);
      case 'store':
        return use.args[1] === value ? this.#hold(use.args[0], body, path) : undefined;
      case 'mapupdate':
        return use.args[2] === value ? this.#hold(use.args[0], body, within(ELEMENT, path)) : undefined;
      case 'spawn':
        return this.#literalOf(use, body) === undefined ? undefined : this.#call(use, value, body, path);
      case 'call':
      case 'defer':
        return use.callee.kind === 'builtin'
          ? this.#builtin(use, value, body, path)
          : this.#call(use, value, body, path);
      default:
        return undefined;
    }
  }

  #part(use: InstructionOf<'extract'>, body: Body, path: OwnerPath): void {
    const [tuple] = use.args;
    if (tuple.op === 'call') this.#carry(use, body, behind(part(use.index), path));
    else if (use.index === (tuple.op === 'next' ? 2 : 0)) this.#carry(use, body, path);
  }

  #composite(use: InstructionOf<'composite'>, value: Value, body: Body, path: OwnerPath): void {
    use.keys.forEach((key, i) => {
      if (use.args[i] === value) this.#carry(use, body, within(typeof key === 'string' ? key : ELEMENT, path));
    });
  }

  #builtin(call: Call, value: Value, body: Body, path: OwnerPath): void {
    if (call.callee.kind !== 'builtin' || call.callee.name !== 'append') return;
    if (call.args[0] === value) return this.#carry(call, body, path);
    return this.#carry(call, body, call.spreads ? path : within(ELEMENT, path));
  }

  #call(call: Call, value: Value, body: Body, path: OwnerPath): void {
    const literal = this.#literalOf(call, body);
    const passed = passedBy(call, body).filter((one) => one.value === value);
    if (literal !== undefined) {
      for (const one of passed) {
        const param = literal.params[one.parameter];
        if (param !== undefined) this.#carry(param, literal, one.at(path));
      }
      return;
    }
    if (passed.length === 0) return;
    for (const { parameter, from, result, into, to } of this.#handsOn(call, body)) {
      for (const one of passed) {
        const at = one.parameter === parameter ? one.at(path) : undefined;
        const rest = at === undefined ? undefined : behind(from, at);
        if (rest === undefined) continue;
        if (result !== undefined) this.#carry(call, body, inResult(call, result, within(to, rest), body));
        if (into !== undefined && call.args[into] !== undefined) this.#hold(call.args[into], body, within(to, rest));
      }
    }
  }
}

const none: readonly OwnerPath[] = [];

/** The path from what a call yields, a tuple where it is several values, to what lies in one of its results. */
export function inResult(call: Call, result: number, path: OwnerPath | undefined, body: Body): OwnerPath | undefined {
  if (path === undefined || call.op !== 'call') return undefined;
  const isTuple =
    typeOfValue(call, body).kind === 'tuple' ||
    usesIn(body)
      .of(call)
      .some((use) => use.op === 'extract');
  return isTuple ? within(part(result), path) : result === 0 ? path : undefined;
}

/** Whether methods are called on a value, and nothing else is done with it. */
function isReceiver(value: Value, body: Body): boolean {
  return usesIn(body)
    .of(value)
    .every((use) => (isCall(use) ? use.args[0] === value : use.op === 'load' && isReceiver(use, body)));
}

function nameOf(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

function globalsIn(body: Body) {
  const found = new Set<Value & { readonly op: 'global' }>();
  for (const instruction of instructions(body)) {
    for (const arg of instruction.args) if (arg.op === 'global') found.add(arg);
    if (isCall(instruction) && instruction.callee.kind === 'dynamic' && instruction.callee.value.op === 'global')
      found.add(instruction.callee.value);
  }
  return found;
}
