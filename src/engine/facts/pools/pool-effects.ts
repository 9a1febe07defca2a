import type { Body, Call } from '../../flow/ssa.js';
import type { Content } from './content.js';
import { UNKNOWN } from './content.js';
import type { PoolRef } from './pool-identity.js';

/** A content in terms of a function's parameters: what it still has of the content that a part of one came with. */
export interface Left {
  /** As in Content. */
  readonly flags: number;
  /** The parameter and the part's path; parameter -1 stands for what was taken from the pool. */
  readonly taken: readonly (readonly [number, string])[];
}

/** A pool that gets a parameter, directly or through other functions. */
export interface PutEffect {
  readonly pool: PoolRef;
  readonly contents: Readonly<Record<string, Left>>;
  /** The function that the Put stands in, and its node there. */
  readonly func: string;
  readonly node: number;
  /** Whether that function knows the type that it puts back, and could reset it. */
  readonly concrete: boolean;
}

export interface ParamEffect {
  /** By path: the parts that are left otherwise than they came. */
  readonly exits: Readonly<Record<string, Left>>;
  /** The parts that are used as they came. */
  readonly uses: readonly string[];
  readonly puts: readonly PutEffect[];
  /** Whether something holds it when the function has returned. */
  readonly keeps: boolean;
}

export interface ResultEffect {
  /** The parameter that it is; -1 when it is none. */
  readonly param: number;
  /** The pool that it was taken from. */
  readonly pool: PoolRef | undefined;
  readonly contents: Readonly<Record<string, Left>>;
}

/** What a function does to pooled values that pass through it; plain JSON. */
export interface PoolEffects {
  /** False when nothing can be said of the function. */
  readonly known: boolean;
  readonly arity: number;
  readonly variadic: boolean;
  readonly params: Readonly<Record<number, ParamEffect>>;
  readonly results: Readonly<Record<number, ResultEffect>>;
}

/** Of a function whose body is not at hand. */
export const opaque: PoolEffects = { known: false, arity: 0, variadic: false, params: {}, results: {} };

/** Of a function that is still being looked at: it does nothing, until more is known. */
export const inert: PoolEffects = { known: true, arity: 0, variadic: false, params: {}, results: {} };

/** What a call of the body does to the pooled values that it passes. */
export type EffectsOf = (call: Call, body: Body) => PoolEffects;

/** The parameter that an argument is passed to. */
export function parameterOf(argument: number, effects: PoolEffects): number {
  return effects.variadic ? Math.min(argument, effects.arity - 1) : argument;
}

export function leftAt(lefts: Readonly<Record<string, Left>>, path: string): Left | undefined {
  return Object.hasOwn(lefts, path) ? lefts[path] : Object.hasOwn(lefts, '*') ? lefts['*'] : undefined;
}

/** The content in terms of the sources' names; sources that no caller can know make it unknown. */
export function leftOf(
  content: Content,
  sources: Iterable<number>,
  name: (source: number) => readonly [number, string] | undefined,
): Left {
  let { flags } = content;
  const taken: (readonly [number, string])[] = [];
  for (const source of sources) {
    const named = name(source);
    if (named === undefined) flags |= UNKNOWN;
    else taken.push(named);
  }
  return { flags, taken };
}
