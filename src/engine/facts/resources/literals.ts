import type { Body, Call } from '../../flow/ssa.js';
import { outwards } from '../../flow/ssa.js';
import type { FactStore } from '../fact.js';

/** The function literal of the same function that a call runs, when it can run no other. */
export function literalRunBy(call: Call, body: Body, store: FactStore): Body | undefined {
  if (call.callee.kind !== 'dynamic') return undefined;
  const { bodies, others, complete } = store.pkg.calls.targets(call, body);
  if (!complete || bodies.length !== 1 || others.length > 0) return undefined;
  const [literal] = bodies;
  const isInside = literal.outer !== undefined && outermost(literal) === outermost(body);
  return isInside ? literal : undefined;
}

function outermost(body: Body): Body {
  let last = body;
  for (const one of outwards(body)) last = one;
  return last;
}

/** A body and the literals inside it. */
export function* withLiterals(body: Body): Iterable<Body> {
  yield body;
  for (const literal of body.literals.values()) yield* withLiterals(literal);
}
