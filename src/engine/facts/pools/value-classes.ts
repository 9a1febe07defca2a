import { type Body, type Call, type Instruction, instructions, type Value, withLiterals } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import type { Type } from '../../types/type.js';
import { joined, type Part, partsOf } from './parts.js';

/** A place inside what a class of values refers to. */
export interface Location {
  readonly root: number;
  /** The fields down to it; empty for the whole. */
  readonly path: string;
}

/** What a callee says of its arguments before anything is known of their content. */
export interface Passing {
  /** The argument that a result is, by the result's position. */
  resultIs(call: Call, result: number, body: Body): number | undefined;
  keeps(call: Call, argument: number, body: Body): boolean;
}

/**
 * Which values of a declared function and of the literals in it are one and the same pointer or map on the way through
 * it: what one variable holds, what a phi chooses from. Not a points-to analysis: a class is what one name stands for.
 */
export class ValueClasses {
  readonly #parents = new Map<unknown, unknown>();
  readonly #numbers = new Map<unknown, number>();
  readonly #types: Type[][] = [];
  readonly #parts: (readonly Part[])[] = [];
  readonly #escaped = new Set<number>();
  readonly #bodies = new Map<Value, Body>();
  readonly #addresses = new Map<Variable, object>();
  readonly #stores = new Map<Variable, Value[]>();
  readonly #body: Body;
  readonly #pooled: (type: Type) => boolean;

  /** `pooled` says which types are of interest: values of others have no parts. */
  constructor(body: Body, pooled: (type: Type) => boolean, passing: Passing) {
    this.#body = body;
    this.#pooled = pooled;
    const bodies = [...withLiterals(body)];
    for (const one of bodies) this.#collect(one);
    for (const one of bodies) this.#unite(one, passing);
    for (const value of this.#bodies.keys()) this.#describe(value);
    for (const one of bodies) this.#escapes(one, passing);
  }

  /** The place that a pointer or map refers to, or that an address is of. */
  locate(value: Value): Location | undefined {
    return this.#locate(value, 0);
  }

  partsOf(root: number): readonly Part[] {
    let parts = this.#parts[root];
    if (parts !== undefined) return parts;
    const types = (this.#types[root] ?? []).filter(this.#pooled);
    const concrete = types.map((type) => partsOf(this.#body.types, type)).filter((found) => found.length > 0);
    parts = concrete.find((found) => found[0].kind !== 'any') ?? concrete[0] ?? [];
    this.#parts[root] = parts;
    return parts;
  }

  /** Whether something other than a variable of the function may hold it. */
  escaped(root: number): boolean {
    return this.#escaped.has(root);
  }

  bodyOf(value: Value): Body {
    return this.#bodies.get(value) ?? this.#body;
  }

  /** The literal that a value is, directly or through a variable that is written once. */
  literal(value: Value | undefined): Body | undefined {
    if (value?.op === 'closure') return this.#bodies.get(value)?.literals.get(value.func);
    if (value?.op !== 'load') return undefined;
    const variable = cellOf(value.args[0]);
    const stored = variable === undefined ? [] : (this.#stores.get(variable) ?? []);
    return stored.length === 1 && stored[0].op === 'closure' ? this.literal(stored[0]) : undefined;
  }

  /** What a variable that is written once holds. */
  single(variable: Variable): Value | undefined {
    const stored = this.#stores.get(variable) ?? [];
    return stored.length === 1 ? stored[0] : undefined;
  }

  #collect(body: Body): void {
    for (const param of body.params) this.#bodies.set(param, body);
    for (const instruction of instructions(body)) {
      this.#bodies.set(instruction, body);
      for (const arg of instruction.args) if (!this.#bodies.has(arg)) this.#bodies.set(arg, body);
      if (instruction.op !== 'store') continue;
      const variable = cellOf(instruction.args[0]);
      if (variable === undefined) continue;
      const stored = this.#stores.get(variable);
      if (stored === undefined) this.#stores.set(variable, [instruction.args[1]]);
      else stored.push(instruction.args[1]);
    }
  }

  #unite(body: Body, passing: Passing): void {
    for (const instruction of instructions(body)) {
      switch (instruction.op) {
        case 'phi':
          for (const arg of instruction.args) if (arg.op !== 'const') this.#union(instruction, arg);
          break;
        case 'assert':
        case 'convert':
          this.#union(instruction, instruction.args[0]);
          break;
        case 'extract':
          this.#uniteExtract(instruction, body, passing);
          break;
        case 'store':
        case 'load': {
          const variable = cellOf(instruction.args[0]);
          if (variable === undefined || !isReference(body.types.underlying(body.types.ofSymbol(variable)))) {
            if (instruction.op === 'load' && isVariadicElement(instruction.args[0]))
              this.#union(instruction, instruction.args[0].args[0]);
            break;
          }
          const value = instruction.op === 'load' ? instruction : instruction.args[1];
          if (value.op !== 'const') this.#union(variable, value);
          break;
        }
        case 'call':
        case 'defer':
        case 'spawn':
          this.#uniteCall(instruction, body, passing);
          break;
        default:
          break;
      }
    }
  }

  #uniteExtract(extract: Instruction & { readonly op: 'extract' }, body: Body, passing: Passing): void {
    const [tuple] = extract.args;
    if (tuple.op === 'assert' && extract.index === 0) this.#union(extract, tuple);
    if (tuple.op === 'next' && extract.index === 2 && isVariadic(tuple.args[0])) this.#union(extract, tuple.args[0]);
    if (tuple.op !== 'call') return;
    const argument = passing.resultIs(tuple, extract.index, body);
    if (argument !== undefined && argument < tuple.args.length) this.#union(extract, tuple.args[argument]);
  }

  #uniteCall(call: Call, body: Body, passing: Passing): void {
    const literal = call.callee.kind === 'dynamic' ? this.literal(call.callee.value) : undefined;
    literal?.params.forEach((param, i) => {
      if (i < call.args.length) this.#union(param, call.args[i]);
    });
    const argument = passing.resultIs(call, 0, body);
    if (argument !== undefined && argument < call.args.length) this.#union(call, call.args[argument]);
  }

  #describe(value: Value): void {
    if (value.op === 'const' || value.op === 'unknown' || value.op === 'next' || value.op === 'global') return;
    const body = this.bodyOf(value);
    let type = typeOfValue(value, body);
    if (isVariadic(value)) {
      const under = body.types.underlying(type);
      if (under.kind === 'slice') type = under.elem;
    }
    const root = this.#number(this.#key(value));
    const types = this.#types[root];
    if (types === undefined) this.#types[root] = [type];
    else if (!types.includes(type)) types.push(type);
  }

  #escapes(body: Body, passing: Passing): void {
    const letGo = (value: Value) => {
      const at = isReference(body.types.underlying(typeOfValue(value, body))) ? this.locate(value) : undefined;
      if (at !== undefined && at.path === '') this.#escaped.add(at.root);
    };
    for (const instruction of instructions(body)) {
      switch (instruction.op) {
        case 'store':
          if (cellOf(instruction.args[0]) === undefined) letGo(instruction.args[1]);
          break;
        case 'composite':
        case 'bound':
        case 'send':
          instruction.args.forEach(letGo);
          break;
        case 'select':
          for (const state of instruction.states) if (state.value !== undefined) letGo(state.value);
          break;
        case 'mapupdate':
          letGo(instruction.args[2]);
          break;
        case 'call':
        case 'defer':
          instruction.args.forEach((arg, i) => {
            if (passing.keeps(instruction, i, body)) letGo(arg);
          });
          break;
        case 'spawn':
          instruction.args.forEach(letGo);
          break;
        default:
          break;
      }
    }
  }

