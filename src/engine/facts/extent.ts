import { type Body, type Call, type InstructionOf, type Param, type Phi, terminator, type Value } from '../flow/ssa.js';
import { configurationCalls, transparentCalls } from '../knowledge/spawners.js';
import { isExported } from '../names/symbol.js';
import { Kind } from '../syntax/kinds.js';
import type { AnalysedPackage } from './analysed-package.js';
import type { Fact } from './fact.js';
import { type FieldWrites, fieldWrites } from './field-writes.js';

/** What decides how large a number is, or how long a collection. */
export type Extent =
  /** At most this. */
  | { readonly by: 'constant'; readonly most: bigint }
  /** The machine, a flag, the environment, a setting made once. */
  | { readonly by: 'configuration' }
  /** What comes in: input, queues, parameters. `of` names it, as the source writes it. */
  | { readonly by: 'data'; readonly of: string }
  | { readonly by: 'unknown' };

const configuration: Extent = { by: 'configuration' };
const unknownExtent: Extent = { by: 'unknown' };

/** How far a chain of definitions or callers is followed. */
const MAX_DEPTH = 12;

export interface Extents {
  /** Of an integer: how large it can be. */
  ofNumber(value: Value, body: Body): Extent;
  /** Of a slice, array, map, string or channel: how many elements it can have. */
  ofCollection(value: Value, body: Body): Extent;
}

export const extents: Fact<Extents> = {
  name: 'extents',
  compute(pkg, store) {
    const finder = new ExtentFinder(pkg, store.get(fieldWrites));
    return {
      ofNumber: (value, body) => finder.find(value, body, 'number', 0),
      ofCollection: (value, body) => finder.find(value, body, 'collection', 0),
    };
  },
};

type Sort = 'number' | 'collection';

class ExtentFinder {
  readonly #pkg: AnalysedPackage;
  readonly #writes: FieldWrites;
  readonly #busy = new Set<Value>();

  constructor(pkg: AnalysedPackage, writes: FieldWrites) {
    this.#pkg = pkg;
    this.#writes = writes;
  }

  find(value: Value, body: Body, sort: Sort, depth: number): Extent {
    if (depth > MAX_DEPTH || this.#busy.has(value)) return unknownExtent;
    this.#busy.add(value);
    const found = this.#find(value, body, sort, depth + 1);
    this.#busy.delete(value);
    return found;
  }

  #find(value: Value, body: Body, sort: Sort, depth: number): Extent {
    const on = (part: Value) => this.find(part, body, sort, depth);
    switch (value.op) {
      case 'const':
        if (typeof value.value === 'bigint') return { by: 'constant', most: value.value };
        if (typeof value.value === 'string') return { by: 'constant', most: BigInt(value.value.length) };
        return { by: 'constant', most: 0n };
      case 'composite':
        return { by: 'constant', most: BigInt(value.args.length) };
      case 'param':
        return this.#parameter(value, body, sort, depth);
      case 'phi':
        return isClamp(value) ? smallest(value.args.map(on)) : joinAll(value.args.map(on));
      case 'convert':
        return on(value.args[0]);
      case 'binary':
        return this.#binary(value.operator, value.args.map(on));
      case 'make':
        return sort === 'collection' && value.args.length > 0
          ? this.find(value.args[0], body, 'number', depth)
          : unknownExtent;
      case 'slice':
        return value.high === undefined ? on(value.args[0]) : this.find(value.high, body, 'number', depth);
      case 'call':
        return this.#call(value, body, sort, depth);
      case 'extract':
        return this.#part(value, body, sort, depth);
      case 'load':
        return this.#load(value.args[0], body, sort, depth, value);
      case 'field':
        return this.#field(value.field?.symbol, body, value);
      case 'receive':
      case 'lookup':
      case 'next':
        return data(value, body);
      default:
        return unknownExtent;
    }
  }

