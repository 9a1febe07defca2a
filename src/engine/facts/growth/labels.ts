import { type Body, type Call, isCall, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { packageOf } from '../../knowledge/full-name.js';
import { labelMakers, seriesCalls } from '../../knowledge/metrics.js';
import { requestFields, requestTexts, textPackages } from '../../knowledge/requests.js';
import { isExported } from '../../names/symbol.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { describe } from '../loops/extent.js';
import { origins } from '../memory/origins.js';

/** A call that chooses a series of a metric by the values of labels. */
export interface SeriesChoice {
  readonly at: SyntaxNode;
  readonly body: Body;
  readonly labels: readonly Value[];
}

export const seriesChoices: Trigger<SeriesChoice> = {
  name: 'series-choices',
  ops: ['call'],
  lift(call, body) {
    if (!isCall(call) || call.callee.kind !== 'static') return undefined;
    const known = seriesCalls.get(call.callee.name);
    if (known === undefined) return undefined;
    const labels = call.args.slice(known.from, known.only ? known.from + 1 : undefined);
    return { at: body.file.tree.node(call.node), body, labels };
  },
};

/** Something that a client chooses freely. */
export interface FromRequest {
  readonly at: SyntaxNode;
  /** What comes from the request, as the source writes it. */
  readonly text: string;
}

export interface RequestTexts {
  /** What a client wrote into a request and is, or is part of, a value; undefined where nothing is known to be. */
  of(value: Value, body: Body): FromRequest | undefined;
}

export const fromRequests: Fact<RequestTexts> = {
  name: 'from-requests',
  compute(_pkg, store) {
    return { of: (value, body) => trace(value, body, store, new Set(), 0) };
  },
};

const MAX_CALLERS = 3;

function trace(value: Value, body: Body, store: FactStore, seen: Set<Value>, callers: number): FromRequest | undefined {
  if (seen.has(value)) return undefined;
  seen.add(value);
  const into = (one: Value) => trace(one, body, store, seen, callers);
  const at = store.get(origins).of(value);
  if (at !== value) return into(at);
  switch (value.op) {
    case 'call':
      return ofCall(value, body, into);
    case 'load':
      return value.args[0].op === 'fieldaddr' ? ofField(value, value.args[0], body, into) : undefined;
    case 'extract':
      return value.args[0].op === 'call' || value.args[0].op === 'lookup' ? into(value.args[0]) : undefined;
    case 'lookup':
      // A map that the request fills; what a table says of the request is another thing.
      return into(value.args[0]);
    case 'composite':
      return first(value.args, into);
    case 'binary':
    case 'slice':
    case 'index':
    case 'convert':
      return first(value.args.slice(0, value.op === 'binary' ? 2 : 1), into);
    case 'phi':
      // `label := "other"; if known { label = path }`: somebody has seen to it.
      return value.args.some((arg) => arg.op === 'const') ? undefined : first(value.args, into);
    case 'param':
      return ofParameter(value, body, store, callers);
    default:
      return undefined;
  }
}

function ofCall(call: Call, body: Body, into: (value: Value) => FromRequest | undefined): FromRequest | undefined {
  const { callee, args } = call;
  if (!('name' in callee)) return undefined;
  if (requestTexts.has(callee.name)) return found(call, body);
  const label = labelMakers.get(callee.name);
  if (label !== undefined) return args[label] && into(args[label]);
  return callee.kind === 'static' && textPackages.has(packageOf(callee.name)) ? first(args, into) : undefined;
}

function ofField(
  load: Value,
  address: Value & { readonly op: 'fieldaddr' },
  body: Body,
  into: (value: Value) => FromRequest | undefined,
): FromRequest | undefined {
  const base = typeOfValue(address.args[0], body);
  const struct = base.kind === 'pointer' ? base.elem : base;
  const field = 'name' in address ? (address.name as string) : '';
  if (requestFields.get(typeString(struct))?.has(field)) return found(load, body);
  const [owner] = address.args;
  return owner.op === 'load' && into(owner) ? found(load, body) : undefined;
}

function ofParameter(
  param: Value & { readonly op: 'param' },
  body: Body,
  store: FactStore,
  callers: number,
): FromRequest | undefined {
  const { symbol } = body;
  if (callers >= MAX_CALLERS || (symbol !== undefined && isExported(symbol.name))) return undefined;
  const index = body.params.indexOf(param);
  return first(store.pkg.calls.edgesTo(body), ({ call, body: from, how }) => {
    const arg = how === 'passed' ? undefined : call.args[index];
    return arg && trace(arg, from, store, new Set(), callers + 1);
  });
}

function found(value: Value, body: Body): FromRequest {
  return { at: body.file.tree.node(value.node), text: describe(value, body) };
}

function first<T, R>(all: readonly T[], of: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const result = of(one);
    if (result !== undefined) return result;
  }
  return undefined;
}
