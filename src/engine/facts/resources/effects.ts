import { knownBefore } from '../../flow/feasible.js';
import {
  type Block,
  type Body,
  type Call,
  calls,
  type Instruction,
  type InstructionOf,
  instructions,
  isCall,
  outermost,
  terminator,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { closers, ownClosers, soundsLikeEnd } from '../../knowledge/closers.js';
import { doneCalls } from '../../knowledge/contexts.js';
import { drainers } from '../../knowledge/drainers.js';
import { packageOf } from '../../knowledge/full-name.js';
import { methodName, type ReleaseName, releasesOf } from '../../knowledge/resource-table.js';
import { takers } from '../../knowledge/takers.js';
import { isErrorType } from '../../types/universe-types.js';
import type { FactStore } from '../fact.js';
import { destinations } from '../memory/destinations.js';
import type { Destination } from '../memory/follow.js';
import { origins } from '../memory/origins.js';
import { passedBy } from './arguments.js';
import { leftOnFailure } from './left-on-failure.js';
import { literalRunBy } from './literals.js';
import { asMethodValue, behind, type OwnerPath } from './owner-path.js';
import type { Possession } from './possession.js';
import { type Released, releases } from './releases.js';

/** What an instruction does to what is held, provided that a value is the owner or leads to it at that moment. */
export interface Effect {
  /** Undefined when it does so in any case. */
  readonly carrier: Value | undefined;
  readonly does: 'release' | 'perhaps release' | 'move' | 'hide';
  /** What it was released by. */
  readonly name?: ReleaseName;
  /** Whether it does so only where the error that it yields is nil. */
  readonly unlessFailed?: boolean;
}

/** What the instructions of a function do to one possession, worked out when control first gets there. */
export class Effects {
  readonly #possession: Possession;
  readonly #store: FactStore;
  readonly #departures = new Map<Instruction, Effect[]>();
  readonly #known = new Map<Instruction, readonly Effect[]>();
  readonly #touched = new Map<Body, boolean>();
  #closing: boolean | undefined;

  constructor(possession: Possession, store: FactStore) {
    this.#possession = possession;
    this.#store = store;
    if (!possession.fixed) this.#collectDepartures();
  }

  of(instruction: Instruction, body: Body): readonly Effect[] {
    let effects = this.#known.get(instruction);
    if (effects === undefined) this.#known.set(instruction, (effects = this.#compute(instruction, body)));
    return effects;
  }

  /** Whether a literal, or one inside it, has to do with the owner. */
  touches(literal: Body): boolean {
    let touched = this.#touched.get(literal);
    if (touched === undefined) {
      const { owners } = this.#possession;
      touched = [...withLiterals(literal)].some((body) =>
        instructions(body).some(
          (one) =>
            one.args.some((arg) => owners.has(arg)) ||
            (isCall(one) && one.callee.kind === 'dynamic' && owners.has(one.callee.value)) ||
            this.#endsForProcess(one),
        ),
      );
      this.#touched.set(literal, touched);
    }
    return touched;
  }

  #compute(instruction: Instruction, body: Body): readonly Effect[] {
    const departures = this.#departures.get(instruction) ?? none;
    if (instruction.op === 'receive') return [...this.#received(instruction.args[0]), ...departures];
    if (instruction.op === 'closure') return this.#closure(instruction, body);
    if (instruction.op === 'store' || instruction.op === 'mapupdate' || instruction.op === 'composite')
      return [...this.#collected(instruction, body), ...departures];
    if (instruction.op === 'send') return [...this.#sent(instruction.args[0], body), ...departures];
    if (instruction.op === 'return') return [...this.#returned(instruction, body), ...departures];
    if (!isCall(instruction)) return departures;
    if (instruction.op === 'spawn') return [...this.#spawned(instruction, body), ...departures];
    return [...this.#released(instruction, body), ...this.#handed(instruction, body), ...departures];
  }

  /** What is no value is given to the caller together with what it lies in: a transaction that holds a lock. */
  #returned({ args }: InstructionOf<'return'>, body: Body): readonly Effect[] {
    const { fixed, owners, roots } = this.#possession;
    if (!fixed || roots.size === 0 || body !== this.#possession.body) return none;
    return args.filter((arg) => owners.has(arg)).map((carrier) => ({ carrier, does: 'move' }));
  }

  /** Sending a goroutine a value that says nothing may be what ends it. */
  #sent(channel: Value, { types }: Body): readonly Effect[] {
    const { shared, owners, body } = this.#possession;
    if (!shared || !owners.mayBe(channel)) return none;
    const type = types.underlying(typeOfValue(channel, body));
    const sent = type.kind === 'chan' ? types.underlying(type.elem) : undefined;
    const isSignal =
      (sent?.kind === 'struct' && sent.fields.length === 0) || (sent?.kind === 'basic' && sent.name === 'bool');
    return isSignal ? [{ carrier: channel, does: 'hide' }] : none;
  }

  /** A goroutine that releases it has taken it over. */
  #spawned(call: Call, body: Body): readonly Effect[] {
    const moved = this.#summarised(call, body).map(({ carrier }) => ({ carrier, does: 'move' }) as const);
    return [...moved, ...this.#handed(call, body)];
  }

  /** One of many: which of them is released later, nobody can tell. */
  #collected(at: Instruction, body: Body): Effect[] {
    const value = at.args[at.op === 'mapupdate' ? 2 : 1];
    const { owners } = this.#possession;
    if (at.op === 'composite') {
      const { kind } = body.types.underlying(at.type);
      if (kind === 'struct') return [];
      return at.args.filter((arg) => owners.has(arg)).map((carrier) => ({ carrier, does: 'hide' }));
    }
    // What a literal puts into a variable of the function around it, or into what that holds, that one has.
    if (at.op === 'store' && rootOf(at.args[0]).op === 'freevar' && body === this.#possession.body)
      return owners.mayBe(value) ? [{ carrier: value, does: 'move' }] : [];
    if (at.op === 'store' && !isElement(at.args[0])) return [];
    return owners.has(value) ? [{ carrier: value, does: 'hide' }] : [];
  }

  #wants(name: ReleaseName): boolean {
    return this.#possession.names?.has(name) ?? true;
  }

  #endsForProcess(one: Instruction): boolean {
    return (
      isCall(one) &&
      'name' in one.callee &&
      this.#possession.fixed &&
      this.#possession.names?.has(one.callee.name) === true
    );
  }

  #released(call: Call, body: Body): Effect[] {
    const found: Effect[] = [];
    const { owners } = this.#possession;
    if (call.callee.kind === 'builtin' && call.callee.name === 'append') {
      return call.args.slice(1).flatMap((arg) => (owners.has(arg) ? [{ carrier: arg, does: 'hide' }] : []));
    }
    if (this.#endsForProcess(call)) found.push({ carrier: undefined, does: 'release' });
    call.args.forEach((arg, i) => {
      const isTaken = 'name' in call.callee && takers.get(call.callee.name) === i;
      if (isTaken && owners.has(arg)) found.push({ carrier: arg, does: 'move' });
      if (!owners.mayBe(arg)) return;
      for (const name of releaseNames(call, i, body, this.#store)) {
        if (this.#wants(name)) found.push({ carrier: arg, does: 'release', name });
      }
      if (this.#recording(call, body) === 'goes on') found.push({ carrier: arg, does: 'hide' });
    });
    if (call.callee.kind === 'dynamic') found.push(...this.#called(call.callee.value));
    const drained = this.drains(call);
    // Who does not look at the error takes it for read.
    if (drained !== undefined && !isErrorSeen(call, body)) found.push({ carrier: drained, does: 'release' });
    if (found.length > 0) return found;
    const summarised = this.#summarised(call, body);
    return [...summarised, ...this.#closesHolder(call, body, summarised.length > 0)];
  }

  /**
   * Who closes what it lies in has done what can be asked for; only a method that is seen to leave it alone may not have
   * released it.
   */
  #closesHolder(call: Call, body: Body, isSeen: boolean): Effect[] {
    const { fixed, owners } = this.#possession;
    const [holder] = call.args;
    if (!('name' in call.callee) || !isMethod(call) || !owners.has(holder) || owners.mayBe(holder)) return [];
    const name = methodName(call.callee.name);
    const closes = fixed ? this.#wants(name) : (closers.has(name) || ownClosers.has(name)) && !isRemoteCall(call, body);
    if (!closes) return [];
    return [{ carrier: holder, does: isSeen || !this.#hasBody(call, body) ? 'release' : 'perhaps release', name }];
  }

  /** A recording of the process that goes on needs what it writes to; one that the function stops does not. */
  #recording({ callee }: Call, body: Body): 'stopped' | 'goes on' | undefined {
    if (!('name' in callee)) return undefined;
    const recordings = this.#store.known.resources.acquiredBy(callee.name).filter((one) => one.process);
    if (recordings.length === 0) return undefined;
    const ends = new Set(recordings.flatMap((one) => releasesOf(one).map(({ name }) => name)));
    const isEnd = (call: Call) => 'name' in call.callee && ends.has(call.callee.name);
    return [...withLiterals(outermost(body))].some((one) => [...calls(one)].some(isEnd)) ? 'stopped' : 'goes on';
  }

  /** The owner is a function that is called, or a method value of the owner is. */
  #called(value: Value): Effect[] {
    const found: Effect[] = [];
    for (const path of this.#possession.owners.pathsOf(value)) {
      const method = asMethodValue(path);
      if (path === '' && this.#wants('call')) found.push({ carrier: value, does: 'release', name: 'call' });
      else if (method?.on === '' && this.#wants(method.name))
        found.push({ carrier: value, does: 'release', name: method.name });
    }
    return found;
  }

  /** What functions with bodies in sight do. */
  #summarised(call: Call, body: Body): Effect[] {
    const { owners } = this.#possession;
    const passed = passedBy(call, body).filter(({ value }) => owners.has(value));
    if (passed.length === 0 || literalRunBy(call, body, this.#store) !== undefined) return [];
    const answers = this.#store.summaries.ofCall(releases, call, body, this.#store);
    return passed.flatMap(({ parameter, value, at }) =>
      [...owners.pathsOf(value)].flatMap((path) => {
        const place = at(path);
        if (place === undefined) return [];
        const all = answers.map((answer) => this.#releaseIn(answer, parameter, place));
        if (all.every((one) => one === undefined)) return [];
        return [
          { carrier: value, does: all.every((one) => one === 'release') ? 'release' : 'perhaps release' } as const,
        ];
      }),
    );
  }

  #releaseIn(all: readonly Released[], parameter: number, place: OwnerPath): Effect['does'] | undefined {
    const own = all.filter((one) => one.parameter === parameter && behind(one.at, place) !== undefined);
    const isWanted = ({ by }: Released) => by.some((name) => this.#wants(name));
    const isSure = ({ at, by, on }: Released) =>
      at === place && on === 'every' && by.every((name) => this.#wants(name));
    if (own.some(isSure)) return 'release';
    // Closing what it lies in may close it, too.
    return own.some((one) => one.at !== place || isWanted(one)) ? 'perhaps release' : undefined;
  }

  /** A literal that releases it, given to a function that may run it or not, now or later. */
  #handed(call: Call, body: Body): Effect[] {
    const { fixed } = this.#possession;
    const literals = [
      ...call.args,
      ...(call.op === 'spawn' && call.callee.kind === 'dynamic' ? [call.callee.value] : []),
    ]
      .filter((arg) => arg.op === 'closure')
      .flatMap((arg) => body.literals.get(arg.func) ?? []);
    const releasing = literals.some((literal) => this.#releasesSomewhere(literal));
    if (!releasing) return [];
    return [{ carrier: undefined, does: call.op === 'spawn' && !fixed ? 'move' : 'hide' }];
  }

  #releasesSomewhere(literal: Body): boolean {
    if (!this.touches(literal)) return false;
    return [...withLiterals(literal)].some((body) =>
      instructions(body).some(
        (one) => isCall(one) && one.op !== 'spawn' && this.#released(one, body).some(({ does }) => does !== 'move'),
      ),
    );
  }

  /** What is no memory cannot be followed into a literal that somebody keeps. */
  #closure(closure: Instruction & { readonly op: 'closure' }, body: Body): readonly Effect[] {
    const literal = this.#possession.fixed ? body.literals.get(closure.func) : undefined;
    if (literal === undefined || !this.#releasesSomewhere(literal)) return none;
    const runsHere = usesIn(body)
      .of(closure)
      .every(
        (use) => isCall(use) && use.callee.kind === 'dynamic' && use.callee.value === closure && use.op !== 'spawn',
      );
    return runsHere ? none : [{ carrier: undefined, does: 'hide' }];
  }

  #received(channel: Value): Effect[] {
    const { received, owners, contexts } = this.#possession;
    const made = this.#store.get(origins).of(channel);
    if (isCall(made) && 'name' in made.callee && doneCalls.has(made.callee.name) && contexts?.mayBe(made.args[0]))
      return [{ carrier: undefined, does: 'release' }];
    const address = channel.op === 'load' ? channel.args[0] : channel;
    if (received === undefined || (address.op !== 'fieldaddr' && address.op !== 'field')) return [];
    const [owner] = address.args;
    return address.name === received && owners.mayBe(owner) ? [{ carrier: owner, does: 'release' }] : [];
  }

  /** The owner that a call reads to its end, unless it fails. */
  drains(call: Value): Value | undefined {
    const { drained, owners } = this.#possession;
    if (!drained || !isCall(call) || !('name' in call.callee)) return undefined;
    const argument = drainers.get(call.callee.name);
    const owner = argument === undefined ? undefined : call.args[argument];
    return owner !== undefined && owners.mayBe(owner) ? owner : undefined;
  }

  /** What is received where a select goes on with a case. */
  ofCase({ states }: InstructionOf<'select'>, index: number): readonly Effect[] {
    const { form, channel } = states[index] ?? {};
    return form === 'receive' && channel !== undefined ? this.#received(channel) : none;
  }

  #collectDepartures(): void {
    const { body, owners, begins, roots } = this.#possession;
    const isFollowed = (value: Value) =>
      owners.mayBe(value) ||
      (owners.has(value) && value.op !== 'param' && (isDirect(value, begins) || roots.has(value)));
    const where = this.#store.get(destinations);
    const own = new Map<Value, Body>();
    for (const one of withLiterals(body)) {
      for (const instruction of [...one.params, ...instructions(one)]) {
        if (isFollowed(instruction)) own.set(instruction, one);
      }
    }
    const seen = new Set<string>();
    for (const [value, at] of own) {
      if (value.op === 'phi' || (value.op === 'extract' && value.args[0].op === 'phi')) continue; // what flows into it is followed
      for (const destination of where.of(value, at)) {
        const effect = this.#departure(destination);
        if (effect === undefined) continue;
        const key = `${effect.does} ${destination.at.node} ${destination.value.node}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const list = this.#departures.get(destination.at);
        if (list === undefined) this.#departures.set(destination.at, [effect]);
        else list.push(effect);
      }
    }
  }

  #departure(destination: Destination): Effect | undefined {
    const { owners, body } = this.#possession;
    const { value } = destination;
    const carrier = owners.has(value) ? value : undefined;
    if (carrier === undefined && !mayHold(value, destination.body)) return undefined;
    switch (destination.kind) {
      case 'written':
        return undefined;
      case 'returned':
        return { carrier, does: destination.body === body ? 'move' : 'hide' };
      case 'stored':
        if (destination.holder.kind === 'other') return { carrier, does: 'hide' };
        // What lies in a parameter may be put into another part of it.
        if (destination.holder.kind === 'parameter' && owners.has(destination.holder.param) && this.#isGiven())
          return undefined;
        return { carrier, does: 'move' };
      case 'spawned':
        return this.#possession.shared ? undefined : { carrier, does: 'move' };
      case 'sent':
        return { carrier, does: 'move' };
      default:
        return this.#passed(destination, carrier);
    }
  }

  #isGiven(): boolean {
    return this.#possession.begins === undefined;
  }

  #passed(
    { at, argument, flow, value, body }: Destination & { readonly kind: 'passed' },
    carrier: Value | undefined,
  ): Effect | undefined {
    if (this.#recording(at, body) === 'stopped') return undefined;
    // A method of the owner itself, or of what it lies in, does not give it away.
    const isOwn = argument === 0 && carrier !== undefined && isMethod(at);
    if (isOwn && !this.#hasBody(at, body)) {
      if (flow === undefined) this.#store.evidence.assumptions.add('opaque callee');
      return undefined;
    }
    if (isOwn && !this.#possession.owners.mayBe(carrier) && flow?.kept !== 0 && !this.#startsSomething(at, body))
      return undefined;
    if (flow === undefined && this.#isUsedOnly(at, value, body)) {
      this.#store.evidence.assumptions.add('opaque callee');
      return undefined;
    }
    if (flow === undefined) return { carrier, does: 'hide' };
    return { carrier, does: 'move', unlessFailed: this.#isLeftOnFailure(at, value, body) };
  }

  /** Whether a function that takes it over leaves it where it was when it fails, and somebody looks whether it does. */
  #isLeftOnFailure(at: Call, value: Value, body: Body): boolean {
    if (at.op !== 'call' || !this.#possession.owners.mayBe(value) || !isErrorUsed(at, body)) return false;
    const passed = passedBy(at, body).filter((one) => one.value === value && one.at('') === '');
    const answers = this.#store.summaries.ofCall(leftOnFailure, at, body, this.#store);
    return passed.length > 0 && passed.every(({ parameter }) => answers.every((left) => left.includes(parameter)));
  }

  /** Whether a call only does something to the owner where it does not fail, which its error tells. */
  decidesBy(
    error: Value,
  ): { readonly call: Call; readonly owner: Value; readonly does: 'release' | 'move' } | undefined {
    const call = error.op === 'extract' ? error.args[0] : error;
    const { body } = this.#possession;
    if (!isCall(call) || !isErrorType(typeOfValue(error, body))) return undefined;
    const drained = error === call ? undefined : this.drains(call);
    if (drained !== undefined) return { call, owner: drained, does: 'release' };
    const taken = this.#departures.get(call)?.find(({ unlessFailed }) => unlessFailed)?.carrier;
    return taken && { call, owner: taken, does: 'move' };
  }

  /** Whether what a call runs starts goroutines, which may take over what the receiver holds. */
  #startsSomething(call: Call, body: Body): boolean {
    const { bodies } = this.#store.pkg.calls.targets(call, body);
    return bodies.some((target) =>
      [...withLiterals(target)].some((one) => [...calls(one)].some(({ op }) => op === 'spawn')),
    );
  }

  /**
   * Whether a function that is not in sight gets it to use it: who closes it himself when all has gone well has not
   * given it away on the way, unless to somebody who closes it for him.
   */
  #isUsedOnly({ callee }: Call, value: Value, body: Body): boolean {
    if (!this.#closesItself) return false;
    if (value.op === 'closure') {
      const literal = body.literals.get(value.func);
      return literal !== undefined && !this.#releasesSomewhere(literal);
    }
    return callee.kind === 'static' && !soundsLikeEnd(callee.name);
  }

  /** Whether the function itself releases it on a way on which nothing has failed. */
  get #closesItself(): boolean {
    this.#closing ??= this.#isGiven() ? false : this.#releasesOnSuccess();
    return this.#closing;
  }

  #releasesOnSuccess(): boolean {
    const { body, owners } = this.#possession;
    const isRelease = (call: Call) =>
      call.op === 'call' &&
      call.args.some(
        (arg, i) => owners.mayBe(arg) && releaseNames(call, i, body, this.#store).some((name) => this.#wants(name)),
      );
    return [...calls(body)].some(
      (call) => isRelease(call) && returnsBehind(call.block).some((end) => !fails(end, body)),
    );
  }

  #hasBody(call: Call, body: Body): boolean {
    if (this.#store.pkg.calls.targets(call, body).bodies.length > 0) return true;
    return (
      call.callee.kind === 'static' && this.#store.pkg.pkg.importer.linted(packageOf(call.callee.name)) !== undefined
    );
  }
}

const none: readonly Effect[] = [];

/** The returns that control may reach from a block. */
function returnsBehind(block: Block): InstructionOf<'return'>[] {
  const reached = new Set([block]);
  for (const one of reached) for (const succ of one.succs) reached.add(succ);
  return [...reached].map(terminator).filter((end) => end.op === 'return');
}

/** Whether a return is known to hand out an error. */
function fails(end: InstructionOf<'return'>, body: Body): boolean {
  const last = end.args.at(-1);
  if (last === undefined || !isErrorType(typeOfValue(last, body))) return false;
  return knownBefore(end, body)?.isNil(last) === false;
}

/** The variable, or whatever else, in which an address lies or from which it was read. */
function rootOf(address: Value): Value {
  let at = address;
  while (at.op === 'fieldaddr' || at.op === 'indexaddr' || at.op === 'load') at = at.args[0];
  return at;
}

/** An element of a slice or array, or a field of one. */
function isElement(address: Value): boolean {
  let at = address;
  while (at.op === 'fieldaddr') at = at.args[0];
  return at.op === 'indexaddr';
}

/** Where the owner comes from: what a call yields that holds it in a field is followed as a whole. */
function isDirect(value: Value, begins: Call | undefined): boolean {
  return value === begins || (value.op === 'extract' && value.args[0] === begins);
}

/** Text, numbers and errors lead to no owner, whatever they were made of. */
function mayHold(value: Value, body: Body): boolean {
  const type = typeOfValue(value, body);
  const under = body.types.underlying(type);
  if (under.kind === 'basic' || isErrorType(type)) return false;
  return under.kind !== 'slice' || body.types.underlying(under.elem).kind !== 'basic';
}

/** Whether somebody looks at the error that a call yields, alone or last, or returns it. */
function isErrorUsed(call: Call, body: Body): boolean {
  const uses = usesIn(body).of(call);
  if (isErrorType(typeOfValue(call, body)) || uses.some(({ op }) => op === 'return')) return uses.length > 0;
  return isErrorSeen(call, body);
}

/** Whether somebody looks at the error that a call yields last. */
function isErrorSeen(call: Call, body: Body): boolean {
  return usesIn(body)
    .of(call)
    .some((use) => use.op === 'extract' && isErrorType(typeOfValue(use, body)) && usesIn(body).of(use).length > 0);
}

function isMethod({ callee }: Call): boolean {
  return callee.kind === 'interface' || callee.kind === 'unknown' || (callee.kind === 'static' && callee.method);
}

/** The releases that a call may be of one of its arguments. */
export function releaseNames(call: Call, argument: number, body: Body, store: FactStore): ReleaseName[] {
  const { callee } = call;
  const table = store.summaries.tables.known.resources;
  if (callee.kind === 'builtin') return callee.name === 'close' && argument === 0 ? ['close'] : [];
  if (!('name' in callee)) return [];
  const found: ReleaseName[] = [];
  const name = methodName(callee.name);
  const isEnd = table.isReleaser(callee.name) || !isRemoteCall(call, body);
  if (argument === 0 && isMethod(call) && table.isReleasingMethod(name) && isEnd) found.push(name);
  for (const released of table.releasedArguments(callee.name)) if (released === argument) found.push(callee.name);
  return found;
}

/** A stub of a remote call, from a message to a message: what it ends is at the other side. */
function isRemoteCall({ callee }: Call, { types }: Body): boolean {
  if (!('symbol' in callee) || callee.symbol === undefined) return false;
  const signature = types.ofSymbol(callee.symbol);
  if (signature.kind !== 'func' || signature.results.length < 2) return false;
  return signature.params.some(({ type }) => types.underlying(type).kind === 'pointer');
}
