import { type Body, type InstructionOf, instructions } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { sameField } from './pieces.js';
import type { Put } from './puts.js';

/** Whether the same place is given something else before the function returns. */
export function isLetGo({ put, value, body }: Put): boolean {
  if (put.op === 'composite') {
    const key = put.keys[put.args.indexOf(value)];
    const stores = usesIn(body)
      .of(put)
      .filter((use) => use.op === 'store');
    return stores.some((store) =>
      storesAfter(store).some((address) => address.name === key && address.args[0] === store.args[0]),
    );
  }
  if (put.op !== 'store' || put.args[0].op !== 'fieldaddr') return false;
  const [address] = put.args;
  if (storesAfter(put).some((other) => sameField(other, address))) return true;
  return deferredLiterals(body).some((literal) =>
    [...instructions(literal)].some(
      (one) =>
        one.op === 'store' &&
        one.args[0].op === 'fieldaddr' &&
        one.args[0].field === address.field &&
        one.args[1].op === 'const',
    ),
  );
}

/** The fields that are stored to behind an instruction, in the same block. */
function storesAfter(instruction: InstructionOf<'store'>): readonly InstructionOf<'fieldaddr'>[] {
  const all = instruction.block.instructions;
  return all
    .slice(all.indexOf(instruction) + 1)
    .flatMap((one) => (one.op === 'store' && one.args[0].op === 'fieldaddr' ? [one.args[0]] : []));
}

function deferredLiterals(body: Body): readonly Body[] {
  return [...instructions(body)].flatMap((one) => {
    if (one.op !== 'defer' || one.callee.kind !== 'dynamic' || one.callee.value.op !== 'closure') return [];
    const literal = body.literals.get(one.callee.value.func);
    return literal === undefined ? [] : [literal];
  });
}
