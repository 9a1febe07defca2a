import type { Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Fact } from '../fact.js';
import { isComponent } from '../loops/components.js';
import { describe } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import type { Spawn } from './spawn.js';

/** Goroutines that run a method of something that the program has already: `go s.loops[name].run()`. */
export interface HeldReceivers {
  /** What it is, as the source writes it; undefined when the goroutine is not one of these. */
  of(spawn: Spawn): string | undefined;
}

export const heldReceivers: Fact<HeldReceivers> = {
  name: 'held-receivers',
  compute(_pkg, store) {
    return {
      of({ call, body }) {
        if (call.op !== 'spawn' || call.callee.kind !== 'static' || !call.callee.method) return undefined;
        const [receiver] = call.args;
        const isHeld = isFound(store.get(origins).of(receiver));
        return isHeld && isComponent(typeOfValue(receiver, body), body.types) ? describe(receiver, body) : undefined;
      },
    };
  },
};

/** Looked up in a map. */
function isFound(value: Value): boolean {
  return value.op === 'lookup' || (value.op === 'extract' && value.args[0].op === 'lookup');
}
