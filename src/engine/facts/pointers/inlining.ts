import type { Body, Call, StaticCallee } from '../../flow/ssa.js';
import { knownInlining } from '../../knowledge/inlining.js';
import type { FuncSymbol } from '../../names/symbol.js';
import { Field } from '../../syntax/kinds.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import type { Summary } from '../summary.js';
import { inlineCost, LITERAL_CALLED_ONCE } from './inline-cost.js';
import { ANY, BUDGET, type Cost, NEVER, SLACK } from './inline-counter.js';

/** Whether the compiler puts a function's body where it is called. */
export interface Inlining {
  /** Unknown where the body is not at hand, or where the count is too close to the budget. */
  isInlined(call: Call, body: Body): 'yes' | 'no' | 'unknown';
}

/** The cost of every function, which is part of its callers' cost where it is inlined. */
export const inliningCost: Summary<Cost> = {
  name: 'inlining-cost',
  unknown: ANY,
  bottom: ANY,
  known(name, tables) {
    const known = knownInlining(tables.inlining, name);
    if (known === 'never') return NEVER;
    if (known === 'intrinsic') return { least: 0, most: NEVER.most };
    return known === undefined ? undefined : { least: known, most: known };
  },
  same: (a, b) => a.least === b.least && a.most === b.most,
  of(body, callees, store) {
    const component = new Set(store.pkg.calls.componentOf(body));
    const calls = staticCalls(body);
    return inlineCost(body, (node) => {
      const call = calls.get(node);
      if (call === undefined || isOpenGeneric(call.callee as StaticCallee, store)) return ANY;
      const [target] = store.pkg.calls.targets(call, body).bodies;
      // Functions that call each other: which of them is looked at first decides.
      if (target === body) return NEVER;
      if (target !== undefined && component.has(target)) return ANY;
      return callees(call)[0];
    });
  },
};

export const inlining: Fact<Inlining> = {
  name: 'inlining',
  compute(pkg, store) {
    return {
      isInlined(call, body) {
        if (call.op !== 'call') return 'no';
        const { callee } = call;
        if (callee.kind === 'static') {
          if (isOpenGeneric(callee, store)) return 'unknown';
          return verdict(store.summaries.ofCall(inliningCost, call, body, store)[0], BUDGET);
        }
        if (callee.kind !== 'dynamic') return 'unknown';
        const { bodies, complete } = pkg.calls.targets(call, body);
        const [target] = bodies;
        if (!complete || bodies.length !== 1 || target.symbol !== undefined) return 'unknown';
        const once = pkg.calls.edgesTo(target).length === 1;
        return verdict(store.summaries.ofBody(inliningCost, target, store), once ? LITERAL_CALLED_ONCE : 2 * BUDGET);
      },
    };
  },
};

function verdict({ least, most }: Cost, budget: number): 'yes' | 'no' | 'unknown' {
  if (least > budget + SLACK) return 'no';
  return most <= budget - SLACK ? 'yes' : 'unknown';
}

function staticCalls(body: Body): Map<NodeIndex, Call> {
  const calls = new Map<NodeIndex, Call>();
  for (const block of body.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.op === 'call' && instruction.callee.kind === 'static') calls.set(instruction.node, instruction);
    }
  }
  return calls;
}

/** A generic function whose body is not in this package: the table of the standard library does not list instances. */
function isOpenGeneric({ symbol }: StaticCallee, store: FactStore): boolean {
  return symbol !== undefined && store.pkg.bodyOf(symbol) === undefined && isGeneric(symbol);
}

function isGeneric({ declaration, receiver }: FuncSymbol): boolean {
  if (declaration === undefined) return false;
  const { tree } = declaration.file;
  if (tree.child(declaration.node, Field.TypeParameters) !== NONE) return true;
  const type = receiver?.type.declaration;
  return type !== undefined && type.file.tree.child(type.node, Field.TypeParameters) !== NONE;
}