  /** A result of a call, or what an iteration, a channel or a map yields. */
  #part(part: InstructionOf<'extract'>, body: Body, sort: Sort, depth: number): Extent {
    const [whole] = part.args;
    if (whole.op === 'call') return this.#call(whole, body, sort, depth);
    return whole.op === 'next' || whole.op === 'receive' || whole.op === 'lookup' ? data(part, body) : unknownExtent;
  }

  /** What all callers in sight pass; an exported function may be called by anyone with anything. */
  #parameter(param: Param, body: Body, sort: Sort, depth: number): Extent {
    const { symbol } = body;
    const named = data(param, body);
    if (symbol === undefined || (isExported(symbol.name) && this.#pkg.pkg.name !== 'main')) return named;
    const sites = this.#pkg.calls.edgesTo(body).filter((edge) => edge.how !== 'passed');
    if (sites.length === 0) return named;
    const passed = sites.map(({ call, body: from }) => {
      const argument = call.args[param.index];
      return argument === undefined || call.spreads ? unknownExtent : this.find(argument, from, sort, depth);
    });
    const joined = joinAll(passed);
    return joined.by === 'data' ? named : joined;
  }

  #binary(operator: Kind, [left, right]: readonly Extent[]): Extent {
    if (operator === Kind.Rem || operator === Kind.And) return right.by === 'constant' ? right : join(left, right);
    if (left.by === 'constant' && right.by === 'constant') {
      if (operator === Kind.Add) return { by: 'constant', most: left.most + right.most };
      if (operator === Kind.Mul) return { by: 'constant', most: left.most * right.most };
      return left;
    }
    return join(left, right);
  }

  #call(call: Call, body: Body, sort: Sort, depth: number): Extent {
    const { callee, args } = call;
    if (callee.kind === 'builtin') {
      if (callee.name === 'len') return this.find(args[0], body, 'collection', depth);
      if (callee.name === 'cap') return this.#capacity(args[0], body, depth);
      if (callee.name === 'min') return smallest(args.map((arg) => this.find(arg, body, 'number', depth)));
      if (callee.name === 'max') return joinAll(args.map((arg) => this.find(arg, body, 'number', depth)));
      if (callee.name === 'append') return data(call, body);
      return unknownExtent;
    }
    if (callee.kind !== 'static') return sort === 'collection' ? data(call, body) : unknownExtent;
    if (configurationCalls.has(callee.name)) return configuration;
    if (transparentCalls.has(callee.name)) {
      const inner = this.find(args[0], body, 'collection', depth);
      return inner.by === 'configuration' ? inner : data(call, body);
    }
    const called = callee.symbol && this.#pkg.bodyOf(callee.symbol);
    if (called === undefined || depth > MAX_DEPTH / 2) return sort === 'collection' ? data(call, body) : unknownExtent;
    const returned = called.blocks.flatMap((block) => block.instructions.filter((one) => one.op === 'return'));
    const joined = joinAll(
      returned.map((one) => (one.args.length > 0 ? this.find(one.args[0], called, sort, depth) : unknownExtent)),
    );
    return joined.by === 'data' ? data(call, body) : joined;
  }

  #capacity(channel: Value, body: Body, depth: number): Extent {
    if (channel.op !== 'make') return unknownExtent;
    return channel.args.length > 0 ? this.find(channel.args[0], body, 'number', depth) : { by: 'constant', most: 0n };
  }

  #load(address: Value, body: Body, sort: Sort, depth: number, load: Value): Extent {
    if (address.op === 'fieldaddr') return this.#field(address.field?.symbol, body, load);
    if (address.op === 'call') return this.#call(address, body, sort, depth); // *flag.Int(…)
    if (address.op === 'load') return this.#load(address.args[0], body, sort, depth, load);
    const cell =
      address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
    if (cell?.kind !== 'var') return address.op === 'global' ? unknownExtent : data(load, body);
    const stores = this.#writes.ofVariable(cell);
    if (address.op === 'global' && stores.length === 0) return configuration;
    const joined = joinAll(stores.map(({ value, body: from }) => this.find(value, from, sort, depth)));
    return joined.by === 'data' ? data(load, body) : joined;
  }

  /** A field that is only filled where its struct is made is a setting; one that is appended to is a queue. */
  #field(field: unknown, body: Body, value: Value): Extent {
    if (field === undefined) return unknownExtent;
    const writes = this.#writes.ofField(field);
    if (writes.length === 0) return unknownExtent;
    const grows = writes.some(
      ({ value: written }) =>
        written.op === 'call' && written.callee.kind === 'builtin' && written.callee.name === 'append',
    );
    if (grows || writes.some((write) => write.keyed)) return data(value, body);
    return unknownExtent;
  }
}

const orderings = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq]);

/** `if n > most { n = most }`: the branch into the phi compares its two values. */
function isClamp({ args, block }: Phi): boolean {
  if (args.length !== 2) return false;
  return block.preds.some((pred) => {
    const control = terminator(pred);
    const condition = control.op === 'if' ? control.args[0] : undefined;
    if (condition?.op !== 'binary' || !orderings.has(condition.operator)) return false;
    return condition.args.every((side) => args.some((arg) => arg === side || sameConstant(arg, side)));
  });
}

function sameConstant(a: Value, b: Value): boolean {
  return a.op === 'const' && b.op === 'const' && a.value !== undefined && a.value === b.value;
}

function data(value: Value, body: Body): Extent {
  return { by: 'data', of: describe(value, body) };
}

/** A value as the source writes it, on one line and not too long. */
export function describe(value: Value, body: Body): string {
  const { tree } = body.file;
  const text = tree.text(value.node).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function smallest(all: readonly Extent[]): Extent {
  const constant = all.filter((extent) => extent.by === 'constant').sort((a, b) => (a.most < b.most ? -1 : 1))[0];
  return constant ?? all.find((extent) => extent.by === 'configuration') ?? joinAll(all);
}

function joinAll(all: readonly Extent[]): Extent {
  return all.length === 0 ? unknownExtent : all.reduce(join);
}

/** What holds for either: data before unknown before configuration before constants. */
function join(a: Extent, b: Extent): Extent {
  if (a.by === 'data' || b.by === 'data') return a.by === 'data' ? a : b;
  if (a.by === 'unknown' || b.by === 'unknown') return unknownExtent;
  if (a.by === 'configuration' || b.by === 'configuration') return configuration;
  return a.most >= b.most ? a : b;
}
