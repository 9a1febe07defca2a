import { type Body, type Instruction, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { FactStore } from '../fact.js';
import { describe } from '../loops/extent.js';
import { releases } from '../resources/releases.js';
import type { Held } from './collections.js';

/** Something found in a map that is stopped, closed or cancelled. */
export interface EndedEntry {
  readonly at: SyntaxNode;
  /** The call that ends it, as the source writes it. */
  readonly by: string;
}

/** How a body ends what a lookup finds. */
export function endOf({ access }: Held, store: FactStore): EndedEntry | undefined {
  const { at, body } = access;
  const uses = usesIn(body);
  const entries = [at, ...uses.of(at).filter((use) => use.op === 'extract' && use.index === 0)];
  for (const entry of entries) {
    for (const use of uses.of(entry)) {
      const end = endedBy(use, entry, body, store);
      if (end !== undefined) return { at: body.file.tree.node(end.node), by: describe(end, body) };
    }
  }
  return undefined;
}

function endedBy(use: Instruction, entry: Value, body: Body, store: FactStore): Instruction | undefined {
  if (use.op === 'fieldaddr' || use.op === 'field') return endedPart(use, body);
  if (!isCall(use) || use.op === 'spawn') return undefined;
  const { callee, args } = use;
  if (isEnd(use, entry)) return use;
  if (callee.kind === 'builtin' || callee.kind === 'dynamic') return undefined;
  const position = args.indexOf(entry);
  const answers = store.summaries.ofCall(releases, use, body, store);
  return answers.length > 0 && answers.every((all) => all.some(({ parameter }) => parameter === position))
    ? use
    : undefined;
}

/** `close(e.done)`, `e.cancel()`. */
function endedPart(part: Instruction, body: Body): Instruction | undefined {
  const uses = usesIn(body);
  const values = part.op === 'field' ? [part] : uses.of(part).filter((use) => use.op === 'load');
  for (const value of values) for (const use of uses.of(value)) if (isCall(use) && isEnd(use, value)) return use;
  return undefined;
}

/** `close(ch)`, or the call of a function that takes and yields nothing. */
function isEnd(call: Instruction, value: Value): boolean {
  if (!isCall(call) || call.op === 'spawn') return false;
  if (call.callee.kind === 'builtin') return call.callee.name === 'close' && call.args[0] === value;
  return call.callee.kind === 'dynamic' && call.callee.value === value && call.args.length === 0 && isStatement(call);
}

/** Whether a call stands by itself: nobody wants to know what it yields. */
function isStatement(call: Instruction): boolean {
  return usesOfCall(call) === 0;
}

function usesOfCall(call: Instruction): number {
  return call.block.instructions.filter((one) => one.args.includes(call)).length;
}
