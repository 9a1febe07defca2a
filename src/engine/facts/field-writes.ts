import { type Body, instructions, type Value } from '../flow/ssa.js';
import type { Variable } from '../names/symbol.js';
import type { Fact } from './fact.js';

export interface Write {
  readonly value: Value;
  readonly body: Body;
  /** Whether an element is written, not the whole: `x.f[k] = v`. */
  readonly keyed: boolean;
}

/** Everything that the package's functions write to a field or a variable that lives in a cell. */
export interface FieldWrites {
  ofField(field: unknown): readonly Write[];
  ofVariable(variable: Variable): readonly Write[];
}

export const fieldWrites: Fact<FieldWrites> = {
  name: 'field-writes',
  compute(pkg) {
    const writes = new Map<unknown, Write[]>();
    const add = (to: unknown, write: Write) => {
      if (to === undefined) return;
      const list = writes.get(to);
      if (list === undefined) writes.set(to, [write]);
      else list.push(write);
    };
    for (const body of pkg.allBodies()) {
      for (const instruction of instructions(body)) {
        if (instruction.op === 'store')
          add(target(instruction.args[0]), { value: instruction.args[1], body, keyed: false });
        if (instruction.op === 'mapupdate')
          add(loaded(instruction.args[0]), { value: instruction.args[2], body, keyed: true });
      }
    }
    const of = (key: unknown) => writes.get(key) ?? [];
    return { ofField: of, ofVariable: of };
  },
};

/** The field or variable that an address belongs to. */
function target(address: Value): unknown {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
}

function loaded(value: Value): unknown {
  return value.op === 'load' ? target(value.args[0]) : undefined;
}
