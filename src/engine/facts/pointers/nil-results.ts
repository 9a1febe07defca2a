import { type Body, type InstructionOf, instructions, type Value } from '../../flow/ssa.js';
import { isErrorType } from '../../types/universe-types.js';
import type { Fact } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import { cellsAround } from '../memory/captures.js';
import { resultType } from './slot-types.js';

/** What nil says that a function returns in the place of a pointer. */
export interface NilResults {
  /** Whether it is an answer: neither an error nor a false `ok` comes with it. */
  isAnswer(index: number, body: Body): boolean;
  /** Whether it says which of several pointers there is. */
  isChoice(index: number, body: Body): boolean;
}

export const nilResults: Fact<NilResults> = {
  name: 'nil-results',
  compute(_pkg, store) {
    const answers = (body: Body): readonly InstructionOf<'return'>[] =>
      instructions(body).filter(
        (one) => one.op === 'return' && !store.get(errorPaths).include(one.block, body) && !hasFailed(one, body),
      ) as InstructionOf<'return'>[];
    const mayBeNil = ({ args }: InstructionOf<'return'>, index: number, body: Body) =>
      index < args.length && [...originsOf([args[index]], body)].some((origin) => origin.op === 'const');
    return {
      isAnswer: (index, body) => answers(body).some((one) => mayBeNil(one, index, body)),
      isChoice: (index, body) =>
        answers(body).some((one) => {
          const others = one.args.filter((_, i) => i !== index && isPointer(i, body));
          return mayBeNil(one, index, body) && others.length > 0;
        }),
    };
  },
};

/** Whether an error that is not nil comes with what is returned, or a false `ok`. */
function hasFailed({ args }: InstructionOf<'return'>, body: Body): boolean {
  const last = args.at(-1);
  const type = last && resultType(args.length - 1, body);
  if (last === undefined || type === undefined) return false;
  if (isErrorType(type)) return !(last.op === 'const' && last.nil);
  return last.op === 'const' && last.value === false;
}

function isPointer(index: number, body: Body): boolean {
  const type = resultType(index, body);
  return type !== undefined && body.types.underlying(type).kind === 'pointer';
}

/** The values that a value may be: those of a phi, what is stored in the cell of a named result. */
export function originsOf(values: readonly Value[], body: Body): ReadonlySet<Value> {
  const seen = new Set<Value>(values);
  const origins = new Set<Value>();
  for (const value of seen) {
    if (value.op === 'phi') for (const arg of value.args) seen.add(arg);
    else if (value.op === 'load' && value.args[0].op === 'alloc' && value.args[0].symbol !== undefined) {
      for (const stored of cellsAround(body).storedIn(value.args[0])) seen.add(stored.value);
    } else origins.add(value);
  }
  return origins;
}
