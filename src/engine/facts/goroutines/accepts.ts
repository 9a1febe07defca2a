import { type Block, type Body, type Call, instructions } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { acceptCalls, listenerLimits } from '../../knowledge/connections.js';
import { typeString } from '../../types/operations.js';
import type { Fact } from '../fact.js';
import { describe } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';

/** Whether a function hands out the next incoming connection of a listener that does not limit them. */
export const acceptance: Summary<boolean> = {
  name: 'acceptance',
  unknown: false,
  bottom: false,
  known: (name) => (acceptCalls.has(name) ? true : undefined),
  same: (a, b) => a === b,
  of(body, callees, store) {
    const origin = store.get(origins);
    const accepting = (call: Call) => callees(call).some((accepts) => accepts);
    for (const instruction of instructions(body)) {
      if (instruction.op !== 'return') continue;
      for (const result of instruction.args) {
        if (typeString(typeOfValue(result, body)) === 'error') continue;
        const at = origin.of(result);
        const made = at.op === 'extract' ? at.args[0] : at;
        if (made.op === 'call' && accepting(made)) return true;
      }
    }
    return false;
  },
};

export interface Accepts {
  /** The call among the blocks that takes the next incoming connection, as the source writes it. */
  in(blocks: Iterable<Block>, body: Body): string | undefined;
  /** Whether a call takes from a listener that hands out a limited number of connections. */
  isLimited(call: Call): boolean;
}

export const accepts: Fact<Accepts> = {
  name: 'accepts',
  compute(_pkg, store) {
    const origin = store.get(origins);
    const isLimited = ({ args }: Call): boolean => {
      const listener = args.length === 0 ? undefined : origin.of(args[0]);
      return listener?.op === 'call' && listener.callee.kind === 'static' && listenerLimits.has(listener.callee.name);
    };
    return {
      isLimited,
      in(blocks, body) {
        for (const block of blocks) {
          for (const one of block.instructions) {
            if (one.op !== 'call' || one.callee.kind === 'builtin' || isLimited(one)) continue;
            if (store.summaries.ofCall(acceptance, one, body, store).some((yes) => yes)) return describe(one, body);
          }
        }
        return undefined;
      },
    };
  },
};
