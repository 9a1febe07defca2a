import { type Body, type Instruction, type InstructionOf, instructions, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import type { Variable } from '../../names/symbol.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact } from '../fact.js';
import { fieldWrites } from '../memory/field-writes.js';
import { type Origins, origins } from '../memory/origins.js';

/** Something that a package does with what a field or variable holds. */
export interface HeldOperation {
  readonly op: 'send' | 'receive' | 'close';
  readonly at: Instruction;
  /** Of a select: which of its cases. */
  readonly state: number | undefined;
  readonly body: Body;
}

/**
 * What a package does to its channels, each known by the field, the variable or the make that holds it: all channels that
 * one field holds, whichever struct's it is, are taken for one.
 */
export interface Channels {
  /** Whether the package closes the channel and never sends on it: whoever receives is told to stop. */
  onlyCloses(channel: Value): boolean;
  /** Undefined when nothing is known to hold the channel: an element, a result. */
  operationsOn(channel: Value): readonly HeldOperation[] | undefined;
  /** The same for what a field or variable holds; undefined when something else is done with it than that. */
  operationsOnField(field: Variable): readonly HeldOperation[] | undefined;
  /** What makes the channels that are stored there; undefined where something else is stored, too, or nothing. */
  makes(channel: Value): readonly InstructionOf<'make'>[] | undefined;
}

export const channels: Fact<Channels> = {
  name: 'channels',
  compute(pkg, store) {
    const known = store.get(origins);
    const held = new Map<unknown, HeldOperation[]>();
    for (const body of pkg.allBodies()) {
      for (const at of instructions(body)) {
        for (const [channel, op, state] of operationsOf(at)) {
          const holder = identity(known.of(channel));
          const list = held.get(holder);
          if (list === undefined) held.set(holder, [{ op, at, state, body }]);
          else list.push({ op, at, state, body });
        }
      }
    }
    const on = (channel: Value) => {
      const holder = identity(known.of(channel));
      return holder === undefined ? undefined : (held.get(holder) ?? []);
    };
    return {
      onlyCloses(channel) {
        const all = on(channel) ?? [];
        return all.some(({ op }) => op === 'close') && all.every(({ op }) => op !== 'send');
      },
      operationsOn: on,
      operationsOnField: (field) => (isUsedPlainly(field, pkg) ? (held.get(field) ?? []) : undefined),
      makes(channel) {
        const made = known.of(channel);
        if (made.op === 'make') return [made];
        const holder = identity(made);
        const stored = store
          .get(fieldWrites)
          .ofField(holder)
          .map(({ value }) => madeBy(value, known));
        const makes = stored.filter((one) => one !== undefined);
        return makes.length === 0 || makes.length < stored.length ? undefined : makes;
      },
    };
  },
};

/** Whether a field is stored to, and otherwise read for nothing but to send, receive, close, or compare. */
function isUsedPlainly(field: Variable, pkg: AnalysedPackage): boolean {
  for (const body of pkg.allBodies()) {
    for (const one of instructions(body)) {
      const isField = (one.op === 'field' || one.op === 'fieldaddr') && one.field?.symbol === field;
      if (!isField) continue;
      const reads =
        one.op === 'field'
          ? [one]
          : usesIn(body)
              .of(one)
              .filter((use) => use.op !== 'store' || use.args[0] !== one);
      if (reads.some((read) => read.op !== 'load' && read !== one)) return false;
      if (
        !reads.every((read) =>
          usesIn(body)
            .of(read)
            .every((use) => isPlain(use, read)),
        )
      )
        return false;
    }
  }
  return true;
}

function isPlain(use: Instruction, channel: Value): boolean {
  if (use.op === 'receive' || use.op === 'selected' || use.op === 'binary' || use.op === 'if') return true;
  if (use.op === 'send') return use.args[1] !== channel;
  if (use.op === 'select') return use.states.every(({ value }) => value !== channel);
  return (use.op === 'call' || use.op === 'defer') && use.callee.kind === 'builtin';
}

function madeBy(value: Value, known: Origins): InstructionOf<'make'> | undefined {
  const made = known.of(value);
  return made.op === 'make' ? made : undefined;
}

type Plain = readonly [channel: Value, op: HeldOperation['op'], state: number | undefined];

function operationsOf(at: Instruction): readonly Plain[] {
  switch (at.op) {
    case 'send':
    case 'receive':
      return [[at.args[0], at.op, undefined]];
    case 'select':
      return at.states.flatMap(({ form, channel }, i): Plain[] =>
        form === 'default' || channel === undefined ? [] : [[channel, form, i]],
      );
    case 'call':
    case 'defer':
      return at.callee.kind === 'builtin' && at.callee.name === 'close' ? [[at.args[0], 'close', undefined]] : [];
    default:
      return [];
  }
}

/** What holds a channel: the field, whichever struct's it is, the variable, or the value itself. */
function identity(channel: Value): unknown {
  if (channel.op === 'make') return channel;
  if (channel.op === 'field') return channel.field?.symbol;
  if (channel.op !== 'load') return undefined;
  const [address] = channel.args;
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
}
