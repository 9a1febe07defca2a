import {
  computing,
  defineRule,
  type Finding,
  handlers,
  heldReceivers,
  type Incoming,
  keyed,
  type Loop,
  limits,
  loops,
  type Note,
  notLimits,
  pacing,
  recursion,
  type Spawn,
  spawns,
  workers,
} from '../engine/api.js';

/** From here on the goroutines cost megabytes before any of them has done anything. */
const BURST = 1_000n;

export default defineRule({
  name: 'unbounded-goroutine',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'medium',
  tags: ['CWE-770', 'goroutine'],
  docs: {
    reports: 'goroutines that a loop starts without a limit on how many run at once',
    why:
      'The number of goroutines follows the input. A large batch, or a slow peer behind them, piles up goroutines ' +
      'with everything they hold until the process runs out of memory, sockets or database connections.',
    instead: 'set a limit before the loop (errgroup SetLimit, a buffered channel) or start a fixed number of workers',
    quiet: [
      'a slot is taken before each start: a buffered channel, a semaphore, an errgroup with SetLimit, a sized pool',
      'the loop, or the function that starts the goroutine, waits for it before it goes on',
      'the number of turns is a constant up to 16 (option few), the number of processors, or a setting',
      'info only: one goroutine for each of what the program holds in a field or a package-level variable, or for each ' +
        'of its parts: connections, clients, servers, stores',
      'info only: goroutines that only compute and add to a result under a lock',
      'the goroutines are workers that share a channel: their number is the limit',
    ],
    misses: 'Loops whose number of turns cannot be told, and limits that are lifted at run time.',
  },

  options: {
    few: {
      type: 'integer',
      default: 16,
      least: 1,
      most: 10_000,
      describe: 'a loop with a constant number of turns up to this is no danger',
    },
  },

  requires: { computing, handlers, heldReceivers, keyed, limits, loops, notLimits, pacing, recursion, workers },
  on: spawns,

  check(
    spawn,
    { computing, handlers, heldReceivers, keyed, limits, loops, notLimits, pacing, recursion, workers },
    { few },
  ) {
    if (spawn.through !== undefined && recursion.isCycle(spawn)) return undefined;
    const around = loops.around(spawn.call, spawn.body);
    const loop = around.find((one) => grows(one, few) && !(one.trips.by === 'setting' && workers.is(spawn)));
    if (loop !== undefined) {
      if (around.some((one) => limits.on(spawn, one) !== undefined && !isOpenBatch(loop, one))) return undefined;
      const pace = pacing.of(loop);
      if (pace?.once) return undefined;
      const map = keyed.by(loop);
      const computes = loop.trips.by === 'data' && computing.is(spawn);
      return inLoop(spawn, loop, {
        pace: pace?.text,
        map,
        computes,
        held: heldReceivers.of(spawn),
        not: notLimits.of(spawn),
      });
    }
    if (around.length > 0 || limits.inCall(spawn) !== undefined) return undefined;
    const back = spawn.through === undefined ? recursion.of(spawn) : undefined;
    if (back !== undefined) return inCycle(spawn, back.name, back.at, keyed.inCall(spawn));
    const handler = handlers.around(spawn.call, spawn.body);
    return (
      handler && perRequest(spawn, handler.each, { at: handler.at, message: `it runs once for each ${handler.each}` })
    );
  },
});

/** A batch out of a channel is as large as its sender makes it: to wait behind each batch limits nothing. */
function isOpenBatch(loop: Loop, limited: Loop): boolean {
  return limited !== loop && loop.trips.by === 'data' && loop.trips.received === true;
}

interface Circumstances {
  readonly pace: string | undefined;
  readonly map: string | undefined;
  readonly held: string | undefined;
  readonly computes: boolean;
  readonly not: Note | undefined;
}

