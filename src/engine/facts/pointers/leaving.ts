import { mayFollow } from '../../flow/paths.js';
import type { Body, Instruction, InstructionOf, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { Kind } from '../../syntax/kinds.js';
import { identical } from '../../types/operations.js';
import type { FactStore } from '../fact.js';
import { destinations } from '../memory/destinations.js';
import { addressesInside } from './receiver-state.js';
import { elementOf, slotTypes } from './slot-types.js';

/** How a pointer leaves the function that has it, when it leaves alone: nobody else has it, and it is not changed later. */
export interface Leaving {
  /** The returns that hand out the pointer itself. */
  readonly returned: readonly InstructionOf<'return'>[];
  /** Where it is put into something that leaves in its place: a struct, slice or map of the function. */
  readonly holder: Instruction | undefined;
  readonly sent: readonly Instruction[];
  /** Whether it leaves at all, in whatever way. */
  readonly leaves: boolean;
  /** Whether the holder is a slice, array or map. */
  readonly isElement: boolean;
  /** Whether a slice, array or map of such pointers leaves, and not something that has it in turn. */
  readonly isAlone: boolean;
}

/**
 * How a pointer leaves a function; undefined when that is not known, when something else gets it as well, when it goes
 * into an interface, or when it matters which one it is: it is compared, or changed where others see it. A pointer
 * that stays is one that leaves by no way.
 */
export function leaving(pointer: Value, body: Body, store: FactStore): Leaving | undefined {
  const aliases = aliasesOf(pointer, body);
  const inside = new Set([...aliases].flatMap((alias) => [...addressesInside(alias, body)]));
  const uses = [...aliases].flatMap((alias) =>
    usesIn(body)
      .of(alias)
      .map((use) => ({ use, alias })),
  );
  if (uses.some(({ use, alias }) => isBoxed(use, alias, body) || isCompared(use, alias))) return undefined;
  if (goesUnseen(inside, body) || [...aliases].some((alias) => mayBeShared(alias, aliases))) return undefined;

  const ends = store.get(destinations).of(pointer, body);
  if (ends.some(({ kind, body: in_ }) => kind === 'spawned' || kind === 'passed' || kind === 'stored' || in_ !== body))
    return undefined;
  const leaves = ends.some(({ kind }) => kind === 'returned' || kind === 'sent');
  const returned = uses.flatMap(({ use }) => (use.op === 'return' ? [use] : []));
  const sent = uses.flatMap(({ use, alias }) => (isSent(use, alias) ? [use] : []));
  const puts = uses.flatMap(({ use, alias }) => (holds(use, alias) ? [use] : []));
  // A named result that a deferred function may change is written by the return statement, too.
  const holders = [...new Set(puts.filter((put) => returned.length === 0 || !isResult(put)))];
  const ways = [holders.length > 0, returned.length > 0, sent.length > 0].filter(Boolean).length;
  if (ways > 1 || holders.length > 1 || (leaves && ways === 0)) return undefined;

  const renewed = 'block' in pointer ? pointer.block : undefined;
  const later = [...inside].flatMap((address) => usesIn(body).of(address));
  const isLater = (instruction: Instruction, of: readonly Instruction[]) =>
    of.some((one) => mayFollow(one, instruction, renewed));
  const writes = ends.flatMap((end) => (end.kind === 'written' ? [end.at] : []));
  if (writes.some((write) => isLater(write, [...holders, ...sent]))) return undefined;
  if (later.some((use) => use.op === 'load' && isLater(use, sent))) return undefined;
  const [holder] = holders;
  const isElement = holder !== undefined && isElementPut(holder, body);
  const isAlone = ends.every((end) => end.kind !== 'returned' || isListOf(pointer, end.value, body));
  return { returned, holder, isElement, isAlone, sent, leaves };
}

/** Whether a variable that is the pointer on one path is one that was there before on another. */
function mayBeShared(alias: Value, aliases: ReadonlySet<Value>): boolean {
  if (alias.op !== 'phi') return false;
  const seen = new Set<Value>(alias.args);
  for (const arg of seen) {
    if (aliases.has(arg) || arg.op === 'const' || arg.op === 'alloc' || arg.op === 'call') continue;
    if (arg.op === 'phi' || arg.op === 'convert') for (const inner of arg.args) seen.add(inner);
    else if (arg.op !== 'extract' || arg.args[0].op !== 'call') return true;
  }
  return false;
}

/** Whether an instruction puts something into a slice, array or map. */
function isElementPut(put: Instruction, body: Body): boolean {
  if (put.op === 'store') return put.args[0].op === 'indexaddr';
  return put.op !== 'composite' || body.types.underlying(put.type).kind !== 'struct';
}

/** Whether a value is a slice, array or map of what the pointer is. */
function isListOf(pointer: Value, container: Value, body: Body): boolean {
  const element = elementOf(typeOfValue(container, body), body);
  return element !== undefined && identical(element, typeOfValue(pointer, body));
}

/** The values of a body that are a pointer on some path. */
function aliasesOf(pointer: Value, body: Body): ReadonlySet<Value> {
  const found = new Set<Value>([pointer]);
  for (const value of found) {
    for (const use of usesIn(body).of(value)) if (use.op === 'phi' || use.op === 'convert') found.add(use);
  }
  return found;
}

/** Whether a use takes the pointer for an interface, in which a value would be on the heap as well, or may do so. */
function isBoxed(use: Instruction, alias: Value, body: Body): boolean {
  if (use.op === 'assert') return true;
  return slotTypes(use, alias, body).some((type) => {
    const { kind } = body.types.underlying(type);
    return kind === 'interface' || kind === 'unknown';
  });
}

const equality = new Set<Kind>([Kind.Eql, Kind.Neq]);

/** Compared with something else than nil: which one it is matters. */
function isCompared(use: Instruction, alias: Value): boolean {
  if (use.op !== 'binary' || !equality.has(use.operator)) return false;
  return use.args.some((arg) => arg !== alias && !(arg.op === 'const' && arg.nil));
}

/**
 * Whether the pointer, or one into what it points to, goes to a function of which it is not known which one it is, or
 * into an interface: it is on the heap then, wherever else it goes.
 */
function goesUnseen(inside: ReadonlySet<Value>, body: Body): boolean {
  for (const address of inside) {
    for (const use of usesIn(body).of(address)) {
      if (use.op !== 'call' && use.op !== 'defer') continue;
      const { kind } = use.callee;
      if (kind === 'interface' || kind === 'dynamic' || kind === 'unknown') {
        if (use.args.includes(address)) return true;
      } else if (isBoxed(use, address, body)) {
        return true;
      }
    }
  }
  return false;
}

function isSent(use: Instruction, alias: Value): boolean {
  if (use.op === 'send') return use.args[1] === alias;
  return use.op === 'select' && use.states.some(({ value }) => value === alias);
}

function isResult(put: Instruction): boolean {
  const [to] = put.args;
  return put.op === 'store' && to.op === 'alloc' && to.symbol?.role === 'result';
}

/** Whether a use puts the pointer into something. */
function holds(use: Instruction, alias: Value): boolean {
  switch (use.op) {
    case 'store':
      return use.args[1] === alias;
    case 'mapupdate':
      return use.args[2] === alias || use.args[1] === alias;
    case 'composite':
      return true;
    case 'call':
      return use.callee.kind === 'builtin' && use.callee.name === 'append' && use.args.includes(alias, 1);
    default:
      return false;
  }
}
