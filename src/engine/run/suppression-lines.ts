import { Kind } from '../syntax/kinds.js';
import { NONE, type Tree } from '../syntax/tree.js';
import type { LineRange } from '../text/lines.js';
import type { SuppressionContext } from './suppressions.js';

/** What a file's suppressions need to know of its lines; the table of statements is made when first asked for. */
export function suppressionContext(tree: Tree): SuppressionContext {
  const { comments } = tree.arrays;
  const pairs: { start: number; end: number }[] = [];
  for (let i = 0; i < comments.length; i += 2) pairs.push({ start: comments[i], end: comments[i + 1] });
  const clause = tree.childOfKind(0, Kind.PackageClause);
  let table: Map<number, LineRange> | undefined;
  return {
    source: tree.source,
    comments: pairs,
    ...(clause === NONE ? {} : { packageLine: tree.source.position(tree.start(clause)).line }),
    statementAt(line) {
      table ??= longestFrom(tree);
      return table.get(line);
    },
  };
}

/** By line: the lines of the longest node whose first token is the line's first. */
function longestFrom(tree: Tree): Map<number, LineRange> {
  const found = new Map<number, LineRange>();
  const { source } = tree;
  let previous = -1;
  // Preorder: of the nodes that begin at one offset the outermost, hence longest, comes first. The file and lists of
  // statements begin with their first member, whose lines are meant.
  for (let node = 1; node < tree.size; node++) {
    const start = tree.start(node);
    if (start === previous || tree.kind(node) === Kind.StatementList) continue;
    previous = start;
    const { line, column } = source.position(start);
    if (
      found.has(line) ||
      source
        .line(line)
        .slice(0, column - 1)
        .trim() !== ''
    )
      continue;
    found.set(line, { first: line, last: lastLine(tree, node) });
  }
  return found;
}

/** The line (1-based) of a node's last token; a case, to the grammar, reaches up to the next one. */
function lastLine(tree: Tree, node: number): number {
  const text = tree.source.slice(tree.start(node), tree.end(node));
  return tree.source.position(tree.start(node) + text.trimEnd().length).line;
}
