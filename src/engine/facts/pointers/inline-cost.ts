import type { Body } from '../../flow/ssa.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import { ANY, BUDGET, type Cost, Counter, NEVER, SLACK } from './inline-counter.js';
import { countStatements } from './inline-statements.js';

/** A function literal that is called once is inlined up to here. */
export const LITERAL_CALLED_ONCE = 10 * BUDGET;

/**
 * The cost of a function as the compiler's inliner counts it (cmd/compile/internal/inline, hairyVisitor): one for each
 * node of its typed syntax tree, and what the calls add.
 * @param body a declared function or a function literal
 * @param calleeCost the cost of the function that the call expression calls
 */
export function inlineCost(body: Body, calleeCost: (call: NodeIndex) => Cost): Cost {
  const { tree } = body.file;
  if (isNeverInlined(body)) return NEVER;
  const counter = new Counter(
    body,
    calleeCost,
    body.symbol === undefined ? LITERAL_CALLED_ONCE + SLACK : BUDGET + SLACK,
  );
  countStatements(counter, tree.child(body.node, Field.Body));
  const { least, most } = counter.cost;
  return isGeneric(body) ? { least, most: Math.max(most, ANY.most) } : { least, most };
}

/** What an instance costs, its type arguments decide. */
function isGeneric(body: Body): boolean {
  const { tree } = body.file;
  if (tree.child(body.node, Field.TypeParameters) !== NONE) return true;
  const receiver = tree.child(body.node, Field.Receiver);
  for (let at = receiver; receiver !== NONE && at < tree.skip(receiver); at++) {
    if (tree.kind(at) === Kind.TypeArguments) return true;
  }
  return body.outer !== undefined && isGeneric(body.outer);
}

/** Directives above a function that keep it from being inlined. */
const directives = /^\/\/go:(?:noinline|uintptrescapes|uintptrkeepalive|cgo_unsafe_args|yeswritebarrierrec)\b/;

function isNeverInlined(body: Body): boolean {
  const { tree } = body.file;
  const { comments } = tree.arrays;
  const { text } = tree.source;
  let below = tree.start(body.node);
  for (let i = lastBefore(comments, below); i >= 0; i -= 2) {
    const [start, end] = [comments[i], comments[i + 1]];
    // Directives stand in the comment right above.
    if (!/^[ \t]*\r?\n?[ \t]*$/.test(text.slice(end, below))) return false;
    if (directives.test(text.slice(start, end))) return true;
    below = start;
  }
  return false;
}

/** The index of the last comment that starts before an offset; below 0 when there is none. */
function lastBefore(comments: Uint32Array, offset: number): number {
  let [low, high] = [0, comments.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[2 * middle] < offset) low = middle + 1;
    else high = middle;
  }
  return 2 * (low - 1);
}
