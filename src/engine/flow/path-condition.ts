import type { Variable } from '../names/symbol.js';
import { answerByDefinition } from './answers.js';
import { conditionOf, keyOf, type Outlook, type Question, recognised, subjectsOf } from './conditions.js';
import { dominatorsIn } from './dominators.js';
import { type Remembered, rememberedIn, variableOf } from './remembered.js';
import { type Block, type Body, type Instruction, type Phi, terminator, type Value } from './ssa.js';

interface Answered {
  readonly question: Question;
  readonly yes: boolean;
}

/**
 * What is known where control has got to: how conditions came out, which value a phi stands for, what variables in
 * cells hold. It never changes; each step makes a new one.
 */
export class PathCondition implements Outlook {
  readonly body: Body;
  readonly #remembered: Remembered;
  /** Values of which everything is kept, beside what later conditions may be about; undefined: of all values. */
  readonly #asked: ReadonlySet<Value> | undefined;
  readonly #answers: ReadonlyMap<string, Answered>;
  readonly #stands: ReadonlyMap<Value, Value>;
  readonly #held: ReadonlyMap<Variable, Value>;

  private constructor(
    body: Body,
    asked: ReadonlySet<Value> | undefined,
    answers: ReadonlyMap<string, Answered>,
    stands: ReadonlyMap<Value, Value>,
    held: ReadonlyMap<Variable, Value>,
  ) {
    this.body = body;
    this.#remembered = rememberedIn(body);
    this.#asked = asked;
    this.#answers = answers;
    this.#stands = stands;
    this.#held = held;
  }

  /** Nothing but what holds on every way. */
  static nothing(body: Body): PathCondition {
    return new PathCondition(body, undefined, new Map(), new Map(), new Map());
  }

