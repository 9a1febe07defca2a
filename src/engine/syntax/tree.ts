import type { Source } from '../text/source.js';
import type { Field, Kind } from './kinds.js';

/** The index of a node in its tree's arrays, in preorder; the root is 0. */
export type NodeIndex = number;

/** No such node. */
export const NONE = -1;

/**
 * How many levels of nodes the flatten follows; what lies deeper is an error. It bounds the recursion of all layers
 * above: no code that people write comes near, and a stack holds three times as much.
 */
export const MAX_DEPTH = 1000;

/** A node together with its tree: what crosses from the engine to a rule, as a place and nothing more. */
export interface SyntaxNode {
  readonly tree: Tree;
  readonly index: NodeIndex;
}

/** The arrays that a parse is flattened into, one entry a node, in preorder: 18 bytes a node. */
export interface TreeArrays {
  readonly kind: Uint8Array;
  readonly field: Uint8Array;
  /** Offsets in UTF-16 code units. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** The parent's index; the root's is NONE. */
  readonly parent: Int32Array;
  /** One past the last node of the subtree: the subtree of i is [i, skip[i]), its next sibling, if any, skip[i]. */
  readonly skip: Uint32Array;
  /** Comments apart from the nodes, in order: start and end of each, so that children are never comments. */
  readonly comments: Uint32Array;
  /** Nodes that the parser could not make sense of (ERROR) or had to invent (MISSING), in preorder. */
  readonly errors: Uint32Array;
}

/** A parsed file. Inert: what later layers learn about a node they keep beside the tree, keyed by its index. */
export class Tree {
  readonly source: Source;
  readonly arrays: TreeArrays;
  readonly #kind: Uint8Array;
  readonly #field: Uint8Array;
  readonly #parent: Int32Array;
  readonly #skip: Uint32Array;

  constructor(source: Source, arrays: TreeArrays) {
    this.source = source;
    this.arrays = arrays;
    this.#kind = arrays.kind;
    this.#field = arrays.field;
    this.#parent = arrays.parent;
    this.#skip = arrays.skip;
  }

  get size(): number {
    return this.#kind.length;
  }

  kind(node: NodeIndex): Kind {
    return this.#kind[node] as Kind;
  }

  field(node: NodeIndex): Field {
    return this.#field[node] as Field;
  }

  start(node: NodeIndex): number {
    return this.arrays.start[node];
  }

  end(node: NodeIndex): number {
    return this.arrays.end[node];
  }

  parent(node: NodeIndex): NodeIndex {
    return this.#parent[node];
  }

  /** One past the last node below `node`. */
  skip(node: NodeIndex): NodeIndex {
    return this.#skip[node];
  }

  text(node: NodeIndex): string {
    return this.source.text.slice(this.arrays.start[node], this.arrays.end[node]);
  }

  firstChild(node: NodeIndex): NodeIndex {
    return node + 1 < this.#skip[node] ? node + 1 : NONE;
  }

  nextSibling(node: NodeIndex): NodeIndex {
    const next = this.#skip[node];
    const parent = this.#parent[node];
    return parent !== NONE && next < this.#skip[parent] ? next : NONE;
  }

  /** The first child that has the field, or NONE. */
  child(node: NodeIndex, field: Field): NodeIndex {
    const end = this.#skip[node];
    for (let at = node + 1; at < end; at = this.#skip[at]) if (this.#field[at] === field) return at;
    return NONE;
  }

  childOfKind(node: NodeIndex, kind: Kind): NodeIndex {
    const end = this.#skip[node];
    for (let at = node + 1; at < end; at = this.#skip[at]) if (this.#kind[at] === kind) return at;
    return NONE;
  }

  children(node: NodeIndex): NodeIndex[] {
    const found: NodeIndex[] = [];
    const end = this.#skip[node];
    for (let at = node + 1; at < end; at = this.#skip[at]) found.push(at);
    return found;
  }

  childrenWith(node: NodeIndex, field: Field): NodeIndex[] {
    const found: NodeIndex[] = [];
    const end = this.#skip[node];
    for (let at = node + 1; at < end; at = this.#skip[at]) if (this.#field[at] === field) found.push(at);
    return found;
  }

  /** Whether `inner` is `outer` or lies below it. */
  contains(outer: NodeIndex, inner: NodeIndex): boolean {
    return inner >= outer && inner < this.#skip[outer];
  }

  /** Whether the subtree holds something the parser could not make sense of. */
  hasError(node: NodeIndex): boolean {
    const end = this.#skip[node];
    for (const error of this.arrays.errors) if (error >= node && error < end) return true;
    return false;
  }

  /** Whether the subtree holds what is nested too deeply to be followed. */
  isTooDeep(node: NodeIndex): boolean {
    const end = this.#skip[node];
    return this.arrays.errors.some((error) => error >= node && error < end && this.#depth(error) >= MAX_DEPTH);
  }

  #depth(node: NodeIndex): number {
    let depth = 0;
    for (let at = this.#parent[node]; at !== NONE; at = this.#parent[at]) depth++;
    return depth;
  }

  node(index: NodeIndex): SyntaxNode {
    return { tree: this, index };
  }
}
