import { type Block, type Body, type Instruction, terminator, type Value } from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { FactStore } from '../fact.js';

/**
 * Whether a store gives a field or variable its first value: in what has just been made, where there was nothing yet, or
 * in what runs once.
 */
export function isLazy(store: Instruction, body: Body, facts: FactStore): boolean {
  const [address] = store.args;
  if (address.op === 'fieldaddr' && isFresh(address.args[0], body, facts)) return true;
  if (facts.get(lifetimes).startedOnceBy(body) !== undefined) return true;
  return saysEmpty(store.block, address);
}

/** Callers that hand on what they have made, one after the other. */
const MAX_CALLERS = 3;

/** Whether a struct has just been made: here or by all who call an unexported function with it. */
export function isFresh(struct: Value, body: Body, facts: FactStore, depth = 0): boolean {
  if (struct.op === 'alloc') return true;
  if (struct.op === 'fieldaddr') return isFresh(struct.args[0], body, facts, depth);
  if (struct.op !== 'param' || depth >= MAX_CALLERS) return false;
  const index = body.params.indexOf(struct);
  const edges = facts.pkg.calls.edgesTo(body);
  return (
    edges.length > 0 &&
    edges.every(({ call, body: from, how }) => {
      return how === 'call' && call.args[index] !== undefined && isFresh(call.args[index], from, facts, depth + 1);
    })
  );
}

/** `if x.f == nil { … }`, `if len(x.f) == 0 { … }`. */
function saysEmpty(block: Block, address: Value): boolean {
  for (let at = block, steps = 0; at.preds.length === 1 && steps < 8; at = at.preds[0], steps++) {
    const [before] = at.preds;
    const test = terminator(before);
    if (test.op !== 'if' || test.args[0].op !== 'binary') continue;
    const { operator, args } = test.args[0];
    const side = before.succs.indexOf(at);
    if (operator !== (side === 0 ? Kind.Eql : Kind.Neq)) continue;
    const [value, other] = args;
    if (other.op !== 'const' || !(other.nil || other.value === 0n)) continue;
    const read = value.op === 'call' ? value.args[0] : value;
    if (read?.op === 'load' && isSamePlace(read.args[0], address)) return true;
  }
  return false;
}

function isSamePlace(a: Value, b: Value): boolean {
  if (a.op === 'fieldaddr' && b.op === 'fieldaddr') return a.field !== undefined && a.field.symbol === b.field?.symbol;
  return a.op === 'global' && b.op === 'global' && a.symbol === b.symbol;
}
