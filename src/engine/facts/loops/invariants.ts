import { type Body, type Call, type Instruction, instructions, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { readingPackages } from '../../knowledge/conversion-costs.js';
import { packageOf } from '../../knowledge/full-name.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact, FactStore } from '../fact.js';
import { type FieldWrites, fieldWrites } from '../memory/field-writes.js';
import type { Loop } from './loops.js';

/** What stays the same from turn to turn of a loop. */
export interface Invariants {
  /**
   * Whether a string, or what it was made of, is surely the same on each turn, and so are the bytes of a slice. False
   * where that is not known.
   */
  holds(value: Value, loop: Loop, body: Body): boolean;
}

export const invariants: Fact<Invariants> = {
  name: 'invariants',
  compute(pkg, store) {
    const finder = new InvariantFinder(pkg, store);
    return { holds: (value, loop, body) => finder.holds(value, loop, body) };
  },
};

class InvariantFinder {
  readonly #pkg: AnalysedPackage;
  readonly #writes: FieldWrites;
  /** What each body, with what it calls in the package, writes to: fields and variables. */
  readonly #written = new Map<Body, ReadonlySet<unknown>>();

  constructor(pkg: AnalysedPackage, store: FactStore) {
    this.#pkg = pkg;
    this.#writes = store.get(fieldWrites);
  }

  holds(value: Value, loop: Loop, body: Body): boolean {
    return this.#same(value, loop, body) && (!refersToElements(value, body) || this.#unwritten(value, loop));
  }

  /** Whether the value itself is the same, be it that what it points to changes. */
  #same(value: Value, loop: Loop, body: Body): boolean {
    // What a callback is given is another value on each call.
    if (value.op === 'param' && loop.head === undefined && body === loop.body) return false;
    if (!('block' in value) || !loop.blocks.has(value.block)) return value.op !== 'unknown';
    const all = (values: readonly Value[]) => values.every((one) => this.#same(one, loop, body));
    switch (value.op) {
      case 'load':
        return this.#sameCell(value.args[0], loop, body);
      case 'fieldaddr':
      case 'field':
      case 'binary':
      case 'unary':
      case 'convert':
      case 'slice':
        return all(value.args);
      case 'call':
        return value.callee.kind === 'builtin' && value.callee.name === 'len' && all(value.args);
      default:
        return false;
    }
  }

  #sameCell(cell: Value, loop: Loop, body: Body): boolean {
    if (cell.op === 'fieldaddr') {
      const field = cell.field?.symbol;
      return field !== undefined && this.#same(cell.args[0], loop, body) && !this.#changes(field, loop, body);
    }
    const symbol = cell.op === 'alloc' || cell.op === 'freevar' || cell.op === 'global' ? cell.symbol : undefined;
    if (symbol?.kind !== 'var' || (cell.op === 'alloc' && loop.blocks.has(cell.block))) return false;
    return !this.#changes(symbol, loop, body);
  }

  /** Whether something in the loop, or what it calls, may write to a field or variable. */
  #changes(target: unknown, loop: Loop, body: Body): boolean {
    for (const block of loop.blocks) {
      for (const instruction of block.instructions) {
        if (writesTo(instruction, target, body)) return true;
        if (isCall(instruction) && this.#callChanges(instruction, target, body)) return true;
      }
    }
    return false;
  }

  #callChanges(call: Call, target: unknown, body: Body): boolean {
    if (call.callee.kind === 'builtin') return false;
    const { bodies, complete } = this.#pkg.calls.targets(call, body);
    if (bodies.some((callee) => this.#writtenBy(callee).has(target))) return true;
    // What is not in sight may call back; it changes nothing that the package itself never changes.
    return !complete && this.#writes.ofField(target).length > 0;
  }

  #writtenBy(body: Body): ReadonlySet<unknown> {
    const known = this.#written.get(body);
    if (known !== undefined) return known;
    const written = new Set<unknown>();
    const seen = new Set<Body>([body]);
    for (const at of seen) {
      for (const instruction of instructions(at)) {
        const target = instruction.op === 'store' ? cellOf(instruction.args[0]) : undefined;
        if (target !== undefined) written.add(target);
      }
      for (const edge of this.#pkg.calls.edgesFrom(at)) seen.add(edge.target);
    }
    this.#written.set(body, written);
    return written;
  }

  /** Whether nothing in the loop may write to the elements of a slice: nothing writes bytes, or is given the slice. */
  #unwritten(slice: Value, loop: Loop): boolean {
    const root = rootOf(slice);
    for (const block of loop.blocks) {
      for (const instruction of block.instructions) {
        if (instruction.op === 'store' && instruction.args[0].op === 'indexaddr') {
          if (rootOf(instruction.args[0]) === root) return false;
        }
        if (isCall(instruction) && mayWrite(instruction, root)) return false;
      }
    }
    return true;
  }
}

function writesTo(instruction: Instruction, target: unknown, body: Body): boolean {
  if (instruction.op === 'store') return cellOf(instruction.args[0]) === target;
  // An address that goes anywhere else than into a load may be written through.
  if (instruction.op !== 'fieldaddr' || instruction.field?.symbol !== target) return false;
  return usesIn(body)
    .of(instruction)
    .some((use) => use.op !== 'load' && use.op !== 'store');
}

/** The field or variable that an address belongs to. */
function cellOf(address: Value): unknown {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
}

function refersToElements(value: Value, body: Body): boolean {
  const kind = body.types.underlying(typeOfValue(value, body)).kind;
  return kind !== 'basic';
}

/** What a slice was taken from: a parameter, a variable, an object whose method handed it out. */
function rootOf(value: Value): unknown {
  let at = value;
  for (;;) {
    switch (at.op) {
      case 'slice':
      case 'convert':
      case 'extract':
      case 'field':
      case 'load':
      case 'fieldaddr':
      case 'index':
      case 'indexaddr':
        at = at.args[0];
        break;
      case 'call':
        if (at.args.length === 0 || at.callee.kind === 'dynamic' || at.callee.kind === 'builtin') return at;
        at = at.args[0];
        break;
      case 'alloc':
      case 'freevar':
      case 'global':
        return at.symbol ?? at;
      default:
        return at;
    }
  }
}

/** Whether a call is given what a slice was taken from, and may write to it. */
function mayWrite(call: Call, root: unknown): boolean {
  const { callee, args } = call;
  if (callee.kind === 'builtin') {
    return (callee.name === 'copy' || callee.name === 'append' || callee.name === 'clear') && rootOf(args[0]) === root;
  }
  if (callee.kind === 'static' && readingPackages.has(packageOf(callee.name))) {
    if (!callee.method || !callee.name.startsWith('(*bytes.')) return false;
  }
  return args.some((arg) => rootOf(arg) === root);
}
