import { conditionOf, type Outlook, type Question, recognised } from '../../flow/conditions.js';
import { dominatorsIn } from '../../flow/dominators.js';
import { PathCondition } from '../../flow/path-condition.js';
import { variableOf } from '../../flow/remembered.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { Kind } from '../../syntax/kinds.js';
import { isErrorType } from '../../types/universe-types.js';
import { isClock } from '../endings/gates.js';
import type { FactStore } from '../fact.js';
import {
  type Choice,
  choiceOf,
  choicesOn,
  type Fate,
  isCell,
  isChoice,
  isSettled,
  type State,
  StateKeys,
} from './course-state.js';
import { type Effect, Effects } from './effects.js';
import { literalRunBy } from './literals.js';
import type { Possession } from './possession.js';

/** Where a path ends, and what has become of the possession there. */
export interface Exit {
  readonly at: InstructionOf<'return'>;
  readonly fate: Fate;
  /** What settled its fate; undefined while it is held. */
  readonly by: Instruction | undefined;
}

export interface Outcomes {
  readonly exits: readonly Exit[];
  /** What becomes of it on some path, whether that path ends or not. */
  readonly fates: ReadonlySet<Fate>;
  /** Whether the call that acquires it is reached again while it is held. */
  readonly renewed: boolean;
  /** The statements by which a loop that has acquired it goes on while it is held. */
  readonly goesOn: ReadonlySet<InstructionOf<'jump'>>;
  /** Whether it was given back before it was taken: what is held afterwards was held before. */
  readonly regained: boolean;
  /** False when there are more paths than anybody follows. */
  readonly complete: boolean;
}

/** Steps that one possession may take; hardly any function needs a tenth of it. */
const MAX_STEPS = 1_000;
const MAX_LITERALS = 4;

/**
 * Follows what a function holds along every path (property simulation: Das, Lerner and Seigle 2002): paths on which its
 * fate, the values that stand for it, or what is known of conditions differ are kept apart, all others joined.
 */
export function courseOf(possession: Possession, store: FactStore): Outcomes {
  if (!possession.owners.complete)
    return { exits: [], fates: new Set(), renewed: false, goesOn: new Set(), regained: false, complete: false };
  const effects = new Effects(possession, store);
  const plain = new Course(possession, effects, store).run(undefined);
  // What conditions rule out only matters where paths differ.
  if (!plain.complete || !differ(plain, possession)) return plain;
  const nothing = PathCondition.nothing(possession.body).about(decidingErrors(possession.body, effects));
  return new Course(possession, effects, store).run(nothing);
}

/** The errors of what reads the owner to its end, or takes it over, and what may stand for them. */
function decidingErrors(body: Body, effects: Effects): ReadonlySet<Value> {
  const errors = new Set<Value>();
  for (const one of instructions(body))
    if ((one.op === 'extract' || one.op === 'call') && effects.decidesBy(one) !== undefined) errors.add(one);
  for (const error of errors) for (const use of usesIn(body).of(error)) if (use.op === 'phi') errors.add(use);
  return errors;
}

function differ({ exits, renewed }: Outcomes, { begins }: Possession): boolean {
  const fates = new Set(exits.map(({ fate }) => fate));
  if (begins !== undefined) return renewed || fates.has('held');
  return fates.size > 1 && fates.has('released');
}

class Course {
  readonly #possession: Possession;
  readonly #store: FactStore;
  readonly #effects: Effects;
  readonly #keys = new StateKeys();
  readonly #fates = new Set<Fate>();
  #nothing: PathCondition | undefined;
  #steps = 0;
  #renewed = false;
  readonly #goesOn = new Set<InstructionOf<'jump'>>();
  #regained = false;

  constructor(possession: Possession, effects: Effects, store: FactStore) {
    this.#possession = possession;
    this.#store = store;
    this.#effects = effects;
  }

