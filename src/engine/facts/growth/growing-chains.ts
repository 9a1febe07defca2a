import { isIn, loopsIn, type Loop as NaturalLoop } from '../../flow/loops.js';
import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Chain } from '../../knowledge/chains.js';
import { contextType } from '../../knowledge/contexts.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { describe } from '../loops/extent.js';
import { loops } from '../loops/loops.js';
import { chainedResults, type Link, linkBetween } from './chained-results.js';
import { isFresh } from './lazy.js';
import { longLived } from './long-lived.js';
import { repetitions } from './repetition.js';

/** Where a variable may get a value that is made around the one that it had. */
export interface ChainSite {
  readonly at: Instruction;
  readonly body: Body;
}

export const chainSites: Trigger<ChainSite> = {
  name: 'chain-sites',
  ops: ['phi', 'store'],
  lift(at, body) {
    if (at.op === 'phi') return loopsIn(body).some(({ head }) => head === at.block) ? { at, body } : undefined;
    const [address, value] = at.args;
    const isMade = value.op === 'call' || value.op === 'extract';
    return isMade && (isCell(address) || address.op === 'fieldaddr') ? { at, body } : undefined;
  },
};

/** A context, a logger or an error that gets one layer more on each turn. */
export interface GrowingChain {
  readonly what: Chain['what'];
  /** The variable, as the source writes it. */
  readonly name: string;
  /** What adds a layer. */
  readonly by: string;
  readonly at: SyntaxNode;
  readonly again: { readonly at: SyntaxNode; readonly message: string };
}

export interface GrowingChains {
  at(site: ChainSite): GrowingChain | undefined;
}

export const growingChains: Fact<GrowingChains> = {
  name: 'growing-chains',
  compute(_pkg, store) {
    return {
      at({ at, body }) {
        if (at.op === 'phi') return carried(at, body, store);
        return at.args[0].op === 'fieldaddr' ? inField(at, body, store) : inCell(at, body, store);
      },
    };
  },
};

/** `for … { ctx = context.WithValue(ctx, …) }`. */
function carried(phi: Instruction, body: Body, store: FactStore): GrowingChain | undefined {
  const loop = loopsIn(body).find(({ head }) => head === phi.block);
  if (loop === undefined) return undefined;
  const round = phi.args.filter((_, i) => loop.blocks.has(phi.block.preds[i]));
  for (const value of round) {
    const link = linkBetween(
      value,
      (one) => one === phi,
      (call) => chainsOf(call, body, store),
    );
    if (link === undefined || !isIn(loop, link.call)) continue;
    const isSpent = !usesIn(body)
      .of(phi)
      .some((use) => !loop.blocks.has(use.block));
    return grownIn(loop, link, describe(phi, body), isSpent, body, store);
  }
  return undefined;
}

/** The same of a variable that a literal shares. */
function inCell(at: Instruction, body: Body, store: FactStore): GrowingChain | undefined {
  const [cell, value] = at.args;
  const symbol = 'symbol' in cell ? cell.symbol : undefined;
  if (symbol === undefined) return undefined;
  const isOld = (one: Value) =>
    one.op === 'load' && isCell(one.args[0]) && 'symbol' in one.args[0] && one.args[0].symbol === symbol;
  const link = linkBetween(value, isOld, (call) => chainsOf(call, body, store));
  const loop = loopsIn(body).find((one) => isIn(one, at) && !isIn(one, cell));
  if (link === undefined || loop === undefined) return undefined;
  const renews = (one: Instruction) =>
    one.op === 'store' && one !== at && isCell(one.args[0]) && 'symbol' in one.args[0] && one.args[0].symbol === symbol;
  if ([...loop.blocks].some((block) => block.instructions.some(renews))) return undefined;
  return grownIn(loop, link, symbol.name, false, body, store);
}

/** `x.log = x.log.With(…)`, again and again. */
function inField(at: Instruction, body: Body, store: FactStore): GrowingChain | undefined {
  const [address, value] = at.args;
  const field = address.op === 'fieldaddr' ? address.field?.symbol : undefined;
  if (field === undefined || address.op !== 'fieldaddr') return undefined;
  const isOld = (one: Value) =>
    one.op === 'load' && one.args[0].op === 'fieldaddr' && one.args[0].field?.symbol === field;
  const link = linkBetween(value, isOld, (call) => chainsOf(call, body, store));
  if (link === undefined || link.chain.what === 'error') return undefined;
  const isRenewed = instructions(body).some(
    (one) => one !== at && one.op === 'store' && one.args[0].op === 'fieldaddr' && one.args[0].field?.symbol === field,
  );
  if (isRenewed || isFresh(address.args[0], body, store)) return undefined;
  const again = store.get(repetitions).of(at, body);
  if (again === undefined || again.by === 'call') return undefined;
  if (store.get(longLived).of(field, [address.args[0]]) === undefined) return undefined;
  return { ...linked(link, body), name: describe(address, body), again };
}

