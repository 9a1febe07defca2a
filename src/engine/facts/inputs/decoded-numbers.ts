import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import {
  numberDecoders,
  numberParsers,
  requestTexts,
  statedSizes,
  variableDecoders,
} from '../../knowledge/number-decoders.js';
import { isExported, type Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import { typeString } from '../../types/operations.js';
import type { Field, Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { type FieldWrites, fieldWrites } from '../memory/field-writes.js';
import { type Origins, origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';
import { pointeeName } from './input.js';
import { inputs } from './inputs.js';
import { limitedFields, type NumberChecks, numberChecks } from './number-checks.js';

/** A number that whoever sends something chooses. */
export interface DecodedNumber {
  /** Where it is decoded. */
  readonly value: Value;
  readonly body: Body;
  /** It is less than 2 to this power. */
  readonly bits: number;
  /** The function that decodes it, when that is a helper. */
  readonly through: string | undefined;
}

export interface DecodedNumbers {
  /** Where a number comes from as far as it is decoded from input and nothing has checked it before it is used. */
  of(value: Value, use: Instruction, body: Body): readonly DecodedNumber[];
}

export const decodedNumbers: Fact<DecodedNumbers> = {
  name: 'decoded-numbers',
  compute(_pkg, store) {
    const finder = new NumberFinder(store);
    return { of: (value, use, body) => finder.find(value, use, body) };
  },
};

/** A result that is a number decoded from input, and not checked. Plain JSON. */
export interface DecodedResult {
  readonly result: number;
  readonly bits: number;
}

/** The results of functions that are decoded from input without a check. */
export const decodedResults: Summary<readonly DecodedResult[]> = {
  name: 'decoded-results',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => a.length === b.length,
  of(body, _callees, store) {
    const found = new Map<number, DecodedResult>();
    for (const one of instructions(body)) {
      if (one.op !== 'return') continue;
      one.args.forEach((value, result) => {
        if (value.op === 'const' || bitsOfType(typeOfValue(value, body), body) === undefined) return;
        for (const { bits } of store.get(decodedNumbers).of(value, one, body)) {
          if (bits > (found.get(result)?.bits ?? 0)) found.set(result, { result, bits });
        }
      });
    }
    return [...found.values()];
  },
};

/** Longer expressions are not followed. */
const MAX_DEPTH = 12;

/** Numbers that more goes into are computed, not decoded: sums of checks, ciphers. */
const MAX_VALUES = 40;

interface Way {
  /** Where the number is used: what has been checked on the way there is no danger. */
  readonly use: Instruction;
  readonly body: Body;
  readonly depth: number;
  /** What was asked about already: a number that goes into a sum twice is one number. */
  readonly seen: Set<Value>;
}

class NumberFinder {
  readonly #store: FactStore;
  readonly #writes: FieldWrites;
  readonly #origins: Origins;
  readonly #checks: NumberChecks;
  constructor(store: FactStore) {
    this.#store = store;
    this.#writes = store.get(fieldWrites);
    this.#origins = store.get(origins);
    this.#checks = store.get(numberChecks);
  }

  find(value: Value, use: Instruction, body: Body): readonly DecodedNumber[] {
    return this.#from(value, { use, body, depth: 0, seen: new Set() });
  }

  #from(value: Value, way: Way): readonly DecodedNumber[] {
    const { body, use, depth, seen } = way;
    if (depth > MAX_DEPTH || seen.has(value) || seen.size > MAX_VALUES || value.op === 'const') return [];
    seen.add(value);
    const found = this.#made(value, { ...way, depth: depth + 1 });
    if (found.length === 0 || this.#checks.isChecked(value, use, body)) return [];
    const most = bitsOfType(typeOfValue(value, body), body);
    return most === undefined ? found : found.map((one) => ({ ...one, bits: Math.min(one.bits, most) }));
  }

  #made(at: Value, way: Way): readonly DecodedNumber[] {
    const { body } = way;
    switch (at.op) {
      case 'convert':
        return this.#from(at.args[0], way);
      case 'binary':
        return this.#computed(at, way);
      case 'phi':
        // One that is a constant on some of the ways is most likely cut off there.
        return at.args.some((arg) => arg.op === 'const') ? [] : at.args.flatMap((arg) => this.#from(arg, way));
      case 'extract':
        return at.args[0].op === 'call' ? this.#called(at.args[0], at.index, way) : [];
      case 'call':
        return this.#called(at, 0, way);
      case 'load':
        return this.#loaded(at, way);
      case 'field':
        return this.#stated(at, at.args[0], at.name, body);
      default:
        return [];
    }
  }

  #computed(at: Extract<Value, { op: 'binary' }>, way: Way): readonly DecodedNumber[] {
    const [left, right] = at.args;
    const on = (value: Value) => this.#from(value, way);
    switch (at.operator) {
      case Kind.Or:
      case Kind.OrAssign:
      case Kind.Add:
      case Kind.AddAssign:
        return assembled(at, way.body) ?? [...on(left), ...on(right)];
      case Kind.Mul:
      case Kind.MulAssign:
      case Kind.Shl:
      case Kind.ShlAssign: {
        const factor = Math.max(bitsOfConstant(right, at.operator), bitsOfConstant(left, at.operator));
        return [...on(left), ...on(right)].map((one) => ({ ...one, bits: one.bits + factor }));
      }
      case Kind.Sub:
      case Kind.SubAssign:
        return on(left);
      default:
        return []; // a remainder, a mask, a quotient is smaller than what is divided
    }
  }

  #called(call: Call, index: number, way: Way): readonly DecodedNumber[] {
    const { body } = way;
    const { callee } = call;
    const decoded = (bits: number, through?: string): DecodedNumber[] => [{ value: call, body, bits, through }];
    if ('name' in callee) {
      const decoder = numberDecoders.get(callee.name);
      if (decoder !== undefined)
        return index === 0 && !this.#isOwn(call.args[decoder.of], body) ? decoded(decoder.bits) : [];
      const text = numberParsers.get(callee.name);
      if (text !== undefined) return index === 0 && this.#isRequested(call.args[text]) ? decoded(63) : [];
    }
    if (callee.kind === 'builtin') {
      if (callee.name === 'max') return call.args.flatMap((arg) => this.#from(arg, way));
      return [];
    }
    if (callee.kind !== 'static' && callee.kind !== 'dynamic') return [];
    if (argumentsOf(call).some((arg) => this.#isOwnReader(arg, body))) return [];
    const answers = this.#store.summaries.ofCall(decodedResults, call, body, this.#store);
    const found = answers.flat().find(({ result }) => result === index);
    return found === undefined ? [] : decoded(found.bits, 'name' in callee ? callee.name : undefined);
  }

  /** Whether bytes, or a reader, are of a file or of memory that the program has filled itself. */
  #isOwn(source: Value | undefined, body: Body): boolean {
    if (source === undefined) return true;
    const from = this.#store.get(inputs).of(this.#filledFrom(source, body) ?? source, body);
    return from.length > 0 && from.every(({ source: one }) => one.from === 'own');
  }

  #isOwnReader(value: Value, body: Body): boolean {
    const { kind } = body.types.underlying(typeOfValue(value, body));
    return (kind === 'interface' || kind === 'pointer') && value.op !== 'const' && this.#isOwn(value, body);
  }

  /** The reader that a slice has been filled from: `io.ReadFull(r, buf)`. */
  #filledFrom(bytes: Value, body: Body): Value | undefined {
    const buffer = wholeOf(bytes, this.#origins);
    for (const one of instructions(body)) {
      if (one.op !== 'call' || !('name' in one.callee)) continue;
      const { name } = one.callee;
      const fills = name === 'io.ReadFull' || name === 'io.ReadAtLeast' || name.endsWith(').Read');
      if (fills && one.args.length > 1 && wholeOf(one.args[1], this.#origins) === buffer) return one.args[0];
    }
    return undefined;
  }

  #isRequested(text: Value): boolean {
    const at = this.#origins.of(text);
    const from = at.op === 'extract' ? at.args[0] : at;
    return from.op === 'call' && 'name' in from.callee && requestTexts.has(from.callee.name);
  }

  #loaded(load: Extract<Value, { op: 'load' }>, way: Way): readonly DecodedNumber[] {
    const [address] = load.args;
    const { body } = way;
    const variable = variableOf(address);
    const filled = variable === undefined ? undefined : this.#decodedInto(variable, load, body);
    if (filled !== undefined) return filled;
    if (address.op === 'fieldaddr') {
      const stated = this.#stated(load, address.args[0], address.name, body);
      return stated.length > 0 ? stated : this.#field(address, way);
    }
    if (address.op !== 'alloc' && address.op !== 'freevar') return [];
    const stored = address.symbol === undefined ? [] : this.#writes.ofVariable(address.symbol);
    return stored.flatMap((write) => this.#from(write.value, { ...way, use: write.at, body: write.body }));
  }

  /** `binary.Read(r, order, &n)`: what a call has filled in. */
  #decodedInto(variable: Variable, load: Value, body: Body): readonly DecodedNumber[] | undefined {
    for (const { call, argument, body: there } of this.#writes.handedOver(variable)) {
      const decoder = 'name' in call.callee ? variableDecoders.get(call.callee.name) : undefined;
      if (decoder?.target !== argument || there !== body) continue;
      const bits = bitsOfType(typeOfValue(load, body), body);
      const source = call.args[decoder.source];
      const isBinary = 'name' in call.callee && call.callee.name === 'encoding/binary.Read';
      if (bits === undefined || (isBinary ? this.#isOwn(source, body) : !this.#isPeers(source, body))) return [];
      return [{ value: call, body, bits, through: undefined }];
    }
    return undefined;
  }

  /** What is told in a document may be a setting of the program's own: it must be a peer's. */
  #isPeers(source: Value, body: Body): boolean {
    const held = { format: '', call: undefined, body };
    return this.#store
      .get(inputs)
      .of(source, body, '', held)
      .some(({ source: one }) => one.from === 'peer');
  }

  #stated(at: Value, of: Value, field: string, body: Body): readonly DecodedNumber[] {
    const type = pointeeName(typeString(typeOfValue(of, body)));
    return statedSizes.get(type) === field ? [{ value: at, body, bits: 63, through: undefined }] : [];
  }

  /** A field that only this package writes to, that nothing compares with a limit, and that is no counter. */
  #field(address: Extract<Value, { op: 'fieldaddr' }>, way: Way): readonly DecodedNumber[] {
    const { field } = address;
    if (field?.symbol === undefined || (isExported(field.name) && this.#store.pkg.pkg.name !== 'main')) return [];
    if (this.#store.get(limitedFields).has(field.symbol)) return [];
    const writes = this.#writes.ofField(field.symbol);
    if (writes.some(({ value }) => value.op === 'binary' && value.args.some((arg) => isLoadOf(arg, field)))) return [];
    return writes.flatMap((write) => this.#from(write.value, { ...way, use: write.at, body: write.body }));
  }
}

/** `x.f++`. */
function isLoadOf(value: Value, field: Field): boolean {
  return value.op === 'load' && value.args[0].op === 'fieldaddr' && value.args[0].field?.symbol === field.symbol;
}

/** `uint32(b[0])<<24 | uint32(b[1])<<16 | …`: a number made of single bytes. */
function assembled(value: Value, body: Body): readonly DecodedNumber[] | undefined {
  const bits = bitsOfBytes(value, body);
  return bits === undefined || bits <= 8 ? undefined : [{ value, body, bits, through: undefined }];
}

/** Eight bytes, each converted and shifted. */
const MAX_TERMS = 12;

function bitsOfBytes(value: Value, body: Body, depth = 0): number | undefined {
  if (depth > MAX_TERMS) return undefined;
  switch (value.op) {
    case 'convert':
      return bitsOfBytes(value.args[0], body, depth + 1);
    case 'index':
    case 'load':
      return isByteOf(value, body) ? 8 : undefined;
    case 'binary': {
      const [left, right] = value.args;
      const a = bitsOfBytes(left, body, depth + 1);
      if (a === undefined) return undefined;
      if (value.operator === Kind.Shl)
        return right.op === 'const' && typeof right.value === 'bigint' ? a + Number(right.value) : undefined;
      if (value.operator !== Kind.Or && value.operator !== Kind.Add) return undefined;
      const b = bitsOfBytes(right, body, depth + 1);
      return b === undefined ? undefined : Math.max(a, b);
    }
    default:
      return undefined;
  }
}

function isByteOf(value: Value, body: Body): boolean {
  const at = value.op === 'load' ? value.args[0] : value;
  if (at.op !== 'index' && at.op !== 'indexaddr') return false;
  const whole = body.types.underlying(typeOfValue(at.args[0], body));
  const elem = whole.kind === 'slice' ? body.types.underlying(whole.elem) : undefined;
  return elem?.kind === 'basic' && elem.name === 'uint8';
}

function bitsOfConstant(value: Value, operator: Kind): number {
  if (value.op !== 'const' || typeof value.value !== 'bigint') return 0;
  const isShift = operator === Kind.Shl || operator === Kind.ShlAssign;
  return isShift ? Number(value.value) : value.value.toString(2).length;
}

function bitsOfType(type: Type, body: Body): number | undefined {
  const under = body.types.underlying(type);
  if (under.kind !== 'basic') return undefined;
  const [, unsigned, size] = /^(u?)int(8|16|32|64|ptr)?$/.exec(under.name) ?? [];
  if (unsigned === undefined) return undefined;
  const bits = size === undefined || size === 'ptr' ? 64 : Number(size);
  return unsigned === 'u' ? bits : bits - 1;
}

function wholeOf(bytes: Value, origin: Origins): Value {
  let at = origin.of(bytes);
  while (at.op === 'slice' || (at.op === 'load' && at.args[0].op === 'alloc')) at = origin.of(at.args[0]);
  return at;
}

function variableOf(address: Value): Variable | undefined {
  if (address.op === 'fieldaddr') return variableOf(address.args[0]);
  return address.op === 'alloc' || address.op === 'freevar' ? address.symbol : undefined;
}
