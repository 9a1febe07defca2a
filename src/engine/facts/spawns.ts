import type { Body, Call, Instruction, Value } from '../flow/ssa.js';
import { spawners } from '../knowledge/spawners.js';
import { Kind } from '../syntax/kinds.js';
import type { SyntaxNode } from '../syntax/tree.js';
import type { AnalysedPackage } from './analysed-package.js';
import type { Trigger } from './fact.js';

/** A place that starts a goroutine: `go f()`, `wg.Go(f)`, `g.Go(f)`. */
export interface Spawn {
  readonly at: SyntaxNode;
  readonly call: Call;
  /** The body that it stands in. */
  readonly body: Body;
  /** What runs in the goroutine, where that is known. */
  readonly task: Body | undefined;
  /** The group whose method starts it. */
  readonly group: Value | undefined;
}

export const spawns: Trigger<Spawn> = {
  name: 'spawns',
  ops: ['spawn', 'call'],
  lift(instruction, body, pkg) {
    return spawnOf(instruction, body, pkg);
  },
};

function spawnOf(instruction: Instruction, body: Body, pkg: AnalysedPackage): Spawn | undefined {
  if (instruction.op !== 'spawn' && instruction.op !== 'call') return undefined;
  const { tree } = body.file;
  const { callee, args, node } = instruction;
  if (instruction.op === 'spawn') {
    const parent = tree.parent(node);
    const at = tree.kind(parent) === Kind.GoStatement ? parent : node;
    return { at: tree.node(at), call: instruction, body, task: calledBody(instruction, body, pkg), group: undefined };
  }
  const spawner = callee.kind === 'static' ? spawners.get(callee.name) : undefined;
  if (spawner === undefined) return undefined;
  return {
    at: tree.node(node),
    call: instruction,
    body,
    task: bodyOfValue(args[spawner.task], body, pkg),
    group: args[0],
  };
}

/** The body that a call runs, when it is a function of the package or a literal. */
export function calledBody(call: Call, body: Body, pkg: AnalysedPackage): Body | undefined {
  const { callee } = call;
  if (callee.kind === 'static') return callee.symbol && pkg.bodyOf(callee.symbol);
  return callee.kind === 'dynamic' ? bodyOfValue(callee.value, body, pkg) : undefined;
}

function bodyOfValue(value: Value | undefined, body: Body, pkg: AnalysedPackage): Body | undefined {
  if (value?.op === 'closure') return body.literals.get(value.func);
  if (value?.op === 'func') return value.callee.symbol && pkg.bodyOf(value.callee.symbol);
  if (value?.op === 'bound' && value.callee.kind === 'static')
    return value.callee.symbol && pkg.bodyOf(value.callee.symbol);
  return undefined;
}
