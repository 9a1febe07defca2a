import type { Call } from '../../flow/ssa.js';
import { declaredNames, expressions } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../../syntax/tree.js';

/** What becomes of a result where it stands. */
export type Assigned =
  /** It has a name from then on, as the source writes it. */
  | { readonly to: 'name'; readonly name: string }
  /** It is thrown away: `_`, or the call is a statement. */
  | { readonly to: 'nothing' }
  /** It is part of an expression. */
  | { readonly to: 'expression' };

/** Where the source puts a result of a call. */
export function assignedTo({ node }: Call, result: number, tree: Tree): Assigned {
  const parent = tree.parent(node);
  const list = tree.kind(parent) === Kind.ExpressionList ? parent : NONE;
  const statement = list === NONE ? parent : tree.parent(list);
  const targets = targetsOf(statement, tree);
  if (targets === undefined)
    return tree.kind(statement) === Kind.ExpressionStatement ? { to: 'nothing' } : { to: 'expression' };
  const written = list === NONE ? [node] : expressions(tree, list);
  const target = targets[written.length > 1 ? written.indexOf(node) : result];
  if (target === undefined) return { to: 'expression' };
  const name = tree.text(target);
  return name === '_' ? { to: 'nothing' } : { to: 'name', name };
}

/** The left side of an assignment or declaration; undefined for what is neither. */
function targetsOf(statement: NodeIndex, tree: Tree): readonly NodeIndex[] | undefined {
  switch (tree.kind(statement)) {
    case Kind.ShortVarDeclaration:
    case Kind.AssignmentStatement:
      return expressions(tree, tree.child(statement, Field.Left));
    case Kind.VarSpec:
      return declaredNames(tree, statement).filter((name) => tree.kind(name) === Kind.Identifier);
    default:
      return undefined;
  }
}
