import { components } from '../../calls/components.js';
import type { CallEdge } from '../../calls/graph.js';
import { mayFollow } from '../../flow/paths.js';
import { type Body, type Call, type Instruction, instructions, outwards, type Value } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { AnalysedPackage } from '../analysed-package.js';
import { howReached } from '../endings/parameter-runs.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { inputs } from '../inputs/inputs.js';
import { origins } from '../memory/origins.js';
import { constantOf, nodeAt } from '../pieces/wholes.js';
import { levels } from './levels.js';
import { countedIn, isText, positions, streamOf, takenFrom, takesNext } from './streams.js';

/** A call that leads back to the function that it stands in. */
export interface RecursiveCall {
  readonly call: Call;
  readonly body: Body;
}

export const recursiveCalls: Trigger<RecursiveCall> = {
  name: 'recursive-calls',
  ops: ['call', 'defer'],
  lift(call, body, { calls }) {
    if ((call.op !== 'call' && call.op !== 'defer') || call.callee.kind === 'builtin') return undefined;
    const component = calls.componentOf(body);
    const isBack = calls.edgesFrom(body).some((edge) => edge.call === call && component.includes(edge.target));
    return isBack ? { call, body } : undefined;
  },
};

/** Functions that call each other once for each level of what they read. */
export interface UnboundedRecursion {
  readonly at: SyntaxNode;
  /** The functions of the cycle from the one that calls to the one before it comes back; one, if it calls itself. */
  readonly cycle: readonly Member[];
  /** Where the next part of the input is taken. */
  readonly taken: SyntaxNode;
}

interface Member {
  readonly name: string;
  readonly at: SyntaxNode;
}

export interface UnboundedRecursions {
  /** The cycle that a call stands for; one call stands for all of a group of functions. */
  of(call: RecursiveCall): UnboundedRecursion | undefined;
}

export const unboundedRecursions: Fact<UnboundedRecursions> = {
  name: 'unbounded-recursions',
  compute(pkg, store) {
    const finder = new RecursionFinder(pkg, store);
    return { of: ({ call, body }) => finder.of(body).get(call) };
  },
};

type Found = ReadonlyMap<Call, UnboundedRecursion>;

class RecursionFinder {
  readonly #pkg: AnalysedPackage;
  readonly #store: FactStore;
  readonly #found = new Map<readonly Body[], Found>();

  constructor(pkg: AnalysedPackage, store: FactStore) {
    this.#pkg = pkg;
    this.#store = store;
  }

  of(body: Body): Found {
    const component = this.#pkg.calls.componentOf(body);
    let found = this.#found.get(component);
    if (found === undefined) this.#found.set(component, (found = this.#look(component)));
    return found;
  }

  #look(component: readonly Body[]): Found {
    const found = new Map<Call, UnboundedRecursion>();
    for (const cycle of cyclesOf(component, this.#unlimited(this.#edges(component)))) {
      for (const edge of cycle) {
        const taken = this.#taken(edge, cycle);
        if (taken === undefined || this.#isChecked(edge.body)) continue;
        found.set(edge.call, {
          at: nodeAt(edge.call, edge.body),
          cycle: wayBack(edge, cycle).map((body) => memberOf(body)),
          taken,
        });
        break;
      }
    }
    return found;
  }

  /** Calls whose target is certain, on the same stack. */
  #edges(component: readonly Body[]): CallEdge[] {
    const { calls } = this.#pkg;
    const members = new Set(component);
    return component.flatMap((body) =>
      calls.edgesFrom(body).filter((edge) => {
        const { call, target, how } = edge;
        if (!members.has(target) || call.op === 'spawn') return false;
        return how === 'passed'
          ? howReached(edge, this.#store) === 'call'
          : !calls.targets(call, body).throughInterface;
      }),
    );
  }

  #unlimited(edges: readonly CallEdge[]): CallEdge[] {
    const from = byCaller(edges);
    const onward = (body: Body) => (from.get(body) ?? []).map(({ call }) => call);
    const level = this.#store.get(levels);
    return edges.filter((edge) => !level.isLimited(edge, onward(edge.target)));
  }

