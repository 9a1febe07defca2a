import { knownBefore } from '../../flow/feasible.js';
import type { Body, InstructionOf, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { isErrorType } from '../../types/universe-types.js';
import { storedBefore } from './course.js';

/**
 * Whether a return says that the function has failed: by an error, or by false, as its last result. Undefined where
 * that cannot be told; of a function that says nothing of the kind, false.
 */
export function failsAt(end: InstructionOf<'return'>, body: Body): boolean | undefined {
  const result = end.args.at(-1);
  if (result === undefined) return false;
  const type = typeOfValue(result, body);
  const last = storedBefore(end, result) ?? result;
  if (last.op === 'const' && last.nil) return false;
  // What the ways to a return have made sure of takes long to work out.
  if (isErrorType(type) || type.kind === 'unknown')
    return isSentinel(last) ? true : opposite(knownBefore(end, body)?.isNil(last));
  const { kind } = body.types.underlying(type);
  return kind === 'basic' ? opposite(knownBefore(end, body)?.isTrue(last)) : false;
}

/** Whether a return may say that the function has failed, as far as can be seen without looking at the ways to it. */
export function mayFailAt(end: InstructionOf<'return'>, body: Body): boolean {
  const result = end.args.at(-1);
  if (result === undefined || (result.op === 'const' && result.nil)) return false;
  const type = typeOfValue(result, body);
  return isErrorType(type) || type.kind === 'unknown' || body.types.underlying(type).kind === 'basic';
}

/** A variable of a package that is returned as the error: nobody does so when all is well. */
function isSentinel(value: Value): boolean {
  return value.op === 'load' && value.args[0].op === 'global';
}

function opposite(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}
