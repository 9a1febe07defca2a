import { addressesTaken } from '../../flow/cells.js';
import type { Loop as NaturalLoop } from '../../flow/loops.js';
import { mayFollow } from '../../flow/paths.js';
import type { Alloc, Body, Instruction, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { isExported, type Variable } from '../../names/symbol.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Type } from '../../types/type.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact, FactStore } from '../fact.js';
import { loops } from '../loops/loops.js';
import { cellsAround } from '../memory/captures.js';
import { destinations } from '../memory/destinations.js';
import { turnWork } from '../work/turn-work.js';
import { copying } from './copying.js';
import { fixedSignatures } from './fixed-signatures.js';
import { hasReason } from './fresh-results.js';
import { type Leaving, leaving } from './leaving.js';
import {
  addressNode,
  isConstructorOf,
  isCopyOfParameter,
  isMadeForPointers,
  madeBytes,
  madeName,
  madeType,
  typeName,
} from './new-pointers.js';
import { nilResults, originsOf } from './nil-results.js';
import { optionalFields } from './optional-fields.js';
import { wastefulLoop } from './turns.js';

/** Something that a function makes and that goes to the heap because a pointer to it leaves, where a value would do. */
export interface Departure {
  readonly how: 'returned' | 'sent' | 'captured';
  /** Where its address is taken; where the function literal is that has it. */
  readonly at: SyntaxNode;
  /** Where it is made. */
  readonly made: SyntaxNode;
  /** The variable, or the type of what has no name. */
  readonly name: string;
  readonly isVariable: boolean;
  readonly type: string;
  readonly bytes: number;
  /** The loop that allocates one on each turn, though not each turn hands one out. */
  readonly wasted: SyntaxNode | undefined;
  /** What each of these turns does as well, beside which so small a thing hardly counts. */
  readonly beside: SyntaxNode | undefined;
}

export interface Departures {
  /** Undefined when it stays, when there is a reason for the pointer, or when that cannot be told. */
  of(alloc: Alloc, body: Body): Departure | undefined;
}

/** Returning more costs as much as allocating it: 2.4 against 16 to 20 ns at this size, with every field copied again. */
const MOST_BYTES = 64;

export const departures: Fact<Departures> = {
  name: 'departures',
  compute(pkg, store) {
    return { of: (alloc, body) => departureOf(alloc, body, pkg, store) };
  },
};

function departureOf(alloc: Alloc, body: Body, pkg: AnalysedPackage, store: FactStore): Departure | undefined {
  const bytes = madeBytes(alloc, body);
  if (bytes === undefined || bytes === 0) return undefined;
  const type = madeType(alloc, body);
  const { tree } = body.file;
  const describe = (how: Departure['how'], at: SyntaxNode, loop?: NaturalLoop): Departure => ({
    how,
    at,
    made: tree.node(alloc.node),
    name: madeName(alloc, body),
    isVariable: alloc.symbol !== undefined,
    type: typeName(type, body),
    bytes,
    wasted: loop && tree.node(loop.statement ?? alloc.node),
    beside: loop && besideIn(alloc, loop, body, store),
  });
  const { copyable } = store.get(copying);
  if (alloc.symbol?.captured) {
    if (bytes > MOST_BYTES || !copyable(type)) return undefined;
    const closure = keptClosure(alloc, body, store);
    return closure && describe('captured', tree.node(closure.node));
  }
  const leaves = leaving(alloc, body, store);
  if (!leaves?.leaves) return undefined;
  const ways = [...leaves.returned, ...leaves.sent, ...(leaves.holder === undefined ? [] : [leaves.holder])];
  const at = addressNode(
    alloc,
    body,
    ways.map((way) => way.node),
  );
  const [, minor] = pkg.languageOf(body.file);
  const wasted = copyableInBranch(alloc, body, store) ? wastefulLoop(alloc, leaves, body, minor >= 22) : undefined;
  if (wasted !== undefined) return describe('returned', at, wasted);
  if (bytes > MOST_BYTES || hasReason(type, body, store)) return undefined;
  if (leaves.sent.length > 0) return describe('sent', at);
  // A value that a function returns has no address that its methods could take.
  if (isMadeForPointers(type, body.types) || isPublicConstructor(type, body)) return undefined;
  if (store.get(fixedSignatures).mayBeFixed(body)) return undefined;
  if (isCopyOfParameter(alloc, body) || isOptional(leaves, alloc, body, store)) return undefined;
  return describe('returned', at);
}

