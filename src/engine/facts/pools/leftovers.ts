import { type Body, type Call, type Instruction, outermost } from '../../flow/ssa.js';
import { call as callSyntax } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { Fact, Trigger } from '../fact.js';
import { EMPTIED, FILLED, KEPT, TOUCHED } from './content.js';
import { holdsPointers, type Part } from './parts.js';
import type { PutEvent } from './pool-calls.js';
import type { PoolFlow } from './pool-flow.js';
import type { Use } from './pool-memory.js';
import { type Pools, pools } from './pools.js';
import { type SliceHabits, sliceHabits } from './slice-habits.js';

/** A call that may put something back into a pool. */
export interface Release {
  readonly at: SyntaxNode;
  readonly call: Call;
}

export const releases: Trigger<Release> = {
  name: 'releases',
  ops: ['call', 'defer'],
  lift(instruction, body) {
    if (instruction.op !== 'call' && instruction.op !== 'defer') return undefined;
    if (instruction.callee.kind !== 'static' && instruction.callee.kind !== 'dynamic') return undefined;
    return { at: body.file.tree.node(instruction.node), call: instruction };
  },
};

/** Something that happened elsewhere, in words of the source: a call, a function. */
export interface Witness {
  readonly at: SyntaxNode;
  /** The called function or the statement, as the source writes it. */
  readonly text: string;
  /** The declared function around it. */
  readonly func: string;
}

/** What goes back into a pool with a value. */
export interface Leftover {
  /**
   * `used`: it is used again without a reset in between. `stuck`: so is an encoder or decoder, which has no reset.
   * `held`: old elements of an emptied slice stay in memory. `given`: a string builder, whose memory is not there any more.
   */
  readonly what: 'used' | 'stuck' | 'held' | 'given';
  /** The value and the pool, as the source writes them. */
  readonly value: string;
  readonly pool: string;
  /** The fields meant; empty for the value itself. */
  readonly fields: readonly string[];
  readonly kind: Part['kind'];
  /** The type's name, with its package's. */
  readonly type: string;
  /** The Get that hands it out as it is. */
  readonly taken: Witness | undefined;
  /** Where it is used as it came. */
  readonly used: Witness | undefined;
  /** The caller that puts it back so. */
  readonly by: Witness | undefined;
  /** A call that empties other parts of it. */
  readonly forgotten: Witness | undefined;
}

export interface Leftovers {
  at(release: Release): Leftover | undefined;
}

export const leftovers: Fact<Leftovers> = {
  name: 'leftovers',
  compute(_pkg, store) {
    const found = new Judge(store.get(pools), store.get(sliceHabits)).judge();
    return { at: ({ call }) => found.get(call) };
  },
};

/** One part of one value at one put. */
interface Entry {
  readonly event: PutEvent;
  readonly part: Part;
  readonly path: string;
  readonly flow: PoolFlow;
  readonly body: Body;
  readonly flags: number;
}

class Judge {
  readonly #pools: Pools;
  readonly #habits: SliceHabits;
  readonly #uses = new Map<string, { readonly use: Use; readonly body: Body }[]>();
  /** Functions that use a pool's value as it came and put it back so, by pool and part. */
  readonly #careless = new Map<string, Set<Body>>();

  constructor(found: Pools, habits: SliceHabits) {
    this.#pools = found;
    this.#habits = habits;
  }

  judge(): Map<Call, Leftover> {
    const entries = [...this.#entries()];
    this.#collectUses();
    for (const entry of entries) {
      if ((entry.flags & FILLED) === 0 || this.#own(entry).length === 0) continue;
      const key = keyOf(entry);
      const careless = this.#careless.get(key);
      if (careless === undefined) this.#careless.set(key, new Set([entry.body]));
      else careless.add(entry.body);
    }
    const byCall = new Map<Call, { readonly body: Body; readonly entries: Entry[] }>();
    for (const entry of entries) {
      const place = this.#pools.inner(entry.event) ?? { call: entry.event.call, body: entry.event.body };
      const there = byCall.get(place.call);
      if (there === undefined) byCall.set(place.call, { body: place.body, entries: [entry] });
      else there.entries.push(entry);
    }
    const found = new Map<Call, Leftover>();
    for (const [call, { body, entries: there }] of byCall) {
      const leftover = this.#leftover(call, body, there);
      if (leftover !== undefined) found.set(call, leftover);
    }
    return found;
  }

  *#entries(): Iterable<Entry> {
    for (const { body, flow } of this.#pools.flows) {
      for (const event of flow.puts) {
        for (const part of event.parts) {
          const path = pathIn(event, part);
          const content = event.contents.get(path);
          if (content !== undefined) yield { event, part, path, flow, body, flags: content.flags };
        }
      }
    }
  }

  #collectUses(): void {
    for (const { body, flow } of this.#pools.flows) {
      for (const uses of flow.uses.values()) {
        for (const use of uses.values()) {
          const { pool, path } = use.source;
          if (pool === undefined) continue;
          const key = `${pool.key}|${path}`;
          const list = this.#uses.get(key);
          if (list === undefined) this.#uses.set(key, [{ use, body }]);
          else list.push({ use, body });
        }
      }
    }
  }