  /** Where, before a call of a cycle, the next part of what it hands on is taken. */
  #taken({ call, body }: CallEdge, cycle: readonly CallEdge[]): SyntaxNode | undefined {
    const args = argumentsOf(call);
    const further = args.find((arg) =>
      isText(arg, body) ? this.#isPieceOfParameter(arg) : this.#isLaterPosition(arg),
    );
    if (further !== undefined && !this.#isKey(body)) return nodeAt(further, body);
    const handed = new Set([...args.map((arg) => streamOf(arg, this.#store)), ...shared(body)]);
    handed.delete(undefined);
    const at = instructions(body).findLast((one) => {
      if (one.op !== 'call' && one.op !== 'store') return false;
      const values = this.#streamsTaken(one, body).filter((value) => handed.has(streamOf(value, this.#store)));
      if (values.length === 0 || one === call || cycle.some((edge) => edge.call === one)) return false;
      return mayFollow(one, call, undefined) && values.some((value) => !this.#isOwn(value, body));
    });
    return at && nodeAt(at, body);
  }

  /** `n.child(key[0]).insert(key[1:])`: a text that leads down a tree ends before the tree does. */
  #isKey(body: Body): boolean {
    const level = this.#store.get(levels);
    const members = this.#pkg.calls.componentOf(body);
    return this.#pkg.calls.edgesFrom(body).some((edge) => members.includes(edge.target) && level.goesDown(edge));
  }

  /** Whether whoever calls the functions has had the levels counted by others before: `if err := valid(data); …`. */
  #isChecked(body: Body): boolean {
    const { calls } = this.#pkg;
    const level = this.#store.get(levels);
    const reached = new Set([body]);
    for (const target of reached) {
      for (const edge of calls.edgesTo(target)) {
        if (edge.how !== 'call' || edge.body === target) continue;
        const around = new Set(calls.componentOf(edge.body));
        const before = calls.edgesFrom(edge.body).filter(({ call }) => mayFollow(call, edge.call, undefined));
        const others = before.flatMap((one) => [one, ...calls.edgesFrom(one.target)]).map((one) => one.target);
        if (others.some((other) => !around.has(other) && level.countsLevels(other))) return true;
        reached.add(edge.body);
      }
      if (reached.size > MAX_CALLERS) return false;
    }
    return false;
  }

  #streamsTaken(one: Instruction, body: Body): readonly Value[] {
    const callees = (call: Call) => this.#store.summaries.ofCall(takesNext, call, body, this.#store);
    return takenFrom(one, body, callees, this.#store);
  }

  /** Of a file that the program has opened itself, or of memory. */
  #isOwn(value: Value, body: Body): boolean {
    const from = this.#store.get(inputs).of(value, body);
    return from.length > 0 && from.every(({ source }) => source.from === 'own');
  }

  /** A piece of a parameter, of which the bounds are no constants. */
  #isPieceOfParameter(value: Value): boolean {
    const at = this.#store.get(origins).of(value);
    if (at.op !== 'slice' || at.args.slice(1).every((bound) => constantOf(bound) !== undefined)) return false;
    return (at.low !== undefined || this.#store.get(origins).of(at.args[0]).op !== 'param') && this.#isOfText(at);
  }

  #isOfText(value: Value, depth = 0): boolean {
    const at = this.#store.get(origins).of(value);
    if (depth > MAX_STEPS) return false;
    if (at.op === 'param') return true;
    if (at.op !== 'slice' && at.op !== 'phi') return false;
    return (at.op === 'phi' ? at.args : [at.args[0]]).some((arg) => this.#isOfText(arg, depth + 1));
  }

  /** `f(text, i+1)`. */
  #isLaterPosition(value: Value): boolean {
    if (value.op !== 'binary') return false;
    return (
      countedIn(value).some((symbol) => symbol !== undefined && this.#store.get(positions).has(symbol)) &&
      isOfParameter(value)
    );
  }
}

const MAX_STEPS = 6;

/** Functions that lead to a cycle and are looked at. */
const MAX_CALLERS = 100;

/** What a literal shares with the functions around it. */
function shared(body: Body): readonly unknown[] {
  return [...outwards(body)].slice(1).flatMap(({ params }) => params.map(({ symbol }) => symbol));
}

function isOfParameter(value: Value, depth = 0): boolean {
  if (value.op === 'param') return true;
  const isMade = value.op === 'binary' || value.op === 'convert' || value.op === 'phi';
  return isMade && depth < MAX_STEPS && value.args.some((arg) => isOfParameter(arg, depth + 1));
}

/** The edges of each group of bodies that reach each other. */
function cyclesOf(component: readonly Body[], edges: readonly CallEdge[]): (readonly CallEdge[])[] {
  const all = byCaller(edges);
  const from = (body: Body) => all.get(body) ?? [];
  return components(component, (body) => from(body).map(({ target }) => target)).flatMap((group) => {
    const members = new Set(group);
    const inside = group.flatMap(from).filter(({ target }) => members.has(target));
    return inside.length === 0 ? [] : [inside];
  });
}

function byCaller(edges: readonly CallEdge[]): ReadonlyMap<Body, readonly CallEdge[]> {
  const found = new Map<Body, CallEdge[]>();
  for (const edge of edges) {
    const own = found.get(edge.body);
    if (own === undefined) found.set(edge.body, [edge]);
    else own.push(edge);
  }
  return found;
}

/** The bodies on the shortest way from the one that calls round the cycle. */
function wayBack({ body, target }: CallEdge, cycle: readonly CallEdge[]): readonly Body[] {
  const before = new Map<Body, Body>([[target, body]]);
  for (const at of before.keys()) {
    for (const edge of cycle) if (edge.body === at && !before.has(edge.target)) before.set(edge.target, at);
  }
  const way: Body[] = [];
  for (let at: Body | undefined = before.get(body); at !== undefined && at !== body; at = before.get(at))
    way.unshift(at);
  return [body, ...way];
}

/** Named after the function around it, where it has no name. */
function memberOf(body: Body): Member {
  const { tree } = body.file;
  const named = [...outwards(body)].find(({ symbol }) => symbol !== undefined);
  const declared = body.symbol?.declaration?.name;
  return {
    name: body.symbol?.name ?? `a function in ${named?.symbol?.name ?? 'a variable'}`,
    at: tree.node(declared ?? body.node),
  };
}
