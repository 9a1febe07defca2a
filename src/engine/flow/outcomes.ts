import { isErrorType } from '../types/universe-types.js';
import type { PathCondition } from './path-condition.js';
import type { Body, Instruction, Value } from './ssa.js';
import { usesIn } from './uses.js';
import { typeOfValue } from './value-type.js';

/** How a call came out, and everything else that may yield nothing: a lookup, an assertion, a receive. */
export type Outcome = 'succeeded' | 'failed';

/**
 * How an instruction came out as far as is known. It has failed when the error that it yields is not nil, the boolean
 * that it yields last is false, or the value itself nil; what has failed has yielded nothing that is to be released.
 * @param body that of the instruction; what is known may be so in a literal inside
 */
export function outcomeOf(instruction: Instruction, body: Body, known: PathCondition): Outcome | undefined {
  const type = typeOfValue(instruction, body);
  if (type.kind !== 'tuple') return outcomeOfValue(instruction, isErrorType(type), known);
  if (type.types.length === 0) return undefined;
  const last = type.types.length - 1;
  const under = body.types.underlying(type.types[last]);
  const isBoolean = under.kind === 'basic' && under.name === 'bool';
  const parts = usesIn(body)
    .of(instruction)
    .filter((use) => use.op === 'extract');
  if (parts.some((part) => part.index === 0 && known.isNil(part) === true)) return 'failed';
  for (const part of parts) {
    if (part.index !== last) continue;
    const isGood = isBoolean ? known.isTrue(part) : isErrorType(type.types[last]) ? known.isNil(part) : undefined;
    if (isGood !== undefined) return isGood ? 'succeeded' : 'failed';
  }
  return undefined;
}

function outcomeOfValue(value: Value, isError: boolean, known: PathCondition): Outcome | undefined {
  const isNil = known.isNil(value);
  if (isNil === undefined) return undefined;
  return isNil === isError ? 'succeeded' : 'failed';
}
