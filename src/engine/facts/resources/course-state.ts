import type { PathCondition } from '../../flow/path-condition.js';
import { variableOf } from '../../flow/remembered.js';
import type { Call, Instruction, Value } from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';

/** What has become of a resource on the way. */
export type Fate =
  /** It is not there yet: what acquires it is yet to come. */
  | 'before'
  | 'held'
  | 'released'
  /** Somebody else has it now: it was returned, stored, sent, given to a goroutine or to a function that keeps it. */
  | 'moved'
  /** It went where nobody can see what is done with it. */
  | 'unknown';

/** A phi, a variable in a cell, or what is read from one: it depends on the way whether it is the owner. */
export type Choice = Value | Variable;

/** What is known on one way through a function. Where the fate is settled, nothing else matters any more. */
export interface State {
  readonly fate: Fate;
  /** What settled the fate. */
  readonly by: Instruction | undefined;
  /** Of the choices that may be the owner, or its error: those that are. */
  readonly current: ReadonlySet<Choice>;
  /** How conditions came out; undefined where nobody asks. */
  readonly known: PathCondition | undefined;
  /** Deferred literals that are to run. */
  readonly deferred: ReadonlySet<Call>;
}

export function isSettled({ fate }: State): boolean {
  return fate !== 'held' && fate !== 'before';
}

/** A variable that lives in a cell. */
export function isCell(value: Value): boolean {
  return variableOf(value) !== undefined;
}

export function isChoice(value: Value): boolean {
  return value.op === 'phi' || isCell(value) || (value.op === 'load' && isCell(value.args[0]));
}

/** A cell is its variable, for all who share it. */
export function choiceOf(value: Value): Choice {
  return variableOf(value) ?? value;
}

/** The choices through which an address leads. */
export function choicesOn(address: Value): Choice[] {
  const found: Choice[] = [];
  for (let at: Value | undefined = address; at !== undefined; at = isStep(at) ? at.args[0] : undefined) {
    if (isChoice(at)) found.push(choiceOf(at));
  }
  return found;
}

function isStep({ op }: Value): boolean {
  return op === 'fieldaddr' || op === 'indexaddr' || op === 'load' || op === 'field' || op === 'index';
}

/** Gives equal states equal keys. */
export class StateKeys {
  readonly #numbers = new Map<unknown, number>();

  of({ fate, by, current, known, deferred }: State): string {
    if (by !== undefined) return `${fate} ${this.#number(by)} ${this.#list(deferred)}`;
    return [fate, this.#list(current), this.#list(deferred), known?.key].join('|');
  }

  #list(all: ReadonlySet<unknown>): string {
    return [...all]
      .map((one) => this.#number(one))
      .sort((a, b) => a - b)
      .join();
  }

  #number(one: unknown): number {
    let number = this.#numbers.get(one);
    if (number === undefined) this.#numbers.set(one, (number = this.#numbers.size));
    return number;
  }
}
