import {
  type Body,
  type Instruction,
  type InstructionOf,
  instructions,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { endlessContexts, passiveContexts } from '../../knowledge/contexts.js';
import { isExported, type Variable } from '../../names/symbol.js';
import type { Field } from '../../types/type.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact } from '../fact.js';
import { type Origins, origins } from '../memory/origins.js';
import type { Gate } from './gates.js';

/** Why a gate never opens. */
export type Shut =
  /** Stop does not close a ticker's channel, and nothing else can. */
  | { readonly why: 'clock' }
  /** `by` made a context that nobody can cancel. */
  | { readonly why: 'context'; readonly by: Value }
  /** A channel that nothing sends to or closes; `made` where, undefined for a field that nobody sets. */
  | { readonly why: 'channel'; readonly made: Value | undefined };

export interface ShutGates {
  /** Undefined when the gate may open. */
  of(gate: Gate, body: Body): Shut | undefined;
  /** The call that made a context that nobody can cancel; undefined when somebody may. */
  endless(context: Value): Value | undefined;
}

export const shutGates: Fact<ShutGates> = {
  name: 'shut-gates',
  compute(pkg, store) {
    const finder = new ShutFinder(pkg, store.get(origins));
    return { of: (gate, body) => finder.of(gate, body), endless: (context) => finder.endless(context) };
  },
};

class ShutFinder {
  readonly #pkg: AnalysedPackage;
  readonly #origins: Origins;
  readonly #channels = new Map<Value, boolean>();
  #handled: Handled | undefined;

  constructor(pkg: AnalysedPackage, found: Origins) {
    this.#pkg = pkg;
    this.#origins = found;
  }

  of(gate: Gate, body: Body): Shut | undefined {
    if (gate.opens === 'cancelled') {
      const by = this.endless(gate.context);
      return by && { why: 'context', by };
    }
    if (gate.clock) return gate.opens === 'closed' ? { why: 'clock' } : undefined;
    const made = this.#origins.of(gate.channel);
    if (made.op === 'make') return this.#isSilent(made, body) ? { why: 'channel', made } : undefined;
    return made.op === 'load' && this.#isForgotten(made.args[0]) ? { why: 'channel', made: undefined } : undefined;
  }

  endless(context: Value): Value | undefined {
    const made = this.#origins.of(context);
    if (made.op !== 'call' || made.callee.kind !== 'static') return undefined;
    if (endlessContexts.has(made.callee.name)) return made;
    return passiveContexts.has(made.callee.name) ? this.endless(made.args[0]) : undefined;
  }

  /** A channel made in sight that is received from and nothing else: it leaves neither the function nor its literals. */
  #isSilent(made: Value, body: Body): boolean {
    let silent = this.#channels.get(made);
    if (silent === undefined) {
      const all = [...withLiterals(outermost(body))];
      silent = all.every((one) =>
        usesIn(one)
          .of(made)
          .every((use) => this.#onlyReceives(use, made, all)),
      );
      this.#channels.set(made, silent);
    }
    return silent;
  }

  #onlyReceives(use: Instruction, channel: Value, all: readonly Body[]): boolean {
    if (receivesFrom(use, channel)) return true;
    if (use.op !== 'store' || use.args[1] !== channel || use.args[0].op !== 'alloc') return false;
    const { symbol } = use.args[0];
    return symbol !== undefined && all.every((body) => readsOnly(body, symbol));
  }

  /** An unexported field that is received from and never set, so that it stays nil. */
  #isForgotten(address: Value): boolean {
    const field = address.op === 'fieldaddr' ? address.field?.symbol : undefined;
    if (field === undefined || isExported(field.name) || field.pkg !== this.#pkg.pkg) return false;
    this.#handled ??= handledFields(this.#pkg);
    return !this.#handled.fields.has(field) && !this.#handled.names.has(field.name);
  }
}

/** Whether the instruction takes a value out of the channel, or looks at what was taken, and does nothing else with it. */
function receivesFrom(use: Instruction, channel: Value): boolean {
  if (use.op === 'receive' || use.op === 'selected') return true;
  return (
    use.op === 'select' &&
    use.states.every((state) => state.value !== channel && (state.channel !== channel || state.form === 'receive'))
  );
}

/** Whether a body reads the variable only to receive from it. */
function readsOnly(body: Body, variable: Variable): boolean {
  for (const instruction of instructions(body)) {
    for (const cell of instruction.args) {
      if ((cell.op !== 'alloc' && cell.op !== 'freevar') || cell.symbol !== variable) continue;
      if (instruction.op === 'store' && instruction.args[0] === cell) continue;
      if (instruction.op !== 'load') return false;
      if (
        !usesIn(body)
          .of(instruction)
          .every((use) => receivesFrom(use, instruction))
      )
        return false;
    }
  }
  return true;
}

/** The fields that a package does more with than to receive from them, and the names of those that it may mean. */
interface Handled {
  readonly fields: ReadonlySet<Variable>;
  readonly names: ReadonlySet<string>;
}

function handledFields(pkg: AnalysedPackage): Handled {
  const fields = new Set<Variable>();
  const names = new Set<string>();
  const add = (field: Field | undefined, name: string) => {
    if (field?.symbol !== undefined) fields.add(field.symbol);
    else names.add(name);
  };
  for (const body of pkg.allBodies()) {
    const received = (load: Instruction) =>
      load.op === 'load' &&
      usesIn(body)
        .of(load)
        .every((use) => receivesFrom(use, load));
    for (const one of instructions(body)) {
      if (one.op === 'field') add(one.field, one.name);
      if (one.op === 'fieldaddr' && !usesIn(body).of(one).every(received)) add(one.field, one.name);
      if (one.op === 'composite') for (const [field, name] of setBy(one, body)) add(field, name);
    }
  }
  return { fields, names };
}

/** The fields that a struct literal sets. */
function setBy({ keys, type }: InstructionOf<'composite'>, body: Body): (readonly [Field | undefined, string])[] {
  const under = body.types.underlying(type);
  const fields = under.kind === 'struct' ? under.fields : [];
  return keys.flatMap((key) =>
    typeof key === 'string' ? [[fields.find(({ name }) => name === key), key] as const] : [],
  );
}
