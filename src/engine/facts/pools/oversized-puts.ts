import { isInLoop } from '../../flow/loops.js';
import {
  type Body,
  type Call,
  type Instruction,
  instructions,
  isCall,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { appenders, growingMethods } from '../../knowledge/pools.js';
import { memoryWriters, wholeReads } from '../../knowledge/whole-reads.js';
import { call as callSyntax } from '../../syntax/go.js';
import { NONE, type SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Fact, FactStore } from '../fact.js';
import { inputs } from '../inputs/inputs.js';
import { textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { ownersFrom } from '../resources/hands-on.js';
import type { Owners } from '../resources/owners.js';
import type { PoolPut } from './boxed-puts.js';
import { dropsBySize, isIn } from './size-checks.js';
import { methodNames, parameterType } from './value-forms.js';

/** A value that has grown with its input and goes back into a pool whatever its size. */
export interface OversizedPut {
  /** What is put back, as the source writes it. */
  readonly value: string;
  /** What makes it grow, and whether somebody at the other end of a connection decides how far. */
  readonly grown: { readonly at: SyntaxNode; readonly text: string; readonly byPeer: boolean };
}

export interface OversizedPuts {
  of(put: PoolPut): OversizedPut | undefined;
}

export const oversizedPuts: Fact<OversizedPuts> = {
  name: 'oversized-puts',
  compute(_pkg, store) {
    return { of: (put) => oversized(put, store) };
  },
};

function oversized({ call, body, value }: PoolPut, store: FactStore): OversizedPut | undefined {
  const found = growthOf(value, body, store);
  if (found === undefined || found === 'checked') return undefined;
  const { tree } = body.file;
  return { value: tree.text(callSyntax(tree, call.node).args.at(-1) ?? value.node), grown: found };
}

type Growth = OversizedPut['grown'];

/** How a value grows in a function or, where it is a parameter, in those that call it; `checked`: its size is looked at. */
function growthOf(value: Value, body: Body, store: FactStore, depth = 0): Growth | 'checked' | undefined {
  const origin = store.get(origins).of(value);
  if (!growable.has(origin.op)) return undefined;
  const owners = ownersFrom([{ value: origin, body, path: '' }], store);
  const home = outermost(body);
  if (!owners.complete || dropsBySize(home, owners)) return 'checked';
  const here = growthIn(home, owners, store);
  if (here?.byPeer || origin.op !== 'param' || depth > 0 || body.symbol === undefined) return here;
  let first = here;
  for (const { call, body: caller, how } of store.pkg.calls.edgesTo(body)) {
    const arg = how === 'passed' ? undefined : call.args[origin.index];
    const there = arg && growthOf(arg, caller, store, depth + 1);
    if (there === 'checked') return there;
    if (first === undefined || there?.byPeer) first = there ?? first;
  }
  return first;
}

const growable: ReadonlySet<Value['op']> = new Set(['assert', 'extract', 'call', 'param', 'alloc']);

function growthIn(home: Body, owners: Owners, store: FactStore): Growth | undefined {
  let found: Growth | undefined;
  for (const body of withLiterals(home)) {
    for (const one of instructions(body)) {
      const growth = growthBy(one, body, owners, store);
      if (growth?.byPeer) return growth;
      found ??= growth;
    }
  }
  return found;
}

function growthBy(one: Instruction, body: Body, owners: Owners, store: FactStore): Growth | undefined {
  if (one.op === 'store') {
    const grows = isIn(one.args[0], owners) && isAppended(store.get(origins).of(one.args[1]), body);
    return grows ? growth(one.args[1], body, false) : undefined;
  }
  if (!isCall(one) || one.callee.kind === 'builtin' || !('name' in one.callee)) return undefined;
  const position = one.args.findIndex((arg) => isIn(arg, owners) && isMemory(arg, body));
  if (position < 0) return undefined;
  const { name } = one.callee;
  const written = growingMethods.get(name);
  if (written !== undefined)
    return position === 0 && one.args[written]?.op !== 'const'
      ? growth(one, body, isFromPeer(one, body, store))
      : undefined;
  if (wholeReads.has(name)) return growth(one, body, isFromPeer(one, body, store));
  const type = position > 0 || one.callee.kind === 'static' ? parameterType(one, position, body) : undefined;
  const takesWriter = type !== undefined && methodNames(body, type).includes('Write');
  return takesWriter && body.types.underlying(type).kind === 'interface' ? growth(one, body, false) : undefined;
}

function growth(at: Value, body: Body, byPeer: boolean): Growth {
  const { tree } = body.file;
  const callee = isCall(at) ? callSyntax(tree, at.node).callee : NONE;
  return { at: tree.node(at.node), text: textOf(callee === NONE ? at.node : callee, body), byPeer };
}

function isMemory(value: Value, body: Body): boolean {
  return memoryWriters.has(typeString(typeOfValue(value, body)));
}

/** `append` of something that is as long as its input, or in a loop. */
function isAppended(value: Value, body: Body): boolean {
  if (value.op === 'slice') return isAppended(value.args[0], body);
  if (value.op === 'phi') return value.args.some((arg) => arg.op !== 'phi' && isAppended(arg, body));
  if (!isCall(value)) return false;
  if (value.callee.kind === 'builtin' && value.callee.name === 'append') {
    const isLong = value.spreads && value.args[1]?.op !== 'const';
    return isLong || isInLoop(value, body);
  }
  return value.callee.kind === 'static' && appenders.has(value.callee.name) && isInLoop(value, body);
}

/** Whether what is read comes from a connection, with nothing on the way that limits it. */
function isFromPeer(call: Call, body: Body, store: FactStore): boolean {
  const from = store.get(inputs);
  return call.args.some((arg) => from.of(arg, body).some(({ source }) => source.from === 'peer'));
}
