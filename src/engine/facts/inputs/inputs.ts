import { leads, mayFollow } from '../../flow/paths.js';
import {
  type Body,
  type Call,
  type Instruction,
  instructions,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import {
  limitedTypes,
  ownTypes,
  peerCalls,
  peerFields,
  peerTypes,
  resets,
  type Wrapper,
  wrappers,
} from '../../knowledge/inputs.js';
import { isExported, type Variable } from '../../names/symbol.js';
import { typeString } from '../../types/operations.js';
import { lookup } from '../../types/selection.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { dominance } from '../loops/dominance.js';
import { type FieldWrites, fieldWrites } from '../memory/field-writes.js';
import { type Origins, origins } from '../memory/origins.js';
import { behind, type OwnerPath, within } from '../resources/owner-path.js';
import { homeOf } from '../resources/owner-place.js';
import { type Expansion, type Input, pointeeName, type Source } from './input.js';
import { limitCalls } from './limit-calls.js';
import { peers } from './peers.js';
import { readerResults } from './reader-results.js';

/** Where what a reader yields, or what a slice of bytes holds, comes from. */
export interface Inputs {
  /**
   * The places without a limit on the way; none where each way has one.
   * @param path which part of the value is the reader
   * @param expansion what the reader decompresses, when that is known beforehand
   */
  of(value: Value, body: Body, path?: OwnerPath, expansion?: Expansion): readonly Input[];
  /** The same of one of the values that a call yields. */
  ofResult(call: Call, index: number, body: Body): readonly Input[];
}

export const inputs: Fact<Inputs> = {
  name: 'inputs',
  compute: (_pkg, store) => {
    const finder = new InputFinder(store);
    return {
      of: (value, body, path = '', expansion) => finder.find(value, body, path, expansion),
      ofResult: (call, index, body) => finder.findResult(call, index, body),
    };
  },
};

/** Readers in readers, variables in variables; more than anybody writes. */
const MAX_DEPTH = 24;

/** Of one question; ways that part and meet again are many. */
const MAX_STEPS = 300;

/** Fields that are filled at more places than that are not followed. */
const MAX_WRITES = 6;

/** What is known already of the way from the reader to where it comes from. */
interface Way {
  readonly path: OwnerPath;
  readonly expansion: Expansion | undefined;
  readonly limited: boolean;
  readonly put: Input['put'];
  readonly depth: number;
}

class InputFinder {
  readonly #store: FactStore;
  readonly #writes: FieldWrites;
  readonly #origins: Origins;
  readonly #busy = new Set<Value>();
  #steps = 0;

  constructor(store: FactStore) {
    this.#store = store;
    this.#writes = store.get(fieldWrites);
    this.#origins = store.get(origins);
  }

  find(value: Value, body: Body, path: OwnerPath, expansion: Expansion | undefined): readonly Input[] {
    return this.#from(value, body, { path, expansion, limited: false, put: undefined, depth: 0 });
  }

  findResult(call: Call, index: number, body: Body): readonly Input[] {
    const way = { path: '', expansion: undefined, limited: false, put: undefined, depth: 0 };
    const whole = typeOfValue(call, body);
    const type = whole.kind === 'tuple' ? whole.types[index] : whole;
    return this.#typed(type, call, body, way) ?? this.#result(call, index, body, way);
  }

  #from(value: Value, body: Body, way: Way): readonly Input[] {
    if (this.#busy.size === 0) this.#steps = 0;
    if (way.depth > MAX_DEPTH || ++this.#steps > MAX_STEPS) return unknown;
    if (this.#busy.has(value)) return [];
    this.#busy.add(value);
    try {
      const deeper = { ...way, depth: way.depth + 1 };
      return this.#typed(typeOfValue(value, body), value, body, deeper) ?? this.#made(value, body, deeper);
    } finally {
      this.#busy.delete(value);
    }
  }

  /** What the type of a value tells. */
  #typed(of: Type, value: Value, body: Body, way: Way): readonly Input[] | undefined {
    const type = typeString(of);
    if (way.path === '') {
      if (limitedTypes.has(type)) return this.#limit(way);
      const peer = peerTypes.get(type);
      // A part of a request has the request's limit.
      if (peer === 'upload' && this.#made(value, body, way).length === 0) return [];
      if (peer !== undefined && !isConstant(value)) return this.#ofPeer(peer, value, body, way);
      if (ownTypes.has(type) && !(way.expansion !== undefined && isHeldType(type))) return own;
      return undefined;
    }
    const field = peerFields.get(pointeeName(type));
    return field !== undefined && field.field === way.path ? this.#ofPeer(field.peer, value, body, way) : undefined;
  }

  #ofPeer(peer: Extract<Source, { from: 'peer' }>['peer'], value: Value, body: Body, way: Way): readonly Input[] {
    switch (this.#store.get(peers).of(peer, value, body)) {
      case 'own':
        return own;
      case 'limited':
        return way.expansion === undefined || peer === 'archive'
          ? []
          : [this.#input({ from: 'peer', peer, value, body }, { ...way, limited: true })];
      default:
        this.#store.evidence.assumptions.add('no limit elsewhere');
        return [this.#input({ from: 'peer', peer, value, body }, way)];
    }
  }

  #input(source: Source, { expansion, limited, put }: Way): Input {
    return { source, expansion, limited, put };
  }

  /** Behind a limit nothing is of interest, unless it is decompressed again. */
  #limit(way: Way): readonly Input[] {
    if (way.expansion === undefined) return [];
    return [this.#input({ from: 'unknown' }, { ...way, limited: true })];
  }

  #made(at: Value, body: Body, way: Way): readonly Input[] {
    const on = (value: Value) => this.#from(value, body, way);
    switch (at.op) {
      case 'const':
        return own;
      case 'param':
        return this.#parameter(at, body, way);
      case 'convert':
      case 'assert':
      case 'slice':
        return on(at.args[0]);
      case 'phi':
        return this.#anyOf(at.args, body, way);
      case 'load':
        return this.#loaded(at, body, way);
      case 'field': {
        const path = within(at.name, way.path);
        return path === undefined ? unknown : this.#from(at.args[0], body, { ...way, path });
      }
      case 'fieldaddr':
        return this.#fieldOf(at, undefined, body, way);
      case 'extract':
        return at.args[0].op === 'call' ? this.#result(at.args[0], at.index, body, way) : unknown;
      case 'call':
        return this.#result(at, 0, body, way);
      case 'alloc':
      case 'freevar':
        return this.#cell(at, undefined, body, way);
      case 'composite':
        return this.#literal(at, body, way);
      default:
        return unknown;
    }
  }

  #parameter(param: Extract<Value, { op: 'param' }>, from: Body, way: Way): readonly Input[] {
    const body = homeOf(param, from);
    const given = this.#input({ from: 'parameter', parameter: param.index, path: way.path, body }, way);
    return body.params.includes(param) ? [given] : unknown;
  }

  /** Of a reader and the same one behind a limit, the second is what is meant; the first is where no limit is wanted. */
  #anyOf(values: readonly Value[], body: Body, way: Way): readonly Input[] {
    const limited = values.flatMap((value) => this.#limitedBy(value));
    const asked = values.filter((value) => !limited.some((one) => this.#origins.same(one, value)));
    return asked.flatMap((value) => this.#from(value, body, way));
  }

  #limitedBy(value: Value): readonly Value[] {
    const at = this.#origins.of(value);
    const limit =
      at.op === 'call' && 'name' in at.callee ? this.#store.known.readLimits.get(at.callee.name) : undefined;
    return limit === undefined || at.op !== 'call' ? [] : [this.#origins.of(at.args[limit.reader])];
  }

  #loaded(load: Extract<Value, { op: 'load' }>, body: Body, way: Way): readonly Input[] {
    const [address] = load.args;
    switch (address.op) {
      case 'fieldaddr':
        return this.#fieldOf(address, load, body, way);
      case 'alloc':
      case 'freevar':
        return this.#cell(address, load, body, way);
      case 'indexaddr':
      case 'global':
        return unknown;
      default:
        return this.#from(address, body, way);
    }
  }

  /** A local variable: what is stored in it, as far as it may still be there. */
  #cell(
    cell: Extract<Value, { op: 'alloc' | 'freevar' }>,
    load: Instruction | undefined,
    body: Body,
    way: Way,
  ): readonly Input[] {
    const stored = cell.symbol === undefined ? [] : this.#writes.ofVariable(cell.symbol).filter(({ keyed }) => !keyed);
    const reaching = stored.filter(
      (write) => load === undefined || write.body !== body || mayFollow(write.at, load, undefined),
    );
    const found = reaching.flatMap((write) => this.#from(write.value, write.body, way));
    if (cell.op === 'alloc') {
      const filled = this.#filled(cell, body, way);
      if (filled !== undefined) return [...found, ...filled];
    }
    return stored.length === 0 ? unknown : found;
  }

  /** A new struct: a field of it, or what its embedded reader reads; a buffer, and what has been read into it. */
  #filled(cell: Extract<Value, { op: 'alloc' }>, body: Body, way: Way): readonly Input[] | undefined {
    const type = typeOfValue(cell, body);
    if (way.path === '' && isHeldType(typeString(type))) return this.#readInto(cell, body, way);
    const path = way.path === '' ? promotedRead(type, body) : way.path;
    if (path === undefined) return way.path === '' && cell.of !== 'variable' ? unknown : undefined;
    const stores = instructions(body).filter(
      (one) => one.op === 'store' && one.args[0].op === 'fieldaddr' && this.#origins.of(one.args[0].args[0]) === cell,
    );
    const found = stores.flatMap((one) => {
      const [address, value] = one.args;
      const rest = address.op === 'fieldaddr' ? behind(address.name, path) : undefined;
      return rest === undefined ? [] : this.#from(value, body, { ...way, path: rest });
    });
    return stores.length === 0 ? undefined : found;
  }

  /** What a buffer has been filled with: all of it is in memory. */
  #readInto(buffer: Value, body: Body, way: Way): readonly Input[] {
    if (way.expansion === undefined) return own;
    return instructions(body).flatMap((one) => {
      if (one.op !== 'call' || !('name' in one.callee)) return [];
      const copies = one.callee.name === 'io.Copy' || one.callee.name === '(*bytes.Buffer).ReadFrom';
      return copies && this.#origins.of(one.args[0]) === buffer ? this.#from(one.args[1], body, way) : [];
    });
  }

  #literal(literal: Extract<Value, { op: 'composite' }>, body: Body, way: Way): readonly Input[] {
    const path = way.path === '' ? promotedRead(literal.type, body) : way.path;
    if (path === undefined) return unknown;
    return literal.args.flatMap((value, i) => {
      const key = literal.keys[i];
      const rest = typeof key === 'string' ? behind(key, path) : undefined;
      return rest === undefined ? [] : this.#from(value, body, { ...way, path: rest });
    });
  }

  /** A field: what this function puts into it, or else what it held before. */
  #fieldOf(
    address: Extract<Value, { op: 'fieldaddr' }>,
    load: Instruction | undefined,
    body: Body,
    way: Way,
  ): readonly Input[] {
    const path = within(address.name, way.path);
    if (path === undefined) return unknown;
    const stored = load === undefined ? [] : this.#storedBefore(address, load, body);
    const found = stored.flatMap(({ value, home }) => this.#from(value, home, way));
    if (load !== undefined && stored.some(({ at }) => this.#replaces(at, load, body))) return found;
    // A limit that is set on some of the ways only is one that is wanted.
    if (stored.length > 0 && found.length === 0) return this.#limit(way);
    const before = this.#from(address.args[0], body, { ...way, path });
    return [...found, ...before.flatMap((input) => this.#settled(input, address.field?.symbol, way))];
  }

  #storedBefore(
    address: Value,
    load: Instruction,
    body: Body,
  ): readonly { readonly value: Value; readonly home: Body; readonly at: Instruction }[] {
    const all = [...withLiterals(outermost(body))].flatMap((home) =>
      instructions(home).flatMap((at) =>
        at.op === 'store' && at.args[0].op === 'fieldaddr' && this.#isSame(at.args[0], address)
          ? [{ value: at.args[1], home, at }]
          : [],
      ),
    );
    return all.filter(({ at, home }) => home !== body || mayFollow(at, load, undefined));
  }

  #isSame(a: Value, b: Value): boolean {
    return (
      this.#origins.same(a, b) ||
      (a.op === 'fieldaddr' && b.op === 'fieldaddr' && a.name === b.name && sameVariable(a.args[0], b.args[0]))
    );
  }

  #replaces(store: Instruction, load: Instruction, body: Body): boolean {
    if (!instructions(body).includes(store)) return false;
    return this.#store.get(dominance).precedes(store, load, body) && !leads(load.block, store.block, []);
  }

  /** Of a field that only this package writes to, what it writes. */
  #settled(input: Input, field: Variable | undefined, way: Way): readonly Input[] {
    const { source } = input;
    if (source.from !== 'parameter' || source.path === '' || field === undefined || way.put !== undefined)
      return [input];
    if (isExported(field.name) && this.#store.pkg.pkg.name !== 'main') return [input];
    const writes = this.#writes.ofField(field).filter(({ value }) => !isConstant(value));
    if (writes.length === 0 || writes.length > MAX_WRITES || writes.some(({ keyed }) => keyed)) return [input];
    const found = writes.map(({ value, body }) => this.#from(value, body, { ...way, put: { value, body } }));
    // One of them with a limit, or from nobody knows where: somebody has thought of it.
    if (found.some((one) => one.length === 0 || one.some(({ source: { from } }) => from !== 'peer'))) return [input];
    return found.flat();
  }

  #result(call: Call, index: number, body: Body, way: Way): readonly Input[] {
    const { callee } = call;
    const name = 'name' in callee ? callee.name : undefined;
    if (name !== undefined) {
      const limit = this.#store.known.readLimits.get(name);
      if (limit !== undefined) {
        const reader = call.args[limit.reader];
        return this.#store.get(limitCalls).limits(call, body)
          ? this.#behindLimit(reader, body, way)
          : this.#from(reader, body, way);
      }
      const wrapper = wrappers.get(name);
      if (wrapper !== undefined) return this.#wrapped(wrapper, call, body, way);
      const peer = peerCalls.get(name);
      if (peer !== undefined && peer.result === index && (peer.field ?? '') === way.path)
        return [this.#input({ from: 'peer', peer: peer.peer, value: call, body }, way)];
      if (name === '(*bytes.Buffer).Bytes') return this.#from(call.args[0], body, way);
    }
    if (callee.kind === 'builtin' || callee.kind === 'unknown') return unknown;
    return this.#ofCallee(call, index, body, way);
  }

  /** What is read through a limit is of interest only where it is decompressed behind it. */
  #behindLimit(reader: Value, body: Body, way: Way): readonly Input[] {
    return way.expansion === undefined ? [] : this.#from(reader, body, { ...way, limited: true });
  }

  #wrapped(wrapper: Wrapper, call: Call, body: Body, way: Way): readonly Input[] {
    const { of, field = '', expands, held } = wrapper;
    if (way.path !== '' && way.path !== 'Reader') return unknown;
    if (held && way.expansion === undefined) return own;
    const reset = expands === undefined ? [] : this.#resets(call, body);
    const expansion: Expansion | undefined =
      way.expansion ?? (expands === undefined ? undefined : { format: expands, call, body });
    const next = { ...way, path: field, expansion };
    const sources = [call.args[of], ...reset].filter((one) => one !== undefined && !isConstant(one));
    return sources.flatMap((one) => this.#from(one, body, next));
  }

  /** `z.Reset(r)`: what a decompressor is given later. */
  #resets(made: Call, body: Body): Value[] {
    return instructions(body).flatMap((one) => {
      if (one.op !== 'call' || !('name' in one.callee)) return [];
      const reset = resets.get(one.callee.name);
      const on = reset && this.#origins.of(one.args[0]);
      return reset !== undefined && (on === made || (on?.op === 'extract' && on.args[0] === made))
        ? [one.args[reset.of]]
        : [];
    });
  }

  /** What a function of the module makes its result of. */
  #ofCallee(call: Call, index: number, body: Body, way: Way): readonly Input[] {
    const answers = this.#store.summaries.ofCall(readerResults, call, body, this.#store);
    const args = argumentsOf(call);
    return answers.flat().flatMap((one): readonly Input[] => {
      if (one.result !== undefined && one.result !== index) return [];
      if (one.from === 'unknown' || way.path !== one.at) return unknown;
      const own = one.expands === undefined ? undefined : { format: one.expands, call, body };
      const next = { ...way, expansion: way.expansion ?? own, limited: way.limited || one.limited };
      if (one.from === 'peer') return [this.#input({ from: 'peer', peer: one.peer, value: call, body }, next)];
      const argument = args[one.parameter];
      return argument === undefined ? unknown : this.#from(argument, body, { ...next, path: one.path });
    });
  }
}

