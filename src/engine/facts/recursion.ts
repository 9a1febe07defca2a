import { components } from '../calls/components.js';
import type { CallEdge } from '../calls/graph.js';
import type { Block, Body } from '../flow/ssa.js';
import { Kind } from '../syntax/kinds.js';
import type { SyntaxNode } from '../syntax/tree.js';
import type { AnalysedPackage } from './analysed-package.js';
import { describe } from './extent.js';
import type { Fact } from './fact.js';
import { type Guards, guards } from './guards.js';
import type { Spawn } from './spawn.js';

/** Goroutines whose function starts more of them. */
export interface Recursion {
  /** What the goroutine comes back to; undefined when it does not, or when the goroutines do not multiply. */
  of(spawn: Spawn): Cycle | undefined;
  /** Whether a call goes back to the function that it stands in. */
  isCycle(spawn: Spawn): boolean;
}

export interface Cycle {
  /** The function, as the source calls it. */
  readonly name: string;
  readonly at: SyntaxNode;
}

export const recursion: Fact<Recursion> = {
  name: 'recursion',
  compute(pkg, store) {
    const cycles = new Cycles(pkg);
    const guard = store.get(guards);
    return {
      isCycle: (spawn) => cycles.edges(spawn).length > 0,
      of(spawn) {
        const [edge] = cycles.edges(spawn);
        if (edge === undefined || isCounted(spawn, guard)) return undefined;
        return cycles.branches(edge.target) ? cycleOf(edge) : undefined;
      },
    };
  },
};

/** Named after the nearest function that has a name: a literal has that of its call. */
function cycleOf({ call, body, target }: CallEdge): Cycle {
  const { symbol, file, node } = target;
  const { tree } = file;
  if (symbol !== undefined) return { name: symbol.name, at: tree.node(symbol.declaration?.name ?? node) };
  const callee = call.op === 'spawn' ? call.callee : undefined;
  const name = callee?.kind === 'dynamic' ? describe(callee.value, body) : (body.symbol?.name ?? 'itself');
  return { name: name.startsWith('func') ? (body.symbol?.name ?? 'itself') : name, at: tree.node(node) };
}

/** Bodies that reach each other by calls whose target is certain. */
class Cycles {
  readonly #pkg: AnalysedPackage;
  readonly #groups = new Map<Body, ReadonlySet<Body>>();

  constructor(pkg: AnalysedPackage) {
    this.#pkg = pkg;
    const all = [...pkg.allBodies()];
    for (const group of components(all, (body) => this.#certain(body).map((edge) => edge.target))) {
      const members = new Set(group);
      for (const member of group) this.#groups.set(member, members);
    }
  }

  /** The edges of a call that lead back to where it stands. */
  edges({ call, body }: Spawn): CallEdge[] {
    return this.#within(body).filter((edge) => edge.call === call);
  }

  /** Whether one run of a body of the cycle can go round it twice: it starts a tree then, not a chain. */
  branches(body: Body): boolean {
    return [...(this.#groups.get(body) ?? [])].some((member) => {
      const sites = this.#within(member).map(({ call }) => call);
      return sites.some((site) =>
        sites.some((other) =>
          site === other
            ? reachable(site.block).has(site.block)
            : site.block === other.block || reachable(site.block).has(other.block),
        ),
      );
    });
  }

  #within(body: Body): CallEdge[] {
    const group = this.#groups.get(body);
    return this.#certain(body).filter((edge) => group?.has(edge.target));
  }

  #certain(body: Body): CallEdge[] {
    const { calls } = this.#pkg;
    return calls.edgesFrom(body).filter(({ call }) => !calls.targets(call, body).throughInterface);
  }
}

/** The blocks behind a block; itself only when it is on a cycle. */
function reachable(from: Block): ReadonlySet<Block> {
  const seen = new Set(from.succs);
  for (const block of seen) for (const next of block.succs) seen.add(next);
  return seen;
}

const steps = new Set<Kind>([Kind.Add, Kind.Sub, Kind.Quo, Kind.Shr]);

/** `go f(depth+1)` behind `if depth > max { return }`, `go sort(xs[:mid])` behind a test of len(xs). */
function isCounted({ call, body }: Spawn, guard: Guards): boolean {
  return call.args.some((arg, i) => {
    const param = body.params[i];
    if (param === undefined) return false;
    const point = { block: call.block };
    if (arg.op === 'slice') return guard.lengthCompared(param, point, body);
    const step = arg.op === 'binary' && steps.has(arg.operator) && arg.args.includes(param);
    return step && guard.compared(param, point, body);
  });
}
