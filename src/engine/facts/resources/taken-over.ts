import { type Body, type Call, type InstructionOf, instructions, isCall, type Value } from '../../flow/ssa.js';
import type { FactStore } from '../fact.js';
import { spawnOf } from '../goroutines/spawn.js';
import { courseOf, type Exit } from './course.js';
import type { Fate } from './course-state.js';
import { Effects } from './effects.js';
import type { Possession } from './possession.js';

/** What becomes of something in the goroutine that has taken it over, a literal of the function that acquired it. */
export interface TakenOver {
  /** The returns of the goroutine at which it is neither released nor given away. */
  readonly leaks: readonly InstructionOf<'return'>[];
  readonly fates: ReadonlySet<Fate>;
}

/** Undefined where it is not one goroutine alone that has it from then on. */
export function takenOver(possession: Possession, exits: readonly Exit[], store: FactStore): TakenOver | undefined {
  if (possession.shared || possession.fixed) return undefined;
  const takers = new Set(
    exits.filter(({ fate }) => fate !== 'held').map(({ fate, by }) => (fate === 'moved' ? by : undefined)),
  );
  const [taker] = takers;
  if (takers.size !== 1 || taker === undefined || !isCall(taker)) return undefined;
  const literal = literalStartedBy(taker, possession.body, store);
  if (literal === undefined || !isOnlyIn(literal, taker, possession, store)) return undefined;
  const course = courseOf({ ...possession, body: literal, begins: undefined, outcome: undefined }, store);
  if (!course.complete) return undefined;
  const leaks = course.exits.filter(({ fate }) => fate === 'held').map(({ at }) => at);
  return { leaks: [...new Set(leaks)], fates: course.fates };
}

function literalStartedBy(call: Call, body: Body, store: FactStore): Body | undefined {
  const spawn = spawnOf(call, body, store.known);
  const task = spawn?.task ?? (call.op === 'spawn' && call.callee.kind === 'dynamic' ? call.callee.value : undefined);
  return task?.op === 'closure' ? body.literals.get(task.func) : undefined;
}

/** Whether nothing else of the function releases it, hands it on, or has it. */
function isOnlyIn(literal: Body, taker: Call, possession: Possession, store: FactStore): boolean {
  const { body } = possession;
  const effects = new Effects(possession, store);
  const isClosure = (value: Value) => value.op === 'closure' && value.func === literal.node;
  return (
    [...body.literals.values()].every((other) => other === literal || !effects.touches(other)) &&
    instructions(body).every((one) => one === taker || isClosure(one) || effects.of(one, body).length === 0)
  );
}
