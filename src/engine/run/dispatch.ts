import type { Evidence, FactMap, FactStore, Trigger } from '../facts/fact.js';
import { type Body, type Instruction, instructions } from '../flow/ssa.js';
import type { Confidence } from './diagnostic.js';
import type { Finding, Rule } from './rule.js';
import { asDeclared, type RuleStates } from './rule-settings.js';

export interface Raised {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly confidence: Confidence;
}

interface Subscription {
  readonly trigger: Trigger<unknown>;
  readonly rules: readonly Rule[];
}

/** Which rules meet which instructions: a subject is lifted once, however many rules ask about it. */
export class Dispatch {
  readonly #byOp = new Map<Instruction['op'], Subscription[]>();

  readonly #states: RuleStates;

  constructor(rules: readonly Rule[], states: RuleStates = asDeclared) {
    this.#states = states;
    const byTrigger = new Map<Trigger<unknown>, Rule[]>();
    for (const rule of rules) {
      const list = byTrigger.get(rule.on);
      if (list === undefined) byTrigger.set(rule.on, [rule]);
      else list.push(rule);
    }
    for (const [trigger, subscribed] of byTrigger) {
      for (const op of trigger.ops) {
        const list = this.#byOp.get(op);
        if (list === undefined) this.#byOp.set(op, [{ trigger, rules: subscribed }]);
        else list.push({ trigger, rules: subscribed });
      }
    }
  }

  /** @param bodies those whose findings are asked for */
  run(store: FactStore, bodies: Iterable<Body> = store.pkg.allBodies()): Raised[] {
    return [...bodies].flatMap((body) => store.attempt(body, () => this.#check(body, store), []));
  }

  #check(body: Body, store: FactStore): Raised[] {
    const raised: Raised[] = [];
    for (const instruction of instructions(body)) {
      for (const { trigger, rules } of this.#byOp.get(instruction.op) ?? []) {
        check(trigger, rules, instruction, body, store, raised, this.#states);
      }
    }
    return raised;
  }
}

/** Every rule asked about every instruction: what the table must agree with. */
export function naiveDispatch(rules: readonly Rule[], store: FactStore): Raised[] {
  const raised: Raised[] = [];
  for (const body of store.pkg.allBodies()) {
    for (const instruction of instructions(body)) {
      for (const rule of rules) {
        if (rule.on.ops.includes(instruction.op)) check(rule.on, [rule], instruction, body, store, raised);
      }
    }
  }
  return raised;
}

function check(
  trigger: Trigger<unknown>,
  rules: readonly Rule[],
  instruction: Instruction,
  body: Body,
  store: FactStore,
  raised: Raised[],
  states: RuleStates = asDeclared,
): void {
  const { evidence } = store;
  evidence.reset();
  const subject = trigger.lift(instruction, body, store.pkg, store);
  if (subject === undefined) return;
  const assumed = evidence.assumptions.bits;
  for (const rule of rules) {
    const state = states.of(rule, body.file.tree.source.path);
    if (state === undefined) continue;
    evidence.reset(assumed);
    const found = rule.check(subject, store.values(rule.requires as FactMap), state.options);
    if (found === undefined) continue;
    const confidence = confidenceOf(evidence);
    for (const finding of Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding])
      raised.push({ rule, finding, confidence });
  }
}

function confidenceOf(evidence: Evidence): Confidence {
  if (evidence.unknown) return 'possible';
  return evidence.assumptions.bits !== 0 ? 'likely' : 'certain';
}
