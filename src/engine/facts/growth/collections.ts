import { type Body, type Call, type Instruction, instructions, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { collectionCalls, collectionTypes } from '../../knowledge/collections.js';
import type { Variable } from '../../names/symbol.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact } from '../fact.js';

/** What the package does with a collection in a field or a package-level variable. */
export interface Access {
  readonly kind:
    | 'insert'
    | 'remove'
    | 'clear'
    /** Another collection takes its place. */
    | 'renew'
    | 'look up'
    /** Its length is asked for. */
    | 'measure'
    | 'read'
    /** Somebody else gets it, who may do anything with it. */
    | 'share';
  readonly at: Instruction;
  readonly body: Body;
  readonly key?: Value;
  /** What is put in. */
  readonly value?: Value;
  /** The address of the struct whose field it is; undefined for a variable, and where that is not known. */
  readonly owner?: Value;
}

export interface Collections {
  /** All that the package does with one; empty for what is no collection of the package. */
  of(variable: Variable): readonly Access[];
  /** The field or variable that an instruction puts something into, and how. */
  insertAt(instruction: Instruction): Held | undefined;
  /** The field or variable in which an instruction looks something up. */
  lookUpAt(instruction: Instruction): Held | undefined;
}

/** An access, and the field or variable that it is about. */
export interface Held {
  readonly variable: Variable;
  readonly access: Access;
}

export const collections: Fact<Collections> = {
  name: 'collections',
  compute(pkg) {
    const finder = new AccessFinder(pkg);
    for (const body of pkg.allBodies()) finder.look(body);
    const inserts = new Map<Instruction, Held>();
    const lookUps = new Map<Instruction, Held>();
    for (const [variable, accesses] of finder.found) {
      for (const access of accesses) {
        if (access.kind === 'insert') inserts.set(access.at, { variable, access });
        else if (access.kind === 'look up') lookUps.set(access.at, { variable, access });
      }
    }
    return {
      of: (variable) => finder.found.get(variable) ?? [],
      insertAt: (instruction) => inserts.get(instruction),
      lookUpAt: (instruction) => lookUps.get(instruction),
    };
  },
};

/** How far a collection is followed through calls inside the package. */
const MAX_CALLS = 3;

/** Where accesses to one variable are looked for, and what stands for its owner there. */
interface Trail {
  readonly variable: Variable;
  readonly owner: Value | undefined;
  readonly body: Body;
  readonly seen: Set<Value>;
  readonly calls: number;
}

class AccessFinder {
  readonly found = new Map<Variable, Access[]>();
  readonly #pkg: AnalysedPackage;

  constructor(pkg: AnalysedPackage) {
    this.#pkg = pkg;
  }

  look(body: Body): void {
    const globals = new Set<Value>();
    for (const at of instructions(body)) {
      if (at.op === 'fieldaddr') this.#address(at, at.field?.symbol, at.args[0], body);
      else if (at.op === 'field') this.#field(at, at.field?.symbol, body);
      else if (at.op === 'store') this.#reset(at, body);
      for (const arg of at.args) if (arg.op === 'global') globals.add(arg);
    }
    for (const global of globals)
      if (global.op === 'global' && global.symbol?.kind === 'var')
        this.#address(global, global.symbol, undefined, body);
  }

  #address(address: Value, variable: Variable | undefined, owner: Value | undefined, body: Body): void {
    if (variable === undefined || variable.pkg !== this.#pkg.pkg || !this.#isCollection(variable)) return;
    const trail = { variable, owner, body, seen: new Set<Value>(), calls: 0 };
    for (const use of usesIn(body).of(address)) {
      if (use.op === 'load') this.#follow(use, trail);
      else if (use.op === 'store' && use.args[0] === address) this.#stored(use, use.args[1], trail);
      else this.#use(use, address, trail);
    }
  }

  #field(value: Instruction, variable: Variable | undefined, body: Body): void {
    if (variable === undefined || variable.pkg !== this.#pkg.pkg || !this.#isCollection(variable)) return;
    this.#follow(value, { variable, owner: value.args[0], body, seen: new Set(), calls: 0 });
  }

  /** `*x = T{…}`: all of its collections are new. */
  #reset(store: Instruction, body: Body): void {
    const [address, value] = store.args;
    if (value.op !== 'composite' || address.op === 'alloc') return;
    const under = body.types.underlying(value.type);
    if (under.kind !== 'struct') return;
    for (const { symbol } of under.fields) {
      if (symbol === undefined || symbol.pkg !== this.#pkg.pkg || !this.#isCollection(symbol)) continue;
      this.#add({ variable: symbol, owner: address, body, seen: new Set(), calls: 0 }, { kind: 'renew', at: store });
    }
  }

  #isCollection(variable: Variable): boolean {
    if (variable.role !== 'field' && variable.role !== 'package') return false;
    const { types } = this.#pkg;
    return isCollection(types.ofSymbol(variable), (type) => types.underlying(type));
  }

  #add({ variable, owner, body }: Trail, access: Omit<Access, 'body' | 'owner'>): void {
    const list = this.found.get(variable);
    const made = { ...access, body, owner };
    if (list === undefined) this.found.set(variable, [made]);
    else list.push(made);
  }

  #follow(value: Value, trail: Trail): void {
    if (trail.seen.has(value)) return;
    trail.seen.add(value);
    for (const use of usesIn(trail.body).of(value)) this.#use(use, value, trail);
  }

  #use(use: Instruction, value: Value, trail: Trail): void {
    switch (use.op) {
      case 'phi':
      case 'convert':
        return this.#follow(use, trail);
      case 'mapupdate': {
        const [map, key, put] = use.args;
        return map === value
          ? this.#add(trail, { kind: 'insert', at: use, key, value: put })
          : this.#add(trail, { kind: 'share', at: use });
      }
      case 'lookup':
        return this.#add(trail, { kind: 'look up', at: use, key: use.args[1] });
      case 'call':
      case 'defer':
        return this.#call(use, value, trail);
      case 'load':
      case 'next':
      case 'index':
      case 'indexaddr':
      case 'slice':
        return this.#add(trail, { kind: 'read', at: use });
      case 'binary':
      case 'fieldaddr':
      case 'if':
        return;
      case 'store':
        // Back to where it came from: that store is an access itself.
        if (isPlaceOf(use.args[0], trail.variable)) return;
        return this.#add(trail, { kind: 'share', at: use });
      default:
        return this.#add(trail, { kind: 'share', at: use });
    }
  }

  #call(call: Call, value: Value, trail: Trail): void {
    const { callee, args } = call;
    if (callee.kind === 'builtin') return this.#builtin(callee.name, call, value, trail);
    const position = args.indexOf(value);
    const known = callee.kind === 'static' ? collectionCalls.get(callee.name) : undefined;
    if (known !== undefined && known.collection === position) {
      const { does: kind, key, value: put } = known;
      const at = (index: number | undefined) => (index === undefined ? undefined : args[index]);
      return this.#add(trail, { kind, at: call, key: at(key), value: at(put) });
    }
    const target = callee.kind === 'static' && callee.symbol ? this.#pkg.bodyOf(callee.symbol) : undefined;
    const parameter = target?.params[position];
    if (target === undefined || parameter === undefined || trail.calls >= MAX_CALLS)
      return this.#add(trail, { kind: 'share', at: call });
    this.#follow(parameter, { ...trail, body: target, calls: trail.calls + 1 });
  }

  #builtin(name: string, call: Call, value: Value, trail: Trail): void {
    switch (name) {
      case 'delete':
        return this.#add(trail, { kind: 'remove', at: call, key: call.args[1] });
      case 'clear':
        return this.#add(trail, { kind: 'clear', at: call });
      case 'len':
      case 'cap':
        return this.#add(trail, { kind: 'measure', at: call });
      case 'append':
        // What becomes of the longer slice is seen where it is stored.
        if (call.args[0] === value) return this.#follow(call, trail);
        return call.spreads ? this.#add(trail, { kind: 'read', at: call }) : undefined;
      default:
        return this.#add(trail, { kind: 'read', at: call });
    }
  }

  #stored(store: Instruction, value: Value, trail: Trail): void {
    const grown = growthOf(value, trail.variable);
    if (grown === undefined) return this.#add(trail, { kind: 'renew', at: store });
    this.#add(trail, grown === 'cut' ? { kind: 'remove', at: store } : { kind: 'insert', at: store, value: grown });
  }
}

