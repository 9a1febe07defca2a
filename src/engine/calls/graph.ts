import { type Body, type Call, type Callee, calls, instructions, type StaticCallee, type Value } from '../flow/ssa.js';
import { type FuncSymbol, isExported, type Variable } from '../names/symbol.js';
import { components } from './components.js';
import type { Implementations } from './implementations.js';

/** What a call may run. */
export interface Targets {
  /** Bodies of the package, literals among them. */
  readonly bodies: readonly Body[];
  /** Functions whose bodies are elsewhere: their summaries answer for them. */
  readonly others: readonly StaticCallee[];
  /** Whether nothing else can run. */
  readonly complete: boolean;
  /** Whether they are the methods of the types in sight that implement an interface. */
  readonly throughInterface: boolean;
}

/** A call, spawn or deferred call together with the body it stands in. */
export interface CallSite {
  readonly call: Call;
  readonly body: Body;
}

/** How control gets from a site to a body. */
export interface CallEdge extends CallSite {
  readonly target: Body;
  /** `passed`: the callee gets the function as an argument, and may call it, keep it or start it. */
  readonly how: Call['op'] | 'passed';
}

const nothing: Targets = { bodies: [], others: [], complete: false, throughInterface: false };

/** Who calls whom inside a package, and what it calls outside. */
export class CallGraph {
  readonly #bodies: readonly Body[];
  readonly #bySymbol = new Map<FuncSymbol, Body>();
  readonly #literals = new Map<Body['node'], Body[]>();
  readonly #implementations: Implementations;
  /** What is stored in variables that live in cells. */
  readonly #stored = new Map<Variable, Value[]>();
  readonly #targets = new Map<Call, Targets>();
  readonly #from = new Map<Body, readonly CallEdge[]>();
  #to: Map<Body, CallEdge[]> | undefined;
  #components: readonly (readonly Body[])[] | undefined;
  #componentOf: Map<Body, readonly Body[]> | undefined;

  /** `bodies`: every one of the package, those of function literals included. */
  constructor(bodies: readonly Body[], implementations: Implementations) {
    this.#bodies = bodies;
    this.#implementations = implementations;
    for (const body of bodies) {
      if (body.symbol !== undefined) this.#bySymbol.set(body.symbol, body);
      for (const literal of body.literals.values()) push(this.#literals, literal.node, literal);
      for (const instruction of instructions(body)) {
        if (instruction.op !== 'store') continue;
        const variable = cellVariable(instruction.args[0]);
        if (variable !== undefined) push(this.#stored, variable, instruction.args[1]);
      }
    }
  }

  bodyOf(symbol: FuncSymbol): Body | undefined {
    return this.#bySymbol.get(symbol);
  }

  /** Whether an interface in sight fixes the signature of a method. */
  isAskedFor(method: FuncSymbol): boolean {
    return this.#implementations.isAskedFor(method);
  }

  /** What a call runs. */
  targets(call: Call, body: Body): Targets {
    let targets = this.#targets.get(call);
    if (targets === undefined) this.#targets.set(call, (targets = this.#ofCallee(call.callee, body, new Set())));
    return targets;
  }

  /** What calling a value runs: a function, a closure, a method value, or a variable that holds one of them. */
  ofValue(value: Value, body: Body): Targets {
    return this.#ofValue(value, body, new Set());
  }

  /** Where control can go from a body. */
  edgesFrom(body: Body): readonly CallEdge[] {
    let edges = this.#from.get(body);
    if (edges === undefined) this.#from.set(body, (edges = this.#edges(body)));
    return edges;
  }

  /** From where control can come to a body, inside the package. */
  edgesTo(body: Body): readonly CallEdge[] {
    if (this.#to === undefined) {
      this.#to = new Map();
      for (const from of this.#bodies) for (const edge of this.edgesFrom(from)) push(this.#to, edge.target, edge);
    }
    return this.#to.get(body) ?? [];
  }

  /** The package's bodies in groups that reach each other, callees before callers. */
  components(): readonly (readonly Body[])[] {
    // Literals stand behind the function around them: what they do is wanted when that one is looked at.
    this.#components ??= components(this.#bodies.toReversed(), (body) =>
      this.edgesFrom(body).map((edge) => edge.target),
    );
    return this.#components;
  }

  /** The bodies that a body reaches and that reach it, itself included. */
  componentOf(body: Body): readonly Body[] {
    this.#componentOf ??= new Map(
      this.components().flatMap((group) => group.map((member) => [member, group] as const)),
    );
    return this.#componentOf.get(body) ?? [body];
  }

  #edges(body: Body): CallEdge[] {
    const edges: CallEdge[] = [];
    for (const call of calls(body)) {
      for (const target of this.targets(call, body).bodies) edges.push({ call, body, target, how: call.op });
      for (const arg of call.args) {
        if (!isFunction(arg)) continue;
        for (const target of this.ofValue(arg, body).bodies) edges.push({ call, body, target, how: 'passed' });
      }
    }
    return edges;
  }

