import { type Body, type Call, type Instruction, type InstructionOf, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { iterators } from '../../knowledge/callbacks.js';
import { runners } from '../../knowledge/runners.js';
import { isExported, type Variable } from '../../names/symbol.js';
import type { Struct } from '../../types/type.js';
import type { FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { spawnOf } from '../goroutines/spawn.js';
import { type Cells, cellsAround } from '../memory/captures.js';
import { fieldWrites } from '../memory/field-writes.js';
import { depthOf, type Frame, type Run } from './frames.js';
import { channels, type HeldOperation } from './holders.js';

/** Something that is done with a channel. */
export interface Operation {
  readonly op: 'send' | 'receive' | 'close';
  readonly at: Instruction;
  readonly frame: Frame;
  /** Of a select: which of its cases. */
  readonly state: number | undefined;
}

/** All that is done with a channel, as far as that is in sight. */
export interface ChannelUses {
  /** What makes the channel; the call or its part that yields one of which it is not known who else has it. */
  readonly made: Instruction;
  /** The function that everything is seen from: that which makes the channel, or the one that it returns it to. */
  readonly root: Frame;
  /** The frame in which the channel is made. */
  readonly home: Frame;
  readonly operations: readonly Operation[];
  /** Whether nothing else can be done with it. A channel that is returned is in the hands of callers. */
  readonly complete: boolean;
  /** The returns of the root that hand out the channel, or a function that uses it. */
  readonly returned: readonly InstructionOf<'return'>[];
  /** What is done with it elsewhere, by whoever has the struct of which it is a field. */
  readonly elsewhere: readonly HeldOperation[];
  /** The structs that hold it, as the root makes them. */
  readonly structs: readonly InstructionOf<'composite'>[];
  /** Whether it stands in a collection, together with others that are made at the same place. */
  readonly among: boolean;
}

/** What is followed: a channel, a function that uses it, a collection of such channels. */
type Content =
  | { readonly kind: 'channel' }
  | { readonly kind: 'collection' }
  | { readonly kind: 'function'; readonly literal: Body };

interface Carrier {
  readonly value: Value;
  readonly frame: Frame;
  readonly content: Content;
}

/** Follows a channel from where it is made. @param through the calls by which a caller gets it, innermost first */
export function usesOfChannel(
  made: Instruction,
  body: Body,
  through: readonly { readonly call: Call; readonly body: Body }[],
  store: FactStore,
): ChannelUses {
  let root: Frame = { body: through.at(-1)?.body ?? body, run: undefined };
  const outermost = root;
  for (let i = through.length - 1; i >= 0; i--)
    root = { body: i === 0 ? body : through[i - 1].body, run: { caller: root, call: through[i].call, how: 'call' } };
  const walk = new Walk(store);
  walk.carry(made, root, channel);
  walk.run();
  walk.settleFields(outermost);
  return {
    made,
    root: outermost,
    home: root,
    operations: walk.operations,
    complete: walk.complete,
    returned: walk.returned,
    elsewhere: walk.elsewhere,
    structs: walk.structs,
    among: walk.among,
  };
}

const channel: Content = { kind: 'channel' };
const collection: Content = { kind: 'collection' };

/** More than a function and what it starts do with one channel. */
const MAX_CARRIERS = 400;
const MAX_DEPTH = 6;

class Walk {
  readonly operations: Operation[] = [];
  readonly returned: InstructionOf<'return'>[] = [];
  readonly elsewhere: HeldOperation[] = [];
  readonly structs: InstructionOf<'composite'>[] = [];
  complete = true;
  among = false;
  readonly #fields = new Set<Variable>();
  readonly #store: FactStore;
  readonly #work: Carrier[] = [];
  readonly #seen = new Map<Frame, Map<Value, Set<string>>>();
  readonly #frames = new Map<Frame, Map<Instruction, Map<Body, Frame>>>();
  /** The variables that hold something that is followed. */
  readonly #held = new Map<Variable, Content[]>();
  readonly #all = new Set<Frame>();
  #count = 0;

  constructor(store: FactStore) {
    this.#store = store;
  }

  carry(value: Value, frame: Frame, content: Content): void {
    this.#enter(frame);
    const seen = this.#seen.get(frame)!;
    const key = content.kind === 'function' ? `function ${content.literal.node}` : content.kind;
    const kinds = seen.get(value);
    if (kinds?.has(key)) return;
    if (kinds === undefined) seen.set(value, new Set([key]));
    else kinds.add(key);
    if (++this.#count > MAX_CARRIERS) this.complete = false;
    else this.#work.push({ value, frame, content });
  }

  run(): void {
    for (let carrier = this.#work.pop(); carrier !== undefined; carrier = this.#work.pop())
      for (const use of usesIn(carrier.frame.body).of(carrier.value)) this.#visit(use, carrier);
  }

  #enter(frame: Frame): void {
    if (this.#all.has(frame)) return;
    this.#all.add(frame);
    this.#seen.set(frame, new Map());
    for (const [variable, contents] of this.#held) for (const content of contents) this.#show(variable, content, frame);
  }

  #visit(use: Instruction, carrier: Carrier): void {
    switch (carrier.content.kind) {
      case 'channel':
        return this.#channel(use, carrier);
      case 'collection':
        return this.#collection(use, carrier);
      case 'function':
        return this.#function(use, carrier, carrier.content.literal);
    }
  }

  #channel(use: Instruction, carrier: Carrier): void {
    const { value, frame } = carrier;
    const isFirst = use.args[0] === value;
    switch (use.op) {
      case 'send':
        if (use.args[1] === value) return this.#lose();
        return this.#operate('send', use, frame);
      case 'receive':
        return this.#operate('receive', use, frame);
      case 'select':
        use.states.forEach(({ form, channel, value: sent }, i) => {
          if (sent === value) this.#lose();
          if (channel === value && form !== 'default') this.#operate(form, use, frame, i);
        });
        return undefined;
      case 'selected':
      case 'binary':
      case 'if':
        return undefined;
      case 'store':
        return this.#storeOf(use, carrier);
      case 'mapupdate':
        return isFirst ? undefined : this.#gather(use.args[0], carrier);
      case 'composite':
        return this.#composite(use, carrier);
      default:
        return this.#pass(use, carrier);
    }
  }

  #collection(use: Instruction, carrier: Carrier): void {
    const { value, frame } = carrier;
    const isFirst = use.args[0] === value;
    switch (use.op) {
      case 'index':
      case 'lookup':
        if (!isFirst) return this.#lose();
        for (const part of use.op === 'lookup' && use.commaOk ? partsOf(use, frame.body, 0) : [use])
          this.carry(part, frame, channel);
        return undefined;
      case 'indexaddr':
        if (!isFirst) return this.#lose();
        for (const load of usesIn(frame.body).of(use)) if (load.op === 'load') this.carry(load, frame, channel);
        return undefined;
      case 'next':
        for (const part of partsOf(use, frame.body, 2)) this.carry(part, frame, channel);
        return undefined;
      case 'slice':
        return this.carry(use, frame, collection);
      case 'binary':
      case 'if':
        return undefined;
      case 'mapupdate':
        return isFirst ? undefined : this.#lose();
      case 'store':
        return this.#storeOf(use, carrier);
      default:
        return this.#pass(use, carrier);
    }
  }

  #function(use: Instruction, carrier: Carrier, literal: Body): void {
    const { value, frame, content } = carrier;
    if (isCall(use)) {
      if (use.callee.kind === 'dynamic' && use.callee.value === value) this.#called(use, frame, carrier);
      if (use.args.includes(value)) this.#handOver(use, carrier, literal);
      return undefined;
    }
    if (use.op === 'store') return this.#storeOf(use, carrier);
    if (use.op === 'phi' || use.op === 'convert') return this.carry(use, frame, content);
    if (use.op === 'composite' || use.op === 'mapupdate') return this.#keep(use, frame, literal);
    return use.op === 'binary' || use.op === 'if' ? undefined : this.#pass(use, carrier);
  }

  /** Somebody may call the function at any time. */
  #keep(by: Instruction, frame: Frame, literal: Body): void {
    const inside = this.#frame(by, frame, literal, 'unknown');
    if (inside === undefined) this.#lose();
    else this.#enter(inside);
  }

  /** What is the same for everything that is followed. */
  #pass(use: Instruction, carrier: Carrier): void {
    const { value, frame, content } = carrier;
    switch (use.op) {
      case 'phi':
        if (!use.args.every((arg) => arg === value || arg === use || isNil(arg) || this.#follows(arg, frame)))
          this.#lose();
        return this.carry(use, frame, content);
      case 'convert':
        return this.carry(use, frame, content);
      case 'return':
        return this.#return(use, carrier);
      case 'call':
      case 'defer':
      case 'spawn':
        return this.#call(use, carrier);
      default:
        return this.#lose();
    }
  }

  #follows(value: Value, frame: Frame): boolean {
    return this.#seen.get(frame)?.has(value) === true;
  }

  #lose(): void {
    this.complete = false;
  }

  #operate(op: Operation['op'], at: Instruction, frame: Frame, state?: number): void {
    this.operations.push({ op, at, frame, state });
  }

  #storeOf(store: InstructionOf<'store'>, carrier: Carrier): void {
    const [address, stored] = store.args;
    if (stored !== carrier.value) return this.#lose();
    if (address.op === 'fieldaddr' && carrier.content.kind === 'function')
      return this.#keep(store, carrier.frame, carrier.content.literal);
    if (address.op === 'indexaddr' && carrier.content.kind === 'channel') return this.#gather(address.args[0], carrier);
    if ((address.op !== 'alloc' && address.op !== 'freevar') || address.symbol === undefined) return this.#lose();
    const variable = address.symbol;
    const writes = this.#store.get(fieldWrites).ofVariable(variable);
    const others = writes.filter(({ value }) => value !== stored && !isNil(value) && !isGathering(value));
    if (others.length > 0 && carrier.content.kind !== 'function') this.#lose();
    this.#hold(variable, carrier.content);
  }

  #hold(variable: Variable, content: Content): void {
    const contents = this.#held.get(variable);
    if (contents?.some((one) => isSame(one, content))) return;
    if (contents === undefined) this.#held.set(variable, [content]);
    else contents.push(content);
    for (const frame of this.#all) this.#show(variable, content, frame);
  }

  /** What a variable holds is read in a frame, and used by the literals there. */
  #show(variable: Variable, content: Content, frame: Frame): void {
    const cells = cellsAround(frame.body);
    for (const cell of [...cells.of(variable)].filter(({ body }) => body === frame.body)) {
      for (const use of usesIn(frame.body).of(cell.value)) {
        if (use.op === 'load') this.carry(use, frame, content);
        else if (use.op !== 'store') this.#lose();
      }
    }
    this.#closures(variable, cells, frame);
  }

  #closures(variable: Variable, cells: Cells, frame: Frame): void {
    for (const { value, body } of cells.closuresOver(variable)) {
      if (body !== frame.body || value.op !== 'closure') continue;
      const literal = body.literals.get(value.func);
      if (literal === undefined) this.#lose();
      else this.carry(value, frame, { kind: 'function', literal });
    }
  }

  /** The channel becomes one of several in a slice or a map. */
  #gather(into: Value, { frame }: Carrier): void {
    this.among = true;
    const root = into.op === 'slice' ? into.args[0] : into;
    if (root.op === 'make' || root.op === 'composite' || root.op === 'phi') return this.carry(root, frame, collection);
    const cell = root.op === 'load' ? root.args[0] : root;
    if ((cell.op !== 'alloc' && cell.op !== 'freevar') || cell.symbol === undefined) return this.#lose();
    if (root.op === 'load' || root.op === 'alloc') this.#hold(cell.symbol, collection);
    else this.#lose();
  }

  #composite(use: InstructionOf<'composite'>, carrier: Carrier): void {
    const { frame } = carrier;
    const type = frame.body.types.underlying(use.type);
    if (type.kind === 'struct') return this.#intoField(use, type, carrier);
    this.among = true;
    return this.carry(use, frame, collection);
  }

  /** Whoever has the struct has the channel: all that the package does with that field is taken to be done with it. */
  #intoField(use: InstructionOf<'composite'>, type: Struct, { value, content }: Carrier): void {
    this.structs.push(use);
    use.args.forEach((arg, i) => {
      if (arg !== value) return;
      const field = type.fields.find(({ name }) => name === use.keys[i])?.symbol;
      const isOwn = field !== undefined && !isExported(field.name) && field.pkg === this.#store.pkg.pkg;
      if (content.kind !== 'channel' || !isOwn) return this.#lose();
      this.#fields.add(field);
    });
  }

  /** What is done by the fields that hold the channel, behind all that is done with it directly. */
  settleFields(root: Frame): void {
    for (const field of this.#fields) {
      const all = this.#store.get(channels).operationsOnField(field);
      if (all === undefined) this.#lose();
      // Who makes such a channel receives from that one.
      const makers = new Set(
        this.#store
          .get(fieldWrites)
          .ofField(field)
          .map(({ body }) => body),
      );
      for (const one of all ?? []) {
        if (one.body === root.body) this.operations.push({ ...one, frame: root });
        else if (!makers.has(one.body)) this.elsewhere.push(one);
      }
    }
  }

  #return(use: InstructionOf<'return'>, { value, frame, content }: Carrier): void {
    const { run } = frame;
    if (run === undefined) return void this.returned.push(use);
    if (run.how === 'spawn' || run.how === 'defer') return undefined;
    const { call, caller } = run;
    if (run.how !== 'call' || call.op !== 'call') return this.#lose();
    use.args.forEach((arg, index) => {
      if (arg !== value) return;
      if (use.args.length === 1) return this.carry(call, caller, content);
      for (const part of usesIn(caller.body).of(call)) {
        if (part.op !== 'extract') this.#lose();
        else if (part.index === index) this.carry(part, caller, content);
      }
    });
    return undefined;
  }

  #call(call: Call, carrier: Carrier): void {
    const { value, frame, content } = carrier;
    const { callee } = call;
    if (callee.kind === 'builtin') return this.#builtin(call, carrier);
    const { bodies, others, complete } = this.#store.pkg.calls.targets(call, frame.body);
    const [target] = bodies;
    if (!complete || bodies.length !== 1 || others.length > 0) return this.#lose();
    argumentsOf(call).forEach((arg, i) => {
      if (arg !== value) return;
      const param = target.params[i];
      const inside = this.#frame(call, frame, target, call.op);
      if (param === undefined || inside === undefined) return this.#lose();
      return this.carry(param, inside, content);
    });
  }

  #builtin(call: Call, { value, frame, content }: Carrier): void {
    const name = call.callee.kind === 'builtin' ? call.callee.name : '';
    if (name === 'close' && content.kind === 'channel') return this.#operate('close', call, frame);
    if (name === 'len' || name === 'cap' || name === 'println' || name === 'print') return undefined;
    if (name !== 'append') return this.#lose();
    if (content.kind === 'collection' && call.args[0] === value) return this.carry(call, frame, collection);
    this.among = true;
    return this.carry(call, frame, collection);
  }

  #called(call: Call, frame: Frame, { content }: Carrier): void {
    if (content.kind !== 'function') return;
    const inside = this.#frame(call, frame, content.literal, call.op);
    if (inside === undefined) this.#lose();
    else this.#enter(inside);
  }

  /** A function that uses the channel is an argument. */
  #handOver(call: Call, carrier: Carrier, literal: Body): void {
    const { frame, value } = carrier;
    const how = this.#howRun(call, frame, value);
    if (how === undefined) return this.#call(call, carrier);
    const inside = this.#frame(call, frame, literal, how);
    if (inside === undefined) this.#lose();
    else this.#enter(inside);
  }

  /** How a call runs a function that it is given; undefined when what it calls is in sight. */
  #howRun(call: Call, { body }: Frame, value: Value): Run['how'] | undefined {
    if (spawnOf(call, body, this.#store.known)?.task === value) return 'spawn';
    const name = call.callee.kind === 'static' ? call.callee.name : '';
    if (iterators.has(name)) return 'iteration';
    const runner = runners.get(name);
    if (runner !== undefined) return runner.runs === 'goroutine' ? 'spawn' : 'call';
    const { bodies, others, complete } = this.#store.pkg.calls.targets(call, body);
    return complete && bodies.length === 1 && others.length === 0 ? undefined : 'unknown';
  }

  #frame(call: Instruction, caller: Frame, body: Body, how: Run['how']): Frame | undefined {
    if (depthOf(caller) >= MAX_DEPTH) return undefined;
    for (let at: Frame | undefined = caller; at !== undefined; at = at.run?.caller)
      if (at.body === body) return undefined;
    let byCall = this.#frames.get(caller);
    if (byCall === undefined) this.#frames.set(caller, (byCall = new Map()));
    let byBody = byCall.get(call);
    if (byBody === undefined) byCall.set(call, (byBody = new Map()));
    let frame = byBody.get(body);
    if (frame === undefined) byBody.set(body, (frame = { body, run: { caller, call, how } }));
    return frame;
  }
}

function partsOf(tuple: Instruction, body: Body, index: number): Instruction[] {
  return usesIn(body)
    .of(tuple)
    .filter((use) => use.op === 'extract' && use.index === index);
}

/** Nil, or what a variable of such a type is before anything is stored in it. */
function isNil(value: Value): boolean {
  return value.op === 'const';
}

/** `chans = append(chans, c)`, `chans := make([]chan T, n)`: the same collection, before or after. */
function isGathering(value: Value): boolean {
  return value.op === 'call' && value.callee.kind === 'builtin' && value.callee.name === 'append';
}

function isSame(a: Content, b: Content): boolean {
  return a.kind === b.kind && (a.kind !== 'function' || (b.kind === 'function' && a.literal === b.literal));
}
