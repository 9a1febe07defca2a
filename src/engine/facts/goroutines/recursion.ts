import type { CallEdge } from '../../calls/graph.js';
import { type Block, type Body, terminator } from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact } from '../fact.js';
import { type Dominance, dominance } from '../loops/dominance.js';
import { describe } from '../loops/extent.js';
import { type Guards, guards } from '../loops/guards.js';
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
        if (edge === undefined || isCounted(spawn, guard) || isMarked(spawn, store.get(dominance))) return undefined;
        return cycles.branches(edge) ? cycleOf(edge) : undefined;
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

/** How many calls a goroutine may be away from the function that started it: farther off, it is another matter. */
const MAX_CALLS = 3;

/** How goroutines come back to where they were started, by calls whose target is certain. */
class Cycles {
  readonly #pkg: AnalysedPackage;

  constructor(pkg: AnalysedPackage) {
    this.#pkg = pkg;
  }

  /** The edges of a call that lead back to where it stands. */
  edges({ call, body }: Spawn): CallEdge[] {
    const own = this.#certain(body).filter((edge) => edge.call === call);
    return own.filter(({ target }) => this.#between(target, body) !== undefined);
  }

  /** Whether one run of a body of the cycle can go round it twice: it starts a tree then, not a chain. */
  branches({ target, body }: CallEdge): boolean {
    const cycle = new Set([body, ...(this.#between(target, body) ?? [])]);
    return [...cycle].some((member) => {
      const sites = this.#certain(member).flatMap(({ call, target: to }) => (cycle.has(to) ? [call] : []));
      return sites.some((site) =>
        sites.some((other) =>
          site === other
            ? reachable(site.block).has(site.block)
            : site.block === other.block || reachable(site.block).has(other.block),
        ),
      );
    });
  }

  /** The bodies on the shortest way from one to another, the first included. */
  #between(from: Body, to: Body): readonly Body[] | undefined {
    let ways: (readonly Body[])[] = [[from]];
    const seen = new Set([from]);
    for (let length = 0; length < MAX_CALLS; length++) {
      const found = ways.find((way) => way[way.length - 1] === to);
      if (found !== undefined) return found;
      ways = ways.flatMap((way) =>
        this.#certain(way[way.length - 1]).flatMap(({ target }) => {
          if (seen.has(target)) return [];
          seen.add(target);
          return [[...way, target]];
        }),
      );
    }
    return undefined;
  }

  #certain(body: Body): CallEdge[] {
    const { calls } = this.#pkg;
    return calls.edgesFrom(body).filter(({ call }) => !calls.targets(call, body).throughInterface);
  }
}

/** `go f(x, true)` behind `if recursed { return }`: whoever is told so does not do it again. */
function isMarked({ call, body }: Spawn, found: Dominance): boolean {
  const marks = call.args.some((arg) => arg.op === 'const' && typeof arg.value === 'boolean');
  return (
    marks &&
    body.blocks.some((block) => {
      const test = terminator(block);
      if (test.op !== 'if' || test.args[0].op !== 'param') return false;
      return found.precedes(test, call, body);
    })
  );
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
