import { type Block, terminator, type Value } from '../../flow/ssa.js';
import { sameSpelling, spellings } from '../../knowledge/spellings.js';
import { Kind } from '../../syntax/kinds.js';
import type { Fact } from '../fact.js';
import { origins } from '../memory/origins.js';
import { invariants } from './invariants.js';
import type { Loop } from './loops.js';

/**
 * What runs on one turn of a loop: behind a branch that compares what no two turns have in common, a map's key or the
 * number of the turn, with something that stays the same. `switch key { case "listen": … }`
 */
export interface SingledOut {
  /** Whether nothing but such branches leads from the loop's head to a block. */
  in(loop: Loop, block: Block): boolean;
}

export const singledOut: Fact<SingledOut> = {
  name: 'singled-out',
  compute(_pkg, store) {
    const { of: originOf } = store.get(origins);
    const isUnique = (value: Value, { head }: Loop): boolean => differsEachTurn(originOf(value), head, originOf);
    const isFixed = (value: Value, loop: Loop) => store.get(invariants).holds(value, loop, loop.body);
    /** Where control goes on one turn. */
    const onceFrom = (block: Block, loop: Loop): Block | undefined => {
      const control = terminator(block);
      const test = control.op === 'if' ? equality(control.args[0]) : undefined;
      if (test === undefined) return undefined;
      const [left, right] = test.sides;
      const singles = (a: Value, b: Value) => isUnique(a, loop) && isFixed(b, loop);
      return singles(left, right) || singles(right, left) ? block.succs[test.equal] : undefined;
    };
    return {
      in(loop, block) {
        if (loop.head === undefined) return false;
        const often = new Set<Block>([loop.head]);
        for (const from of often) {
          const once = onceFrom(from, loop);
          for (const succ of from.succs) if (succ !== once && loop.blocks.has(succ)) often.add(succ);
        }
        return !often.has(block);
      },
    };
  },
};

interface Equality {
  readonly sides: readonly Value[];
  /** Which successor of the branch is taken when they are equal. */
  readonly equal: 0 | 1;
}

function equality(condition: Value): Equality | undefined {
  switch (condition.op) {
    case 'binary':
      if (condition.operator === Kind.Eql) return { sides: condition.args, equal: 0 };
      return condition.operator === Kind.Neq ? { sides: condition.args, equal: 1 } : undefined;
    case 'call':
      return isStatic(condition, sameSpelling) ? { sides: condition.args, equal: 0 } : undefined;
    case 'unary': {
      const inner = condition.operator === Kind.Not ? equality(condition.args[0]) : undefined;
      return inner && { sides: inner.sides, equal: inner.equal === 0 ? 1 : 0 };
    }
    default:
      return undefined;
  }
}

/** Whether a value is another one on each turn: the key or index of a range, what counts, and what is made of these. */
function differsEachTurn(value: Value, head: Block | undefined, originOf: (value: Value) => Value): boolean {
  const differs = (part: Value) => differsEachTurn(originOf(part), head, originOf);
  switch (value.op) {
    case 'extract': {
      const [next] = value.args;
      return value.index === 1 && next.op === 'next' && next.form !== 'function' && next.block === head;
    }
    case 'phi':
      return value.block === head && counts(value);
    case 'binary':
      return isStep(value) && value.args.some(differs);
    case 'call':
      return isStatic(value, spellings) && differs(value.args[0]);
    default:
      return false;
  }
}

/** `i++`: on every way round, the variable moves by a constant, and in one direction. */
function counts(phi: Value): boolean {
  const steps = phi.args.filter((arg) => arg.op === 'binary' && arg.args[0] === phi && isStep(arg));
  const moves = new Set(steps.map((step) => (step.op === 'binary' ? step.operator : undefined)));
  return moves.size === 1 && steps.length === phi.args.length - 1;
}

/** `i + 1`, `i - 1`. */
function isStep(value: Value): boolean {
  if (value.op !== 'binary' || (value.operator !== Kind.Add && value.operator !== Kind.Sub)) return false;
  return value.args.some((arg) => arg.op === 'const' && arg.value !== 0n);
}

function isStatic(value: Value, among: ReadonlySet<string>): boolean {
  return value.op === 'call' && value.callee.kind === 'static' && among.has(value.callee.name);
}
