import type { Body, Value } from '../../flow/ssa.js';
import type { NodeIndex } from '../../syntax/tree.js';

/** What decides how large a number is, or how long a collection. */
export type Extent =
  /** At most this. */
  | { readonly by: 'constant'; readonly most: bigint }
  /** The machine, a flag, the environment. */
  | { readonly by: 'configuration' }
  /**
   * Whoever sets the thing up: a number that callers give, a field that is filled where its struct is made, a file.
   * Most likely small and chosen once; nothing proves it. `of` names it, as the source writes it.
   */
  | { readonly by: 'setting'; readonly of: string }
  /**
   * What comes in: input, queues, collections of callers. `received`: out of a channel. `held`: as many as the program
   * has objects in a field or a package-level variable already.
   */
  | { readonly by: 'data'; readonly of: string; readonly received?: boolean; readonly held?: boolean }
  | { readonly by: 'unknown' };

export const configured: Extent = { by: 'configuration' };
export const unknownExtent: Extent = { by: 'unknown' };

export function constant(most: number | bigint): Extent {
  return { by: 'constant', most: BigInt(most) };
}

export function data(value: Value, body: Body): Extent {
  return { by: 'data', of: describe(value, body) };
}

export function held(value: Value, body: Body): Extent {
  return { by: 'data', of: describe(value, body), held: true };
}

export function setting(value: Value, body: Body): Extent {
  return { by: 'setting', of: describe(value, body) };
}

/** The same extent under the name that it has here. */
export function renamed(extent: Extent, value: Value, body: Body): Extent {
  return extent.by === 'data' || extent.by === 'setting' ? { ...extent, of: describe(value, body) } : extent;
}

/** A value as the source writes it, on one line and not too long. */
export function describe(value: Value, body: Body): string {
  return textOf(value.node, body);
}

/** A node's text, on one line and not too long. */
export function textOf(node: NodeIndex, body: Body): string {
  const text = body.file.tree.text(node).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Strongest promise first. */
const order = ['constant', 'configuration', 'setting', 'unknown', 'data'] as const;

function rank({ by }: Extent): number {
  return order.indexOf(by);
}

/** What holds for all of them: the weakest promise. */
export function join(all: readonly Extent[]): Extent {
  return all.length === 0 ? unknownExtent : all.reduce(weaker);
}

function weaker(a: Extent, b: Extent): Extent {
  if (a.by === 'constant' && b.by === 'constant') return a.most >= b.most ? a : b;
  if (a.by === 'data' && b.by === 'data') return a.held ? b : a;
  return rank(a) >= rank(b) ? a : b;
}

/** What holds for something that is no larger than any of them: the strongest promise. */
export function smallest(all: readonly Extent[]): Extent {
  return all.reduce((a, b) => (weaker(a, b) === a ? b : a));
}
