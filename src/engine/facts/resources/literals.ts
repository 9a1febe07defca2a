import { type Body, type Call, outermost } from '../../flow/ssa.js';
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
