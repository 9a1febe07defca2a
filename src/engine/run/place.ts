import { isFunctionDeclaration } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../syntax/tree.js';

/** The declared function around a node, as Go's tools name it: `f`, `T.m`, `(*T).m`; empty outside functions. */
export function enclosingFunction(tree: Tree, node: NodeIndex): string {
  let at = node;
  while (at !== NONE && !isFunctionDeclaration(tree.kind(at))) at = tree.parent(at);
  if (at === NONE) return '';
  const name = tree.text(tree.child(at, Field.Name));
  const receiver = tree.child(at, Field.Receiver);
  if (receiver === NONE) return name;
  const declaration = tree.firstChild(receiver);
  const type = declaration === NONE ? '' : tree.text(tree.child(declaration, Field.Type)).replace(/\[.*$/s, '');
  return type.startsWith('*') ? `(${type}).${name}` : `${type}.${name}`;
}

/** The text of the statement (or declaration) around a node, white space left out: what a fingerprint rests on. */
export function statementText(tree: Tree, node: NodeIndex): string {
  let at = node;
  for (let parent = tree.parent(at); parent > 0; parent = tree.parent(at)) {
    if (tree.kind(parent) === Kind.StatementList) break;
    at = parent;
  }
  return tree.text(at).replace(/\s+/g, '');
}
