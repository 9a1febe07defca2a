import { followWays } from '../../flow/feasible.js';
import {
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Variable } from '../../names/symbol.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { FactStore } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import { loops } from '../loops/loops.js';
import { origins } from '../memory/origins.js';
import { type Access, collections, type Held } from './collections.js';
import { isDeferred, removals } from './removals.js';

/** A way on which an entry stays that other ways take out again. */
export interface MissedRemoval {
  /** The return, or the case that leaves. */
  readonly at: SyntaxNode;
  /** Where other ways remove it. */
  readonly removed: SyntaxNode;
  readonly kind: 'error return' | 'abandoned wait';
}

/**
 * An error return between an insertion and the removal that every other way through the function reaches; or a wait for
 * the answer to an entry, `m[id] = ch; select { case <-ch: … case <-ctx.Done(): return }`, that is given up without
 * removing the entry, which only the answer does.
 */
export function missedRemovals(held: Held, store: FactStore): readonly MissedRemoval[] {
  const { variable, access } = held;
  const { body } = access;
  const removed = store.get(removals).of(variable);
  if (removed.length === 0 || isDeferred(variable, body, store)) return [];
  if (removed.some((one) => one.kind !== 'remove' || isSweep(one, variable, store))) return [];
  return [...errorReturns(held, removed, store), ...abandonedWaits(held, removed, store)];
}

/** What goes through the whole collection and takes out what is old finds what others have left. */
function isSweep({ at, body }: Access, variable: Variable, store: FactStore): boolean {
  const walks = new Set<Value>(
    store
      .get(collections)
      .of(variable)
      .flatMap((one) => (one.body === body && one.at.op === 'next' ? [one.at] : [])),
  );
  if (walks.size === 0) return false;
  return store
    .get(loops)
    .around(at, body)
    .some(({ head }) => head?.instructions.some((one) => walks.has(one)));
}

function errorReturns({ variable, access }: Held, removed: readonly Access[], store: FactStore): MissedRemoval[] {
  const { body, at, key } = access;
  const { same } = store.get(origins);
  const own = removed.filter((one) => one.body === body && isSameKey(one.key, key, same));
  if (own.length === 0) return [];
  const { by } = store.get(removals);
  const errors = store.get(errorPaths);
  const failed: Instruction[] = [];
  let isKept = false;
  let isRemoved = false;
  const followed = followWays(body, at, [], (one) => {
    if (by(one, variable, body)) {
      isRemoved ||= !errors.include(one.block, body);
      return false;
    }
    if (one.op !== 'return') return true;
    if (errors.include(one.block, body)) failed.push(one);
    else isKept = true;
    return true;
  });
  if (!followed || isKept || !isRemoved) return [];
  return [...new Set(failed)].map((one) => ({
    at: body.file.tree.node(one.node),
    removed: own[0].body.file.tree.node(own[0].at.node),
    kind: 'error return',
  }));
}

function isSameKey(a: Value | undefined, b: Value | undefined, same: (a: Value, b: Value) => boolean): boolean {
  return a === undefined || b === undefined ? a === b : same(a, b);
}

/** Cases beside the one that waits for the entry's channel, behind which the function returns and the entry stays. */
function abandonedWaits({ variable, access }: Held, removed: readonly Access[], store: FactStore): MissedRemoval[] {
  const { body, at, value } = access;
  if (value === undefined || removed.some((one) => one.body === body)) return [];
  const made = channelsIn(value, body, store);
  const waits = made.flatMap((channel) => waitsFor(channel, at, body, store));
  return waits.flatMap((wait) => leavingCases(wait, variable, removed, store));
}

interface Wait {
  readonly select: InstructionOf<'select'>;
  readonly state: number;
  readonly body: Body;
}

