import type { Body, Call, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { configurationCalls } from '../../knowledge/configuration.js';
import { counters, fewValues } from '../../knowledge/key-values.js';
import { isExported, type TypeName } from '../../names/symbol.js';
import { isAbsent, typeString } from '../../types/operations.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { handlers } from '../goroutines/handlers.js';
import { fieldWrites } from '../memory/field-writes.js';

/** Whether there can be ever new ones of something. */
export type Openness =
  /** It comes in: from a request, a message, a caller; or it is counted up. */
  | 'open'
  /** There are a few: constants, types, settings. */
  | 'closed'
  | 'unknown';

export interface Keys {
  of(key: Value, body: Body): Openness;
  /** Whether all values of a type together are few: booleans, bytes, enumerations, types. */
  isSmall(type: Type): boolean;
}

export const keys: Fact<Keys> = { name: 'keys', compute: (_pkg, store) => new KeyFinder(store) };

/** Steps from a value to where it comes from. */
const MAX_STEPS = 24;
const MAX_CALLERS = 5;

class KeyFinder implements Keys {
  readonly #store: FactStore;
  readonly #enumerations = new Map<TypeName, boolean>();

  constructor(store: FactStore) {
    this.#store = store;
  }

  of(key: Value, body: Body): Openness {
    const type = typeOfValue(key, body);
    if (this.isSmall(type)) return 'closed';
    // Of a type that is not at hand, there may be a few constants.
    if (type.kind === 'named' && isAbsent(type)) return 'unknown';
    return this.#of(key, body, new Set(), 0);
  }

  isSmall(type: Type): boolean {
    return this.#isSmall(type, 0);
  }

  #isSmall(type: Type, depth: number): boolean {
    const { types } = this.#store.pkg;
    if (depth > 4) return false;
    if (fewValues.has(typeString(type))) return true;
    if (type.kind === 'named' && this.#isEnumeration(type.symbol, types)) return true;
    const under = types.underlying(type);
    switch (under.kind) {
      case 'basic':
        return small.has(under.name);
      case 'struct':
        return under.fields.every((field) => this.#isSmall(field.type, depth + 1));
      case 'array':
        return this.#isSmall(under.elem, depth + 1);
      default:
        return false;
    }
  }

  /** A type of which its package declares at least two constants. */
  #isEnumeration(type: TypeName, types: PackageTypes): boolean {
    const known = this.#enumerations.get(type);
    if (known !== undefined) return known;
    let constants = 0;
    for (const symbol of type.pkg?.scope.symbols() ?? []) {
      if (symbol.kind !== 'const') continue;
      const of = types.ofSymbol(symbol);
      if (of.kind === 'named' && of.symbol === type && ++constants > 1) break;
    }
    this.#enumerations.set(type, constants > 1);
    return constants > 1;
  }

  #of(value: Value, body: Body, seen: Set<Value>, callers: number): Openness {
    if (seen.has(value)) return 'closed'; // adds nothing to what the others say
    seen.add(value);
    if (seen.size > MAX_STEPS) return 'unknown';
    const all = (values: readonly Value[]) => joined(values.map((one) => this.#of(one, body, seen, callers)));
    switch (value.op) {
      case 'const':
      case 'func':
        return 'closed';
      case 'param':
        return this.#parameter(value, body, seen, callers);
      case 'receive':
      case 'selected':
        return 'open';
      case 'call':
        return this.#call(value, all);
      case 'alloc':
        return value.of === 'variable' ? this.#cell(value, seen, callers) : 'open';
      case 'freevar':
        return this.#cell(value, seen, callers);
      case 'load':
        return this.#load(value.args[0], body, seen, callers);
      case 'phi':
      case 'binary':
        return all(value.args);
      case 'composite':
        return value.args.length === 0 ? 'closed' : all(value.args);
      case 'convert':
      case 'assert':
      case 'slice':
      case 'extract':
      case 'field':
      case 'index':
      case 'next':
      case 'unary':
        return all(value.args.slice(0, 1));
      default:
        return 'unknown';
    }
  }

  #parameter(value: Value & { op: 'param' }, body: Body, seen: Set<Value>, callers: number): Openness {
    const { symbol } = body;
    if (value.symbol?.role === 'receiver') return 'unknown';
    const index = body.params.indexOf(value);
    if (this.#store.get(handlers).of(body) !== undefined) return 'open';
    if (index < 0 || callers >= MAX_CALLERS) return 'unknown';
    const found = this.#store.pkg.calls.edgesTo(body).map(({ call, body: from, how }): Openness => {
      const arg = how === 'passed' ? undefined : call.args[index];
      return arg === undefined ? 'unknown' : this.#of(arg, from, new Set(seen), callers + 1);
    });
    if (found.length > 0) return joined(found);
    // Callers in sight show what it is called with; where there are none, others have reasons of their own.
    return symbol !== undefined && isExported(symbol.name) && this.#store.pkg.pkg.name !== 'main' ? 'open' : 'unknown';
  }

  /** What is made of something open is open. */
  #call(call: Call, all: (values: readonly Value[]) => Openness): Openness {
    if (call.callee.kind === 'static' && configurationCalls.has(call.callee.name)) return 'closed';
    if (call.callee.kind === 'static' && counters.has(call.callee.name)) return 'open';
    const found = all(call.args);
    return found === 'closed' && call.callee.kind !== 'builtin' && call.args.length === 0 ? 'unknown' : found;
  }

  #load(address: Value, body: Body, seen: Set<Value>, callers: number): Openness {
    switch (address.op) {
      case 'fieldaddr':
        if (this.#isCounted(address.field?.symbol)) return 'open';
        return this.#of(address.args[0], body, seen, callers);
      case 'indexaddr':
        return this.#of(address.args[0], body, seen, callers);
      case 'global':
        return this.#isCounted(address.symbol) ? 'open' : 'unknown';
      default:
        return this.#of(address, body, seen, callers);
    }
  }

  /** `x.next++`. */
  #isCounted(variable: unknown): boolean {
    const writes = variable === undefined ? [] : this.#store.get(fieldWrites).ofField(variable);
    return writes.some(
      ({ value, keyed }) => !keyed && value.op === 'binary' && value.args.some((arg) => arg.op === 'load'),
    );
  }

  #cell(cell: Value & { op: 'alloc' | 'freevar' }, seen: Set<Value>, callers: number): Openness {
    const writes = cell.symbol === undefined ? [] : this.#store.get(fieldWrites).ofVariable(cell.symbol);
    const own = writes.filter(({ keyed }) => !keyed);
    if (own.length === 0) return 'unknown';
    return joined(own.map(({ value, body: from }) => this.#of(value, from, seen, callers)));
  }
}

/** What holds for something that is made of all of them, or is one of them each time. */
function joined(all: readonly Openness[]): Openness {
  if (all.includes('open')) return 'open';
  return all.includes('unknown') ? 'unknown' : 'closed';
}

const small: ReadonlySet<string> = new Set(['bool', 'untyped bool', 'int8', 'uint8']);
