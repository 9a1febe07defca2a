import { isIn, loopsIn } from '../../flow/loops.js';
import type { Body, Instruction, Phi, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Trigger } from '../fact.js';
import { describe } from './extent.js';

/** A string that each turn of a loop makes longer. */
export interface Concatenation {
  readonly at: SyntaxNode;
  readonly by: Instruction;
  readonly body: Body;
  /** The string, as the source writes it. */
  readonly text: string;
}

/** `s += part` in a loop, `s = s + a + b`, also on some ways only. */
export const concatenations: Trigger<Concatenation> = {
  name: 'concatenations',
  ops: ['phi'],
  lift(phi, body) {
    if (phi.op !== 'phi' || phi.symbol === undefined) return undefined;
    const loop = loopsIn(body).find(({ head }) => head === phi.block);
    if (loop === undefined || !isString(phi, body)) return undefined;
    const round = phi.args.filter((_, i) => loop.blocks.has(phi.block.preds[i]));
    for (const value of round) {
      const by = longer(value, phi, new Set());
      if (by === undefined || !isIn(loop, by)) continue;
      return { at: body.file.tree.node(by.node), by, body, text: describe(phi, body) };
    }
    return undefined;
  },
};

function isString(value: Value, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(value, body));
  return type.kind === 'basic' && type.name === 'string';
}

/** The concatenation that begins with what the variable was at the head. */
function longer(value: Value, phi: Phi, seen: Set<Value>): Instruction | undefined {
  if (seen.has(value)) return undefined;
  seen.add(value);
  if (value.op === 'phi') {
    for (const arg of value.args) {
      const found = longer(arg, phi, seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (value.op !== 'binary' || (value.operator !== Kind.Add && value.operator !== Kind.AddAssign)) return undefined;
  return value.args.some((arg) => comesFrom(arg, phi, new Set())) ? value : undefined;
}

/** Whether a value is the variable as it was, or that and more. */
function comesFrom(value: Value, phi: Phi, seen: Set<Value>): boolean {
  if (value === phi) return true;
  if (seen.has(value) || (value.op !== 'phi' && value.op !== 'binary')) return false;
  seen.add(value);
  return value.args.some((arg) => comesFrom(arg, phi, seen));
}