  /** The same, as a function literal or deferred function finds it when it runs now. */
  in(literal: Body): PathCondition {
    return new PathCondition(literal, this.#asked, this.#answers, new Map(), this.#held);
  }

  /** The same, of which from here on only that is kept which is about some values, or which later conditions may ask. */
  about(values: ReadonlySet<Value>): PathCondition {
    const asked = new Set([...values, ...(this.#asked ?? [])]);
    const known = new PathCondition(this.body, asked, this.#answers, this.#stands, this.#held);
    const answers = [...this.#answers].filter(([, { question }]) => known.#keeps(question));
    const stands = [...this.#stands].filter(([value]) => known.#isWanted(value));
    return known.#with({ answers: new Map(answers), stands: new Map(stands) });
  }

  #isWanted(value: Value): boolean {
    return this.#asked === undefined || this.#asked.has(value) || this.#remembered.includes(value);
  }

  #keeps(question: Question): boolean {
    return subjectsOf(question, this.body).every((value) => this.#isWanted(value));
  }

  /** What a phi, or what is read from a variable, is on this way; any other value is itself. */
  resolve(value: Value): Value {
    let at = value;
    for (let next = this.#stands.get(at); next !== undefined; next = this.#stands.get(at)) at = next;
    return at;
  }

  isNil(value: Value): boolean | undefined {
    return this.answer({ asks: 'nil', of: [value] });
  }

  /** Whether a boolean value is true. */
  isTrue(value: Value): boolean | undefined {
    const { holds, ...question } = conditionOf(value, this);
    const answer = this.answer(question);
    return answer === undefined ? undefined : answer === holds;
  }

  /** What a variable that lives in a cell holds. */
  contentOf(variable: Variable): Value | undefined {
    return this.#held.get(variable);
  }

  answer(question: Question): boolean | undefined {
    const asked = { asks: question.asks, of: question.of.map((value) => this.resolve(value)) };
    const answer = this.#answers.get(keyOf(asked, this.body))?.yes ?? answerByDefinition(asked, this);
    return answer ?? (asked.asks === 'equal' && this.#equalsAnother(asked) ? false : undefined);
  }

  /** `x == 1` is not so where `x == 2` is. */
  #equalsAnother({ of }: Question): boolean {
    const subject = of.find((value) => value.op !== 'const');
    if (subject === undefined || !of.some((value) => value.op === 'const')) return false;
    for (const { question, yes } of this.#answers.values()) {
      if (
        yes &&
        question.asks === 'equal' &&
        question.of.includes(subject) &&
        question.of.some((one) => one.op === 'const')
      )
        return true;
    }
    return false;
  }

  /** What is known when a question has been answered; undefined when that answer is impossible. */
  assuming(asked: Question, yes: boolean): PathCondition | undefined {
    const question = { asks: asked.asks, of: asked.of.map((value) => this.resolve(value)) };
    const before = this.answer(question);
    if (before !== undefined) return before === yes ? this : undefined;
    const known = this.#noted(question, yes).#narrowed(question, yes);
    const error = yes ? recognised(question) : undefined;
    return error === undefined ? known : known?.assuming({ asks: 'nil', of: [error] }, false);
  }

  #noted(question: Question, yes: boolean): PathCondition {
    if (!this.#keeps(question)) return this;
    return this.#with({ answers: new Map(this.#answers).set(keyOf(question, this.body), { question, yes }) });
  }

  /** Where only one of a phi's values can have the answer, it is that one that has it. */
  #narrowed({ asks, of: [phi] }: Question, yes: boolean): PathCondition | undefined {
    if ((asks !== 'nil' && asks !== 'true') || phi.op !== 'phi') return this;
    const possible = new Set(phi.args.filter((arg) => arg !== phi && this.answer({ asks, of: [arg] }) !== !yes));
    if (possible.size === 0) return undefined;
    const [only] = possible;
    return possible.size > 1 || !isOlder(only, phi, this.body) ? this : this.assuming({ asks, of: [only] }, yes);
  }

  /** What is known behind the edge to a successor of a block; undefined when control never takes it. */
  along(from: Block, successor: number): PathCondition | undefined {
    const control = terminator(from);
    const condition = control.op === 'if' ? conditionOf(control.args[0], this) : undefined;
    const known = condition === undefined ? this : this.assuming(condition, condition.holds === (successor === 0));
    if (known === undefined) return undefined;
    return known.#entering(from.succs[successor], edgeIndex(from, successor));
  }

  #entering(block: Block, edge: number): PathCondition {
    const entered = this.#arriving(block, edge);
    return this.#asked === undefined ? entered : entered.#withoutSpent(block);
  }

  /** Without what no condition can ask for any more: ways that differ in nothing else are one. */
  #withoutSpent(block: Block): PathCondition {
    const dominators = dominatorsIn(this.body);
    const isOwn = (value: Value): value is Instruction =>
      'block' in value && this.body.blocks[value.block.index] === value.block;
    const isSpent = (value: Value) =>
      !this.#asked?.has(value) && isOwn(value) && !dominators.dominates(value.block, block);
    let known: PathCondition = this;
    for (const value of this.#mentioned()) if (isSpent(value)) known = known.#forgetting(value);
    const isAsked = (value: Value) => this.#asked?.has(value) || this.#remembered.isAskedBehind(value, block);
    const answers = [...known.#answers].filter(([, { question }]) => subjectsOf(question, this.body).some(isAsked));
    const stands = [...known.#stands].filter(([value]) => isAsked(value));
    return answers.length === known.#answers.size && stands.length === known.#stands.size
      ? known
      : known.#with({ answers: new Map(answers), stands: new Map(stands) });
  }

  #mentioned(): ReadonlySet<Value> {
    const answered = [...this.#answers.values()].flatMap(({ question }) => subjectsOf(question, this.body));
    return new Set([...answered, ...this.#stands.values(), ...this.#held.values()]);
  }

  #arriving(block: Block, edge: number): PathCondition {
    const phis = block.instructions.filter((one) => one.op === 'phi');
    if (phis.length === 0) return this;
    const arriving = phis.map((phi) => this.resolve(phi.args[edge]));
    let known: PathCondition = this;
    for (const phi of phis) known = known.#forgetting(phi);
    const stands = new Map(known.#stands);
    const answers = new Map(known.#answers);
    phis.forEach((phi, i) => {
      const value = arriving[i];
      if (!this.#isWanted(phi) || phis.includes(value as Phi)) return;
      if (this.#asked === undefined || this.#asked.has(value) || this.#remembered.tellsApart(value))
        stands.set(phi, value);
      else
        for (const answered of this.#answersFor(value, phi)) answers.set(keyOf(answered.question, this.body), answered);
    });
    return known.#with({ stands, answers });
  }

  /** What is known of a value by itself, said of another one. */
  #answersFor(value: Value, other: Value): Answered[] {
    return (['nil', 'true'] as const).flatMap((asks) => {
      const yes = this.answer({ asks, of: [value] });
      return yes === undefined ? [] : [{ question: { asks, of: [other] }, yes }];
    });
  }

  /** What is known behind an instruction. */
  after(instruction: Instruction): PathCondition {
    if (instruction.op === 'phi') return this; // the edge said what it is
    if (!this.#remembered.changesWith(instruction) && !this.#asked?.has(instruction)) return this;
    const known = this.#forgetting(instruction);
    switch (instruction.op) {
      case 'load':
        return known.#loading(instruction);
      case 'store':
        return known.#storing(instruction.args[0], instruction.args[1]);
      case 'call':
        return instruction.callee.kind === 'builtin' ? known : known.#losing((sharing) => sharing === 'shared');
      case 'rundefers':
        return known.#losing((sharing) => sharing !== 'private');
      default:
        return known;
    }
  }

  #loading(load: Instruction): PathCondition {
    const variable = variableOf(load.args[0]);
    if (variable === undefined || !this.#follows(variable)) return this;
    const content = this.#held.get(variable);
    if (content === undefined) return this.#with({ held: new Map(this.#held).set(variable, load) });
    return this.#with({ stands: new Map(this.#stands).set(load, content) });
  }

  #storing(address: Value, value: Value): PathCondition {
    const variable = variableOf(address);
    if (variable === undefined || !this.#follows(variable)) return this;
    return this.#with({ held: new Map(this.#held).set(variable, this.resolve(value)) });
  }

  #follows(variable: Variable): boolean {
    return this.#remembered.includesVariable(variable) && this.#remembered.sharing(variable) !== undefined;
  }

  #losing(isLost: (sharing: string | undefined) => boolean): PathCondition {
    if (this.#held.size === 0) return this;
    const held = [...this.#held].filter(([variable]) => !isLost(this.#remembered.sharing(variable)));
    return held.length === this.#held.size ? this : this.#with({ held: new Map(held) });
  }

  /** A value is about to be computed anew: what is known of the old one stays with what stands for it. */
  #forgetting(value: Value): PathCondition {
    const standing = [...this.#stands].filter(([, original]) => original === value).map(([one]) => one);
    const isAbout = ({ question }: Answered) => subjectsOf(question, this.body).includes(value);
    const old = [...this.#answers].filter(([, answered]) => isAbout(answered));
    const isHeld = [...this.#held].some(([, content]) => content === value);
    if (standing.length === 0 && old.length === 0 && !isHeld && !this.#stands.has(value)) return this;
    const stands = new Map([...this.#stands].filter(([one, original]) => one !== value && original !== value));
    const answers = new Map([...this.#answers].filter(([, answered]) => !isAbout(answered)));
    const held = new Map([...this.#held].filter(([, content]) => content !== value));
    for (const answered of standing.flatMap((one) => this.#answersFor(value, one)))
      answers.set(keyOf(answered.question, this.body), answered);
    return this.#with({ answers, stands, held });
  }

  /** What is known where two ways meet, at the beginning of a block. */
  meeting(other: PathCondition, block: Block): PathCondition {
    const answers = new Map<string, Answered>();
    const keep = (question: Question) => {
      const answer = this.answer(question);
      if (answer !== undefined && answer === other.answer(question))
        answers.set(keyOf(question, this.body), { question, yes: answer });
    };
    for (const { question } of this.#answers.values()) keep(question);
    for (const { question } of other.#answers.values()) keep(question);
    for (const phi of block.instructions) {
      if (phi.op !== 'phi') break;
      keep({ asks: 'nil', of: [phi] });
      keep({ asks: 'true', of: [phi] });
    }
    return this.#with({ answers, stands: common(this.#stands, other.#stands), held: common(this.#held, other.#held) });
  }

  /** The same for two that know the same. */
  get key(): string {
    const number = (value: Value) => keyOf({ asks: 'true', of: [value] }, this.body);
    return [
      ...[...this.#answers].map(([key, { yes }]) => `${key} ${yes}`).sort(),
      ...[...this.#stands].map(([a, b]) => `${number(a)} is ${number(b)}`).sort(),
      ...[...this.#held].map(([{ name }, value]) => `${name} holds ${number(value)}`).sort(),
    ].join('\n');
  }

  #with(changed: {
    answers?: ReadonlyMap<string, Answered>;
    stands?: ReadonlyMap<Value, Value>;
    held?: ReadonlyMap<Variable, Value>;
  }): PathCondition {
    const { answers = this.#answers, stands = this.#stands, held = this.#held } = changed;
    return new PathCondition(this.body, this.#asked, answers, stands, held);
  }
}

function common<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  return new Map([...a].filter(([key, value]) => b.get(key) === value));
}

/** Whether a value that a phi may stand for is not computed anew before the phi is. */
function isOlder(value: Value, phi: Phi, body: Body): boolean {
  return !('block' in value) || (value.block !== phi.block && dominatorsIn(body).dominates(value.block, phi.block));
}

/** The position among the predecessors of a block's successor that the edge to it has. */
function edgeIndex(from: Block, successor: number): number {
  const to = from.succs[successor];
  let before = from.succs.slice(0, successor).filter((one) => one === to).length;
  return to.preds.findIndex((pred) => pred === from && before-- === 0);
}
