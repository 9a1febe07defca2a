import type { Body, Call, Instruction, Value } from '../../flow/ssa.js';
import type { Known } from '../../knowledge/known.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Started } from './starts.js';

/** A place that starts a goroutine: `go f()`, `wg.Go(f)`, `g.Go(f)`, or the call of a function that leaves one running. */
export interface Spawn {
  readonly at: SyntaxNode;
  readonly call: Call;
  /** The body that it stands in. */
  readonly body: Body;
  /** The function value that runs in the goroutine; undefined when it is what the call itself calls. */
  readonly task: Value | undefined;
  /** The group whose method starts it. */
  readonly group: Value | undefined;
  /** The goroutine that the callee starts; undefined when it starts here. */
  readonly through: Started | undefined;
}

/** The goroutine that an instruction itself starts. */
export function spawnOf(instruction: Instruction, body: Body, { spawners }: Known): Spawn | undefined {
  if (instruction.op === 'spawn')
    return { ...placed(instruction, body), task: undefined, group: undefined, through: undefined };
  if (instruction.op !== 'call' || instruction.callee.kind !== 'static') return undefined;
  const spawner = spawners.get(instruction.callee.name);
  if (spawner === undefined) return undefined;
  const { args } = instruction;
  const argument = (position: number | undefined) => (position === undefined ? undefined : args[position]);
  return {
    ...placed(instruction, body),
    task: argument(spawner.task),
    group: argument(spawner.group),
    through: undefined,
  };
}

/** Where a spawn is reported. */
export function placed(call: Call, body: Body): Pick<Spawn, 'at' | 'call' | 'body'> {
  const { tree } = body.file;
  const parent = tree.parent(call.node);
  const statement = call.op === 'spawn' && tree.kind(parent) === Kind.GoStatement;
  return { at: tree.node(statement ? parent : call.node), call, body };
}
