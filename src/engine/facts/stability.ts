import { type Block, type Body, instructions, type Value } from '../flow/ssa.js';
import { doneCalls } from '../knowledge/contexts.js';

/**
 * Whether an operand may be another thing each time that control comes round through some blocks: it is made there, or
 * the variable or field that it is read from is assigned anew.
 */
export function recomputed(value: Value, on: ReadonlySet<Block>, at: Block, body: Body): boolean {
  const again = (part: Value) => recomputed(part, on, at, body);
  if (!('block' in value)) return false;
  switch (value.op) {
    case 'load':
      return again(value.args[0]) || isAssigned(value.args[0], on, body);
    case 'fieldaddr':
    case 'field':
    case 'convert':
      return again(value.args[0]);
    case 'call':
      if ('name' in value.callee && doneCalls.has(value.callee.name)) return again(value.args[0]);
      return value.block === at || on.has(value.block);
    default:
      return value.block === at || on.has(value.block);
  }
}

function isAssigned(address: Value, on: ReadonlySet<Block>, body: Body): boolean {
  const holder = holderOf(address);
  for (const instruction of instructions(body)) {
    if (instruction.op === 'store' && on.has(instruction.block) && holderOf(instruction.args[0]) === holder)
      return true;
  }
  return false;
}

function holderOf(address: Value): unknown {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : address;
}