  #locate(value: Value, depth: number): Location | undefined {
    if (depth > MAX_STEPS || value.op === 'const' || value.op === 'global' || value.op === 'unknown') return undefined;
    if (value.op === 'fieldaddr' || value.op === 'field') return this.#inside(value.args[0], value.name, depth);
    if (value.op === 'load' && !this.#parents.has(value)) {
      const [address] = value.args;
      if (address.op === 'fieldaddr' || address.op === 'load' || address.op === 'extract' || address.op === 'assert')
        return this.#locate(address, depth + 1);
      if (cellOf(address) === undefined) return this.#locate(address, depth + 1);
      return { root: this.#number(this.#key(address)), path: '' };
    }
    return { root: this.#number(this.#key(value)), path: '' };
  }

  #inside(base: Value, name: string, depth: number): Location | undefined {
    const at = this.#locate(base, depth + 1);
    return at && { root: at.root, path: joined(at.path, name) };
  }

  #key(value: Value): unknown {
    const variable = cellOf(value);
    if (variable === undefined) return value;
    let address = this.#addresses.get(variable);
    if (address === undefined) this.#addresses.set(variable, (address = {}));
    return address;
  }

  #number(key: unknown): number {
    const root = this.#find(key);
    let number = this.#numbers.get(root);
    if (number === undefined) this.#numbers.set(root, (number = this.#numbers.size));
    return number;
  }

  #find(key: unknown): unknown {
    let at = key;
    for (let up = this.#parents.get(at); up !== undefined && up !== at; up = this.#parents.get(at)) at = up;
    return at;
  }

  /** A variable stands for what it holds, a value for itself. */
  #union(a: Value | Variable, b: Value): void {
    const [p, q] = ['op' in a ? this.#key(a) : a, this.#key(b)];
    const [x, y] = [this.#find(p), this.#find(q)];
    this.#parents.set(p, this.#parents.get(p) ?? p);
    this.#parents.set(q, this.#parents.get(q) ?? q);
    if (x !== y) this.#parents.set(x, y);
  }
}

/** Longer chains of fields than any program writes. */
const MAX_STEPS = 16;

/** The variable whose cell an address is. */
export function cellOf(address: Value): Variable | undefined {
  return address.op === 'alloc' || address.op === 'freevar' ? address.symbol : undefined;
}

function isReference(under: Type): boolean {
  return under.kind === 'pointer' || under.kind === 'map' || under.kind === 'interface' || under.kind === 'unknown';
}

/** Whether a value is the parameter `...T`, whose elements are what is passed. */
function isVariadic(value: Value): boolean {
  if (value.op !== 'param') return false;
  const { symbol } = value;
  return symbol?.declaration !== undefined && variadicDeclaration(symbol);
}

function isVariadicElement(address: Value): boolean {
  return address.op === 'indexaddr' && isVariadic(address.args[0]);
}

function variadicDeclaration({ declaration }: Variable): boolean {
  return (
    declaration !== undefined && declaration.file.tree.kind(declaration.node) === Kind.VariadicParameterDeclaration
  );
}