const own: readonly Input[] = [{ source: { from: 'own' }, expansion: undefined, limited: false, put: undefined }];
const unknown: readonly Input[] = [
  { source: { from: 'unknown' }, expansion: undefined, limited: false, put: undefined },
];

function isConstant(value: Value): boolean {
  return value.op === 'const';
}

/** Readers of memory, of which it matters what was put there when it is decompressed. */
function isHeldType(type: string): boolean {
  return type === '*bytes.Reader' || type === '*bytes.Buffer' || type === '*strings.Reader';
}

/** The embedded field whose Read method is that of the struct. */
function promotedRead(type: Type, body: Body): OwnerPath | undefined {
  const read = lookup(body.types, type, 'Read');
  if (read?.kind !== 'method' || read.path.length === 0) return undefined;
  return read.path.map(({ name }) => name).join('.');
}

/** One variable, seen as a parameter and as the cell that function literals share. */
function sameVariable(a: Value, b: Value): boolean {
  const [x, y] = [variableOf(a), variableOf(b)];
  return x !== undefined && x === y;
}

function variableOf(value: Value): Variable | undefined {
  const at = value.op === 'load' ? value.args[0] : value;
  return at.op === 'param' || at.op === 'alloc' || at.op === 'freevar' ? at.symbol : undefined;
}
