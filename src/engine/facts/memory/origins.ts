import type { Value } from '../../flow/ssa.js';
import type { Fact } from '../fact.js';
import { fieldWrites } from './field-writes.js';

/** What a value was before it was put into a variable that closures share, or converted. */
export interface Origins {
  /** The value itself when it has no single origin. */
  of(value: Value): Value;
  /** Whether two values are one and the same operand: one value, or one cell or field read twice. */
  same(a: Value, b: Value): boolean;
}

/** Longer chains than any program writes by hand. */
const MAX_STEPS = 8;

export const origins: Fact<Origins> = {
  name: 'origins',
  compute(_pkg, store) {
    const writes = store.get(fieldWrites);
    const of = (value: Value): Value => {
      let at = value;
      for (let step = 0; step < MAX_STEPS; step++) {
        const before = single(at);
        if (before === undefined) return at;
        at = before;
      }
      return at;
    };
    /** A variable that is written once has that value wherever it is read. */
    const single = (value: Value): Value | undefined => {
      if (value.op === 'convert') return value.args[0];
      if (value.op !== 'load') return undefined;
      const [cell] = value.args;
      if ((cell.op !== 'alloc' && cell.op !== 'freevar') || cell.symbol === undefined) return undefined;
      const written = writes.ofVariable(cell.symbol);
      return written.length === 1 && !written[0].keyed ? written[0].value : undefined;
    };
    const same = (a: Value, b: Value): boolean => {
      const [x, y] = [of(a), of(b)];
      if (x === y) return true;
      if (x.op === 'load' && y.op === 'load') return same(x.args[0], y.args[0]);
      if (x.op === 'fieldaddr' && y.op === 'fieldaddr') return x.name === y.name && same(x.args[0], y.args[0]);
      if (x.op === 'param' && y.op === 'param') return x.symbol !== undefined && x.symbol === y.symbol;
      const cell = cellSymbol(x);
      return cell !== undefined && cell === cellSymbol(y);
    };
    return { of, same };
  },
};

function cellSymbol(value: Value): unknown {
  return value.op === 'alloc' || value.op === 'freevar' || value.op === 'global' ? value.symbol : undefined;
}