function inLoop(spawn: Spawn, loop: Loop, { pace, map, held, computes, not }: Circumstances): Finding {
  const { at } = spawn;
  const started = startedElsewhere(spawn);
  const info = (message: string, reason: string, advice?: string): Finding => ({
    at,
    severity: 'info',
    message,
    ...(advice === undefined ? {} : { advice }),
    because: [{ at: loop.at, message: `info, because ${reason}` }, ...started],
  });
  if (loop.accepts !== undefined) {
    return info(
      `starts a goroutine for every connection that ${loop.accepts} hands out; nothing limits how many are open`,
      'the listener is the better place for a limit',
      'limit the listener (golang.org/x/net/netutil.LimitListener), so that every path through the loop is covered',
    );
  }
  if (pace !== undefined) {
    return info(
      `starts a goroutine ${each(loop)}, each time ${pace} lets the loop go on; nothing waits for the one before`,
      `the clock paces this loop: ${pace}`,
      'call the function without go, or skip the turn while one still runs',
    );
  }
  if (map !== undefined) {
    return info(
      `starts a goroutine for each new key of ${map}; nothing limits how many there are`,
      `their number follows the keys of ${map}, not the turns of the loop`,
    );
  }
  if (held !== undefined) {
    return info(
      `starts a goroutine ${each(loop)}; nothing limits how many run at once`,
      `each runs a method of ${held}, which was there before`,
    );
  }
  if (loop.trips.by === 'data' && loop.trips.held) {
    return info(
      `starts a goroutine ${each(loop)}; nothing limits how many run at once`,
      `${loop.trips.of} is in memory already: there are no more goroutines than it has elements`,
    );
  }
  if (computes) {
    return info(
      `starts a goroutine ${each(loop)}; nothing limits how many run at once`,
      'each only computes and waits for nobody, so that it ends as soon as a processor has been through it',
    );
  }
  if (loop.trips.by === 'setting') {
    return info(
      `starts a goroutine ${each(loop)}; nothing limits how many run at once`,
      `${loop.trips.of} is most likely set once and small, which nothing here proves`,
    );
  }
  return {
    at,
    ...(loop.trips.by === 'constant' && loop.trips.most < BURST ? { severity: 'info' as const } : {}),
    message: `starts a goroutine ${each(loop)}; nothing limits how many run at once`,
    because: [{ at: loop.at, message: turns(loop) }, ...started, ...(not === undefined ? [] : [not])],
  };
}

function inCycle(spawn: Spawn, name: string, at: Note['at'], map: string | undefined): Finding {
  const because = [{ at, message: `${name} starts goroutines that call it again` }];
  if (map !== undefined)
    because.push({ at: spawn.at, message: `info, because their number follows the keys of ${map}` });
  return {
    at: spawn.at,
    ...(map === undefined ? {} : { severity: 'info' as const }),
    message: `starts a goroutine that comes back to ${name}, which starts more; nothing limits how many run at once`,
    because,
  };
}

function perRequest(spawn: Spawn, each: Incoming, handler: Note): Finding {
  return {
    at: spawn.at,
    severity: 'info',
    message: `starts a goroutine for each ${each} that may outlive the handler; nothing limits how many run at once`,
    advice: 'hand the work to a fixed number of workers, or take a slot first and refuse when there is none',
    because: [handler, ...startedElsewhere(spawn)],
  };
}

function startedElsewhere({ through }: Spawn): Note[] {
  if (through === undefined) return [];
  return [{ at: through.at, message: `${through.function} starts the goroutine here`, step: 'after' }];
}

function grows({ trips }: Loop, few: number): boolean {
  return trips.by === 'constant' ? trips.most > few : trips.by !== 'configuration' && trips.by !== 'unknown';
}

function each({ trips }: Loop): string {
  if (trips.by === 'data' || trips.by === 'setting') return `for each of ${trips.of}`;
  return trips.by === 'constant' ? `on each of ${trips.most} turns` : 'on every turn of an endless loop';
}

function turns({ trips }: Loop): string {
  if (trips.by === 'data') return `this loop runs once for each of ${trips.of}`;
  return trips.by === 'constant' ? `this loop runs ${trips.most} times` : 'this loop runs until something stops it';
}
