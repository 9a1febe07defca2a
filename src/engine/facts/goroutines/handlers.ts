import { type Body, type Call, calls, type Instruction, isCall } from '../../flow/ssa.js';
import { handlerParameters, handlings, serviceRegistrations } from '../../knowledge/callbacks.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { NamedType, Type } from '../../types/type.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact, FactStore } from '../fact.js';
import { loops } from '../loops/loops.js';
import { origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';

/** Which parameters a function registers as services, whose methods then handle remote calls. */
export const registration: Summary<readonly number[]> = {
  name: 'registration',
  unknown: [],
  bottom: [],
  known(name) {
    const position = serviceRegistrations.get(name);
    return position === undefined ? undefined : [position];
  },
  same: (a, b) => a.join() === b.join(),
  of(body, callees, store) {
    const origin = store.get(origins);
    const found = new Set<number>();
    for (const call of calls(body)) {
      for (const position of callees(call).flat()) {
        const at = call.args[position] && origin.of(call.args[position]);
        if (at?.op === 'param' && body.params.includes(at)) found.add(at.index);
      }
    }
    return [...found].sort((a, b) => a - b);
  },
};

/** What comes in, and calls a function each time. */
export type Incoming = 'request' | 'message' | 'call';

export interface Handlers {
  /** What a body, as it is called by a server or a queue, handles one of; undefined when it is no handler. */
  of(body: Body): Incoming | undefined;
  /** The handler that an instruction is run by, where it stands or through literals that are called on the spot. */
  around(instruction: Instruction, body: Body): Handler | undefined;
}

export interface Handler {
  readonly each: Incoming;
  readonly at: SyntaxNode;
  readonly name: string | undefined;
}

export const handlers: Fact<Handlers> = {
  name: 'handlers',
  compute(pkg, store) {
    const called = calledBack(pkg, store);
    const of = (body: Body) => called.get(body) ?? (takesRequest(body) ? 'request' : undefined);
    return {
      of,
      around(instruction, body) {
        const found = store.get(loops).sites(instruction, body);
        const handler = found.find((site) => of(site.body) !== undefined)?.body;
        const each = handler && of(handler);
        if (handler === undefined || each === undefined) return undefined;
        const { file, node, symbol } = handler;
        return { each, at: file.tree.node(symbol?.declaration?.name ?? node), name: symbol?.name };
      },
    };
  },
};

function takesRequest(body: Body): boolean {
  const { symbol, types, file, node } = body;
  const type = symbol === undefined ? types.of(file, node) : types.ofSymbol(symbol);
  if (type.kind !== 'func') return false;
  const written = type.params.map((param) => typeString(param.type));
  return handlerParameters.some((wanted) => wanted.every((one, i) => written[i] === one));
}

/** The bodies that are given to what calls them back. */
function calledBack(pkg: AnalysedPackage, store: FactStore): Map<Body, Incoming> {
  const found = new Map<Body, Incoming>();
  for (const body of pkg.allBodies()) {
    for (const call of calls(body)) {
      const handling = call.callee.kind === 'static' ? handlings.get(call.callee.name) : undefined;
      const callback = handling && call.args[handling.callback];
      if (handling !== undefined && callback !== undefined)
        for (const target of pkg.calls.ofValue(callback, body).bodies) found.set(target, handling.each);
      for (const position of store.summaries.ofCall(registration, call, body, store).flat())
        for (const method of methodsOf(call, position, body, pkg)) found.set(method, 'call');
    }
  }
  return found;
}

/** The methods of an argument that the parameter's interface names; all exported ones where it is `any`. */
function methodsOf(call: Call, position: number, body: Body, pkg: AnalysedPackage): Body[] {
  const service = call.args[position] && named(body.types.of(body.file, call.args[position].node));
  if (service === undefined || !isCall(call)) return [];
  const wanted = parameterMethods(call, position, body);
  return [...service.symbol.methods.values()].flatMap((method) => {
    const target = pkg.bodyOf(method);
    return target !== undefined && wanted.includes(method.name) ? [target] : [];
  });
}

function parameterMethods({ callee }: Call, position: number, { types }: Body): string[] {
  const symbol = callee.kind === 'static' || callee.kind === 'interface' ? callee.symbol : undefined;
  const signature = symbol && types.ofSymbol(symbol);
  if (signature?.kind !== 'func') return [];
  const receiver = callee.kind === 'interface' || (callee.kind === 'static' && callee.method) ? 1 : 0;
  const type = signature.params[position - receiver]?.type;
  const under = type && types.underlying(type);
  return under?.kind === 'interface' ? under.methods.map(({ name }) => name) : [];
}

function named(type: Type): NamedType | undefined {
  if (type.kind === 'pointer') return named(type.elem);
  return type.kind === 'named' ? type : undefined;
}
