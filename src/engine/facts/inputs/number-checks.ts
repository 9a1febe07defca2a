import { type Body, type Call, type Instruction, instructions, terminator, type Value } from '../../flow/ssa.js';
import { onlookers } from '../../knowledge/number-decoders.js';
import { Kind } from '../../syntax/kinds.js';
import type { Fact } from '../fact.js';
import { dominance } from '../loops/dominance.js';
import { guards } from '../loops/guards.js';
import { origins } from '../memory/origins.js';

export interface NumberChecks {
  /**
   * Whether something has made sure that a number is not too large before it is used: it is compared with another
   * one, by itself or as a part of a sum or product, or handed to a function of which the code goes on as it says.
   */
  isChecked(value: Value, use: Instruction, body: Body): boolean;
}

export const numberChecks: Fact<NumberChecks> = {
  name: 'number-checks',
  compute(_pkg, store) {
    const guard = store.get(guards);
    const origin = store.get(origins);
    const { precedes } = store.get(dominance);
    const isHandedOn = (value: Value, use: Instruction, body: Body): boolean =>
      instructions(body).some((one) => {
        if (one.op !== 'call' || one === use || one.callee.kind === 'builtin' || isOnlooker(one)) return false;
        if (!one.args.some((arg) => arg === value || (arg.op === 'convert' && origin.of(arg) === value))) return false;
        return precedes(one, use, body) && decides(one, body);
      });
    return {
      isChecked(value, use, body) {
        if (value.op === 'const') return false;
        return guard.atMostWithin(value, { block: use.block }, body) || isHandedOn(value, use, body);
      },
    };
  },
};

function isOnlooker({ callee }: Call): boolean {
  if (!('name' in callee)) return false;
  const name = callee.name.replace(/^\(?\*?/, '');
  return onlookers.some((one) => name.startsWith(one));
}

/** Whether a branch depends on what a call yields. */
function decides(call: Value, body: Body): boolean {
  const parts = new Set<Value>([call]);
  for (const one of instructions(body)) {
    if (one.op === 'extract' || one.op === 'binary' || one.op === 'unary') {
      if (one.args.some((arg) => parts.has(arg))) parts.add(one);
    } else if (one.op === 'if' && parts.has(one.args[0])) return true;
  }
  return false;
}

/** The fields that some function of the package compares with something that is no zero, as what must be smaller. */
export const limitedFields: Fact<ReadonlySet<unknown>> = {
  name: 'limited-fields',
  compute(pkg) {
    const found = new Set<unknown>();
    for (const body of pkg.allBodies()) {
      for (const block of body.blocks) {
        const control = terminator(block);
        if (control.op !== 'if' || control.args[0].op !== 'binary') continue;
        const { operator, args } = control.args[0];
        const refused = refusedWhenLarge.get(operator);
        if (refused === undefined) continue;
        const field = fieldOf(args[refused]);
        const most = args[1 - refused];
        // `i < x.f` counts up to it.
        if (field !== undefined && !isZero(most) && most.op !== 'phi') found.add(field);
      }
    }
    return found;
  },
};

/** Which operand is the large one where a comparison holds: `x.f > most`, `most < x.f`. */
const refusedWhenLarge: ReadonlyMap<Kind, number> = new Map([
  [Kind.Gtr, 0],
  [Kind.Geq, 0],
  [Kind.Lss, 1],
  [Kind.Leq, 1],
]);

function fieldOf(value: Value): unknown {
  if (value.op === 'convert') return fieldOf(value.args[0]);
  return value.op === 'load' && value.args[0].op === 'fieldaddr' ? value.args[0].field?.symbol : undefined;
}

function isZero(value: Value): boolean {
  return value.op === 'const' && typeof value.value === 'bigint' && value.value <= 0n;
}