function isCollection(type: Type, underlying: (type: Type) => Type): boolean {
  const at = type.kind === 'pointer' ? type.elem : type;
  if (collectionTypes.has(typeString(at))) return true;
  if (type.kind === 'pointer') return false;
  const { kind } = underlying(type);
  return kind === 'map' || kind === 'slice';
}

/** What `x.f = append(x.f, v)` adds, 'cut' when part of x.f is left out, and undefined when x.f is something else. */
function growthOf(value: Value, variable: Variable, seen = new Set<Value>()): Value | 'cut' | undefined {
  if (seen.has(value)) return undefined;
  seen.add(value);
  switch (value.op) {
    case 'call': {
      if (value.callee.kind !== 'builtin' || value.callee.name !== 'append') return undefined;
      const [before, added] = value.args;
      if (isRead(before, variable)) return added ?? 'cut';
      const earlier = growthOf(before, variable, seen);
      return earlier === undefined || earlier === 'cut' ? earlier : (added ?? earlier);
    }
    case 'slice':
      return isRead(value.args[0], variable) || growthOf(value.args[0], variable, seen) !== undefined
        ? 'cut'
        : undefined;
    case 'phi': {
      const parts = value.args.filter((arg) => arg !== value && !isRead(arg, variable) && !seen.has(arg));
      const found = parts.map((part) => growthOf(part, variable, seen));
      if (found.includes(undefined)) return undefined;
      return found.includes('cut') ? 'cut' : found[0];
    }
    default:
      return undefined;
  }
}

/** Whether a value is what the variable holds. */
function isRead(value: Value, variable: Variable): boolean {
  if (value.op === 'field') return value.field?.symbol === variable;
  if (value.op === 'phi')
    return value.args.every((arg) => arg === value || (arg.op === 'load' && isRead(arg, variable)));
  if (value.op !== 'load') return false;
  return isPlaceOf(value.args[0], variable);
}

function isPlaceOf(address: Value, variable: Variable): boolean {
  return (address.op === 'fieldaddr' ? address.field?.symbol : address.op === 'global' && address.symbol) === variable;
}

/** Whether an instruction may put something into a collection that is held: a cheap look, before all bodies are gone through. */
export function mayInsert(instruction: Instruction): boolean {
  if (instruction.op === 'mapupdate') return isHeld(instruction.args[0]);
  if (instruction.op === 'store') {
    const [address, value] = instruction.args;
    return isPlace(address) && (value.op === 'call' || value.op === 'phi');
  }
  if (!isCall(instruction) || instruction.callee.kind !== 'static') return false;
  return collectionCalls.get(instruction.callee.name)?.does === 'insert';
}

function isPlace(address: Value): boolean {
  return address.op === 'fieldaddr' || address.op === 'global';
}

/** Whether a value may be what a field or variable holds. */
export function isHeld(value: Value): boolean {
  if (value.op === 'param' || value.op === 'phi' || value.op === 'field') return true;
  return value.op === 'load' && isPlace(value.args[0]);
}
