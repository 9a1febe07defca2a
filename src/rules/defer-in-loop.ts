import { type DeferredInLoop, deferredInLoops, defineRule, type Loop } from '../engine/api.js';

/** So few turns hold no more than a function may hold. */
const FEW = 16n;

export default defineRule({
  name: 'defer-in-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['CWE-772', 'resource'],
  docs: {
    reports: 'deferred calls in loops that release what each turn acquires',
    why:
      'A deferred call runs when the function returns, and not at the end of the turn: the files, connections or ' +
      'contexts of all turns are held at once, until descriptors or memory run out. In a loop that never ends it ' +
      'never runs.',
    instead: 'move what a turn does into a function of its own, or release it at the end of the turn',
    quiet: [
      'a function literal that the loop calls on each turn: its deferred calls run when it returns',
      'deferred calls that only a turn makes that leaves the loop',
      'what is closed was there before the loop: `for _, c := range conns { defer c.Close() }`',
      'unlocking, and calls that release nothing',
      'loops of at most 16 turns, by a constant',
    ],
    misses: 'Loops in callers.',
  },

  requires: {},
  on: deferredInLoops,

  check(deferred) {
    const { at, loop, acquired } = deferred;
    if (isShort(loop)) return undefined;
    return {
      at,
      message: messageOf(deferred),
      because: [
        { at: loop.at, message: 'each turn of this loop defers one more' },
        { at: acquired, message: 'acquired here on each turn' },
      ],
    };
  },
});

function isShort({ trips }: Loop): boolean {
  return trips.by === 'constant' && trips.most <= FEW;
}

function messageOf({ text, holds }: DeferredInLoop): string {
  const held =
    holds === undefined
      ? 'what each turn acquires is held until then'
      : `${costs[holds] ?? 'what they hold'} of all turns stay until then`;
  return `${text} runs when the function returns, not at the end of the turn: ${held}`;
}

const costs: Partial<Record<NonNullable<DeferredInLoop['holds']>, string>> = {
  descriptor: 'the descriptors',
  connection: 'the connections',
  goroutine: 'the goroutines',
  context: 'the contexts',
  timer: 'the timers',
  process: 'the processes',
  transaction: 'the transactions',
  span: 'the spans',
  registration: 'the registrations',
  'temporary files': 'the files',
  memory: 'the memory',
};
