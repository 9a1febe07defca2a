import type { Body, Instruction, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { bufferTypes } from '../../knowledge/buffers.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import { sizeOf } from '../../types/sizes.js';
import type { Fact, Trigger } from '../fact.js';
import { destinations } from '../memory/destinations.js';
import { describe } from './extent.js';
import type { Heat } from './heat.js';

/** A place that makes a buffer of a size that is written there. */
export interface MadeBuffer {
  readonly at: SyntaxNode;
  readonly made: Instruction;
  readonly body: Body;
  /** As the source writes it. */
  readonly text: string;
  /** Bytes; undefined for a buffer that grows with what is written to it. */
  readonly size: number | undefined;
}

export const madeBuffers: Trigger<MadeBuffer> = {
  name: 'made-buffers',
  ops: ['make', 'alloc'],
  lift(made, body) {
    const size = sizeOfMade(made, body);
    if (size === undefined) return undefined;
    const bytes = size === 'grows' ? undefined : size;
    return { at: body.file.tree.node(made.node), made, body, text: describe(made, body), size: bytes };
  },
};

/** Smaller ones are cheap, or on the stack. */
const LEAST = 4096;

function sizeOfMade(made: Instruction, body: Body): number | 'grows' | undefined {
  if (made.op === 'make') {
    const type = body.types.underlying(made.type);
    const length = made.args[made.args.length - 1];
    if (type.kind !== 'slice' || length?.op !== 'const' || typeof length.value !== 'bigint') return undefined;
    const elem = sizeOf(body.types, type.elem);
    const bytes = elem === undefined ? 0 : elem * Number(length.value);
    return bytes >= LEAST ? bytes : undefined;
  }
  if (made.op === 'alloc') {
    if (made.of === 'variable') return undefined;
    const type = typeOfValue(made, body);
    return type.kind === 'pointer' && bufferTypes.has(typeString(type.elem)) ? 'grows' : undefined;
  }
  return undefined;
}

/** Which buffers are of no use behind the turn that makes them. */
export interface TurnBuffers {
  /** Whether nothing keeps the buffer: one could serve all turns of the loop. */
  serves(buffer: MadeBuffer, heat: Heat): boolean;
}

export const turnBuffers: Fact<TurnBuffers> = {
  name: 'turn-buffers',
  compute(_pkg, store) {
    return {
      serves({ made, body }, { loop }) {
        if (leaves(made, body)) return false;
        return !isCarriedRound(made, loop.head);
      },
    };

    /** Whether somebody may still have the buffer when the turn is over. What is not known may. */
    function leaves(value: Value, body: Body): boolean {
      return store
        .get(destinations)
        .of(value, body)
        .some(
          (one) =>
            one.kind !== 'written' && !(one.kind === 'passed' && one.flow !== undefined && one.flow.kept === undefined),
        );
    }
  },
};

function isCarriedRound(made: Value, head: Heat['loop']['head']): boolean {
  return head?.instructions.some((one) => one.op === 'phi' && one.args.includes(made)) ?? false;
}