/** What looks at the value is what the loop is there for. */
function besideIn(alloc: Alloc, { head }: NaturalLoop, body: Body, store: FactStore): SyntaxNode | undefined {
  const [first] = head.instructions;
  const loop = store
    .get(loops)
    .around(first, body)
    .find((one) => one.head === head);
  return loop && store.get(turnWork).beside(alloc, loop);
}

/** One whose callers are out of sight. */
function isPublicConstructor(type: Type, body: Body): boolean {
  return body.symbol !== undefined && isExported(body.symbol.name) && isConstructorOf(type, body);
}

/** A copy in the branch that hands it out takes the place of the variable unless it holds a lock. */
function copyableInBranch(alloc: Alloc, body: Body, store: FactStore): boolean {
  return store.get(copying).holdsNoLock(madeType(alloc, body));
}

/**
 * A field that may be left out, one that other packages have as well, or one of several results of which the others are
 * nil.
 */
function isOptional({ holder, returned }: Leaving, alloc: Alloc, body: Body, store: FactStore): boolean {
  const results = new Set(
    returned.flatMap(({ args }) => args.flatMap((arg, i) => (mayBe(arg, alloc, body) ? [i] : []))),
  );
  if ([...results].some((index) => store.get(nilResults).isChoice(index, body))) return true;
  const slot = holder && fieldSlot(holder, alloc, body);
  if (slot === undefined) return false;
  const { owner, field } = slot;
  if (owner.kind === 'named' && owner.symbol.pkg !== body.types.pkg) return true;
  if (body.types.underlying(madeType(alloc, body)).kind === 'basic') return true;
  if (field === undefined || store.get(optionalFields).has(field)) return true;
  return isExported(field.name) && owner.kind === 'named' && isExported(owner.symbol.name);
}

/** Whether a value is a pointer, on some path at least. */
function mayBe(value: Value, pointer: Value, body: Body): boolean {
  return originsOf([value], body).has(pointer);
}

/** The struct type and the field of it that an instruction puts a pointer into. */
function fieldSlot(put: Instruction, pointer: Value, body: Body): FieldSlot | undefined {
  if (put.op === 'composite') {
    const under = body.types.underlying(put.type);
    if (under.kind !== 'struct') return undefined;
    const name = put.keys[put.args.findIndex((arg) => mayBe(arg, pointer, body))];
    return { owner: put.type, field: under.fields.find((field) => field.name === name)?.symbol };
  }
  const [to] = put.args;
  if (put.op !== 'store' || to.op !== 'fieldaddr') return undefined;
  const type = body.types.underlying(typeOfValue(to.args[0], body));
  return type.kind === 'pointer' ? { owner: type.elem, field: to.field?.symbol } : undefined;
}

interface FieldSlot {
  readonly owner: Type;
  readonly field: Variable | undefined;
}

/** The function literal that is kept and has a variable by reference, though it only reads what it was when it was made. */
function keptClosure(alloc: Alloc, body: Body, store: FactStore): Instruction | undefined {
  const { symbol } = alloc;
  if (symbol === undefined) return undefined;
  const taken = addressesTaken(body.types, body.file, body.node).get(symbol) ?? [];
  if (taken.length === 0) return undefined; // captured by value
  const where = store.get(destinations);
  const closures = cellsAround(body).closuresOver(symbol);
  const kept = closures.flatMap(({ value, body: in_ }) => {
    const ends = in_ === body ? where.of(value, body) : [];
    const keeps = ends.some(({ kind }) => kind === 'returned' || kind === 'stored' || kind === 'sent');
    const unclear = ends.some(({ kind }) => kind === 'spawned' || kind === 'passed');
    return keeps && !unclear && 'block' in value ? [value as Instruction] : [];
  });
  if (kept.length !== 1 || closures.length !== 1) return undefined;
  const [closure] = kept;
  for (const end of where.of(alloc, body)) {
    if (end.kind === 'spawned' || end.kind === 'passed') return undefined;
    if (end.kind === 'returned' && end.depth === 0) return undefined;
    if (end.kind === 'written' && (end.body !== body || mayFollow(closure, end.at, alloc.block))) return undefined;
  }
  const later = usesIn(body).of(alloc);
  return later.some((use) => use.op === 'store' && mayFollow(closure, use, alloc.block)) ? undefined : closure;
}
