import { leads } from '../../flow/paths.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  type Param,
  type Phi,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import {
  configurationCalls,
  configurationVariables,
  fileReads,
  settingParsers,
} from '../../knowledge/configuration.js';
import { decoderMakers, decoders } from '../../knowledge/decoders.js';
import { chunkers, lengthKeepers } from '../../knowledge/sizes.js';
import { isExported, type Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import type { Type } from '../../types/type.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact, FactStore } from '../fact.js';
import { type FieldWrites, fieldWrites, type Write } from '../memory/field-writes.js';
import { type Origins, origins } from '../memory/origins.js';
import {
  configured,
  constant,
  data,
  describe,
  type Extent,
  held,
  join,
  renamed,
  setting,
  smallest,
  unknownExtent,
} from './extent.js';
import { type Guards, guards, type Point } from './guards.js';

/** How far a chain of definitions or callers is followed. */
const MAX_DEPTH = 14;

/** How many definitions one question may look at: callers of callers and all that is stored in a field grow fast. */
const MAX_STEPS = 500;

export interface Extents {
  /** Of an integer: how large it can be where control has got to. */
  ofNumber(value: Value, body: Body, point: Point): Extent;
  /** Of a slice, array, map, string or channel: how many elements it can have. */
  ofCollection(value: Value, body: Body, point: Point): Extent;
}

export const extents: Fact<Extents> = {
  name: 'extents',
  compute(pkg, store) {
    const finder = new ExtentFinder(pkg, store);
    return {
      ofNumber: (value, body, point) => finder.find(value, { body, point, sort: 'number', depth: 0 }),
      ofCollection: (value, body, point) => finder.find(value, { body, point, sort: 'collection', depth: 0 }),
    };
  },
};

/** Whose size is asked for, and where. */
interface Question {
  readonly body: Body;
  readonly point: Point;
  readonly sort: 'number' | 'collection';
  readonly depth: number;
}

class ExtentFinder {
  readonly #pkg: AnalysedPackage;
  readonly #writes: FieldWrites;
  readonly #guards: Guards;
  readonly #origins: Origins;
  readonly #busy = new Set<Value>();
  #steps = 0;

  constructor(pkg: AnalysedPackage, store: FactStore) {
    this.#pkg = pkg;
    this.#writes = store.get(fieldWrites);
    this.#guards = store.get(guards);
    this.#origins = store.get(origins);
  }

  find(value: Value, asked: Question): Extent {
    if (this.#busy.size === 0) this.#steps = 0;
    if (asked.depth > MAX_DEPTH || this.#busy.has(value) || ++this.#steps > MAX_STEPS) return unknownExtent;
    this.#busy.add(value);
    const deeper = { ...asked, depth: asked.depth + 1 };
    const own = this.#of(value, deeper);
    const found = own.by === 'constant' ? own : smallest([own, ...this.#guarded(value, deeper)]);
    this.#busy.delete(value);
    return found;
  }

  /** What conditions on the way have made sure of. */
  #guarded(value: Value, asked: Question): Extent[] {
    const { body, point, sort } = asked;
    const bounds =
      sort === 'number' ? this.#guards.atMost(value, point, body) : this.#guards.lengthAtMost(value, point, body);
    return bounds.map((bound) => this.find(bound, { ...asked, sort: 'number' }));
  }

  #of(value: Value, asked: Question): Extent {
    const { body, sort } = asked;
    const on = (part: Value) => this.find(part, asked);
    switch (value.op) {
      case 'const':
        if (typeof value.value === 'bigint') return constant(value.value);
        return constant(typeof value.value === 'string' ? value.value.length : 0);
      case 'composite':
        return this.#filled(value.args.length, value, asked);
      case 'param':
        return this.#parameter(value, asked);
      case 'phi': {
        const from = (i: number): Question => ({ ...asked, point: { block: value.block, from: value.block.preds[i] } });
        const all = value.args.map((arg, i) => (this.#busy.has(arg) ? undefined : this.find(arg, from(i))));
        return join(all.filter((extent) => extent !== undefined));
      }
      case 'convert':
        return on(value.args[0]);
      case 'binary':
        return this.#binary(value, asked);
      case 'make':
        if (sort === 'number') return unknownExtent;
        if (body.types.underlying(value.type).kind === 'map') return this.#filled(0, value, asked);
        return value.args.length === 0 ? unknownExtent : this.find(value.args[0], { ...asked, sort: 'number' });
      case 'slice':
        return this.#slice(value, asked);
      case 'call':
        return this.#call(value, 0, asked);
      case 'extract':
        return this.#extract(value, asked);
      case 'load':
        return this.#load(value, asked);
      case 'field':
        return this.#field(value.field?.symbol, value, asked);
      case 'receive':
      case 'selected':
        return { by: 'data', of: describe(value, body), received: true };
      case 'lookup':
      case 'index':
        return sort === 'collection' ? data(value, body) : unknownExtent;
      default:
        return unknownExtent;
    }
  }

  /** What all callers in sight pass; an exported function may be called by anyone with anything. */
  #parameter(param: Param, asked: Question): Extent {
    const { body, sort } = asked;
    const { symbol } = body;
    const given = sort === 'number' ? setting(param, body) : data(param, body);
    const open = symbol !== undefined && isExported(symbol.name) && this.#pkg.pkg.name !== 'main';
    // Who writes the arguments one by one writes a few.
    if (open) return isVariadic(body) && param.index === body.params.length - 1 ? setting(param, body) : given;
    const sites = this.#pkg.calls.edgesTo(body).filter((edge) => edge.how !== 'passed');
    if (sites.length === 0) return given;
    const variadic = isVariadic(body) && param.index === body.params.length - 1;
    const passed = sites.map(({ call, body: caller }) => {
      const there = { ...asked, body: caller, point: { block: call.block } };
      if (variadic && !call.spreads) return constant(call.args.length - param.index);
      const argument = call.args[param.index];
      return argument === undefined ? unknownExtent : this.find(argument, there);
    });
    return renamed(join(passed), param, body);
  }

  #binary({ operator, args }: InstructionOf<'binary'>, asked: Question): Extent {
    const [left, right] = args.map((arg) => this.find(arg, asked));
    switch (operator) {
      case Kind.Rem:
      case Kind.And:
        return right.by === 'constant' ? right : smallest([left, right]);
      case Kind.Sub:
      case Kind.SubAssign:
      case Kind.Quo:
      case Kind.Shr:
        return left;
      case Kind.Add:
      case Kind.AddAssign:
      case Kind.Mul: {
        if (left.by !== 'constant' || right.by !== 'constant') return join([left, right]);
        return constant(operator === Kind.Mul ? left.most * right.most : left.most + right.most);
      }
      default:
        return join([left, right]);
    }
  }

  /** A map has as many elements as are put into it, here or by whoever gets hold of it. */
  #filled(written: number, made: InstructionOf<'make' | 'composite'>, { body }: Question): Extent {
    let most = BigInt(written);
    if (body.types.underlying(made.type).kind !== 'map') return constant(most);
    for (const use of usesIn(body).of(made)) {
      if (use.op === 'mapupdate' && use.args[0] === made) {
        if (inLoop(use.block)) return data(made, body);
        most++;
      } else if (!reads(use)) {
        return setting(made, body);
      }
    }
    return constant(most);
  }

  /** `x[low:high]` has as many elements as lie between. */
  #slice({ args, low, high }: InstructionOf<'slice'>, asked: Question): Extent {
    const whole = this.find(args[0], asked);
    if (high === undefined) return whole;
    const number = { ...asked, sort: 'number' } as const;
    const ahead = low === undefined ? undefined : this.#ahead(high, low, number);
    return smallest([whole, ahead ?? this.find(high, number)]);
  }

  /** How far one number is ahead of another, where it is made from it: `start + size`, `min(start+size, len(x))`. */
  #ahead(high: Value, low: Value, asked: Question): Extent | undefined {
    if (high.op === 'binary' && high.operator === Kind.Add) {
      const at = high.args.findIndex((arg) => this.#origins.same(arg, low));
      return at < 0 ? undefined : this.find(high.args[1 - at], asked);
    }
    const oneOf =
      high.op === 'phi' || (high.op === 'call' && high.callee.kind === 'builtin' && high.callee.name === 'min');
    if (!oneOf) return undefined;
    const found = high.args.flatMap((arg) => (arg.op === 'phi' ? [] : (this.#ahead(arg, low, asked) ?? [])));
    return found.length === 0 ? undefined : join(found);
  }

  #extract({ args: [tuple], index, node }: InstructionOf<'extract'>, asked: Question): Extent {
    const { body, sort } = asked;
    if (tuple.op === 'call') return this.#call(tuple, index, asked);
    if (tuple.op === 'receive') return { by: 'data', of: body.file.tree.text(node), received: true };
    if (tuple.op === 'next') {
      const [over] = tuple.args;
      const size = over.op === 'call' && over.callee.kind === 'static' ? chunkers.get(over.callee.name) : undefined;
      if (size !== undefined && over.op === 'call') return this.find(over.args[size], { ...asked, sort: 'number' });
      if (tuple.form === 'integer' || index === 1) return this.find(over, asked);
    }
    return sort === 'collection' ? { by: 'data', of: body.file.tree.text(node) } : unknownExtent;
  }

  #call(call: Call, result: number, asked: Question): Extent {
    const { callee, args } = call;
    const { body, sort, depth } = asked;
    const opaque = sort === 'collection' ? (isOwn(call, body) ? held(call, body) : data(call, body)) : unknownExtent;
    if (callee.kind === 'builtin') return this.#builtin(callee.name, call, asked);
    if (callee.kind !== 'static' && callee.kind !== 'interface') return opaque;
    if (configurationCalls.has(callee.name)) return configured;
    if (settingParsers.has(callee.name)) {
      const inner = this.find(args[0], { ...asked, sort: 'collection' });
      return inner.by === 'configuration' ? inner : data(call, body);
    }
    if (lengthKeepers.has(callee.name)) return renamed(this.find(args[0], asked), call, body);
    const called = callee.kind === 'static' && callee.symbol ? this.#pkg.bodyOf(callee.symbol) : undefined;
    if (called === undefined || depth > MAX_DEPTH / 2) return opaque;
    const returned = [...instructions(called)].flatMap((one) => (one.op === 'return' ? [one] : []));
    const all = returned.map((one) => {
      const there = { ...asked, body: called, point: { block: one.block } };
      return one.args.length > result ? this.find(one.args[result], there) : unknownExtent;
    });
    return renamed(join(all), call, body);
  }

  #builtin(name: string, call: Call, asked: Question): Extent {
    const { args } = call;
    const number = { ...asked, sort: 'number' } as const;
    switch (name) {
      case 'len':
        return renamed(this.find(args[0], { ...asked, sort: 'collection' }), args[0], asked.body);
      case 'cap':
        return this.#capacity(this.#origins.of(args[0]), number);
      case 'min':
        return smallest(args.map((arg) => this.find(arg, number)));
      case 'max':
        return join(args.map((arg) => this.find(arg, number)));
      case 'append':
        return this.#append(call, asked);
      default:
        return unknownExtent;
    }
  }

  /** Once, it adds as many elements as are written; in a loop it grows with the loop. */
  #append(call: Call, asked: Question): Extent {
    const [before, ...added] = call.args;
    if (call.spreads) return this.#joined(call, asked);
    if (before.op === 'phi') return this.#collected(call, before, asked);
    const start = this.find(before, asked);
    if (start.by === 'constant') return constant(start.most + BigInt(added.length));
    return start.by === 'unknown' ? data(call, asked.body) : start;
  }

  /** `append(xs, ys...)`, once: as many as there are in both. */
  #joined(call: Call, asked: Question): Extent {
    if (inLoop(call.block)) return data(call, asked.body);
    return renamed(join(call.args.map((arg) => this.find(arg, asked))), call, asked.body);
  }

  /** `for range xs { ys = append(ys, y) }`: no more than there are in xs, and were there before. */
  #collected(call: Call, before: Phi, asked: Question): Extent {
    const turns = this.#turns(before, asked) ?? (cutsText(before.block) ? setting(call, asked.body) : undefined);
    if (turns === undefined) return data(call, asked.body);
    const start = before.args.filter((arg) => !this.#busy.has(arg)).map((arg) => this.find(arg, asked));
    return renamed(join([turns, ...start]), call, asked.body);
  }

  /** How often the loop goes round that collects something; undefined when it follows its input, or asks how much there is. */
  #turns(collected: Phi, asked: Question): Extent | undefined {
    const { block: head } = collected;
    const there = { ...asked, point: { block: head } };
    const next = head.instructions.find((one) => one.op === 'next');
    if (next?.op === 'next' && next.form !== 'integer')
      return this.find(next.args[0], { ...there, sort: 'collection' });
    const control = terminator(head);
    const condition = control.op === 'if' ? control.args[0] : undefined;
    if (condition?.op !== 'binary' || (condition.operator !== Kind.Lss && condition.operator !== Kind.Leq))
      return undefined;
    const [counter, bound] = condition.args;
    return counter.op === 'phi' ? this.find(bound, { ...there, sort: 'number' }) : undefined;
  }

  #capacity(channel: Value, asked: Question): Extent {
    if (channel.op !== 'make') return unknownExtent;
    return channel.args.length > 0 ? this.find(channel.args[0], asked) : constant(0);
  }

  #load(load: InstructionOf<'load'>, asked: Question): Extent {
    const { body, sort } = asked;
    const [address] = load.args;
    switch (address.op) {
      case 'fieldaddr':
        return this.#decoded(address, load, asked) ?? this.#field(address.field?.symbol, load, asked);
      case 'call': // *flag.Int(…)
      case 'load':
        return this.find(address, asked);
      case 'indexaddr':
        return sort === 'collection' ? data(load, body) : unknownExtent;
      case 'global':
        if (configurationVariables.has(address.name)) return configured;
        break;
      default:
        break;
    }
    const variable = variableOf(address);
    if (variable === undefined) return unknownExtent;
    return this.#decoded(address, load, asked) ?? this.#variable(variable, load, asked);
  }

  #variable(variable: Variable, load: InstructionOf<'load'>, asked: Question): Extent {
    const { body } = asked;
    if (variable.pkg !== undefined && variable.pkg !== this.#pkg.pkg) return unknownExtent;
    const writes = this.#writes.ofVariable(variable);
    if (writes.length === 0) return variable.role === 'package' ? configured : unknownExtent;
    if (writes.some((write) => grows(write)))
      return variable.role === 'package' && hasObjects(load, body) ? held(load, body) : data(load, body);
    const raising = writes.filter((write) => !this.#lowers(write, load));
    return renamed(join(raising.map((write) => this.#written(write, asked))), load, body);
  }

  #written({ value, body, at }: Write, asked: Question): Extent {
    return this.find(value, { ...asked, body, point: { block: at.block } });
  }

  /** `if n > most { n = most }`: whatever it writes, it is less than what was there. */
  #lowers({ value, body, at }: Write, load: InstructionOf<'load'>): boolean {
    return this.#guards
      .atMost(value, { block: at.block }, body)
      .some((bound) => bound.op === 'load' && this.#origins.same(bound.args[0], load.args[0]));
  }

  /** What a variable, or a field of it, holds behind a call that fills it. */
  #decoded(address: Value, load: Value, asked: Question): Extent | undefined {
    const { body } = asked;
    const base = rootOf(address);
    const variable = variableOf(base);
    if (variable === undefined) return undefined;
    const stored = this.#writes.ofVariable(variable);
    // A copy of a struct that another function has filled.
    if (address !== base && stored.length === 1 && stored[0].value.op === 'extract') {
      const [call] = stored[0].value.args;
      const called = call.op === 'call' && call.callee.kind === 'static' && call.callee.symbol;
      const from = called ? this.#pkg.bodyOf(called) : undefined;
      const filled = from && [...instructions(from)].some((one) => one.op === 'call' && this.#reads(one, from));
      if (filled) return setting(load, body);
    }
    for (const { call, argument, body: there } of this.#writes.handedOver(variable)) {
      if (call.callee.kind !== 'static') continue;
      const decoder = decoders.get(call.callee.name);
      if (decoder?.target !== argument) continue;
      if (decoder.source === undefined) return configured;
      return this.#isFile(call.args[decoder.source], there) ? setting(load, body) : data(load, body);
    }
    return undefined;
  }

  #reads(call: Call, body: Body): boolean {
    const decoder = call.callee.kind === 'static' ? decoders.get(call.callee.name) : undefined;
    return decoder?.source !== undefined && this.#isFile(call.args[decoder.source], body);
  }

  #isFile(source: Value, body: Body): boolean {
    const at = this.#origins.of(source);
    if (at.op === 'extract') return this.#isFile(at.args[0], body);
    if (at.op !== 'call' || at.callee.kind !== 'static') return false;
    if (decoderMakers.has(at.callee.name)) return this.#isFile(at.args[0], body);
    return fileReads.has(at.callee.name);
  }

  /** A field that is only filled where its struct is made is a setting; one that is appended to is a queue. */
  #field(field: unknown, value: Value, asked: Question): Extent {
    const { body, sort } = asked;
    const writes = field === undefined ? [] : this.#writes.ofField(field);
    if (writes.length === 0) return sort === 'collection' ? setting(value, body) : unknownExtent;
    if (writes.some((write) => grows(write))) return hasObjects(value, body) ? held(value, body) : data(value, body);
    const appended = writes.reduce((sum, write) => sum + (appendedBy(write) ?? 0), 0);
    const others = writes.filter((write) => appendedBy(write) === undefined);
    const known = others.map((write) => this.#written(write, asked)).filter(({ by }) => by !== 'unknown');
    const joined = join(appended > 0 ? [...known, constant(appended)] : known);
    // The package that declares the field, or a decoder of its own, may write to it as well.
    if (joined.by === 'constant' && isOfOtherPackage(field, this.#pkg)) return setting(value, body);
    return joined.by === 'data' ? setting(value, body) : renamed(joined, value, body);
  }
}

/**
 * Whether a call gives out what its receiver, or the program, has: it takes nothing that could come from a request, asks
 * for no context to wait with, and cannot fail.
 */
function isOwn(call: Call, body: Body): boolean {
  const { callee, args } = call;
  const receivers = callee.kind === 'interface' || (callee.kind === 'static' && callee.method) ? 1 : 0;
  return callee.kind !== 'unknown' && args.length === receivers && hasObjects(call, body);
}

/**
 * Whether a collection is one of things that live on by themselves, components, connections, subscribers, and not of
 * values that wait to be worked off.
 */
function hasObjects(value: Value, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(value, body));
  const parts = type.kind === 'map' ? [type.key, type.elem] : type.kind === 'slice' ? [type.elem] : [];
  return parts.some((part) => objects.has(body.types.underlying(part).kind));
}

function isOfOtherPackage(field: unknown, { pkg }: AnalysedPackage): boolean {
  const declared = (field as Variable | undefined)?.pkg;
  return declared !== undefined && declared !== pkg;
}

/**
 * Whether a use of a map leaves it to the function: to look into it, to go through it, to delete from it, or to put it
 * into a variable or field, whose writes are looked at by themselves.
 */
function reads(use: Instruction): boolean {
  if (use.op === 'call') return use.callee.kind === 'builtin';
  return use.op === 'lookup' || use.op === 'next' || use.op === 'binary' || use.op === 'store';
}

const objects = new Set<Type['kind']>(['pointer', 'interface', 'func', 'chan']);

const steps = new Set<Kind>([Kind.Add, Kind.AddAssign]);

/**
 * `x.f = append(x.f, v)`, `x.f[k] = v`, `x.f++`, unless the struct has just been made and this is no loop, or somebody
 * fills the struct for another: what reads options does that.
 */
function grows({ value, keyed, fresh, at, address }: Write): boolean {
  if (fresh && !inLoop(at.block)) return false;
  if (isFilledForOthers(address)) return false;
  if (keyed) return true;
  if (value.op === 'binary') return steps.has(value.operator) && value.args.some((arg) => arg.op === 'load');
  return value.op === 'call' && value.callee.kind === 'builtin' && value.callee.name === 'append';
}

/** Whether an address leads to a parameter that is no receiver. */
function isFilledForOthers(address: Value): boolean {
  const root = rootOf(address);
  if (root.op === 'load') return isFilledForOthers(root.args[0]);
  return root.op === 'param' && root.symbol?.role === 'parameter' && address !== root;
}

/** `path = path[:strings.LastIndexByte(path, '/')]` on the way round: as often as the text has parts, a path, a name. */
function cutsText({ instructions: all }: Block): boolean {
  return all.some(
    (one) =>
      one.op === 'phi' && one.args.some((arg) => arg.op === 'slice' && arg.args[0] === one && arg.low === undefined),
  );
}

/** How many elements `x.f = append(x.f, a, b)` adds. */
function appendedBy({ value, at }: Write): number | undefined {
  if (inLoop(at.block) || value.op !== 'call' || value.callee.kind !== 'builtin' || value.callee.name !== 'append')
    return undefined;
  return value.spreads ? undefined : value.args.length - 1;
}

/** Whether a block can be reached from itself. */
function inLoop(block: Block): boolean {
  return leads(block, block, []);
}

function isVariadic(body: Body): boolean {
  const type = body.symbol && body.types.ofSymbol(body.symbol);
  return type?.kind === 'func' && type.variadic;
}

function variableOf(address: Value): Variable | undefined {
  const symbol =
    address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
  return symbol?.kind === 'var' ? symbol : undefined;
}

/** The cell that a field's address lies in. */
function rootOf(address: Value): Value {
  return address.op === 'fieldaddr' ? rootOf(address.args[0]) : address;
}
