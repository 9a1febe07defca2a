import { Source } from '../text/source.js';
import { ArrayBuilder } from './array-builder.js';
import { Field, Kind } from './kinds.js';
import { NONE, type NodeIndex, Tree } from './tree.js';

const builder = new ArrayBuilder();

/**
 * What importers need of a file, a few percent of its size: its declarations without comments, function bodies and the
 * values of composite literals. Lines stay where they are, and so do columns up to the first body of a line.
 */
export function outline(tree: Tree): Tree {
  const text = new Excerpts(tree.source.text);
  const kept: NodeIndex[] = [];
  const comments = tree.arrays.comments.values();
  let comment = comments.next();
  const skipComments = (until: number, apart: boolean) => {
    for (; !comment.done && comment.value < until; comment = comments.next()) {
      const start = comment.value;
      const end = comments.next().value ?? start;
      if (apart) text.skip(start, end);
    }
  };
  for (let node = 0; node < tree.size; ) {
    const isOut = isLeftOut(tree, node);
    skipComments(tree.start(node), true);
    if (isOut) {
      text.skip(tree.start(node), tree.end(node));
      skipComments(tree.end(node), false);
    } else kept.push(node);
    node = isOut ? tree.skip(node) : node + 1;
  }
  skipComments(Infinity, true);
  return new Tree(Source.fromText(tree.source.path, text.joined()), copy(tree, kept, text));
}

/** Bodies; of literals those too, but where their elements say how long an array is. */
function isLeftOut(tree: Tree, node: NodeIndex): boolean {
  if (tree.field(node) !== Field.Body) return false;
  const type = tree.child(tree.parent(node), Field.Type);
  return type === NONE || tree.kind(type) !== Kind.ImplicitLengthArrayType;
}

function copy(tree: Tree, kept: readonly NodeIndex[], text: Excerpts) {
  builder.reset();
  const errors = new Set(tree.arrays.errors);
  let parent = NONE;
  let parentEnd = Infinity;
  const opened: NodeIndex[] = []; // the original of each node around
  for (const node of kept) {
    while (node >= parentEnd) {
      parent = builder.leave(parent);
      opened.pop();
      parentEnd = opened.length === 0 ? Infinity : tree.skip(opened[opened.length - 1]);
    }
    const start = text.offset(tree.start(node));
    const index = builder.add(tree.kind(node), tree.field(node), start, text.offset(tree.end(node)), parent);
    if (errors.has(node)) builder.errors.push(index);
    opened.push(node);
    parent = index;
    parentEnd = tree.skip(node);
  }
  while (parent !== NONE) parent = builder.leave(parent);
  return builder.finish();
}

/** A text from which ranges are left out, but for their line ends. */
class Excerpts {
  readonly #text: string;
  readonly #parts: string[] = [];
  /** Where each range left out ends, and how many code units are gone up to there. */
  readonly #ends: number[] = [];
  readonly #gone: number[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Ranges come in order and do not overlap. */
  skip(start: number, end: number): void {
    const lineEnds = '\n'.repeat(count(this.#text, start, end));
    this.#parts.push(this.#text.slice(this.#at, start), lineEnds);
    this.#ends.push(end);
    this.#gone.push((this.#gone.at(-1) ?? 0) + end - start - lineEnds.length);
    this.#at = end;
  }

  joined(): string {
    return [...this.#parts, this.#text.slice(this.#at)].join('');
  }

  /** Where an offset of the whole text, outside of what was left out, has come to lie. */
  offset(offset: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? offset : offset - this.#gone[low - 1];
  }
}

function count(text: string, start: number, end: number): number {
  let found = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) found++;
  return found;
}
