import type { Body, Instruction } from '../flow/ssa.js';
import type { Known } from '../knowledge/known.js';
import type { AnalysedPackage } from './analysed-package.js';
import type { Summaries } from './summary.js';

/**
 * What a rule can be asked about: which instructions may be one, and how an instruction becomes one. `ops` is what the
 * dispatch table is indexed by, so that most instructions meet no rule.
 */
export interface Trigger<T> {
  readonly name: string;
  readonly ops: readonly Instruction['op'][];
  lift(instruction: Instruction, body: Body, pkg: AnalysedPackage, store: FactStore): T | undefined;
}

/** Something worked out once for a package, when first asked for, and shared by every rule that requires it. */
export interface Fact<T> {
  readonly name: string;
  compute(pkg: AnalysedPackage, store: FactStore): T;
}

export type FactMap = Readonly<Record<string, Fact<unknown>>>;
export type FactValues<R extends FactMap> = { readonly [K in keyof R]: R[K] extends Fact<infer T> ? T : never };

/** Listed, because findings that rest on them are `likely` at best. */
const listed = [
  /** A function whose body is not at hand keeps nothing and ends nothing. */
  'opaque callee',
  /** An interface method does what the visible types' methods do. */
  'interface call',
  /** A stream that a function which is not in sight yields beside an error is for its caller to close. */
  'handed out',
  /** An import's name was guessed from its path. */
  'guessed import',
  /** A text of which the length is not known does not fit into the 32 bytes that a conversion has on the stack. */
  'long text',
  /** Whoever receives from a channel stops when what stops the sender does. */
  'receiver stops',
  /** Nothing in front of a function, another server or whoever wraps it, limits what it is sent. */
  'no limit elsewhere',
  /** A function whose body is not at hand, and that takes a context and yields one, yields one around the other. */
  'context around context',
] as const;

export type Assumption = (typeof listed)[number];

/** A set of assumptions: bit i is the i-th that is listed. */
export type AssumptionBits = number;

class Assumptions {
  bits: AssumptionBits = 0;

  add(assumption: Assumption): void {
    this.bits |= 1 << listed.indexOf(assumption);
  }

  *[Symbol.iterator](): Iterator<Assumption> {
    for (const assumption of listed) if ((this.bits & (1 << listed.indexOf(assumption))) !== 0) yield assumption;
  }
}

/** What the answers to a rule's questions rested on while it looked at one subject. */
export class Evidence {
  readonly assumptions = new Assumptions();
  /** Whether a fact was Unknown and the rule went on all the same. */
  unknown = false;

  /** Begins anew, with what is assumed already. */
  reset(assumed: AssumptionBits = 0): void {
    this.assumptions.bits = assumed;
    this.unknown = false;
  }

  /** Runs something whose assumptions are not those of the subject at hand, and returns them beside its result. */
  apart<T>(run: () => T): { readonly result: T; readonly assumptions: AssumptionBits } {
    const { bits } = this.assumptions;
    const { unknown } = this;
    this.reset();
    try {
      const result = run();
      return { result, assumptions: this.assumptions.bits };
    } finally {
      this.assumptions.bits = bits;
      this.unknown = unknown;
    }
  }
}

/** The facts of one package. */
export class FactStore {
  readonly pkg: AnalysedPackage;
  readonly summaries: Summaries;
  readonly evidence = new Evidence();
  /** The bodies on which something failed, each with what it said. */
  readonly failures = new Map<Body, string>();
  readonly #values = new Map<Fact<unknown>, unknown>();
  readonly #views = new Map<FactMap, object>();

  constructor(pkg: AnalysedPackage, summaries: Summaries) {
    this.pkg = pkg;
    this.summaries = summaries;
  }

  /** What is known of functions without reading them. */
  get known(): Known {
    return this.summaries.tables.known;
  }

  get<T>(fact: Fact<T>): T {
    // What a fact about the whole package rests on is not what the subject rests on that asks first.
    if (!this.#values.has(fact)) this.#values.set(fact, this.evidence.apart(() => fact.compute(this.pkg, this)).result);
    return this.#values.get(fact) as T;
  }

  /**
   * Looks at one body. What fails there, were it only for code nested deeper than the stack, costs this body and no
   * other; facts that were left half-way are made anew.
   */
  attempt<T>(body: Body, look: () => T, failed: T): T {
    try {
      return look();
    } catch (error) {
      this.failures.set(body, error instanceof Error ? error.message : String(error));
      this.#values.clear();
      return failed;
    }
  }

  /** The values of a rule's facts, each worked out when it is first read. */
  values<R extends FactMap>(requires: R): FactValues<R> {
    let values = this.#views.get(requires);
    if (values === undefined) this.#views.set(requires, (values = this.#view(requires)));
    return values as FactValues<R>;
  }

  #view(requires: FactMap): object {
    const values = {};
    for (const [key, fact] of Object.entries(requires)) {
      Object.defineProperty(values, key, { enumerable: true, get: () => this.get(fact) });
    }
    return values;
  }
}
