import type { Trigger } from '../fact.js';
import { origins } from '../memory/origins.js';
import { type Leak, leaksOf } from './leaks.js';

/** A timer or ticker that is not stopped on every path. */
export interface UnstoppedTimer extends Leak {
  /** `ticker`: it never ends by itself. `timer`: it has a channel, and ends when it fires. `callback`: it runs a function then. */
  readonly kind: 'ticker' | 'timer' | 'callback';
  /** Nanoseconds until it fires, or between two ticks; undefined when that is no constant. */
  readonly delay: bigint | undefined;
  /** Whether it has a Stop at all: what time.Tick makes has none. */
  readonly isStoppable: boolean;
}

const timerLeaks = leaksOf('leaks of timers', ({ holds }) => holds === 'timer');

export const unstoppedTimers: Trigger<readonly UnstoppedTimer[]> = {
  ...timerLeaks,
  name: 'unstopped timers',
  lift(instruction, body, pkg, store) {
    const { of } = store.get(origins);
    const leaks = timerLeaks.lift(instruction, body, pkg, store)?.filter(({ isResult }) => isResult);
    return leaks?.map((leak) => {
      const { collected, received } = leak.resource;
      const [delay] = leak.call.args;
      const constant = delay && body.types.constant(body.file, of(delay).node);
      return {
        ...leak,
        kind: collected === undefined ? 'callback' : received === undefined ? 'ticker' : 'timer',
        isStoppable: leak.resource.release.length > 0,
        delay: typeof constant === 'bigint' ? constant : undefined,
      };
    });
  },
};
