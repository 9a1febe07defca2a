import { declaredNames, specs } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../syntax/tree.js';

export interface DeclaredConstant {
  readonly identifier: NodeIndex;
  readonly node: NodeIndex;
  /** The spec whose type and values hold: a spec without values repeats the one before (Go spec, "Iota"). */
  readonly spec: NodeIndex;
  readonly index: number;
  readonly iota: number;
}

export function declaredConstants(tree: Tree, declaration: NodeIndex): DeclaredConstant[] {
  const found: DeclaredConstant[] = [];
  let effective: NodeIndex = NONE;
  specs(tree, declaration).forEach((node, iota) => {
    if (tree.child(node, Field.Value) !== NONE) effective = node;
    const names = declaredNames(tree, node).filter((child) => tree.kind(child) === Kind.Identifier);
    names.forEach((identifier, index) => {
      found.push({ identifier, node, spec: effective === NONE ? node : effective, index, iota });
    });
  });
  return found;
}
