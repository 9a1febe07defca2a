import {
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  isCall,
  type Value,
} from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';
import type { Fact } from '../fact.js';

export interface Write {
  readonly value: Value;
  readonly body: Body;
  readonly at: Instruction;
  /** The address or map that is written to, or the composite literal. */
  readonly address: Value;
  /** Whether an element is written, not the whole: `x.f[k] = v`. */
  readonly keyed: boolean;
  /** Whether what is written to has just been made: a composite literal, a field of a new struct. */
  readonly fresh: boolean;
}

/** A call that gets a variable's address, or that of one of its fields. */
export interface Handover {
  readonly call: Call;
  readonly body: Body;
  readonly argument: number;
}

/** Everything that the package's functions write to a field or a variable that lives in a cell. */
export interface FieldWrites {
  ofField(field: unknown): readonly Write[];
  ofVariable(variable: Variable): readonly Write[];
  /** The calls that may write to it themselves. */
  handedOver(variable: Variable): readonly Handover[];
}

export const fieldWrites: Fact<FieldWrites> = {
  name: 'field-writes',
  compute(pkg) {
    const writes = new Map<unknown, Write[]>();
    const handovers = new Map<unknown, Handover[]>();
    for (const body of pkg.allBodies()) {
      for (const at of instructions(body)) {
        if (isCall(at)) {
          at.args.forEach((value, argument) => {
            const to = root(value);
            if (to !== undefined) push(handovers, to, { call: at, body, argument });
          });
        } else if (at.op === 'store' || at.op === 'mapupdate' || at.op === 'composite') {
          for (const [to, write] of writesOf(at, body)) if (to !== undefined) push(writes, to, write);
        }
      }
    }
    const of = (key: unknown) => writes.get(key) ?? [];
    return { ofField: of, ofVariable: of, handedOver: (variable) => handovers.get(variable) ?? [] };
  },
};

function writesOf(
  at: InstructionOf<'store' | 'mapupdate' | 'composite'>,
  body: Body,
): (readonly [to: unknown, write: Write])[] {
  const write = (value: Value, keyed: boolean, fresh: boolean): Write => {
    return { value, body, at, address: at.op === 'composite' ? at : at.args[0], keyed, fresh };
  };
  switch (at.op) {
    case 'store':
      return [[target(at.args[0]), write(at.args[1], false, isNew(at.args[0]))]];
    case 'mapupdate':
      return [[loaded(at.args[0]), write(at.args[2], true, false)]];
    case 'composite': {
      const under = body.types.underlying(at.type);
      if (under.kind !== 'struct') return [];
      const field = (key: unknown) => under.fields.find((one) => one.name === key)?.symbol;
      return at.args.map((value, i) => [field(at.keys[i]), write(value, false, true)] as const);
    }
  }
}

function push<V>(lists: Map<unknown, V[]>, key: unknown, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The field or variable that an address belongs to. */
function target(address: Value): unknown {
  return address.op === 'fieldaddr' ? address.field?.symbol : cell(address);
}

function cell(address: Value): unknown {
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
}

/** The variable that an address lies in. */
function root(address: Value): unknown {
  return address.op === 'fieldaddr' ? root(address.args[0]) : cell(address);
}

function loaded(value: Value): unknown {
  return value.op === 'load' ? target(value.args[0]) : undefined;
}

/** `x.f = v` behind `x := &T{…}` or `var x T`. */
function isNew(address: Value): boolean {
  if (address.op !== 'fieldaddr') return false;
  const [base] = address.args;
  return base.op === 'alloc';
}
