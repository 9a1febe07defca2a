import { type Block, type Body, instructions, type Value } from '../../flow/ssa.js';
import { doneCalls } from '../../knowledge/contexts.js';

/**
 * Whether an operand may be another thing each time that control comes round through some blocks: it is made there, or
 * the variable or field that it is read from is assigned anew.
 */
export function isRenewed(value: Value, on: ReadonlySet<Block>, body: Body): boolean {
  if (!('block' in value)) return false;
  switch (value.op) {
    case 'load':
      return isRenewed(value.args[0], on, body) || isAssigned(value.args[0], on, body);
    case 'fieldaddr':
    case 'field':
    case 'convert':
      return isRenewed(value.args[0], on, body);
    case 'call':
      // Done yields the same channel each time that it is asked.
      if ('name' in value.callee && doneCalls.has(value.callee.name)) return isRenewed(value.args[0], on, body);
      return on.has(value.block);
    default:
      return on.has(value.block);
  }
}

function isAssigned(address: Value, on: ReadonlySet<Block>, body: Body): boolean {
  const holder = holderOf(address);
  for (const one of instructions(body)) {
    if (one.op === 'store' && on.has(one.block) && holderOf(one.args[0]) === holder) return true;
  }
  return false;
}

function holderOf(address: Value): unknown {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : address;
}
