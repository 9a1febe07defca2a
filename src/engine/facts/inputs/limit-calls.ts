import type { Body, Call } from '../../flow/ssa.js';
import type { Fact } from '../fact.js';
import { extents } from '../loops/extents.js';

export interface LimitCalls {
  /** Whether a call makes a reader that ends before memory does. */
  limits(call: Call, body: Body): boolean;
}

/** A limit of more than that is for files, not for memory: 1 GiB. */
const NO_LIMIT = 1n << 30n;

export const limitCalls: Fact<LimitCalls> = {
  name: 'limit-calls',
  compute(_pkg, store) {
    return {
      limits(call, body) {
        const known = 'name' in call.callee ? store.known.readLimits.get(call.callee.name) : undefined;
        if (known === undefined) return false;
        const limit = known.limit === undefined ? undefined : call.args[known.limit];
        if (limit === undefined) return true;
        const extent = store.get(extents).ofNumber(limit, body, { block: call.block });
        return extent.by !== 'constant' || extent.most <= NO_LIMIT;
      },
    };
  },
};
