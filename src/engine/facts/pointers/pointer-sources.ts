import type { Alloc, Body, Call } from '../../flow/ssa.js';
import type { Trigger } from '../fact.js';

/** What yields a pointer to new memory: an allocation, or a call that may have made one. */
export type PointerSource =
  | { readonly kind: 'allocation'; readonly alloc: Alloc; readonly body: Body }
  | { readonly kind: 'call'; readonly call: Call; readonly body: Body };

export const pointerSources: Trigger<PointerSource> = {
  name: 'pointer-sources',
  ops: ['alloc', 'call'],
  lift(instruction, body) {
    if (instruction.op === 'alloc') return { kind: 'allocation', alloc: instruction, body };
    return instruction.op === 'call' ? { kind: 'call', call: instruction, body } : undefined;
  },
};
