import { type Instruction, instructions, type Value } from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';
import { Kind } from '../../syntax/kinds.js';
import type { Fact } from '../fact.js';

/** The fields that the package compares with nil: a value would not do there, for there may be none. */
export const optionalFields: Fact<ReadonlySet<Variable>> = {
  name: 'optional-fields',
  compute(pkg) {
    const found = new Set<Variable>();
    for (const body of pkg.allBodies()) {
      for (const instruction of instructions(body)) {
        if (!comparesWithNil(instruction)) continue;
        for (const side of instruction.args) {
          const field = fieldRead(side);
          if (field !== undefined) found.add(field);
        }
      }
    }
    return found;
  },
};

function comparesWithNil(one: Instruction): boolean {
  if (one.op !== 'binary' || (one.operator !== Kind.Eql && one.operator !== Kind.Neq)) return false;
  return one.args.some((side) => side.op === 'const' && side.nil);
}

function fieldRead(value: Value): Variable | undefined {
  const from = value.op === 'load' ? value.args[0] : value;
  return from.op === 'field' || from.op === 'fieldaddr' ? from.field?.symbol : undefined;
}
