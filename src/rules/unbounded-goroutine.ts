import { defineRule, type Loop, limits, loops, pacing, spawns } from '../engine/api.js';

/** So many at once are no danger. */
const HANDFUL = 16n;

/** From here on the goroutines cost megabytes before any of them has done anything. */
const BURST = 1_000n;

export default defineRule({
  name: 'unbounded-goroutine',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-770', 'goroutine'],
  docs: {
    reports: 'goroutines that a loop starts without a limit on how many run at once',
    why:
      'The number of goroutines follows the input. A large batch, or a slow peer behind them, piles up goroutines ' +
      'with everything they hold until the process runs out of memory, sockets or database connections.',
    instead: 'set a limit before the loop (errgroup SetLimit, a buffered channel) or start a fixed number of workers',
    quiet: [
      'a slot is taken before each start: a buffered channel, a semaphore, a rate limiter, an errgroup with SetLimit',
      'the loop waits for what it started before it goes on',
      'the number of turns is a constant up to 16, the number of processors, or a setting',
    ],
    misses: 'Loops whose number of turns cannot be told, and limits that are lifted at run time.',
  },

  requires: { loops, limits, pacing },
  on: spawns,

  check(spawn, { loops, limits, pacing }) {
    const around = loops.around(spawn.call, spawn.body);
    const loop = around.find((one) => grows(one));
    if (loop === undefined || around.some((one) => limits.on(spawn, one) !== undefined)) return undefined;
    if (loop.accepts !== undefined) {
      return {
        at: spawn.at,
        severity: 'info',
        message: `starts a goroutine for every connection that ${loop.accepts} hands out; nothing limits how many are open`,
        advice:
          'limit the listener (golang.org/x/net/netutil.LimitListener), so that every path through the loop is covered',
        because: [{ at: loop.at, message: 'info, because the listener is the better place for a limit' }],
      };
    }
    const pace = pacing.of(spawn, loop);
    if (pace !== undefined) {
      return {
        at: spawn.at,
        severity: 'info',
        message: `starts a goroutine each time ${pace.text} lets the loop go on; nothing waits for the one before`,
        advice: 'call the function without go, or skip the turn while one still runs',
        because: [{ at: loop.at, message: `info, because the clock paces this loop: ${pace.text}` }],
      };
    }
    return {
      at: spawn.at,
      ...(loop.trips.by === 'constant' && loop.trips.most < BURST ? { severity: 'info' as const } : {}),
      message: `starts a goroutine ${each(loop)}; nothing limits how many run at once`,
      because: [{ at: loop.at, message: turns(loop) }],
    };
  },
});

function grows({ trips }: Loop): boolean {
  return trips.by === 'data' || trips.by === 'endless' || (trips.by === 'constant' && trips.most > HANDFUL);
}

function each({ trips }: Loop): string {
  if (trips.by === 'data') return `for each of ${trips.of}`;
  return trips.by === 'constant' ? `on each of ${trips.most} turns` : 'on every turn of an endless loop';
}

function turns({ trips }: Loop): string {
  if (trips.by === 'data') return `this loop runs once for each of ${trips.of}`;
  return trips.by === 'constant' ? `this loop runs ${trips.most} times` : 'this loop runs until something stops it';
}