  /** Who takes every value for what it is. */
  get #unseeing(): Outlook {
    return { body: this.#possession.body, resolve: (value) => value, answer: () => undefined };
  }

  /** @param nothing what is known at the entry; undefined to take every branch as it comes */
  run(nothing: PathCondition | undefined): Outcomes {
    this.#nothing = nothing;
    const { body, begins } = this.#possession;
    const start: State = {
      fate: 'before',
      by: undefined,
      current: this.#possession.shared ? this.#choices() : new Set(),
      known: nothing,
      deferred: new Set(),
    };
    const exits = this.#runBody(
      body,
      [begins === undefined ? { ...start, fate: 'held', current: this.#choices() } : start],
      0,
    );
    return {
      exits: exits.map(({ at, state: { fate, by } }) => ({ at, fate, by })),
      fates: this.#fates,
      renewed: this.#renewed,
      goesOn: this.#goesOn,
      regained: this.#regained,
      complete: this.#steps <= MAX_STEPS,
    };
  }

  #runBody(body: Body, entries: readonly State[], depth: number): { at: InstructionOf<'return'>; state: State }[] {
    const seen = new Set<string>();
    const work: { block: Block; state: State }[] = [];
    const exits: { at: InstructionOf<'return'>; state: State }[] = [];
    const add = (block: Block, state: State) => {
      const key = `${block.index} ${this.#keys.of(state)}`;
      if (seen.has(key)) return;
      seen.add(key);
      work.push({ block, state });
    };
    for (const entry of entries) add(body.blocks[0], entry);
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      if (++this.#steps > MAX_STEPS) break;
      const { block } = next;
      const end = terminator(block);
      for (const state of this.#runBlock(block, body, next.state, depth)) {
        if (end.op === 'return') exits.push({ at: end, state });
        if (end.op === 'jump' && state.fate === 'held' && this.#continues(end, body)) this.#goesOn.add(end);
        block.succs.forEach((succ, i) => {
          const after = this.#alongEdge(block, i, state);
          if (after !== undefined) add(succ, after);
        });
      }
    }
    return exits;
  }

  /** Whether a `continue` stands behind what acquires it. */
  #continues(end: InstructionOf<'jump'>, body: Body): boolean {
    const { begins } = this.#possession;
    return (
      begins !== undefined &&
      body === this.#possession.body &&
      body.file.tree.kind(end.node) === Kind.ContinueStatement &&
      dominatorsIn(body).dominates(begins.block, end.block)
    );
  }

