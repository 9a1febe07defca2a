import { type Body, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { lockTypes } from '../../knowledge/synchronisation.js';
import type { GoSymbol, TypeName, Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { handlers } from '../goroutines/handlers.js';
import { destinations } from '../memory/destinations.js';
import { fieldWrites } from '../memory/field-writes.js';
import { outliving } from '../pieces/outliving.js';
import { isLazy } from './lazy.js';

/** Why something lives on for as long as the process, or as long as many calls. */
export interface LongLife {
  /** The variable's own, or that of the values whose field it is. */
  readonly of: 'process' | 'object';
  /** Completes "X lives on: …". */
  readonly reason: string;
}

/** Which fields and variables belong to what lives long. */
export interface LongLived {
  /** @param owners what stands for the struct at the accesses to a field of a struct without a name */
  of(variable: Variable, owners: readonly Value[]): LongLife | undefined;
  /** Of the values of a type of the package, as far as there are any that live long. */
  ofType(type: TypeName): LongLife | undefined;
}

export const longLived: Fact<LongLived> = {
  name: 'long-lived',
  compute: (_pkg, store) => new LifeFinder(store),
};

/** What a new value comes from; others only go to one more place. */
const madeBy: ReadonlySet<Value['op']> = new Set(['alloc', 'composite', 'call', 'extract']);

/** Structs in structs, deeper than anybody nests what is shared. */
const MAX_NESTING = 3;

class LifeFinder implements LongLived {
  readonly #store: FactStore;
  readonly #known = new Map<TypeName, LongLife | undefined>();
  /** What is made of each type, and where. */
  #makers: Map<TypeName, { readonly value: Value; readonly body: Body }[]> | undefined;
  /** The types of which another value takes the place of one that is kept. */
  readonly #replaced = new Set<TypeName>();
  #containers: Map<TypeName, TypeName[]> | undefined;
  #handling: ReadonlySet<TypeName> | undefined;

  constructor(store: FactStore) {
    this.#store = store;
  }

  of(variable: Variable, owners: readonly Value[]): LongLife | undefined {
    if (variable.role === 'package') return { of: 'process', reason: `${variable.name} is a package-level variable` };
    const owner = structOf(variable);
    if (owner !== undefined) return this.#ofType(owner, 0);
    const global = owners.length > 0 && owners.every((one) => one.op === 'global') ? owners[0] : undefined;
    if (global?.op !== 'global' || global.symbol === undefined) return undefined;
    return { of: 'process', reason: `${global.symbol.name} is a package-level variable` };
  }

  ofType(type: TypeName): LongLife | undefined {
    return this.#ofType(type, 0);
  }

  #ofType(type: TypeName, depth: number): LongLife | undefined {
    if (this.#known.has(type)) return this.#known.get(type);
    this.#known.set(type, undefined);
    const life = this.#lifeOf(type, depth);
    this.#known.set(type, life);
    return life;
  }

  #lifeOf(type: TypeName, depth: number): LongLife | undefined {
    const makers = this.#made().get(type) ?? [];
    if (this.#replaced.has(type)) return undefined;
    if (makers.some(({ value, body }) => !this.#isKept(value, body))) return undefined;
    const global = this.#globalOf(type);
    if (global !== undefined) return { of: 'process', reason: `${global} is a package-level variable` };
    if (makers.length > 0 && this.#hasLock(type))
      return { of: 'object', reason: `${type.name} has a lock: it is made once and shared` };
    if (makers.length > 0 && this.#handlers().has(type))
      return { of: 'object', reason: `${type.name} handles one request after the other` };
    if (makers.length > 0 && this.#runsGoroutines(type))
      return { of: 'object', reason: `${type.name} has goroutines of its own` };
    if (depth >= MAX_NESTING) return undefined;
    for (const container of this.#containersOf(type)) {
      const life = this.#ofType(container, depth + 1);
      if (life !== undefined) return life;
    }
    return undefined;
  }

  /** Whether a value outlives the function that makes it, or a goroutine has it. */
  #isKept(value: Value, body: Body): boolean {
    if (this.#store.get(outliving).owner(value, body)) return true;
    return this.#store
      .get(destinations)
      .of(value, body)
      .some(({ kind }) => kind === 'spawned');
  }

  /** Everything that the package makes of its struct types, and which of them are replaced. */
  #made(): Map<TypeName, { readonly value: Value; readonly body: Body }[]> {
    if (this.#makers !== undefined) return this.#makers;
    this.#makers = new Map();
    for (const body of this.#store.pkg.allBodies()) {
      for (const at of instructions(body)) {
        if (at.op === 'alloc' && isMade(at.symbol)) {
          const type = this.#structIn(typeOfValue(at, body));
          if (type === undefined) continue;
          const list = this.#makers.get(type);
          if (list === undefined) this.#makers.set(type, [{ value: at, body }]);
          else list.push({ value: at, body });
        } else if (at.op === 'store') this.#noteReplaced(at, body);
      }
    }
    return this.#makers;
  }

  #noteReplaced(at: Instruction, body: Body): void {
    const [address, value] = at.args;
    if (address.op !== 'fieldaddr' && address.op !== 'global') return;
    if (address.op === 'fieldaddr' && address.args[0].op === 'alloc') return;
    if (!madeBy.has(value.op)) return;
    // The first value of a variable that is declared without one.
    if (address.op === 'global' && !this.#hasValues(address.symbol)) return;
    const type = this.#structIn(typeOfValue(address, body));
    if (type !== undefined && !isLazy(at, body, this.#store)) this.#replaced.add(type);
  }

  /** Whether a package-level variable gets more than one value. */
  #hasValues(variable: GoSymbol | undefined): boolean {
    return variable?.kind !== 'var' || this.#store.get(fieldWrites).ofVariable(variable).length > 1;
  }

  /** The struct type of the package that a pointer leads to. */
  #structIn(type: Type): TypeName | undefined {
    const at = pointee(pointee(type));
    return at.kind === 'named' && at.symbol.pkg === this.#store.pkg.pkg ? at.symbol : undefined;
  }

  #globalOf(type: TypeName): string | undefined {
    for (const symbol of this.#store.pkg.pkg.scope.symbols()) {
      if (symbol.kind !== 'var' || symbol.role !== 'package') continue;
      const of = pointee(this.#store.pkg.types.ofSymbol(symbol));
      if (of.kind === 'named' && of.symbol === type) return symbol.name;
    }
    return undefined;
  }

  #fieldsOf(type: TypeName): readonly Type[] {
    const { types } = this.#store.pkg;
    const under = types.underlying(types.ofSymbol(type));
    return under.kind === 'struct' ? under.fields.map((field) => field.type) : [];
  }

  #hasLock(type: TypeName): boolean {
    return this.#fieldsOf(type).some((field) => lockTypes.has(typeString(pointee(field))));
  }

  /** `go x.loop()`. */
  #runsGoroutines(type: TypeName): boolean {
    const { calls } = this.#store.pkg;
    return [...type.methods.values()].some((method) => {
      const body = calls.bodyOf(method);
      return body !== undefined && calls.edgesTo(body).some(({ how }) => how === 'spawn');
    });
  }

  /** The structs of the package that have one of a type in a field. */
  #containersOf(type: TypeName): readonly TypeName[] {
    if (this.#containers === undefined) {
      this.#containers = new Map();
      for (const symbol of this.#store.pkg.pkg.scope.symbols()) {
        if (symbol.kind !== 'type' || symbol.alias) continue;
        for (const field of this.#fieldsOf(symbol)) {
          const part = pointee(field);
          if (part.kind !== 'named') continue;
          this.#containers.set(part.symbol, [...(this.#containers.get(part.symbol) ?? []), symbol]);
        }
      }
    }
    return this.#containers.get(type) ?? [];
  }

  /** The types of which a method handles requests. */
  #handlers(): ReadonlySet<TypeName> {
    if (this.#handling !== undefined) return this.#handling;
    const { of } = this.#store.get(handlers);
    const found = new Set<TypeName>();
    for (const body of this.#store.pkg.bodies) {
      const type = body.symbol?.receiver?.type;
      if (type !== undefined && of(body) !== undefined) found.add(type);
    }
    return (this.#handling = found);
  }
}

/** Whether a cell is a value of its own: that of a parameter is a copy. */
function isMade(symbol: Variable | undefined): boolean {
  return symbol === undefined || symbol.role === 'local' || symbol.role === 'result';
}

function pointee(type: Type): Type {
  return type.kind === 'pointer' ? type.elem : type;
}

/** The declared type whose struct a field stands in. */
function structOf({ declaration, pkg }: Variable): TypeName | undefined {
  if (declaration === undefined || pkg === undefined) return undefined;
  const { tree } = declaration.file;
  for (let at = tree.parent(declaration.node), structs = 0; at > 0; at = tree.parent(at)) {
    if (tree.kind(at) === Kind.StructType && ++structs > 1) return undefined;
    if (tree.kind(at) !== Kind.TypeSpec) continue;
    const symbol = declaration.file.symbol(at + 1);
    return symbol?.kind === 'type' ? symbol : undefined;
  }
  return undefined;
}
