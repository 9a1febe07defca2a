import { type Loop, loopsIn } from '../../flow/loops.js';
import type { Body } from '../../flow/ssa.js';
import { Field, Kind } from '../../syntax/kinds.js';
import type { NodeIndex, SyntaxNode } from '../../syntax/tree.js';
import type { Trigger } from '../fact.js';
import { type Spawn, spawnOf } from '../goroutines/spawn.js';

/** Something that may go on for as long as the process lives: a loop, or a goroutine, whose loops may lie elsewhere. */
export type LongRun =
  | { readonly kind: 'loop'; readonly at: SyntaxNode; readonly loop: Loop; readonly body: Body }
  | { readonly kind: 'goroutine'; readonly spawn: Spawn };

export const longRuns: Trigger<LongRun> = {
  name: 'long-runs',
  ops: ['jump', 'if', 'select', 'spawn', 'call'],
  lift(instruction, body, _pkg, store) {
    const spawn = spawnOf(instruction, body, store.known);
    if (spawn !== undefined) return { kind: 'goroutine', spawn };
    if (instruction.op !== 'jump' && instruction.op !== 'if' && instruction.op !== 'select') return undefined;
    const loop = loopsIn(body).find(({ head }) => head === instruction.block);
    return loop && { kind: 'loop', at: body.file.tree.node(loop.statement ?? labelOf(loop, body)), loop, body };
  },
};

/** The label that a goto jumps back to. */
function labelOf(loop: Loop, body: Body): NodeIndex {
  const { tree } = body.file;
  const first = loop.head.instructions[0].node;
  for (let at = first; at > 0; at = tree.parent(at)) {
    if (tree.kind(at) === Kind.LabeledStatement) return tree.child(at, Field.Label);
  }
  return first;
}
