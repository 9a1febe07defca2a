import type { Place } from '../text/place.js';
import type { SyntaxNode, Tree } from './tree.js';

/** Where a node stands; with `end`, the range from the one's start to the other's end. */
export function placeOf({ tree, index }: SyntaxNode, end?: SyntaxNode): Place {
  return placeOfRange(tree, tree.start(index), tree.end(end === undefined ? index : end.index));
}

function placeOfRange(tree: Tree, start: number, end: number): Place {
  const from = tree.source.position(start);
  const to = tree.source.position(end);
  return { file: tree.source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** Where a node's last character stands: the closing brace of a block. */
export function placeOfLast({ tree, index }: SyntaxNode): Place {
  return placeOfRange(tree, tree.end(index) - 1, tree.end(index));
}
