import { type Body, instructions, isCall } from '../../flow/ssa.js';
import { argumentsOf } from '../goroutines/paths.js';
import { origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';

/** A field of what a parameter points to that a function assigns on some path. Plain JSON. */
export interface FieldSetting {
  /** The receiver counted. */
  readonly parameter: number;
  readonly field: string;
}

/** What functions assign to the fields of what they are given, themselves or through what they call. */
export const fieldSettings: Summary<readonly FieldSetting[]> = {
  name: 'field-settings',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => a.length === b.length,
  of(body, callees, store) {
    const found = new Map<string, FieldSetting>();
    const origin = store.get(origins);
    const add = (parameter: number, field: string) => found.set(`${parameter} ${field}`, { parameter, field });
    for (const one of instructions(body)) {
      if (one.op === 'store' && one.args[0].op === 'fieldaddr') {
        const parameter = parameterOf(origin.of(one.args[0].args[0]), body);
        if (parameter !== undefined) add(parameter, one.args[0].name);
      } else if (isCall(one)) {
        for (const { parameter: inner, field } of callees(one).flat()) {
          const arg = argumentsOf(one)[inner];
          const parameter = arg && parameterOf(origin.of(arg), body);
          if (parameter !== undefined) add(parameter, field);
        }
      }
    }
    return [...found.values()].slice(0, MAX_SETTINGS);
  },
};

/** More fields than any function fills in by hand. */
const MAX_SETTINGS = 64;

function parameterOf(value: Body['params'][number] | { readonly op: string }, body: Body): number | undefined {
  return body.params.find((param) => param === value)?.index;
}