  #runBlock(block: Block, body: Body, entry: State, depth: number): readonly State[] {
    let states: readonly State[] = [entry];
    for (const instruction of block.instructions) {
      if (this.#nothing === undefined && !acting.has(instruction.op)) continue;
      states = states.flatMap((state) => {
        if (isSettled(state) && instruction !== this.#possession.begins) return [state];
        if (instruction.op === 'extract')
          return this.#decided(instruction, withKnown(state, state.known?.after(instruction)));
        const after = this.#step(instruction, body, state, depth).map((one) =>
          one.known === undefined || isSettled(one) ? one : withKnown(one, one.known.after(instruction)),
        );
        return instruction.op === 'call' ? after.flatMap((one) => this.#decided(instruction, one)) : after;
      });
    }
    return states;
  }

  #step(instruction: Instruction, body: Body, state: State, depth: number): readonly State[] {
    if (instruction === this.#possession.begins) {
      // What a deferred call releases comes late, but it is released.
      if (state.fate === 'held' && !this.#possession.shared && state.deferred.size === 0) this.#renewed = true;
      // A goroutine that gets a closed channel is not held up by it.
      if (state.fate === 'released' && this.#possession.shared) return [state];
      return [this.#acquired(state)];
    }
    switch (instruction.op) {
      case 'store':
        return [this.#stored(instruction, this.#affected(instruction, body, state))];
      case 'load':
        return [this.#loaded(instruction, state)];
      case 'rundefers':
        return this.#runDeferred(body, failing(instruction, body, state), depth);
      case 'call': {
        const literal = literalRunBy(instruction, body, this.#store);
        if (literal === undefined || !this.#isWorthRunning(literal, depth)) break;
        return this.#runLiteral(literal, body, state, depth);
      }
      case 'defer': {
        const literal = literalRunBy(instruction, body, this.#store);
        // An unlock may be deferred before the lock is taken anew, a close before its holder has what it closes.
        const waits =
          literal === undefined
            ? state.fate === 'before' && this.#effects.of(instruction, body).length > 0
            : this.#isWorthRunning(literal, depth);
        if (!waits) break;
        return [{ ...state, deferred: new Set([...state.deferred, instruction]) }];
      }
      default:
        break;
    }
    return [this.#affected(instruction, body, state)];
  }

  #isWorthRunning(literal: Body, depth: number): boolean {
    return depth < MAX_LITERALS && this.#effects.touches(literal);
  }

  #runLiteral(literal: Body, body: Body, state: State, depth: number): readonly State[] {
    const entry = { ...state, known: state.known?.in(literal), deferred: new Set<Call>() };
    return this.#runBody(literal, [entry], depth + 1).map((exit) =>
      isSettled(exit.state)
        ? exit.state
        : { ...exit.state, known: exit.state.known?.in(body), deferred: state.deferred },
    );
  }

  #runDeferred(body: Body, state: State, depth: number): readonly State[] {
    const pending = instructions(body).filter((one): one is Call => one.op === 'defer' && state.deferred.has(one));
    const others = new Set([...state.deferred].filter((one) => !pending.includes(one)));
    let states: readonly State[] = [{ ...state, deferred: others }];
    for (const call of pending.reverse()) {
      const literal = literalRunBy(call, body, this.#store);
      states = states.flatMap((one) => {
        if (isSettled(one)) return [one];
        return literal === undefined ? [this.#affected(call, body, one)] : this.#runLiteral(literal, body, one, depth);
      });
    }
    return states;
  }

  #acquired(before: State): State {
    // What was there before is behind every value that can be it; what the call yields, behind none yet.
    const { roots, begins } = this.#possession;
    const isFoundAgain = [...roots].some((root) => root !== begins);
    const state = isSettled(before) ? { ...before, known: this.#nothing } : before;
    return { ...state, fate: 'held', by: undefined, current: isFoundAgain ? this.#choices() : new Set() };
  }

  #choices(): ReadonlySet<Choice> {
    return new Set([...this.#possession.owners.values].filter(isChoice).map(choiceOf));
  }

  #affected(instruction: Instruction, body: Body, state: State): State {
    if (state.fate === 'held') return this.#after(instruction, this.#effects.of(instruction, body), state);
    const { fixed, shared } = this.#possession;
    if (state.fate !== 'before' || (!fixed && !shared) || instruction.op !== 'call') return state;
    const releasing = this.#effects.of(instruction, body).filter(({ does }) => does === 'release');
    // What is given back before it is taken was the caller's.
    if (fixed && releasing.length > 0) this.#regained = true;
    return shared ? this.#after(instruction, releasing, state) : state;
  }

  #after(at: Instruction, effects: readonly Effect[], state: State): State {
    const does = effects
      .filter(({ carrier, unlessFailed }) => !unlessFailed && (carrier === undefined || this.#is(carrier, state)))
      .map((one) => one.does);
    if (does.includes('release')) return this.#settle('released', at, state);
    if (does.includes('move')) return this.#settle('moved', at, state);
    return does.length > 0 ? this.#settle('unknown', at, state) : state;
  }

  #settle(fate: Fate, by: Instruction, state: State): State {
    this.#fates.add(fate);
    return { ...state, fate, by };
  }

  /** Whether a value that may lead to the owner, or to its error, does so now. */
  #is(value: Value, state: State, depth = 0): boolean {
    if (!this.#carries(value)) return false;
    if (isChoice(value)) return state.current.has(choiceOf(value));
    if (value === this.#possession.begins) return true;
    const from = value.args.filter((arg) => this.#carries(arg));
    return from.length === 0 || depth > MAX_DEPTH || from.some((one) => this.#is(one, state, depth + 1));
  }

  #carries(value: Value): boolean {
    const { owners, outcome } = this.#possession;
    return owners.has(value) || (outcome?.values.has(value) ?? false);
  }

  /** Where reading to the end, or taking over, has gone well, there is nothing left to release; where it failed, there is. */
  #decided(error: InstructionOf<'extract'> | Call, state: State): readonly State[] {
    const decision = state.fate === 'held' ? this.#effects.decidesBy(error) : undefined;
    if (decision === undefined || !this.#is(decision.owner, state)) return [state];
    const question = { asks: 'nil', of: [error] } as const;
    const failed = state.known === undefined ? state : withKnown(state, state.known.assuming(question, false));
    return [this.#settle(decision.does === 'move' ? 'moved' : 'released', decision.call, state), failed];
  }

  #stored(store: InstructionOf<'store'>, state: State): State {
    if (state.fate !== 'held') return state;
    const [address, value] = store.args;
    if (this.#is(value, state)) return this.#withCurrent(choicesOn(address), true, state);
    return isCell(address) ? this.#withCurrent([choiceOf(address)], false, state) : state;
  }

  #loaded(load: InstructionOf<'load'>, state: State): State {
    if (state.fate !== 'held' || !isCell(load.args[0]) || !this.#carries(load)) return state;
    return this.#withCurrent([load], state.current.has(choiceOf(load.args[0])), state);
  }

  #withCurrent(choices: readonly Choice[], is: boolean, state: State): State {
    if (choices.every((one) => state.current.has(one) === is)) return state;
    const current = new Set(state.current);
    for (const one of choices) {
      if (is) current.add(one);
      else current.delete(one);
    }
    return { ...state, current };
  }

  /** The state behind an edge; undefined when no way that is in the state takes it. */
  #alongEdge(block: Block, edge: number, state: State): State | undefined {
    if (isSettled(state)) return state;
    const end = terminator(block);
    if (edge === 1 && isGoingOn(end, this.#possession.body)) return undefined;
    if (state.fate === 'held') {
      const after =
        end.op === 'select' ? this.#after(end, this.#effects.ofCase(end, edge), state) : this.#decide(end, edge, state);
      if (after === undefined || isSettled(after)) return after;
    }
    const known = state.known?.along(block, edge);
    if (known === undefined && state.known !== undefined) return undefined;
    const current = this.#intoPhis(block, edge, state);
    return current === state.current ? withKnown(state, known) : { ...state, known, current };
  }

  /**
   * What is held is there: what acquired it has not failed, and what leads to it is not nil. A branch for the opposite
   * is not taken.
   */
  #decide(end: Instruction, edge: number, state: State): State | undefined {
    if (end.op !== 'if') return state;
    const condition = conditionOf(end.args[0], state.known ?? this.#unseeing);
    const answer = this.#answer(condition, state);
    if (answer !== undefined) return (answer === condition.holds) === (edge === 0) ? state : undefined;
    return this.#asked(condition, (edge === 0) === condition.holds, state);
  }

  #answer(question: Question, state: State): boolean | undefined {
    const { owners, outcome } = this.#possession;
    const [value] = question.of;
    const isOutcome = (one: Value) => outcome?.values.mayBe(one) === true && this.#is(one, state);
    const error = recognised(question);
    if (outcome?.kind === 'error' && error !== undefined && isOutcome(error)) return false;
    if (question.asks === 'true') {
      // What is of no type that can be released holds nothing.
      const asserted = value.op === 'extract' && value.index === 1 && value.args[0].op === 'assert';
      // An error that is of some type is there.
      if (asserted && outcome?.kind === 'error' && isOutcome(value.args[0].args[0])) return false;
      if (asserted && this.#is(value.args[0].args[0], state)) return true;
      return outcome?.kind === 'ok' && isOutcome(value) ? true : undefined;
    }
    if (question.asks !== 'nil') return undefined;
    if (outcome?.kind === 'error' && isOutcome(value)) return true;
    return owners.has(value) && this.#is(value, state) ? false : undefined;
  }

  #intoPhis(from: Block, edge: number, state: State): ReadonlySet<Choice> {
    const to = from.succs[edge];
    if (to.instructions[0]?.op !== 'phi' || state.fate !== 'held') return state.current;
    const phis = to.instructions.filter((one) => one.op === 'phi' && this.#carries(one));
    if (phis.length === 0) return state.current;
    const index = predecessorIndex(from, edge, to);
    const current = new Set(state.current);
    for (const phi of phis) {
      const value = phi.args[index];
      if (value !== undefined && this.#is(value, state)) current.add(phi);
      else current.delete(phi);
    }
    return current;
  }

  /** A condition that is a call: whether there is more to come of the owner, or what kind of error there was. */
  #asked({ asks, of: [call] }: Question, isTrue: boolean, state: State): State {
    if (asks !== 'true' || call.op !== 'call' || !('name' in call.callee)) return state;
    const { exhausted, outcome } = this.#possession;
    const [receiver] = call.args;
    if (!isTrue && exhausted.includes(call.callee.name) && this.#is(receiver, state))
      return this.#settle('released', call, state);
    // Which errors a function of the program takes for failures, it alone knows.
    const isOfError = call.args.some((arg) => outcome?.values.mayBe(arg) && this.#is(arg, state));
    return isTrue && isOfError ? this.#settle('unknown', call, state) : state;
  }
}

const MAX_DEPTH = 12;

/** Whether a loop ranges over the channel of a timer or ticker: nobody closes those. */
function isGoingOn(end: Instruction, body: Body): boolean {
  const [condition] = end.args;
  if (end.op !== 'if' || condition.op !== 'extract' || condition.index !== 1) return false;
  const [received] = condition.args;
  return received.op === 'receive' && isClock(received.args[0], body);
}

/** What may have an effect, or changes what is where. */
const acting: ReadonlySet<Instruction['op']> = new Set([
  ...(['call', 'closure', 'composite', 'defer', 'extract', 'load', 'mapupdate', 'receive'] as const),
  ...(['return', 'rundefers', 'select', 'send', 'spawn', 'store'] as const),
]);

/** Who returns nil where something is expected returns an error, even if that comes from a function that may say nil. */
function failing(at: Instruction, body: Body, state: State): State {
  const end = terminator(at.block);
  if (state.known === undefined || end.op !== 'return' || end.node !== at.node) return state;
  const results = end.args.map((arg) => storedBefore(at, arg) ?? arg);
  const error = results.pop();
  if (error === undefined || !isErrorType(typeOfValue(error, body)) || !results.some((one) => state.known?.isNil(one)))
    return state;
  return withKnown(state, state.known.assuming({ asks: 'nil', of: [error] }, false) ?? state.known);
}

/** What a return statement stores in a named result before deferred functions look at it. */
export function storedBefore(at: Instruction, result: Value): Value | undefined {
  const variable = result.op === 'load' ? variableOf(result.args[0]) : undefined;
  if (variable === undefined) return undefined;
  const stores = at.block.instructions.filter(
    (one) => one.op === 'store' && one.node === at.node && variableOf(one.args[0]) === variable,
  );
  return stores.at(-1)?.args[1];
}

function withKnown(state: State, known: PathCondition | undefined): State {
  return known === state.known ? state : { ...state, known };
}

/** The position among the predecessors: a block may have two edges to another one. */
function predecessorIndex(from: Block, edge: number, to: Block): number {
  let skip = from.succs.slice(0, edge).filter((succ) => succ === to).length;
  return to.preds.findIndex((pred) => pred === from && skip-- === 0);
}
