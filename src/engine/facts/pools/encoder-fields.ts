import { type Body, instructions, type Value } from '../../flow/ssa.js';
import { encoderConstructors } from '../../knowledge/pools.js';
import type { Variable } from '../../names/symbol.js';
import type { Fact } from '../fact.js';

/** For a field that holds an encoder: the name of the field beside it that the encoder writes to. */
export type EncoderFields = ReadonlyMap<Variable, string>;

export const encoderFields: Fact<EncoderFields> = {
  name: 'encoder-fields',
  compute(pkg) {
    const found = new Map<Variable, string>();
    for (const body of pkg.allBodies()) collect(body, found);
    return found;
  },
};

function collect(body: Body, found: Map<Variable, string>): void {
  const stored: { readonly field: Variable; readonly name: string; readonly value: Value }[] = [];
  for (const instruction of instructions(body)) {
    if (instruction.op === 'store' && instruction.args[0].op === 'fieldaddr') {
      const { field, name } = instruction.args[0];
      if (field?.symbol !== undefined) stored.push({ field: field.symbol, name, value: instruction.args[1] });
    } else if (instruction.op === 'composite') {
      const under = body.types.underlying(instruction.type);
      if (under.kind !== 'struct') continue;
      instruction.args.forEach((value, i) => {
        const field = under.fields.find((one) => one.name === instruction.keys[i]);
        if (field?.symbol !== undefined) stored.push({ field: field.symbol, name: field.name, value });
      });
    }
  }
  for (const { field, value } of stored) {
    if (value.op !== 'call' || value.callee.kind !== 'static' || !encoderConstructors.has(value.callee.name)) continue;
    const [writer] = value.args;
    const sibling = writer.op === 'fieldaddr' ? writer.name : stored.find((one) => one.value === writer)?.name;
    if (sibling !== undefined) found.set(field, sibling);
  }
}
