import { type Body, type Call, instructions, isCall, type Value } from '../../flow/ssa.js';
import { type Chain, chainCalls } from '../../knowledge/chains.js';
import type { Summary } from '../summary.js';

/** A result of a function that keeps one of its arguments as what it goes on from. Plain JSON. */
export type ChainedResult = Chain;

/** Which results of a function are a context, a logger or an error around one that it is given. */
export const chainedResults: Summary<readonly ChainedResult[]> = {
  name: 'chained-results',
  unknown: [],
  bottom: [],
  known(name) {
    const chain = chainCalls.get(name);
    return chain && [chain];
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees) {
    if (body.symbol === undefined || body.params.length === 0) return [];
    const found = new Map<string, ChainedResult>();
    const chainsOf = (call: Call) => callees(call).flat();
    for (const one of instructions(body)) {
      if (one.op !== 'return') continue;
      const [tuple] = one.args;
      one.args.forEach((value, result) => {
        for (const { parameter, what } of chainedParameters(value, body, chainsOf))
          found.set(`${result} ${parameter} ${what}`, { what, parent: parameter, result });
      });
      if (one.args.length !== 1 || !isCall(tuple)) continue;
      // `return context.WithCancel(ctx)`: all of its results.
      for (const chain of chainsOf(tuple)) {
        const from = chain.parent === undefined ? undefined : tuple.args[chain.parent];
        if (from?.op === 'param' && body.params.includes(from))
          found.set(`${chain.result} ${from.index} ${chain.what}`, {
            what: chain.what,
            parent: from.index,
            result: chain.result,
          });
      }
    }
    return [...found.values()].sort((a, b) => a.result - b.result || (a.parent ?? 0) - (b.parent ?? 0));
  },
};

interface ChainedParameter {
  readonly parameter: number;
  readonly what: Chain['what'];
}

/** The parameters around which a value has been made. */
function chainedParameters(
  value: Value,
  body: Body,
  chainsOf: (call: Call) => readonly Chain[],
): readonly ChainedParameter[] {
  return body.params.flatMap((param) => {
    const link = linkBetween(value, (one) => one === param, chainsOf);
    return link === undefined ? [] : [{ parameter: param.index, what: link.chain.what }];
  });
}

/** A call by which one value is made around another. */
export interface Link {
  readonly call: Call;
  readonly chain: Chain;
}

/**
 * The last of the calls by which a value is made around one that `isStart` knows; undefined when it is not, or when it
 * is that one itself.
 */
export function linkBetween(
  value: Value,
  isStart: (value: Value) => boolean,
  chainsOf: (call: Call) => readonly Chain[],
): Link | undefined {
  return reach(value, new Set())?.link;

  function reach(at: Value, seen: Set<Value>): Reached | undefined {
    if (isStart(at)) return { link: undefined };
    if (seen.has(at)) return undefined;
    seen.add(at);
    switch (at.op) {
      case 'phi':
      case 'convert':
      case 'assert': {
        const found = at.args.flatMap((arg) => reach(arg, seen) ?? []);
        return found.find(({ link }) => link !== undefined) ?? found[0];
      }
      case 'extract':
        return isCall(at.args[0]) ? made(at.args[0], at.index, seen) : undefined;
      case 'call':
        return made(at, 0, seen);
      default:
        return undefined;
    }
  }

  function made(call: Call, result: number, seen: Set<Value>): Reached | undefined {
    const chain = chainsOf(call).find((one) => {
      const parents = one.parent === undefined ? call.args : call.args.slice(one.parent, one.parent + 1);
      return one.result === result && parents.some((parent) => reach(parent, seen) !== undefined);
    });
    return chain && { link: { call, chain } };
  }
}

/** That a value comes from the start, and by which link, if by any. */
interface Reached {
  readonly link: Link | undefined;
}
