import { instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { Fact } from '../fact.js';

/** How a package goes about its slices. */
export interface SliceHabits {
  /** Fields off whose end elements are taken: `x.free = x.free[:len(x.free)-1]`. */
  readonly popped: ReadonlySet<Variable>;
  /** Slice types that are lengthened over the elements that they had, to use those again: `s = s[:len(s)+1]`. */
  readonly regrown: ReadonlySet<string>;
}

export const sliceHabits: Fact<SliceHabits> = {
  name: 'slice-habits',
  compute(pkg) {
    const popped = new Set<Variable>();
    const regrown = new Set<string>();
    for (const body of pkg.allBodies()) {
      for (const one of instructions(body)) {
        if (one.op === 'slice' && isStep(one.high, Kind.Add)) {
          const under = body.types.underlying(typeOfValue(one, body));
          if (under.kind === 'slice' && isReusable(body.types.underlying(under.elem))) regrown.add(typeString(under));
        }
        if (one.op !== 'store' || one.args[0].op !== 'fieldaddr') continue;
        const [, value] = one.args;
        const { field } = one.args[0];
        if (value.op === 'slice' && isStep(value.high, Kind.Sub) && field?.symbol !== undefined)
          popped.add(field.symbol);
      }
    }
    return { popped, regrown };
  },
};

/** Whether there is something in an element that can be used again; strings cannot. */
function isReusable({ kind }: Type): boolean {
  return kind === 'struct' || kind === 'slice' || kind === 'map' || kind === 'pointer';
}

function isStep(high: Value | undefined, operator: Kind): boolean {
  return high?.op === 'binary' && high.operator === operator;
}
