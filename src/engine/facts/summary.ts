import type { Body, Call, StaticCallee } from '../flow/ssa.js';
import type { Tables } from '../knowledge/tables.js';
import { isExported } from '../names/symbol.js';
import type { AssumptionBits, FactStore } from './fact.js';

/**
 * What callers may rely on without reading a body: one answer a function, plain JSON, so that it crosses packages,
 * workers and the cache. Packages are summarised bottom-up; inside a package, callees come before callers, and only
 * functions that call each other need a fixpoint.
 */
export interface Summary<S> {
  readonly name: string;
  /** Of a callee whose body is not at hand: an interface method, a function value, a package that is not there. */
  readonly unknown: S;
  /** Of a callee that is still being computed: where the fixpoint on a recursive cycle starts. */
  readonly bottom: S;
  /** Answers for functions by full name, from knowledge: they stand before what a body says. */
  known(name: string, tables: Tables): S | undefined;
  same(a: S, b: S): boolean;
  /**
   * @param callees the answers of what a call of the body may run, one each; never empty
   * Must be monotone in them.
   */
  of(body: Body, callees: (call: Call) => readonly S[], store: FactStore): S;
}

/** An answer, and what it rests on. */
interface Answer {
  readonly answer: unknown;
  readonly assumptions: AssumptionBits;
}

/** The answers for one package's bodies, literals included, which have no name that another package could ask by. */
type Answers = Map<Body, Answer>;

/** The last time that a body was asked, counted in its component, and the bodies whose answers it read. */
interface Asking {
  readonly answers: Answers;
  readonly at: number;
  readonly read: Set<Body>;
}

/** The summaries of every package analysed so far. */
export class Summaries {
  readonly tables: Tables;
  readonly #byName = new Map<Summary<unknown>, Map<string, Answer>>();
  readonly #byBody = new WeakMap<FactStore, Map<Summary<unknown>, Answers>>();
  readonly #unknown = new Map<Summary<unknown>, readonly unknown[]>();
  #depth = 0;
  #asking: Asking | undefined;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** Answers for all functions that importers of a package can name: behind it, nobody can look at its bodies. */
  add<S>(summary: Summary<S>, store: FactStore): void {
    const answers = this.#answers(summary, store);
    const names = this.#names(summary);
    for (const body of store.pkg.bodies) {
      if (body.symbol === undefined || !isExported(body.symbol.name)) continue;
      this.#answer(summary, body, store);
      names.set(body.symbol.fullName, answers.get(body)!);
    }
  }

  /** The answer for a body of the package, worked out when first asked for. */
  ofBody<S>(summary: Summary<S>, body: Body, store: FactStore): S {
    const known = body.symbol && summary.known(body.symbol.fullName, this.tables);
    return known ?? this.#resting<S>(this.#answer(summary, body, store), store) ?? summary.bottom;
  }

  /** The answers of what a call may run, one each; Unknown where nothing of it is in sight. */
  ofCall<S>(summary: Summary<S>, call: Call, body: Body, store: FactStore): readonly S[] {
    const known = 'name' in call.callee ? summary.known(call.callee.name, this.tables) : undefined;
    if (known !== undefined) return [known];
    const { bodies, others, complete, throughInterface } = store.pkg.calls.targets(call, body);
    if (throughInterface) store.evidence.assumptions.add('interface call');
    if (bodies.length + others.length === 0) return this.#alone(summary);
    if (bodies.length === 0 && complete && others.length === 1) {
      const answer = this.ofFunction(summary, others[0], store);
      return answer === summary.unknown ? this.#alone(summary) : [answer];
    }
    const answers: S[] = [];
    for (const target of bodies) answers.push(this.ofBody(summary, target, store));
    for (const callee of others) answers.push(this.ofFunction(summary, callee, store));
    if (!complete && !throughInterface) answers.push(summary.unknown);
    return answers;
  }

