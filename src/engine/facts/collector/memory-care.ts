import { type Body, calls, instructions, type Value } from '../../flow/ssa.js';
import { figurePackages, heapFigures, limitPackages, limitSetters, servingCalls } from '../../knowledge/collector.js';
import type { FactStore } from '../fact.js';
import { imports } from '../imports.js';
import type { Summary } from '../summary.js';

/** What a function does about the program's memory, itself or by what it calls, starts or hands on. Plain JSON. */
export interface MemoryCare {
  /** It sets a limit for the collector. */
  readonly limits: boolean;
  /** It reads figures of the heap, or hands them out. */
  readonly measures: boolean;
  /** It serves until it is stopped. */
  readonly serves: boolean;
}

const nothing: MemoryCare = { limits: false, measures: false, serves: false };

export const memoryCare: Summary<MemoryCare> = {
  name: 'memory-care',
  unknown: nothing,
  bottom: nothing,
  known(name) {
    const limits = limitSetters.has(name);
    const measures = heapFigures.has(name);
    const serves = servingCalls.has(name);
    return limits || measures || serves ? { limits, measures, serves } : undefined;
  },
  same: (a, b) => a.limits === b.limits && a.measures === b.measures && a.serves === b.serves,
  of(body, callees, store) {
    const all = [...calls(body)].flatMap((call) => [...callees(call)]);
    for (const target of handedOn(body, store)) all.push(store.summaries.ofBody(memoryCare, target, store));
    const imported = [...store.get(imports)];
    return {
      limits: all.some(({ limits }) => limits) || imported.some((path) => limitPackages.has(path)),
      measures: all.some(({ measures }) => measures) || imported.some((path) => figurePackages.has(path)),
      serves: all.some(({ serves }) => serves),
    };
  },
};

/** The functions that a body names without calling them: what it hands to a router, a command, a goroutine. */
function handedOn(body: Body, store: FactStore): readonly Body[] {
  const named = new Set<Value>();
  for (const { args } of instructions(body))
    for (const arg of args) if (arg.op === 'func' || arg.op === 'bound') named.add(arg);
  return [...body.literals.values(), ...[...named].flatMap((value) => store.pkg.calls.ofValue(value, body).bodies)];
}