function grownIn(
  { head }: NaturalLoop,
  link: Link,
  name: string,
  isSpent: boolean,
  body: Body,
  store: FactStore,
): GrowingChain | undefined {
  const { call, chain } = link;
  const loop = store
    .get(loops)
    .around(call, body)
    .find((one) => one.head === head);
  if (loop === undefined) return undefined;
  const { trips } = loop;
  const isEndless = trips.by === 'endless' || (trips.by === 'data' && trips.received === true);
  if (!isEndless && (trips.by !== 'data' || !isSameEachTurn(call, chain, loop))) return undefined;
  // What is looked at behind the loop was collected for that.
  if (chain.what === 'error' && !(isEndless && isSpent)) return undefined;
  if (isAssumed(chain)) {
    if (!isEndless) return undefined;
    store.evidence.assumptions.add('context around context');
  }
  const message =
    trips.by === 'data' ? `this loop runs once for each of ${trips.of}` : 'this loop runs until something stops it';
  return { ...linked(link, body), name, again: { at: loop.at, message } };
}

function linked({ call, chain }: Link, body: Body): Pick<GrowingChain, 'what' | 'by' | 'at'> {
  return { what: chain.what, by: describe(call, body).replace(/\(.*$/, ''), at: body.file.tree.node(call.node) };
}

function isCell(address: Value): boolean {
  return address.op === 'alloc' || address.op === 'freevar';
}

/** Whether each turn adds the same again: `for k, v := range values { ctx = context.WithValue(ctx, k, v) }` does not. */
function isSameEachTurn(call: Call, { key }: Chain, loop: { readonly blocks: NaturalLoop['blocks'] }): boolean {
  if (key === undefined) return true;
  const name = call.args[key];
  return name !== undefined && isFixed(name, loop, 0);
}

function isFixed(value: Value, loop: { readonly blocks: NaturalLoop['blocks'] }, depth: number): boolean {
  if (!('block' in value)) return value.op !== 'unknown';
  if (!loop.blocks.has(value.block)) return true;
  if (depth > 3) return false;
  if (value.op === 'call') return value.args.length > 0 && isFixed(value.args[0], loop, depth + 1);
  if (value.op === 'convert' || value.op === 'composite' || value.op === 'load')
    return value.args.every((arg) => isFixed(arg, loop, depth + 1));
  return value.op === 'alloc' && value.of !== 'variable';
}

const assumed: Chain = { what: 'context', parent: 0, result: 0 };

function isAssumed(chain: Chain): boolean {
  return chain === assumed;
}

function chainsOf(call: Call, body: Body, store: FactStore): readonly Chain[] {
  const found = store.summaries.ofCall(chainedResults, call, body, store).flat();
  if (found.length > 0) return found.filter((chain) => chain.what !== 'error' || wrapsError(call, chain, body));
  const { callee } = call;
  const isElsewhere =
    callee.kind === 'static' && (callee.symbol === undefined || store.pkg.bodyOf(callee.symbol) === undefined);
  return isElsewhere && takesAndYieldsContext(call, body) ? [assumed] : [];
}

/** `fmt.Errorf("…", err)` keeps the error with %w, or its text with %v: it grows either way, if it yields an error from one. */
function wrapsError(call: Call, { result }: Chain, body: Body): boolean {
  return result === 0 && typeString(typeOfValue(call, body)) === 'error';
}

/** Where the result takes the context's place, it is one, even if nobody knows what the function is declared to yield. */
function takesAndYieldsContext(call: Call, body: Body): boolean {
  const [parent] = call.args;
  if (parent === undefined) return false;
  const yields = typeOfValue(call, body);
  const result = yields.kind === 'tuple' ? yields.types[0] : yields;
  const isContext = result !== undefined && (result.kind === 'unknown' || typeString(result) === contextType);
  return isContext && typeString(typeOfValue(parent, body)) === contextType;
}
