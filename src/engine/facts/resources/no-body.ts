import { knownBefore } from '../../flow/feasible.js';
import { type Body, type Call, type InstructionOf, instructions, type Value } from '../../flow/ssa.js';
import { bodilessStatus, headRequests, requestMakers } from '../../knowledge/http-requests.js';
import { Kind } from '../../syntax/kinds.js';
import type { FactStore } from '../fact.js';
import { origins } from '../memory/origins.js';

/** Whether the response to a call has no body at a return: it answers HEAD, or its status is known to go without. */
export function holdsNoBody(end: InstructionOf<'return'>, call: Call, body: Body, store: FactStore): boolean {
  return isHead(call, store) || hasBodilessStatus(end, body);
}

function isHead({ callee, args }: Call, store: FactStore): boolean {
  if ('name' in callee && headRequests.has(callee.name)) return true;
  return args.some((arg) => {
    const request = requestOf(arg, store);
    const method = request && 'name' in request.callee ? requestMakers.get(request.callee.name) : undefined;
    const given = method === undefined ? undefined : request?.args[method];
    return given?.op === 'const' && given.value === 'HEAD';
  });
}

/** The call that makes a request. */
export function requestOf(value: Value, store: FactStore): Call | undefined {
  const origin = store.get(origins).of(value);
  const made = origin.op === 'extract' ? origin.args[0] : origin;
  return made.op === 'call' ? made : undefined;
}

function hasBodilessStatus(end: InstructionOf<'return'>, body: Body): boolean {
  // A goroutine that takes the response over ends in a body of its own.
  if (body.blocks[end.block.index] !== end.block) return false;
  const tests = instructions(body).filter(
    (one) => one.op === 'binary' && one.operator === Kind.Eql && isStatusTest(one.args),
  );
  if (tests.length === 0) return false;
  const known = knownBefore(end, body);
  return tests.some((test) => known?.isTrue(test) === true);
}

function isStatusTest([left, right]: readonly Value[]): boolean {
  const isStatus = (value: Value) => {
    const at = value.op === 'load' ? value.args[0] : value;
    return (at.op === 'fieldaddr' || at.op === 'field') && at.name === 'StatusCode';
  };
  const isBodiless = (value: Value) => value.op === 'const' && bodilessStatus.has(Number(value.value));
  return (isStatus(left) && isBodiless(right)) || (isStatus(right) && isBodiless(left));
}
