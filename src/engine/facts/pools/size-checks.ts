import { type Body, isCall, terminator, type Value, withLiterals } from '../../flow/ssa.js';
import { capacityMethods, lengthMethods } from '../../knowledge/pools.js';
import type { Owners } from '../resources/owners.js';

/** `if cap(b) <= most { pool.Put(b) }`: what is too large is dropped on purpose. */
export function dropsBySize(body: Body, owners: Owners): boolean {
  return [...withLiterals(body)].some((one) =>
    one.blocks.some((block) => {
      const control = terminator(block);
      return control.op === 'if' && asksSize(control.args[0], owners);
    }),
  );
}

/** A comparison of the owner's capacity with anything, or of its length with something that is fixed. */
function asksSize(condition: Value, owners: Owners, depth = 0): boolean {
  if (depth > MAX_DEPTH || !('args' in condition)) return false;
  const { args } = condition;
  if (condition.op === 'binary' && args.some((arg) => measures(arg, owners, args.some(isFixed)))) return true;
  if (condition.op !== 'binary' && condition.op !== 'unary' && condition.op !== 'phi') return false;
  return args.some((arg) => asksSize(arg, owners, depth + 1));
}

function measures(value: Value, owners: Owners, byLength: boolean): boolean {
  if (value.op === 'convert') return measures(value.args[0], owners, byLength);
  if (!isCall(value) || !('name' in value.callee) || !value.args.some((arg) => isIn(arg, owners))) return false;
  const { kind, name } = value.callee;
  if (kind === 'builtin') return name === 'cap' || (name === 'len' && byLength);
  return capacityMethods.has(name) || (byLength && lengthMethods.has(name));
}

/** The owner, a field of it, or what it points to. */
export function isIn(value: Value, owners: Owners): boolean {
  for (let at: Value = value; ; [at] = at.args) {
    if (owners.mayBe(at)) return true;
    if (at.op !== 'fieldaddr' && at.op !== 'field' && at.op !== 'load') return false;
  }
}

function isFixed(value: Value): boolean {
  return value.op === 'const' || (value.op === 'load' && value.args[0].op === 'global');
}

const MAX_DEPTH = 6;
