import { parameterFlow } from '../../src/engine/facts/memory/parameter-flow.js';
import type { Body } from '../../src/engine/flow/ssa.js';
import type { ParameterFlow } from '../../src/engine/knowledge/parameter-flow.js';
import { ofFunction, parameterName } from './asked.js';

export const unknown = 'v kept';

/**
 * What becomes of the memory that each parameter refers to: `b kept`, `b written`, `n in result 0`, `v in
 * list`, `nothing`.
 * `what n leads to` is a pointer further on; `wrapped` means that the result leads to it.
 */
export default ofFunction(parameterFlow, (flow, body) => {
  if (flow === undefined) return 'unknown';
  return flow.flatMap((one, index) => destinationsOf(one, index, body)).join('; ') || 'nothing';
});

function destinationsOf({ kept, results, into, written }: ParameterFlow, index: number, body: Body): string[] {
  const name = parameterName(index, body);
  const at = (level: number) => (level > 0 ? `what ${name} leads to` : name);
  return [
    ...(kept === undefined ? [] : [`${at(kept)} kept`]),
    ...results.map((one) => `${at(one.level)} in result ${one.index}${wrapped(one.level)}`).sort(),
    ...into.map((one) => `${at(one.level)} in ${parameterName(one.parameter, body)}`),
    ...(written ? [`${name} written`] : []),
  ];
}

function wrapped(level: number): string {
  return level < 0 ? ', wrapped' : '';
}