  #own(entry: Entry): Use[] {
    const uses = this.#uses.get(keyOf(entry)) ?? [];
    return uses.filter((one) => one.body === entry.body).map((one) => one.use);
  }

  /** The use of what this put leaves: by the function itself, or by one that cleans up behind itself only. */
  #reuse(entry: Entry): Use | undefined {
    if ((entry.flags & FILLED) === 0) return undefined;
    const [own] = this.#own(entry);
    if (own !== undefined) return own;
    const careless = this.#careless.get(keyOf(entry));
    return this.#uses.get(keyOf(entry))?.find((one) => careless?.has(one.body) !== true)?.use;
  }

  #leftover(call: Call, body: Body, entries: readonly Entry[]): Leftover | undefined {
    const reused = entries.flatMap((entry) => {
      const use = this.#reuse(entry);
      return use === undefined ? [] : [{ entry, use }];
    });
    if (reused.length > 0) return this.#used(call, body, reused);
    const held = entries.filter((entry) => this.#isHeld(entry, call));
    if (held.length > 0) return { ...this.#describe(call, body, held), what: 'held' };
    const given = entries.filter(({ part, path }) => part.kind === 'builder' && path === '');
    return given.length > 0 ? { ...this.#describe(call, body, given), what: 'given' } : undefined;
  }

  /** Whether old elements stay behind a length of 0, in the function that puts back itself and not to be used again. */
  #isHeld({ event, part, flags, body }: Entry, call: Call): boolean {
    if (part.kind !== 'slice' || (event.within !== undefined && event.call === call)) return false;
    if ((flags & TOUCHED) !== 0) return false;
    const stays = (flags & EMPTIED) !== 0 || ((flags & FILLED) !== 0 && (flags & KEPT) !== 0);
    const under = body.types.underlying(part.type);
    if (part.field?.symbol !== undefined && this.#habits.popped.has(part.field.symbol)) return false;
    if (!stays || under.kind !== 'slice' || this.#habits.regrown.has(typeString(under))) return false;
    return holdsPointers(body.types, under.elem) && !mayBeReused(body, under.elem);
  }

  #used(call: Call, body: Body, reused: readonly { readonly entry: Entry; readonly use: Use }[]): Leftover {
    const stuck = reused.filter(({ entry }) => entry.part.kind === 'decoder' || entry.part.kind === 'encoder');
    const meant = stuck.length > 0 ? stuck : reused;
    const [{ entry, use }] = meant;
    const described = this.#describe(
      call,
      body,
      meant.map((one) => one.entry),
    );
    const forgotten = entry.flow.forgets.find((one) => one.root === entry.event.root && one.path === entry.path);
    return {
      ...described,
      what: stuck.length > 0 ? 'stuck' : 'used',
      taken: use.source.get && witness(use.source.get, use.source.body),
      used: witness(use.at, use.body),
      by: entry.event.call === call ? undefined : witness(entry.event.call, entry.event.body),
      forgotten: forgotten && witness(forgotten.call, forgotten.body),
    };
  }

  #describe(call: Call, body: Body, entries: readonly Entry[]): Leftover {
    const [{ part, event }] = entries;
    const paths = entries.filter((one) => one.part.kind !== 'record').map((one) => one.path);
    return {
      what: 'used',
      value: argumentText(call, body, entries[0]),
      pool: poolText(call, body) ?? event.pool.name,
      fields: [...new Set(paths.filter((path) => path !== ''))],
      kind: part.kind,
      type: shortType(part),
      taken: undefined,
      used: undefined,
      by: undefined,
      forgotten: undefined,
    };
  }
}

function keyOf({ event, path }: Entry): string {
  return `${event.pool.key}|${path}`;
}

/** The path of a part from the value that is put. */
function pathIn(event: PutEvent, part: Part): string {
  return event.contents.has(part.path) ? part.path : (part.path.split('.').at(-1) ?? part.path);
}

/** Whether the elements hold memory of their own that another package, whose type they are, may use again. */
function mayBeReused(body: Body, elem: Type): boolean {
  if (elem.kind !== 'named' || elem.symbol.pkg === body.types.pkg) return false;
  const under = body.types.underlying(elem);
  return under.kind === 'struct' && under.fields.some((field) => isMemory(body, field.type));
}

function isMemory(body: Body, type: Type): boolean {
  const { kind } = body.types.underlying(type);
  return kind === 'slice' || kind === 'map' || kind === 'pointer' || kind === 'struct';
}

function witness(at: Call | Instruction, body: Body): Witness {
  const { tree } = body.file;
  const node = tree.node(at.node);
  const callee = at.op === 'call' || at.op === 'defer' ? callSyntax(tree, at.node).callee : NONE;
  const { symbol } = outermost(body);
  return { at: node, text: tree.text(callee === NONE ? at.node : callee), func: symbol?.name ?? '' };
}

function argumentText(call: Call, body: Body, { event }: Entry): string {
  const { tree } = body.file;
  const { callee, args } = callSyntax(tree, call.node);
  const inner = event.call !== call;
  const position = inner ? call.args.length - 1 : call.args.indexOf(event.value);
  const receiver = call.args.length - args.length;
  if (position >= receiver && position - receiver < args.length) return tree.text(args[position - receiver]);
  const operand = callee === NONE ? NONE : tree.child(callee, Field.Operand);
  return operand === NONE ? tree.text(event.value.node) : tree.text(operand);
}

/** What the method that puts back is called on. */
function poolText(call: Call, body: Body): string | undefined {
  const { tree } = body.file;
  const { callee } = callSyntax(tree, call.node);
  if (callee === NONE || tree.kind(callee) !== Kind.SelectorExpression || call.callee.kind !== 'static')
    return undefined;
  if (!call.callee.method || call.args.length < 2) return undefined;
  return tree.text(tree.child(callee, Field.Operand));
}

function shortType({ type }: Part): string {
  const text = typeString(type);
  return text.slice(text.lastIndexOf('/') + 1);
}