/** The channels that an entry is, or holds, and that this function has made. */
function channelsIn(value: Value, body: Body, store: FactStore): readonly Value[] {
  const { of } = store.get(origins);
  const at = of(value);
  if (isChannel(at, body)) return at.op === 'make' ? [at] : [];
  const parts = at.op === 'alloc' ? storedIn(at, body) : at.op === 'composite' ? at.args : [];
  return parts.flatMap((part) => {
    const inner = of(part);
    return inner.op === 'make' && isChannel(inner, body)
      ? [inner]
      : inner.op === 'composite'
        ? channelsIn(inner, body, store)
        : [];
  });
}

function storedIn(cell: Value, body: Body): readonly Value[] {
  return usesIn(body)
    .of(cell)
    .flatMap((use) => {
      if (use.op === 'store' && use.args[0] === cell) return [use.args[1]];
      if (use.op !== 'fieldaddr') return [];
      return usesIn(body)
        .of(use)
        .flatMap((one) => (one.op === 'store' && one.args[0] === use ? [one.args[1]] : []));
    });
}

function isChannel(value: Value, body: Body): boolean {
  return body.types.underlying(typeOfValue(value, body)).kind === 'chan';
}

/** The selects that receive from a channel: here, or in callers that get it back. */
function waitsFor(channel: Value, from: Instruction, body: Body, store: FactStore): readonly Wait[] {
  const { of } = store.get(origins);
  const here = selectsOn((one) => of(one) === channel || isPartWith(one, channel, body, store), body);
  if (here.length > 0) return here;
  const returned = instructions(body).some((one) => one.op === 'return' && one.args.some((arg) => of(arg) === channel));
  if (!returned || from.op === 'call') return [];
  return store.pkg.calls
    .edgesTo(body)
    .flatMap(({ call, body: caller, how }) =>
      how === 'call' ? selectsOn((one) => isResult(of(one), call), caller) : [],
    );
}

function isResult(value: Value, call: Call): boolean {
  return value === call || (value.op === 'extract' && value.args[0] === call);
}

/** `case <-req.done` where req has just been made with that channel in it. */
function isPartWith(value: Value, channel: Value, body: Body, store: FactStore): boolean {
  const { of } = store.get(origins);
  if (value.op !== 'load' || value.args[0].op !== 'fieldaddr') return false;
  const { field, args } = value.args[0];
  const base = of(args[0]);
  if (base.op !== 'alloc' || field === undefined) return false;
  return storedIn(base, body).some((part) => {
    const inner = of(part);
    if (inner === channel) return true;
    return inner.op === 'composite' && inner.args.some((arg, i) => of(arg) === channel && inner.keys[i] === field.name);
  });
}

function selectsOn(isWanted: (channel: Value) => boolean, body: Body): readonly Wait[] {
  return instructions(body).flatMap((select) => {
    if (select.op !== 'select' || !select.blocking) return [];
    const state = select.states.findIndex(
      ({ form, channel }) => form === 'receive' && channel !== undefined && isWanted(channel),
    );
    return state < 0 ? [] : [{ select, state, body }];
  });
}

function leavingCases(
  { select, state, body }: Wait,
  variable: Variable,
  removed: readonly Access[],
  store: FactStore,
): MissedRemoval[] {
  const { by } = store.get(removals);
  if (isDeferred(variable, body, store)) return [];
  return select.states.flatMap((other, i): MissedRemoval[] => {
    if (i === state || other.form === 'default') return [];
    const leaves = reachesReturn(select.block.succs[i], select, (one) => by(one, variable, body));
    if (!leaves) return [];
    const at = body.file.tree.node(other.node);
    return [{ at, removed: removed[0].body.file.tree.node(removed[0].at.node), kind: 'abandoned wait' }];
  });
}

/** Whether a return is reached without passing a removal, nor waiting again. */
function reachesReturn(
  first: InstructionOf<'select'>['block'],
  select: Instruction,
  removes: (one: Instruction) => boolean,
): boolean {
  const seen = new Set([first]);
  for (const block of seen) {
    if (block === select.block) continue;
    if (block.instructions.some(removes)) continue;
    if (block.instructions.some((one) => one.op === 'return')) return true;
    for (const next of block.succs) seen.add(next);
  }
  return false;
}
