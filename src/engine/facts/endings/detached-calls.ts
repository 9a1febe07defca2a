import { dominatorsIn } from '../../flow/dominators.js';
import { type Body, type Call, type Instruction, isCall, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { detachedOnPurpose } from '../../knowledge/contexts.js';
import { packageOf } from '../../knowledge/full-name.js';
import { requestMakers } from '../../knowledge/timeouts.js';
import { call as callSyntax } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { isErrorType } from '../../types/universe-types.js';
import { blocking } from '../blocking/blocking.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import { textOf } from '../loops/extent.js';
import { loops } from '../loops/loops.js';
import { type ContextInScope, contexts } from './contexts.js';
import { gates } from './gates.js';
import { shutGates } from './shut-gates.js';

/** A call that gets a context which nobody can cancel. */
export interface ContextCall {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  readonly context: Value;
}

export const contextCalls: Trigger<ContextCall> = {
  name: 'context-calls',
  ops: ['call'],
  lift(instruction, body, _pkg, store) {
    if (!isCall(instruction) || instruction.callee.kind === 'builtin') return undefined;
    const { endless } = store.get(shutGates);
    // The first one, or the one behind a receiver.
    const context = instruction.args.slice(0, 2).find((arg) => endless(arg) !== undefined);
    return context && { at: body.file.tree.node(instruction.node), call: instruction, body, context };
  },
};

/** A call that may wait, and whose context nobody can cancel although one is there that somebody can. */
export interface DetachedCall {
  /** What is called and what it gets, as the source writes them. */
  readonly callee: string;
  readonly given: string;
  /** The argument, where it is a call that can be replaced. */
  readonly argument: SyntaxNode | undefined;
  /** Where that context is made. */
  readonly made: SyntaxNode;
  readonly inScope: ContextInScope;
}

export interface DetachedCalls {
  of(call: ContextCall): DetachedCall | undefined;
}

export const detachedCalls: Fact<DetachedCalls> = {
  name: 'detached-calls',
  compute(_pkg, store) {
    return { of: (call) => detached(call, store) };
  },
};

function detached({ call, body, context }: ContextCall, store: FactStore): DetachedCall | undefined {
  const made = store.get(shutGates).endless(context);
  if (made === undefined || !isCall(made) || !('name' in made.callee)) return undefined;
  if (detachedOnPurpose.has(made.callee.name)) return undefined;
  const inScope = contextAround(call, body, store);
  if (inScope === undefined || isCleanup(call, body, store) || !waits(call, body, store)) return undefined;
  const { tree } = body.file;
  const isDirect = tree.kind(context.node) === Kind.CallExpression && context === made;
  return {
    callee: textOf(callSyntax(tree, call.node).callee, body),
    given: textOf(made.node, body),
    argument: isDirect ? tree.node(context.node) : undefined,
    made: tree.node(made.node),
    inScope,
  };
}

/** The context that the function gets, or the one around a literal that runs where it stands. */
function contextAround(call: Call, body: Body, store: FactStore): ContextInScope | undefined {
  for (const { instruction, body: from } of store.get(loops).sites(call, body)) {
    if (instruction.op === 'defer') return undefined;
    const found = store.get(contexts).promisedBy(from);
    if (found !== undefined) return from.params.some(({ symbol }) => isNamed(symbol?.name, found)) ? found : undefined;
  }
  return undefined;
}

/** A parameter without a name cannot be passed on. */
function isNamed(name: string | undefined, { text }: ContextInScope): boolean {
  return name !== undefined && (text === name || text === `${name}.Context()`);
}

/** What is done when the context is over, or when something has failed, must not be cancelled with it. */
function isCleanup(call: Call, body: Body, store: FactStore): boolean {
  if (store.get(errorPaths).include(call.block, body)) return true;
  const found = store.get(gates);
  const dominators = dominatorsIn(body);
  return (
    body.blocks.some((block) =>
      block.succs.some((next, i) => {
        const behind = next.preds.length === 1 && dominators.dominates(next, call.block);
        return behind && found.on(block, i, body).some(({ opens }) => opens === 'cancelled');
      }),
    ) || found.on(call.block, 0, body).some(({ opens, by }) => opens === 'cancelled' && precedes(by, call))
  );
}

function precedes(first: Instruction, second: Instruction): boolean {
  const { instructions } = second.block;
  return first.op === 'receive' && instructions.indexOf(first) < instructions.indexOf(second);
}

/**
 * Whether a call, or the request that it makes, may wait for something. Whoever wants a context and may fail is taken to
 * do so where nobody can look into it.
 */
function waits(call: Call, body: Body, store: FactStore): boolean {
  if ('name' in call.callee && requestMakers.has(call.callee.name)) return true;
  const answers = store.summaries.ofCall(blocking, call, body, store);
  if (answers.some((all) => all.some((wait) => wait.for !== 'lock'))) return true;
  // What a function value does, nobody has said.
  if (call.callee.kind === 'dynamic' || isInSight(call, body, store) || !mayFail(call, body)) return false;
  store.evidence.assumptions.add('opaque callee');
  return true;
}

function isInSight(call: Call, body: Body, store: FactStore): boolean {
  const { bodies, complete } = store.pkg.calls.targets(call, body);
  if (complete && bodies.length > 0) return true;
  return call.callee.kind === 'static' && store.pkg.pkg.importer.linted(packageOf(call.callee.name)) !== undefined;
}

/** Whether the last result is an error. */
function mayFail(call: Call, body: Body): boolean {
  const type = typeOfValue(call, body);
  const last = type.kind === 'tuple' ? type.types.at(-1) : type;
  return last !== undefined && isErrorType(last);
}
