import { type Body, type Call, calls, isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { collections, limitSetters, setPercent, worldStops } from '../../knowledge/collector.js';
import { call as callSyntax } from '../../syntax/go.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { hot } from '../loops/heat.js';
import { loops } from '../loops/loops.js';
import { origins } from '../memory/origins.js';

/** A call that steers the garbage collector or stops the world. */
export interface CollectorCall {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
}

export const collectorCalls: Trigger<CollectorCall> = {
  name: 'collector-calls',
  ops: ['call', 'defer'],
  lift(instruction, body) {
    if (!isCall(instruction) || instruction.callee.kind !== 'static') return undefined;
    const { name } = instruction.callee;
    if (name !== setPercent && !collections.has(name) && !worldStops.has(name)) return undefined;
    return { at: body.file.tree.node(instruction.node), call: instruction, body };
  },
};

/** What is wrong with such a call. */
export type CollectorMisuse =
  /** The collector never runs, and no memory limit makes it. */
  | { readonly what: 'off' }
  /** A loop runs it, or stops the world, again and again. */
  | {
      readonly what: 'collects' | 'stops';
      readonly name: string;
      readonly loop: { readonly at: SyntaxNode; readonly message: string };
    };

export interface CollectorMisuses {
  of(call: CollectorCall): CollectorMisuse | undefined;
}

export const collectorMisuses: Fact<CollectorMisuses> = {
  name: 'collector-misuses',
  compute(_pkg, store) {
    return { of: (call) => misuse(call, store) };
  },
};

function misuse({ call, body }: CollectorCall, store: FactStore): CollectorMisuse | undefined {
  const name = 'name' in call.callee ? call.callee.name : '';
  if (name === setPercent)
    return isNegative(call.args[0], store) && !isUndone(call, body, store) && !hasLimit(store)
      ? { what: 'off' }
      : undefined;
  const { tree } = body.file;
  const text = tree.text(callSyntax(tree, call.node).callee);
  if (collections.has(name)) {
    const [loop] = store
      .get(loops)
      .around(call, body)
      .filter(({ trips }) => trips.by !== 'constant' || trips.most > FEW);
    return loop && { what: 'collects', name: text, loop: { at: loop.at, message: 'this loop runs it on each turn' } };
  }
  const condition = worldStops.get(name);
  if (condition !== undefined && !isTrue(call.args[condition])) return undefined;
  if (decides(call, body)) return undefined;
  const heat = store.get(hot).of(call, body);
  return typeof heat === 'string' ? undefined : { what: 'stops', name: text, loop: heat };
}

/** `for runtime.Stack(buf, true) == len(buf)`: tried again until there is enough room. */
function decides(call: Call, body: Body): boolean {
  const uses = usesIn(body);
  const asked = [call, ...uses.of(call).filter(({ op }) => op === 'phi')];
  return asked.some((value) =>
    uses.of(value).some((use) => use.op === 'binary' && uses.of(use).some(({ op }) => op === 'if')),
  );
}

/** So few turns make no difference. */
const FEW = 16n;

function isNegative(value: Value | undefined, store: FactStore): boolean {
  const percent = value && store.get(origins).of(value);
  return percent?.op === 'const' && typeof percent.value === 'bigint' && percent.value < 0n;
}

function isTrue(value: Value | undefined): boolean {
  return value?.op === 'const' && value.value === true;
}

/** `defer debug.SetGCPercent(debug.SetGCPercent(-1))`: what it was before is set again. */
function isUndone(call: Call, body: Body, store: FactStore): boolean {
  if (usesIn(body).of(call).length > 0) return true;
  return [...calls(body)].some(
    (other) =>
      other !== call && 'name' in other.callee && other.callee.name === setPercent && !isNegative(other.args[0], store),
  );
}

/** Whether the package sets a limit, at which the collector runs whatever the percentage. */
function hasLimit(store: FactStore): boolean {
  for (const body of store.pkg.allBodies())
    for (const { callee } of calls(body)) if ('name' in callee && limitSetters.has(callee.name)) return true;
  return false;
}
