import type { Body, Instruction, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { isExported, type Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { type Access, collections, type Held, isHeld, mayInsert } from './collections.js';
import { type EndedEntry, endOf } from './ended-entries.js';
import { type KeyMismatch, keyMismatch } from './key-mismatches.js';
import { keys } from './keys.js';
import { isFresh } from './lazy.js';
import { type LongLife, longLived } from './long-lived.js';
import { type MissedRemoval, missedRemovals } from './missed-removals.js';
import { removals } from './removals.js';
import { type Repetition, repetitions } from './repetition.js';

/** A place that puts something into a collection that a field or a package-level variable holds, or looks it up there. */
export interface HeldUse extends Held {
  readonly at: SyntaxNode;
  readonly does: 'insert under a key' | 'append' | 'look up';
}

export const heldUses: Trigger<HeldUse> = {
  name: 'held-uses',
  ops: ['mapupdate', 'store', 'call', 'lookup'],
  lift(instruction, body, _pkg, store) {
    const isLookUp = instruction.op === 'lookup' && isHeld(instruction.args[0]);
    if (!isLookUp && !mayInsert(instruction)) return undefined;
    const found = store.get(collections);
    const held = isLookUp ? found.lookUpAt(instruction) : found.insertAt(instruction);
    if (held === undefined || held.access.body !== body) return undefined;
    const does = isLookUp ? 'look up' : held.access.key === undefined ? 'append' : 'insert under a key';
    return { ...held, at: body.file.tree.node(instruction.node), does };
  },
};

/** A collection that is filled again and again and out of which nothing is ever taken. */
export interface Growing {
  readonly name: string;
  readonly life: LongLife;
  readonly repetition: Repetition;
}

export interface Growths {
  /** Undefined when something bounds the collection, it does not live long, or too little is known. */
  of(insertion: Held): Growing | undefined;
  /** How what a lookup finds in a collection that only grows is ended there, and stays in it. */
  ended(lookUp: Held): EndedEntry | undefined;
  /** The ways on which an entry stays that others remove. */
  missed(insertion: Held): readonly MissedRemoval[];
  /** The other key under which an entry is looked for in vain. */
  mismatch(insertion: Held): KeyMismatch | undefined;
}

export const growths: Fact<Growths> = {
  name: 'growths',
  compute(_pkg, store) {
    const reported = new Map<Variable, Instruction | undefined>();
    /** The insertion of a collection that says most. */
    const worst = (variable: Variable): Instruction | undefined => {
      if (reported.has(variable)) return reported.get(variable);
      const found = store
        .get(collections)
        .of(variable)
        .filter(({ kind }) => kind === 'insert')
        .map((access) => ({ access, growth: growthAt({ variable, access }, store) }))
        .filter(({ growth }) => growth !== undefined)
        .sort((a, b) => weight(b.growth!) - weight(a.growth!));
      const at = found[0]?.access.at;
      reported.set(variable, at);
      return at;
    };
    return {
      of(insertion) {
        const growth = growthAt(insertion, store);
        return growth !== undefined && worst(insertion.variable) === insertion.access.at ? growth : undefined;
      },
      ended(lookUp) {
        return worst(lookUp.variable) === undefined ? undefined : endOf(lookUp, store);
      },
      missed: (insertion) => (lives(insertion, store) ? missedRemovals(insertion, store) : []),
      mismatch: (insertion) => (lives(insertion, store) ? keyMismatch(insertion, store) : undefined),
    };
  },
};

function weight({ repetition }: Growing): number {
  return repetition.by === 'call' ? 0 : 1;
}

function growthAt({ variable, access }: Held, store: FactStore): Growing | undefined {
  if (isVisibleElsewhere(variable, store)) return undefined;
  if (access.owner !== undefined && isFresh(access.owner, access.body, store)) return undefined;
  const all = store.get(collections).of(variable);
  if (all.some((one) => one.kind === 'share' || isBound(one))) return undefined;
  if (store.get(removals).of(variable).length > 0) return undefined;
  const isOpen = access.key === undefined || store.get(keys).of(access.key, access.body) === 'open';
  if (!isOpen) return undefined;
  const owners = all.flatMap(({ owner }) => (owner === undefined ? [] : [owner]));
  const life = store.get(longLived).of(variable, owners);
  if (life === undefined) return undefined;
  const repetition = store.get(repetitions).of(access.at, access.body);
  if (repetition === undefined) return undefined;
  return { name: variable.name, life, repetition };
}

/** Whether a collection is one that lives long, and only this package sees. */
function lives({ variable, access }: Held, store: FactStore): boolean {
  if (isVisibleElsewhere(variable, store)) return false;
  return store.get(longLived).of(variable, access.owner === undefined ? [] : [access.owner]) !== undefined;
}

/** Other packages see exported fields and variables, and may take out what this one puts in. */
function isVisibleElsewhere(variable: Variable, { pkg }: FactStore): boolean {
  return isExported(variable.name) && pkg.pkg.name !== 'main';
}

/** `len(m) >= most`: the number of entries decides something, most likely whether another one may come. */
function isBound({ kind, at, body }: Access): boolean {
  return kind === 'measure' && isCompared(at, body, 0);
}

/** Also `n := len(m) + 1; if n > most`. */
function isCompared(length: Value, body: Body, steps: number): boolean {
  return usesIn(body)
    .of(length)
    .some((use) => {
      if (use.op === 'binary' && comparisons.has(use.operator)) return !use.args.some(isZero);
      const isNumber = use.op === 'binary' || use.op === 'convert' || use.op === 'phi';
      return isNumber && steps < MAX_STEPS && isCompared(use, body, steps + 1);
    });
}

/** From a length to a comparison. */
const MAX_STEPS = 4;

const comparisons = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq, Kind.Eql, Kind.Neq]);

function isZero(value: Value): boolean {
  return value.op === 'const' && value.value === 0n;
}
