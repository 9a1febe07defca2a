import {
  defineRule,
  type Finding,
  lifetimes,
  type Note,
  type TimerCollection,
  timerCollection,
  type UnstoppedTimer,
  unstoppedTimers,
} from '../engine/api.js';

/** In nanoseconds. */
const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;

export default defineRule({
  name: 'unstopped-timer',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-772', 'timer'],
  docs: {
    reports: 'tickers and timers that are not stopped on every path',
    why:
      'A ticker that is not stopped ticks until the program ends, and a timer stays until it fires, with everything ' +
      'that its function refers to. A function that leaves one behind each time it is called adds to memory and to ' +
      'the work of the scheduler. Programs whose go line is 1.23 or later collect tickers and timers that nothing ' +
      'refers to any more, those of time.AfterFunc excepted.',
    instead: 'defer its Stop right behind the call that makes it',
    quiet: [
      'the timer is returned, stored or handed on: whoever has it stops it',
      'its channel has been received from on the way, or a loop uses the ticker that never ends',
      'it is made once, when the program starts',
      'time.AfterFunc with a delay of less than a minute',
    ],
    misses: 'Timers in fields that no method stops.',
  },

  requires: { lifetimes, timerCollection },
  on: unstoppedTimers,

  check(timers, { lifetimes, timerCollection }) {
    return timers.flatMap((timer) =>
      isNoCost(timer) || lifetimes.callsOnce(timer.call, timer.body) !== undefined
        ? []
        : finding(timer, timerCollection),
    );
  },
});

/** What ends soon by itself; `<-time.NewTimer(d).C` is as good as time.After. */
function isNoCost({ kind, delay, how, isNamed }: UnstoppedTimer): boolean {
  if (kind === 'callback') return delay !== undefined && delay < MINUTE;
  return kind === 'timer' && how !== 'discarded' && !isNamed;
}

function finding(timer: UnstoppedTimer, collection: TimerCollection): Finding {
  const { at, because, deferral } = timer;
  const info = whyInfo(timer, collection);
  const notes = [
    ...because,
    ...(info === undefined ? kept(timer, collection) : [{ at, message: `info, because ${info}` }]),
  ];
  return {
    at,
    message: messageOf(timer),
    advice: adviceOf(timer),
    because: notes,
    fixes: deferral && [deferral],
    severity: info === undefined ? undefined : 'info',
  };
}

function messageOf({ message, isStoppable, name, how }: UnstoppedTimer): string {
  if (isStoppable) return message;
  return how === 'discarded'
    ? `${name} makes a ticker that nothing can stop`
    : `nothing can stop the ticker of ${name}`;
}

function adviceOf({ kind, isStoppable, isInLoop, how }: UnstoppedTimer): string | undefined {
  if (!isStoppable) return 'use time.NewTicker, and defer the Stop of the ticker';
  if (kind === 'callback' && how === 'discarded')
    return 'keep the timer, and stop it when its work is no longer wanted';
  return isInLoop ? 'stop it on every way to the next turn and out of the loop, or make it before the loop' : undefined;
}

function whyInfo({ kind, delay, how }: UnstoppedTimer, { collected, because }: TimerCollection): string | undefined {
  if (kind === 'callback')
    return how === 'on some path' ? undefined : 'it ends when its function has run, which may be what is wanted';
  if (collected) return `tickers and timers that nothing refers to are collected: ${because}`;
  return kind === 'timer' && delay !== undefined && delay <= SECOND ? 'it fires within a second' : undefined;
}

/** What would have the garbage collector take it. */
function kept({ at, kind }: UnstoppedTimer, { because, once }: TimerCollection): Note[] {
  if (kind === 'callback' || once === undefined) return [];
  return [{ at, message: `the garbage collector leaves it alone, because ${because}; it takes it once ${once}` }];
}
