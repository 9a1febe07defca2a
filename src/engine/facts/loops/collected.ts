import { dominatorsIn } from '../../flow/dominators.js';
import { isIn, loopsIn, type Loop as NaturalLoop } from '../../flow/loops.js';
import type { Body, Call, InstructionOf, Phi, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { sizeOf } from '../../types/sizes.js';
import type { Fact, Trigger } from '../fact.js';
import { describe } from './extent.js';
import { loops } from './loops.js';

/** A slice that begins empty and gets its elements from one append in a loop. */
export interface Collected {
  readonly at: SyntaxNode;
  readonly append: Call;
  readonly body: Body;
  /** The variable, as the source writes it. */
  readonly name: string;
  readonly loop: NaturalLoop;
  /** What the loop goes through. */
  readonly over: InstructionOf<'next'>;
}

/** `var out []T; for _, x := range xs { out = append(out, f(x)) }`: one element for each of xs. */
export const collectedSlices: Trigger<Collected> = {
  name: 'collected-slices',
  ops: ['phi'],
  lift(phi, body) {
    if (phi.op !== 'phi' || phi.symbol === undefined) return undefined;
    const loop = loopsIn(body).find(({ head }) => head === phi.block);
    const over = loop && rangeOf(loop);
    if (loop === undefined || over === undefined) return undefined;
    const append = appendOnEachTurn(phi, loop, body);
    if (append === undefined) return undefined;
    return { at: body.file.tree.node(append.node), append, body, name: describe(phi, body), loop, over };
  },
};

/** How many elements there will be. */
export interface Counts {
  /** What to make the slice with: `len(xs)`, `n`; undefined where nobody knows, or so few that it does not matter. */
  of(collected: Collected): string | undefined;
}

export const counts: Fact<Counts> = {
  name: 'counts',
  compute(_pkg, store) {
    return {
      of({ append, body, loop, over }) {
        const found = store
          .get(loops)
          .around(append, body)
          .find(({ head }) => head === loop.head);
        const type = body.types.underlying(typeOfValue(append, body));
        const size = type.kind === 'slice' ? sizeOf(body.types, type.elem) : undefined;
        if (found === undefined || size === undefined || size === 0) return undefined;
        const { trips } = found;
        if (trips.by === 'constant' && Number(trips.most) * size <= SMALL) return undefined;
        if (trips.by === 'endless' || trips.by === 'unknown') return undefined;
        const what = describe(over, body);
        return over.form === 'integer' ? what : `len(${what})`;
      },
    };
  },
};

/** Bytes that a slice may have room for anyway, on the stack. */
const SMALL = 32;

function rangeOf({ head }: NaturalLoop): InstructionOf<'next'> | undefined {
  for (const one of head.instructions) if (one.op === 'next' && counted.has(one.form)) return one;
  return undefined;
}

const counted: ReadonlySet<string> = new Set(['slice', 'array', 'map', 'integer']);

function appendOnEachTurn(phi: Phi, loop: NaturalLoop, body: Body): Call | undefined {
  let append: Call | undefined;
  const dominators = dominatorsIn(body);
  for (const [i, value] of phi.args.entries()) {
    const from = phi.block.preds[i];
    if (!loop.blocks.has(from)) {
      if (!isEmpty(value)) return undefined;
      continue;
    }
    if (!isAppendTo(value, phi) || (append !== undefined && append !== value)) return undefined;
    // Once a turn: an inner loop has a variable of its own at its head.
    if (!isIn(loop, value) || !dominators.dominates(value.block, from)) return undefined;
    append = value;
  }
  return append;
}

function isAppendTo(value: Value, phi: Phi): value is Call {
  return (
    value.op === 'call' &&
    value.callee.kind === 'builtin' &&
    value.callee.name === 'append' &&
    !value.spreads &&
    value.args[0] === phi
  );
}

/** nil, `[]T(nil)`, `[]T{}`, `make([]T, 0)`. */
function isEmpty(value: Value): boolean {
  if (value.op === 'const') return true;
  if (value.op === 'convert') return isEmpty(value.args[0]);
  if (value.op === 'composite') return value.args.length === 0;
  return value.op === 'make' && value.args.length === 1 && value.args[0].op === 'const' && value.args[0].value === 0n;
}
