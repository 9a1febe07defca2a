import { type Body, type Call, isCall } from '../../flow/ssa.js';
import { expressions } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type SyntaxNode } from '../../syntax/tree.js';
import type { FactStore, Trigger } from '../fact.js';
import { type Acquisition, acquisitionsOf } from '../resources/acquisitions.js';
import { poolEffects, pools } from './pools.js';

/** A call that takes a value out of a pool, itself or through functions that hand on what they take. */
export interface PoolGet {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  readonly acquisition: Acquisition;
}

export const poolGets: Trigger<PoolGet> = {
  name: 'pool-gets',
  ops: ['call'],
  lift(instruction, body, _pkg, store) {
    if (!isCall(instruction) || !mayTake(instruction, store)) return undefined;
    const acquisition = acquisitionsOf(instruction, body, store).find(({ resource }) => resource.holds === 'pooled');
    return acquisition && { at: body.file.tree.node(instruction.node), call: instruction, body, acquisition };
  },
};

/** A cheap look before the expensive one: few functions have to do with pools. */
function mayTake({ callee }: Call, store: FactStore): boolean {
  if (callee.kind === 'interface')
    return store.known.resources.acquiredBy(callee.name).some(({ holds }) => holds === 'pooled');
  if (callee.kind !== 'static') return false;
  if (store.known.resources.acquiredBy(callee.name).some(({ holds }) => holds === 'pooled')) return true;
  const target = callee.symbol && store.pkg.bodyOf(callee.symbol);
  const { results } =
    target === undefined ? store.summaries.ofFunction(poolEffects, callee, store) : store.get(pools).effectsOf(target);
  return Object.values(results).some(({ pool }) => pool !== undefined);
}

/** The variable that a value out of a pool is put into, as the source writes it; undefined where it has no name. */
export function nameOfTaken({ node }: Call, { file: { tree } }: Body): string | undefined {
  let at = tree.parent(node);
  while (wrapping.has(tree.kind(at))) at = tree.parent(at);
  const kind = tree.kind(at);
  if (kind !== Kind.ShortVarDeclaration && kind !== Kind.AssignmentStatement && kind !== Kind.VarSpec) return undefined;
  const left = tree.child(at, kind === Kind.VarSpec ? Field.Name : Field.Left);
  if (left === NONE) return undefined;
  const [name] = tree.kind(left) === Kind.ExpressionList ? expressions(tree, left) : [left];
  return name === undefined || tree.text(name) === '_' ? undefined : tree.text(name);
}

const wrapping: ReadonlySet<Kind> = new Set([
  Kind.TypeAssertionExpression,
  Kind.ParenthesizedExpression,
  Kind.UnaryExpression,
  Kind.ExpressionList,
]);