  #ofCallee(callee: Callee, body: Body, seen: Set<Value>): Targets {
    switch (callee.kind) {
      case 'static':
        return this.#ofStatic(callee);
      case 'interface':
        return this.#ofInterface(callee.symbol);
      case 'dynamic':
        return this.#ofValue(callee.value, body, seen);
      default:
        return nothing;
    }
  }

  #ofStatic(callee: StaticCallee): Targets {
    const body = callee.symbol && this.#bySymbol.get(callee.symbol);
    if (body === undefined) return { bodies: [], others: [callee], complete: true, throughInterface: false };
    return { bodies: [body], others: [], complete: true, throughInterface: false };
  }

  #ofInterface(method: FuncSymbol): Targets {
    const bodies: Body[] = [];
    const others: StaticCallee[] = [];
    for (const symbol of this.#implementations.of(method)) {
      const body = this.#bySymbol.get(symbol);
      if (body !== undefined) bodies.push(body);
      else others.push({ kind: 'static', name: symbol.fullName, symbol, method: true });
    }
    return { bodies, others, complete: false, throughInterface: true };
  }

  #ofValue(value: Value, body: Body, seen: Set<Value>): Targets {
    if (seen.has(value)) return { ...nothing, complete: true };
    seen.add(value);
    switch (value.op) {
      case 'func':
        return this.#ofStatic(value.callee);
      case 'bound':
        return this.#ofCallee(value.callee, body, seen);
      case 'closure': {
        const literal = this.#literal(value.func, body);
        return literal === undefined
          ? nothing
          : { bodies: [literal], others: [], complete: true, throughInterface: false };
      }
      case 'convert':
        return this.#ofValue(value.args[0], body, seen);
      case 'phi':
        return union(value.args.map((arg) => this.#ofValue(arg, body, seen)));
      case 'load':
        return this.#ofCell(value.args[0], body, seen);
      case 'const':
        return { ...nothing, complete: true };
      default:
        return nothing;
    }
  }

  #ofCell(cell: Value, body: Body, seen: Set<Value>): Targets {
    const variable = cellVariable(cell);
    const stored = variable && this.#stored.get(variable);
    if (variable === undefined || stored === undefined) return nothing;
    const found = union(stored.map((value) => this.#ofValue(value, body, seen)));
    return variable.role === 'package' && isExported(variable.name) ? { ...found, complete: false } : found;
  }

  /** Literals of one file have nodes of their own; those of two files may share a number. */
  #literal(node: Body['node'], { file }: Body): Body | undefined {
    return this.#literals.get(node)?.find((literal) => literal.file === file);
  }
}

function isFunction(value: Value): boolean {
  return value.op === 'closure' || value.op === 'func' || value.op === 'bound' || value.op === 'load';
}

/** The variable whose cell an address is. */
function cellVariable(address: Value): Variable | undefined {
  const symbol =
    address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
  return symbol?.kind === 'var' ? symbol : undefined;
}

function union(all: readonly Targets[]): Targets {
  return {
    bodies: [...new Set(all.flatMap((targets) => targets.bodies))],
    others: all.flatMap((targets) => targets.others),
    complete: all.every((targets) => targets.complete),
    throughInterface: all.some((targets) => targets.throughInterface),
  };
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
