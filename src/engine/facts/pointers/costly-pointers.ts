import type { Body, Call, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { isExported } from '../../names/symbol.js';
import { call as callParts, unparen } from '../../syntax/go.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { type Heat, hot } from '../loops/heat.js';
import { turnWork } from '../work/turn-work.js';
import { weightIn } from '../work/weight.js';
import { type FreshResult, freshResults } from './fresh-results.js';
import { inlining } from './inlining.js';
import { leaving } from './leaving.js';

/** A call in a hot loop whose pointer result is new memory on each turn. */
export interface CostlyPointer {
  readonly at: SyntaxNode;
  /** The function as the call writes it. */
  readonly callee: string;
  /** Where the function is declared, or the literal stands. */
  readonly declared: SyntaxNode | undefined;
  readonly result: FreshResult;
  /** Whether the result is kept, or dropped by the end of the turn. */
  readonly kept: boolean;
  readonly heat: Heat;
  /** What else each turn does, beside which the pointer hardly counts: in the loop, or in the function itself. */
  readonly beside: { readonly in: 'loop' | 'callee'; readonly at: SyntaxNode } | undefined;
}

export interface CostlyPointers {
  of(call: Call, body: Body): CostlyPointer | undefined;
}

export const costlyPointers: Fact<CostlyPointers> = {
  name: 'costly-pointers',
  compute(_pkg, store) {
    return { of: (call, body) => costlyPointer(call, body, store) };
  },
};

function costlyPointer(call: Call, body: Body, store: FactStore): CostlyPointer | undefined {
  if (call.callee.kind !== 'static' && call.callee.kind !== 'dynamic') return undefined;
  const answers = store.summaries.ofCall(freshResults, call, body, store);
  const results = answers.length === 1 ? answers[0] : undefined;
  if (results === undefined || results.length === 0) return undefined;
  const heat = store.get(hot).of(call, body);
  if (typeof heat === 'string' || heat.slow) return undefined;
  for (const result of results) {
    const found = ofResult(result, call, body, store);
    if (found === undefined) continue;
    const { tree } = body.file;
    const { callee } = callParts(tree, call.node);
    const at = tree.node(call.node);
    return {
      at,
      callee: tree.text(unparen(tree, callee)).replace(/\s+/g, ' '),
      declared: declarationOf(call, body, store),
      result,
      kept: found.kept,
      heat,
      beside: besideOf(call, heat, at, body, store),
    };
  }
  return undefined;
}

/** The one allocation that the function is there for is not counted. */
function besideOf(call: Call, { loop }: Heat, at: SyntaxNode, body: Body, store: FactStore): CostlyPointer['beside'] {
  if (weightIn(call, body, store) > 1) return { in: 'callee', at };
  const found = store.get(turnWork).beside(call, loop);
  return found && { in: 'loop', at: found };
}

function ofResult(result: FreshResult, call: Call, body: Body, store: FactStore): { kept: boolean } | undefined {
  const pointer = resultValue(call, result.index, body);
  if (pointer === undefined) return undefined;
  const leaves = leaving(pointer, body, store);
  if (leaves === undefined || leaves.sent.length > 0) return undefined;
  // Put into something else, it has a place there that is made for a pointer.
  if (leaves.holder !== undefined && !(leaves.isElement && leaves.isAlone)) return undefined;
  // A list of pointers to an exported type is what others have learned to expect.
  if (leaves.holder !== undefined && leaves.leaves && pointsToExported(pointer, body)) return undefined;
  const kept = leaves.holder !== undefined || leaves.returned.length > 0;
  if (!kept && !result.pays && store.get(inlining).isInlined(call, body) !== 'no') return undefined;
  return { kept };
}

function pointsToExported(pointer: Value, body: Body): boolean {
  const { types } = body;
  const type = types.underlying(typeOfValue(pointer, body));
  return type.kind === 'pointer' && type.elem.kind === 'named' && isExported(type.elem.symbol.name);
}

function resultValue(call: Call, index: number, body: Body): Value | undefined {
  if (typeOfValue(call, body).kind !== 'tuple') return index === 0 ? call : undefined;
  return usesIn(body)
    .of(call)
    .find((use) => use.op === 'extract' && use.index === index);
}

function declarationOf(call: Call, body: Body, store: FactStore): SyntaxNode | undefined {
  const { callee } = call;
  if (callee.kind === 'static') {
    const declaration = callee.symbol?.declaration;
    return declaration?.file.tree.node(declaration.name);
  }
  const [target] = store.pkg.calls.targets(call, body).bodies;
  return target?.file.tree.node(target.node);
}
