import type { Body } from '../../flow/ssa.js';
import { unparen } from '../../syntax/go.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import type { ConstantValue } from '../../types/constants.js';
import type { Type } from '../../types/type.js';

/** What inlining a function adds to the cost of the function around it: at least and at most. Plain JSON. */
export interface Cost {
  readonly least: number;
  readonly most: number;
}

/** The compiler inlines functions up to this cost, function literals up to twice as much. */
export const BUDGET = 80;

/** How far the count may be from the compiler's where its tree has nodes that the source does not show. */
export const SLACK = 4;

/** What a function literal adds, beside its node. */
export const LITERAL = 15;

/** Of a function that nothing is known of. */
export const ANY: Cost = { least: 0, most: 1_000_000 };

/** Of what is never inlined, whatever it costs. */
export const NEVER: Cost = { least: 1_000_000, most: 1_000_000 };

/** Counts the nodes of one body, as long as it has not cost too much. */
export class Counter {
  readonly body: Body;
  /** The cost of the function that a call expression calls. */
  readonly calleeCost: (call: NodeIndex) => Cost;
  /** Once it costs more, nobody asks how much. */
  readonly limit: number;
  #least = 0;
  #most = 0;

  constructor(body: Body, calleeCost: (call: NodeIndex) => Cost, limit: number) {
    this.body = body;
    this.calleeCost = calleeCost;
    this.limit = limit;
  }

  get cost(): Cost {
    return { least: this.#least, most: this.#most };
  }

  get isOver(): boolean {
    return this.#least > this.limit;
  }

  add(least: number, most = least): void {
    this.#least = Math.min(this.#least + least, NEVER.least);
    this.#most = Math.min(this.#most + most, NEVER.most);
  }

  type(node: NodeIndex): Type {
    return this.body.types.of(this.body.file, node);
  }

  underlying(node: NodeIndex): Type {
    return this.body.types.underlying(this.type(node));
  }

  constant(node: NodeIndex): ConstantValue | undefined {
    return node === NONE ? undefined : this.body.types.constant(this.body.file, node);
  }

  isNil(node: NodeIndex): boolean {
    const at = unparen(this.body.file.tree, node);
    return this.body.file.symbol(at)?.kind === 'nil';
  }
}
