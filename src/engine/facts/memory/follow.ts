import type { Body, Call, Global, Instruction, InstructionOf, Param, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { FunctionFlow, ParameterFlow } from '../../knowledge/parameter-flow.js';
import type { Variable } from '../../names/symbol.js';
import { holdsPointers } from '../../types/pointers.js';
import type { Type } from '../../types/type.js';
import { type Cells, cellsAround } from './captures.js';

/** What a value is stored behind. */
export type Holder =
  | { readonly kind: 'global'; readonly global: Global }
  | { readonly kind: 'parameter'; readonly param: Param }
  /** Something of which it is not known who else has it: what a call, a map or a channel yields. */
  | { readonly kind: 'other'; readonly value: Value };

interface Arrival {
  readonly body: Body;
  /** The value that gets there. */
  readonly value: Value;
  /** How many pointers lead from it to the memory that is followed: 0 refers to it, 1 to what refers to it. */
  readonly depth: number;
}

/** Where memory goes. Local variables and containers are no destinations: they are followed on. */
export type Destination = Arrival &
  (
    | { readonly kind: 'returned'; readonly at: InstructionOf<'return'>; readonly result: number }
    /** `under`: how many pointers lead from the holder to the memory. */
    | { readonly kind: 'stored'; readonly at: Instruction; readonly holder: Holder; readonly under: number }
    | { readonly kind: 'sent'; readonly at: InstructionOf<'send'> | InstructionOf<'select'> }
    /** Handed to a goroutine, as an argument or captured by its function. */
    | { readonly kind: 'spawned'; readonly at: Call }
    /** To a call that keeps it, or of which that is not known: then `flow` is undefined. */
    | {
        readonly kind: 'passed';
        readonly at: Call;
        readonly argument: number;
        readonly flow: ParameterFlow | undefined;
      }
    /** Its memory is written. Only of depth 0. */
    | { readonly kind: 'written'; readonly at: Instruction }
  );

/** What a call does with its arguments; undefined when that is not known. */
export type FlowOf = (call: Call, body: Body) => FunctionFlow | undefined;

/** Chains of pointers that are longer are taken for their first ones. */
const MAX_DEPTH = 4;

/**
 * Follows memory forward through a body and the literals around and inside it, by the counting of pointers that the
 * compiler's escape analysis does too. Flow-insensitive: what is stored in a variable may be read from it anywhere.
 * @param start how many pointers lead from the value to the memory
 */
export function follow(value: Value, body: Body, flowOf: FlowOf, start = 0): readonly Destination[] {
  const walk = new Walk(flowOf, body);
  walk.carry(value, body, start, undefined);
  walk.run();
  return walk.found;
}

/** The same from one use of the value on: where that use leads it. */
export function followUse(
  use: Instruction,
  value: Value,
  body: Body,
  flowOf: FlowOf,
  start = 0,
): readonly Destination[] {
  const walk = new Walk(flowOf, body);
  walk.visit(use, { value, body, depth: start, field: undefined });
  walk.run();
  return walk.found;
}

/** Of a parameter that a function is too young in a fixpoint to say anything of. */
const harmless: ParameterFlow = { kept: undefined, results: [], into: [], written: false };

/** A value that leads to the memory. With `field`, only through that field. */
interface Carrier {
  readonly value: Value;
  readonly body: Body;
  readonly depth: number;
  readonly field: string | undefined;
}

class Walk {
  readonly found: Destination[] = [];
  readonly #flowOf: FlowOf;
  readonly #cells: Cells;
  readonly #work: Carrier[] = [];
  /** By value: the depths at which all of it was followed, bit i for depth i. */
  readonly #seen = new Map<Value, number>();
  /** By value: the depths at which one field of it was followed. */
  readonly #seenFields = new Map<Value, Map<string, number>>();
  /** By value: the instructions that let it lead to the memory, with depth and field. */
  readonly #held = new Map<Value, Set<string>>();

  constructor(flowOf: FlowOf, body: Body) {
    this.#flowOf = flowOf;
    this.#cells = cellsAround(body);
  }

  run(): void {
    for (let carrier = this.#work.pop(); carrier !== undefined; carrier = this.#work.pop()) {
      for (const use of usesIn(carrier.body).of(carrier.value)) this.visit(use, carrier);
    }
  }

  carry(value: Value, body: Body, deep: number, field: string | undefined): void {
    const depth = Math.min(deep, MAX_DEPTH);
    if (depth < 0 || !this.#isNew(value, depth, field)) return;
    if (depth === 0 && value.op !== 'alloc' && !holdsPointers(body.types, typeOfValue(value, body))) return;
    this.#work.push({ value, body, depth, field });
    if ((value.op === 'alloc' || value.op === 'freevar') && value.symbol?.captured)
      this.#share(value.symbol, depth, field);
  }

  /** A captured variable is one cell, seen from several bodies, and goes where the literals go that capture it. */
  #share(variable: Variable, depth: number, field: string | undefined): void {
    for (const { value, body } of this.#cells.of(variable)) this.carry(value, body, depth, field);
    for (const { value, body } of this.#cells.closuresOver(variable)) this.carry(value, body, depth + 1, undefined);
  }

  #isNew(value: Value, depth: number, field: string | undefined): boolean {
    const bit = 1 << depth;
    const all = this.#seen.get(value) ?? 0;
    if ((all & bit) !== 0) return false;
    if (field === undefined) {
      this.#seen.set(value, all | bit);
      return true;
    }
    let fields = this.#seenFields.get(value);
    if (fields === undefined) this.#seenFields.set(value, (fields = new Map()));
    const seen = fields.get(field) ?? 0;
    fields.set(field, seen | bit);
    return (seen & bit) === 0;
  }

  #isNewHold(root: Value, depth: number, field: string | undefined, at: Instruction): boolean {
    let keys = this.#held.get(root);
    if (keys === undefined) this.#held.set(root, (keys = new Set()));
    const key = `${depth}.${field ?? ''} by ${at.node}`;
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  }

  visit(use: Instruction, carrier: Carrier): void {
    const { value, body, depth, field } = carrier;
    const isBase = use.args[0] === value;
    switch (use.op) {
      case 'phi':
        return this.carry(use, body, depth, field);
      case 'convert':
        return copies(use, body) ? undefined : this.carry(use, body, depth, field);
      case 'slice':
      case 'assert':
        return isBase ? this.carry(use, body, depth, field) : undefined;
      case 'extract':
        return this.#part(use, carrier);
      case 'field':
      case 'fieldaddr':
        return field === undefined || field === use.name ? this.carry(use, body, depth, undefined) : undefined;
      case 'indexaddr':
      case 'index':
        return isBase ? this.carry(use, body, depth, field) : undefined;
      case 'load':
        return this.carry(use, body, depth - 1, field);
      case 'lookup':
      case 'receive':
      case 'selected':
        return isBase ? this.carry(use, body, depth - 1, field) : undefined;
      case 'next':
        return this.#elements(use, carrier);
      case 'composite':
        return this.#composite(use, carrier);
      case 'bound':
        return this.carry(use, body, depth + 1, undefined);
      case 'store':
        return isBase ? this.#written(use, carrier) : this.#store(use.args[0], use, carrier, depth + 1);
      case 'mapupdate':
        return isBase ? this.#written(use, carrier) : this.#hold(use.args[0], body, depth + 1, undefined, use, carrier);
      case 'send':
        return isBase ? undefined : void this.found.push({ kind: 'sent', at: use, body, value, depth });
      case 'select':
        if (use.states.some((state) => state.value === value))
          this.found.push({ kind: 'sent', at: use, body, value, depth });
        return undefined;
      case 'return':
        use.args.forEach((arg, result) => {
          if (arg === value) this.found.push({ kind: 'returned', at: use, body, value, depth, result });
        });
        return undefined;
      case 'spawn':
        return void this.found.push({ kind: 'spawned', at: use, body, value, depth });
      case 'call':
      case 'defer':
        return use.callee.kind === 'builtin' ? this.#builtin(use, carrier) : this.#call(use, carrier);
      default:
        return undefined; // comparisons, concatenations (which copy), jumps
    }
  }

  /** A part of a tuple. Which results of a call lead to the memory was said when the call was met. */
  #part(use: InstructionOf<'extract'>, { value, body, depth, field }: Carrier): void {
    if (value.op === 'call' || value.op === 'next') return;
    if (use.index === 0) this.carry(use, body, depth, field);
  }

  #elements(next: InstructionOf<'next'>, { body, depth, field }: Carrier): void {
    const inline = next.form === 'array' && body.types.underlying(typeOfValue(next.args[0], body)).kind === 'array';
    for (const use of usesIn(body).of(next)) {
      if (use.op === 'extract' && use.index > 0) this.carry(use, body, inline ? depth : depth - 1, field);
    }
  }

  #composite(use: InstructionOf<'composite'>, { value, body, depth }: Carrier): void {
    const kind = body.types.underlying(use.type).kind;
    const inside = kind === 'slice' || kind === 'map' ? depth + 1 : depth;
    use.keys.forEach((key, i) => {
      if (use.args[i] === value)
        this.carry(use, body, inside, kind === 'struct' && typeof key === 'string' ? key : undefined);
      else if (key === value) this.carry(use, body, inside, undefined);
    });
  }

  #written(at: Instruction, { value, body, depth }: Carrier): void {
    if (depth === 0 && !isText(typeOfValue(value, body), body))
      this.found.push({ kind: 'written', at, body, value, depth });
  }

  /** Something is written to an address: what the address lies in leads to it from now on. */
  #store(address: Value, at: Instruction, carrier: Carrier, depth: number): void {
    let root = address;
    let field: string | undefined;
    while (root.op === 'fieldaddr' || (root.op === 'indexaddr' && isArray(root.args[0], carrier.body))) {
      if (root.op === 'fieldaddr') field = root.name;
      root = root.args[0];
    }
    if (root.op === 'indexaddr') root = root.args[0];
    this.#hold(root, carrier.body, depth, field, at, carrier);
  }

  /** What a value refers to leads to the memory from now on, for everybody who has it. */
  #hold(root: Value, body: Body, deep: number, field: string | undefined, at: Instruction, carrier: Carrier): void {
    const depth = Math.min(deep, MAX_DEPTH);
    if (!this.#isNewHold(root, depth, field, at)) return;
    this.carry(root, body, depth, field);
    const from = (holder: Holder) => this.found.push({ kind: 'stored', at, holder, under: depth, ...arrival(carrier) });
    const through = (value: Value) => this.#hold(value, body, depth, field, at, carrier);
    switch (root.op) {
      case 'alloc':
      case 'freevar':
      case 'make':
      case 'composite':
      case 'const':
        return undefined;
      case 'param':
        return void from({ kind: 'parameter', param: root });
      case 'global':
        return void from({ kind: 'global', global: root });
      case 'phi':
        for (const arg of root.args) through(arg);
        return undefined;
      case 'slice':
      case 'convert':
      case 'fieldaddr':
      case 'indexaddr':
      case 'field':
        return through(root.args[0]);
      case 'load':
        return this.#holdLoaded(root, depth, at, carrier);
      case 'call':
        if (root.callee.kind === 'builtin') return root.callee.name === 'append' ? through(root.args[0]) : undefined;
        return void from({ kind: 'other', value: root });
      default:
        return void from({ kind: 'other', value: root });
    }
  }

  /** A pointer read from a variable is what was stored there; read from elsewhere, it is shared with who owns the place. */
  #holdLoaded(load: InstructionOf<'load'>, depth: number, at: Instruction, carrier: Carrier): void {
    const [address] = load.args;
    if (address.op !== 'alloc' && address.op !== 'freevar') return this.#store(address, at, carrier, depth + 1);
    for (const { value, body } of this.#cells.storedIn(address)) {
      this.#hold(value, body, depth, undefined, at, { ...carrier, body });
    }
    return undefined;
  }

  #builtin(call: Call, carrier: Carrier): void {
    const { value, body, depth, field } = carrier;
    const { callee, args } = call;
    const name = callee.kind === 'builtin' ? callee.name : '';
    if (name === 'min' || name === 'max') this.carry(call, body, depth, field);
    if (name === 'copy') {
      if (args[0] === value) this.#written(call, carrier);
      else if (depth > 0) this.#hold(args[0], body, depth, undefined, call, carrier);
    }
    if (name !== 'append') return;
    if (args[0] === value) this.carry(call, body, depth, field);
    if (!args.includes(value, 1)) return;
    // The elements of a slice that is spread are copied: what they refer to is in both from now on.
    const inside = call.spreads ? depth : depth + 1;
    if (inside === 0) return;
    this.carry(call, body, inside, undefined);
    this.#hold(args[0], body, inside, undefined, call, carrier);
  }

  #call(call: Call, carrier: Carrier): void {
    const { value } = carrier;
    const flow = call.args.includes(value) ? this.#flowOf(call, carrier.body) : undefined;
    call.args.forEach((arg, argument) => {
      if (arg === value) this.#argument(call, argument, flow, carrier);
    });
  }

  #argument(call: Call, argument: number, flows: FunctionFlow | undefined, carrier: Carrier): void {
    const { value, body } = carrier;
    const position = flows === undefined ? argument : Math.min(argument, flows.length - 1);
    const flow = flows && (flows[position] ?? harmless);
    const depth = carrier.depth + (isVariadicPart(call, position, body) ? 1 : 0);
    if (flow === undefined || (flow.kept !== undefined && flow.kept <= depth))
      this.found.push({ kind: 'passed', at: call, argument, flow, body, value, depth: carrier.depth });
    if (flow === undefined) return;
    if (flow.written && depth === 0) this.#written(call, carrier);
    for (const { index, level } of flow.results) this.#result(call, index, depth - level, body);
    for (const { parameter, level } of flow.into) {
      const holder = call.args[parameter];
      if (holder !== undefined && depth - level >= 0) this.#hold(holder, body, depth - level, undefined, call, carrier);
    }
  }

  #result(call: Call, index: number, depth: number, body: Body): void {
    if (call.op !== 'call') return;
    if (typeOfValue(call, body).kind !== 'tuple') return this.carry(call, body, depth, undefined);
    for (const use of usesIn(body).of(call)) {
      if (use.op === 'extract' && use.index === index) this.carry(use, body, depth, undefined);
      // `return f(x)` returns all that f does.
      if (use.op === 'return' && depth >= 0)
        this.found.push({ kind: 'returned', at: use, body, value: call, depth, result: index });
    }
    return undefined;
  }
}

/** string(b), []byte(s), []rune(s) and string(n) make new memory (Go spec, "Conversions to and from a string type"). */
function copies(convert: InstructionOf<'convert'>, body: Body): boolean {
  return isText(convert.type, body) !== isText(typeOfValue(convert.args[0], body), body);
}

function isText(type: Type, body: Body): boolean {
  const under = body.types.underlying(type);
  return under.kind === 'basic' && under.name.endsWith('string');
}

function arrival({ body, value, depth }: Carrier): Arrival {
  return { body, value, depth };
}

function isArray(value: Value, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(value, body));
  return type.kind === 'pointer' && body.types.underlying(type.elem).kind === 'array';
}

/** Whether an argument becomes an element of the slice that a variadic parameter is. */
function isVariadicPart(call: Call, position: number, body: Body): boolean {
  const { callee } = call;
  if (call.spreads || (callee.kind !== 'static' && callee.kind !== 'interface') || callee.symbol === undefined)
    return false;
  const signature = body.types.ofSymbol(callee.symbol);
  if (signature.kind !== 'func' || !signature.variadic) return false;
  const receiver = callee.kind === 'interface' || callee.method ? 1 : 0;
  return position === signature.params.length - 1 + receiver;
}
