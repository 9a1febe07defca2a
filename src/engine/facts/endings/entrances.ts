import type { CallEdge } from '../../calls/graph.js';
import type { Body, Call } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { placed } from '../goroutines/spawn.js';
import { type How, howReached } from './parameter-runs.js';

/** A place that starts a goroutine: a go statement, or the call of a function that runs another one in a goroutine. */
export interface Start {
  readonly at: SyntaxNode;
  readonly call: Call;
  /** The body that it stands in. */
  readonly body: Body;
}

/** A way for control to get to a body. */
export interface WayIn {
  readonly edge: CallEdge;
  readonly how: How;
}

export interface Entrances {
  /** The places in the package from which a body comes to run in a goroutine, itself or below what is started there. */
  starts(body: Body): readonly Start[];
  waysTo(body: Body): readonly WayIn[];
}

export const entrances: Fact<Entrances> = {
  name: 'entrances',
  compute(_pkg, store) {
    return { starts: (body) => startsOf(body, store), waysTo: (body) => waysTo(body, store) };
  },
};

function waysTo(body: Body, store: FactStore): WayIn[] {
  return store.pkg.calls.edgesTo(body).map((edge) => ({ edge, how: howReached(edge, store) }));
}

function startsOf(body: Body, store: FactStore): Start[] {
  const found = new Map<Call, Start>();
  const bodies = new Set([body]);
  for (const one of bodies) {
    for (const { edge, how } of waysTo(one, store)) {
      if (how === 'unknown') continue;
      if (edge.call.callee.kind === 'interface') store.evidence.assumptions.add('interface call');
      if (how === 'goroutine') found.set(edge.call, placed(edge.call, edge.body));
      else bodies.add(edge.body);
    }
  }
  return [...found.values()];
}
