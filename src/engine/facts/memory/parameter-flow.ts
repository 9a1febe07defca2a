import type { Body, Call, Param } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { type FunctionFlow, knownFlow, type ParameterFlow } from '../../knowledge/parameter-flow.js';
import { holdsPointers, leadsToPointers } from '../../types/pointers.js';
import type { Summary } from '../summary.js';
import { type Destination, follow } from './follow.js';

/** What a function does with the memory that its arguments lead to; undefined when nothing is known of it. */
export type KnownFlow = FunctionFlow | undefined;

/** Levels beyond this one are taken for kept when anything below them is: chains of pointers are seldom longer. */
const LEVELS = [0, 1] as const;

const nothing: ParameterFlow = { kept: undefined, results: [], into: [], written: false };

export const parameterFlow: Summary<KnownFlow> = {
  name: 'parameter-flow',
  unknown: undefined,
  bottom: [],
  known: (name, tables) => knownFlow(tables.parameterFlow, name),
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees) {
    const flowOf = (call: Call) => joined(callees(call));
    return body.params.map((param) =>
      holdsPointers(body.types, typeOfValue(param, body)) ? flowOfParameter(param, body, flowOf) : nothing,
    );
  },
};

type FlowOf = Parameters<typeof follow>[2];

function flowOfParameter(param: Param, body: Body, flowOf: FlowOf): ParameterFlow {
  let flow = nothing;
  for (const level of LEVELS) {
    if (level > 0 && !leadsToPointers(body.types, typeOfValue(param, body))) return flow;
    for (const destination of follow(param, body, flowOf, level))
      flow = withDestination(flow, destination, level, param, body);
    if (flow.kept !== undefined) return flow;
  }
  return flow;
}

function withDestination(
  flow: ParameterFlow,
  destination: Destination,
  level: number,
  param: Param,
  body: Body,
): ParameterFlow {
  const kept = { ...flow, kept: Math.min(flow.kept ?? level, level) };
  switch (destination.kind) {
    case 'written':
      return level === 0 ? { ...flow, written: true } : flow;
    case 'returned': {
      // A literal's results go to whoever calls it.
      if (destination.body !== body) return kept;
      const result = { index: destination.result, level: level - destination.depth };
      const known = flow.results.some((one) => one.index === result.index && one.level === result.level);
      return known ? flow : { ...flow, results: [...flow.results, result] };
    }
    case 'stored': {
      const { holder } = destination;
      if (holder.kind !== 'parameter') return kept;
      const parameter = body.params.indexOf(holder.param);
      if (parameter < 0) return kept;
      if (body.params[parameter] === param) return flow;
      const into = { parameter, level: level - destination.under };
      const known = flow.into.some((one) => one.parameter === parameter && one.level === into.level);
      return known ? flow : { ...flow, into: [...flow.into, into] };
    }
    default:
      return kept;
  }
}

/** What any of several callees may do; undefined when one of them may do anything. */
export function joined(flows: readonly KnownFlow[]): KnownFlow {
  if (flows.length === 1) return flows[0];
  const [first, ...rest] = flows;
  return rest.reduce((a, b) => {
    if (a === undefined || b === undefined) return undefined;
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => either(a[i] ?? nothing, b[i] ?? nothing));
  }, first);
}

function either(a: ParameterFlow, b: ParameterFlow): ParameterFlow {
  const kept = [a.kept, b.kept].filter((level) => level !== undefined);
  return {
    kept: kept.length === 0 ? undefined : Math.min(...kept),
    results: [...a.results, ...b.results],
    into: [...a.into, ...b.into],
    written: a.written || b.written,
  };
}
