import type { CallEdge } from '../../calls/graph.js';
import { type Body, type Call, instructions, type Param, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { runners } from '../../knowledge/runners.js';
import type { FactStore } from '../fact.js';
import { origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';

/** Which of its parameters a function runs, by position, the receiver counted. Plain JSON. */
export interface ParameterRuns {
  /** In a goroutine of its own. */
  readonly goroutine: readonly number[];
  /** In the caller's, before or behind the return. */
  readonly call: readonly number[];
}

/** How control gets to a function. `unknown`: something that is not in sight decides. */
export type How = 'goroutine' | 'call' | 'unknown';

const none: ParameterRuns = { goroutine: [], call: [] };

/** What functions do with the functions that they are given. */
export const parameterRuns: Summary<ParameterRuns> = {
  name: 'parameter-runs',
  unknown: none,
  bottom: none,
  known(name, { known }) {
    const task = known.spawners.get(name)?.task;
    if (task !== undefined) return { goroutine: [task], call: [] };
    const runner = runners.get(name);
    return runner && { ...none, [runner.runs]: [runner.argument] };
  },
  same: (a, b) => a.goroutine.join() === b.goroutine.join() && a.call.join() === b.call.join(),
  of(body, _callees, store) {
    const hows = body.params.map((param) => (mayBeFunction(param, body) ? howRun(param, body, store) : 'unknown'));
    const at = (how: How) => [...hows.keys()].filter((i) => hows[i] === how);
    return hows.every((how) => how === 'unknown') ? none : { goroutine: at('goroutine'), call: at('call') };
  },
};

/** How an edge of the call graph gets to its target. */
export function howReached({ how, call, body, target }: CallEdge, store: FactStore): How {
  if (how === 'spawn') return 'goroutine';
  if (how !== 'passed') return 'call';
  const isTarget = (value: Value) => store.pkg.calls.ofValue(value, body).bodies.includes(target);
  return strongest(
    [...call.args.keys()].map((i) => (isTarget(call.args[i]) ? howPassed(call, body, i, store) : 'unknown')),
  );
}

/** What becomes of a function that is an argument. */
function howPassed(call: Call, body: Body, position: number, store: FactStore): How {
  const answers = store.summaries.ofCall(parameterRuns, call, body, store);
  if (answers.some(({ goroutine }) => goroutine.includes(position))) return 'goroutine';
  if (!answers.some((answer) => answer.call.includes(position))) return 'unknown';
  return call.op === 'spawn' ? 'goroutine' : 'call';
}

/** What a body, with the literals in it, does with a parameter of its own or of a function around it. */
function howRun(param: Param, body: Body, store: FactStore): How {
  const isParam = (value: Value) => store.get(origins).of(value) === param;
  const found: How[] = [];
  for (const call of instructions(body)) {
    if (call.op !== 'call' && call.op !== 'spawn' && call.op !== 'defer') continue;
    if (call.callee.kind === 'dynamic' && isParam(call.callee.value))
      found.push(call.op === 'spawn' ? 'goroutine' : 'call');
    const position = call.args.findIndex(isParam);
    if (position >= 0) found.push(howPassed(call, body, position, store));
  }
  for (const literal of body.literals.values()) {
    const inside = howRun(param, literal, store);
    const started =
      inside === 'call' && store.pkg.calls.edgesTo(literal).some((edge) => howReached(edge, store) === 'goroutine');
    found.push(started ? 'goroutine' : inside);
  }
  return strongest(found);
}

function mayBeFunction(param: Param, body: Body): boolean {
  const { kind } = body.types.underlying(typeOfValue(param, body));
  return kind === 'func' || kind === 'unknown';
}

function strongest(hows: readonly How[]): How {
  return hows.includes('goroutine') ? 'goroutine' : hows.includes('call') ? 'call' : 'unknown';
}
