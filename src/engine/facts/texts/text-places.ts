import type { Body, InstructionOf } from '../../flow/ssa.js';
import { expressions, operator, switchStatement, unparen } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode, type Tree } from '../../syntax/tree.js';

// Where an expression is written. The compiler leaves out a copy only where the conversion stands in the comparison,
// lookup or concatenation itself, and SSA form does not tell that from a variable that holds it.

const assigning = new Set<Kind>([Kind.ShortVarDeclaration, Kind.AssignmentStatement, Kind.VarSpec]);

/** Whether an expression is what a variable is given: `x := e`, `x, y = e, f`, `var x = e`. */
export function isBoundToVariable({ tree, index }: SyntaxNode): boolean {
  let parent = tree.parent(index);
  while (isTransparent(tree.kind(parent))) parent = tree.parent(parent);
  return assigning.has(tree.kind(parent));
}

/** Whether it is what a switch compares with its cases. */
export function isSwitchTag({ tree, index }: SyntaxNode): boolean {
  let parent = tree.parent(index);
  while (tree.kind(parent) === Kind.ParenthesizedExpression) parent = tree.parent(parent);
  if (tree.kind(parent) !== Kind.ExpressionSwitchStatement) return false;
  const { value } = switchStatement(tree, parent);
  return value !== NONE && unparen(tree, value) === index;
}

function isTransparent(kind: Kind): boolean {
  return kind === Kind.ParenthesizedExpression || kind === Kind.ExpressionList;
}

/**
 * Whether a constant that is not empty stands in the same concatenation, of which one `+` or `+=` is given: the compiler
 * builds all of it in one step.
 */
export function isJoinedWithConstant(sum: InstructionOf<'binary'>, { file, types }: Body): boolean {
  const { tree } = file;
  let top = sum.node;
  for (let parent = tree.parent(top); isPartOfSum(tree, parent); parent = tree.parent(top)) top = parent;
  const holdsConstant = (node: NodeIndex): boolean => {
    const at = unparen(tree, node);
    const value = types.constant(file, at);
    if (value !== undefined) return value !== '';
    if (tree.kind(at) === Kind.AssignmentStatement)
      return expressions(tree, tree.child(at, Field.Right)).some(holdsConstant);
    if (!isSum(tree, at)) return false;
    return holdsConstant(tree.child(at, Field.Left)) || holdsConstant(tree.child(at, Field.Right));
  };
  return holdsConstant(top);
}

function isPartOfSum(tree: Tree, node: NodeIndex): boolean {
  return tree.kind(node) === Kind.ParenthesizedExpression || isSum(tree, node);
}

function isSum(tree: Tree, node: NodeIndex): boolean {
  return tree.kind(node) === Kind.BinaryExpression && operator(tree, node) === Kind.Add;
}