  /** Of what is not in sight: most callees of most functions, so that the list is made once. */
  #alone<S>(summary: Summary<S>): readonly S[] {
    let list = this.#unknown.get(summary as Summary<unknown>);
    if (list === undefined) this.#unknown.set(summary as Summary<unknown>, (list = [summary.unknown]));
    return list as readonly S[];
  }

  /** The answer for a function by its name. */
  ofFunction<S>(summary: Summary<S>, { name }: StaticCallee, store: FactStore): S {
    return summary.known(name, this.tables) ?? this.#resting(this.#names(summary).get(name), store) ?? summary.unknown;
  }

  /** The answer for a function of a package that was analysed before; undefined where there is none. */
  ofImported<S>(summary: Summary<S>, name: string): S | undefined {
    return summary.known(name, this.tables) ?? (this.#names(summary).get(name)?.answer as S | undefined);
  }

  /** Whoever reads an answer rests on what it rests on. */
  #resting<S>(found: Answer | undefined, store: FactStore): S | undefined {
    if (found !== undefined) store.evidence.assumptions.bits |= found.assumptions;
    return found?.answer as S | undefined;
  }

  #answer<S>(summary: Summary<S>, body: Body, store: FactStore): Answer {
    const answers = this.#answers(summary, store);
    if (this.#asking?.answers === answers) this.#asking.read.add(body);
    if (!answers.has(body)) {
      this.#depth++;
      try {
        // A chain of calls may be longer than the stack: from here on, callees come first.
        if (this.#depth > MAX_DEPTH) this.#settleBefore(summary, body, answers, store);
        if (!answers.has(body)) this.#settle(summary, store.pkg.calls.componentOf(body), answers, store);
      } finally {
        this.#depth--;
      }
    }
    return answers.get(body)!;
  }

  /** Answers for all that a body may reach. */
  #settleBefore<S>(summary: Summary<S>, body: Body, answers: Answers, store: FactStore): void {
    for (const component of store.pkg.calls.components()) {
      if (component.includes(body)) return;
      if (!answers.has(component[0])) this.#settle(summary, component, answers, store);
    }
  }

  /** Bodies that call each other are asked again until no answer changes that they rest on. */
  #settle<S>(summary: Summary<S>, component: readonly Body[], answers: Answers, store: FactStore): void {
    for (const body of component) answers.set(body, { answer: summary.bottom, assumptions: 0 });
    const asked = new Map<Body, Asking>();
    const changedAt = new Map<Body, number>();
    const isStale = ({ at, read }: Asking) => [...read].some((one) => (changedAt.get(one) ?? -1) >= at);
    let now = 0;
    for (let changed = true, round = 0; changed && round < MAX_ROUNDS; round++) {
      changed = false;
      for (const body of component) {
        const last = asked.get(body);
        if (last !== undefined && !isStale(last)) continue;
        const asking: Asking = { answers, at: now, read: new Set() };
        asked.set(body, asking);
        const before = answers.get(body)!;
        const after = this.#ask(summary, body, asking, store);
        answers.set(body, after);
        if (component.length === 1 && !asking.read.has(body)) return; // most functions: nothing rests on itself
        const isSame = summary.same(before.answer as S, after.answer as S);
        if (!isSame || before.assumptions !== after.assumptions) changedAt.set(body, now);
        changed ||= !isSame;
        now++;
      }
    }
  }

  #ask<S>(summary: Summary<S>, body: Body, asking: Asking, store: FactStore): Answer {
    const outer = this.#asking;
    this.#asking = asking;
    const callees = (call: Call) => this.ofCall(summary, call, body, store);
    const { result: answer, assumptions } = store.attempt(
      body,
      () => store.evidence.apart(() => summary.of(body, callees, store)),
      { result: summary.unknown, assumptions: 0 },
    );
    this.#asking = outer;
    return { answer, assumptions };
  }

  #names<S>(summary: Summary<S>): Map<string, Answer> {
    let names = this.#byName.get(summary as Summary<unknown>);
    if (names === undefined) this.#byName.set(summary as Summary<unknown>, (names = new Map()));
    return names;
  }

  #answers<S>(summary: Summary<S>, store: FactStore): Answers {
    let all = this.#byBody.get(store);
    if (all === undefined) this.#byBody.set(store, (all = new Map()));
    let answers = all.get(summary as Summary<unknown>);
    if (answers === undefined) all.set(summary as Summary<unknown>, (answers = new Map()));
    return answers;
  }
}

/** A monotone summary settles long before; a bound keeps one that is not from running for ever. */
const MAX_ROUNDS = 20;

/** Answers that wait for each other; each is some frames of the stack. */
const MAX_DEPTH = 40;
