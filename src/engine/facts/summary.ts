import type { Body, Callee } from '../flow/ssa.js';
import type { AnalysedPackage } from './analysed-package.js';

/**
 * What callers may rely on without reading a body: one answer a function, plain JSON, so that it crosses packages,
 * workers and the cache. Packages are summarised bottom-up; a fixpoint is needed only inside a package.
 */
export interface Summary<S> {
  readonly name: string;
  /** Of a callee whose body is not at hand: an interface method, a function value, a package that is not there. */
  readonly unknown: S;
  /** Of a callee that is still being computed: where the fixpoint on a recursive cycle starts. */
  readonly bottom: S;
  /** Answers for functions by full name, from knowledge. */
  known(name: string): S | undefined;
  same(a: S, b: S): boolean;
  /** Must be monotone in the callees' answers. */
  of(body: Body, callee: (callee: Callee) => S, pkg: AnalysedPackage): S;
}

/** The summaries of every package analysed so far. */
export class Summaries {
  readonly #answers = new Map<Summary<unknown>, Map<string, unknown>>();

  /** Summarises the functions of a package; the packages that it imports come first. */
  add<S>(summary: Summary<S>, pkg: AnalysedPackage): void {
    const answers = this.#of(summary);
    const bodies = pkg.bodies.filter((body) => body.symbol !== undefined);
    for (const body of bodies) answers.set(body.symbol!.fullName, summary.bottom);
    for (let changed = true, round = 0; changed && round < MAX_ROUNDS; round++) {
      changed = false;
      for (const body of bodies) {
        const name = body.symbol!.fullName;
        const answer = summary.of(body, (callee) => this.get(summary, callee), pkg);
        if (summary.same(answers.get(name) as S, answer)) continue;
        answers.set(name, answer);
        changed = true;
      }
    }
  }

  get<S>(summary: Summary<S>, callee: Callee): S {
    if (callee.kind !== 'static') return summary.unknown;
    return summary.known(callee.name) ?? (this.#of(summary).get(callee.name) as S | undefined) ?? summary.unknown;
  }

  #of<S>(summary: Summary<S>): Map<string, unknown> {
    let answers = this.#answers.get(summary);
    if (answers === undefined) this.#answers.set(summary, (answers = new Map()));
    return answers;
  }
}

/** A monotone summary settles long before; a bound keeps one that is not from running for ever. */
const MAX_ROUNDS = 20;
