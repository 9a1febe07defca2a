import {
  type AbandonedTimer,
  abandonedTimers,
  defineRule,
  type Note,
  timerCalls,
  timerCollection,
} from '../engine/api.js';

/** Nanoseconds. Timers that fire so soon do not pile up. */
const SECOND = 1_000_000_000n;

export default defineRule({
  name: 'timer-in-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-401', 'timer'],
  docs: {
    reports: 'time.After in a loop, where other cases of the select come first and leave the timer behind',
    why:
      'Each timer that is left behind stays in memory, with its channel, until it fires: 200 bytes times the turns ' +
      'that the loop makes in that time. With a timeout of a minute, a loop that gets 10,000 messages a second keeps ' +
      '600,000 timers. Programs whose go line is 1.23 or later collect them.',
    instead: 'make one timer before the loop with time.NewTimer, and call Reset on it on each turn',
    quiet: [
      'the timer is made before the loop and is a deadline for all of it',
      'the select has no other case, so that every timer fires before the next one is made',
      'the timer is made only where the last one has fired: `if timer == nil`',
      'loops of at most 16 turns',
      'info only: a delay of at most one second, a loop that every other case leaves, timers that are collected',
    ],
    misses:
      'Channels of timers that are passed to other functions, and loops in other packages that call the function.',
  },

  requires: { abandonedTimers, timerCollection },
  on: timerCalls,

  check(timer, { abandonedTimers, timerCollection }) {
    const left = abandonedTimers.of(timer);
    if (left === undefined) return undefined;
    const isShort = left.delay !== undefined && left.delay <= SECOND;
    if (isShort && left.each !== 'turn') return undefined;
    const { at } = timer;
    const reason = whyInfo(left, isShort, timerCollection);
    const because: Note[] = [
      {
        at: left.other,
        message: left.each === 'last' ? 'this case leaves it behind' : 'this case comes first and leaves it behind',
      },
      left.repeated,
      ...(reason === undefined ? [] : [{ at, message: `info, because ${reason}` }]),
      ...(timerCollection.once === undefined
        ? []
        : [{ at, message: `${timerCollection.because}; timers are collected once ${timerCollection.once}` }]),
    ];
    return {
      at,
      message: message(left),
      advice: advice(left),
      because,
      severity: reason === undefined ? undefined : 'info',
    };
  },
});

type Collection = { readonly collected: boolean; readonly because: string };

function whyInfo(left: AbandonedTimer, isShort: boolean, { collected, because }: Collection): string | undefined {
  if (collected) return `timers that nobody refers to are collected: ${because}`;
  if (isShort) return `it fires after ${inWords(left.delay ?? 0n)}`;
  if (left.each === 'last') return 'it is only one for each time that the loop ends';
  if (left.each === 'turn') return undefined;
  if (left.ends) return 'only the end of the work leaves it behind';
  return left.repeated.endless ? undefined : 'nothing says that the loop makes many turns';
}

function message({ maker, delay, each }: AbandonedTimer): string {
  const until = delay === undefined ? 'it fires' : `it fires after ${inWords(delay)}`;
  switch (each) {
    case 'turn':
      return `${maker} makes a timer on each turn of the loop; one that another case overtakes stays in memory until ${until}`;
    case 'last':
      return `${maker} makes a timer on each turn of the loop; the last one stays in memory until ${until}`;
    case 'call':
      return `${maker} makes a timer each time; one that another case overtakes stays in memory until ${until}`;
  }
}

function advice({ each }: AbandonedTimer): string {
  return each === 'call'
    ? 'make it with time.NewTimer, and stop it when the select is over'
    : 'make one timer before the loop with time.NewTimer, defer its Stop, and call Reset on it on each turn';
}

const units: readonly (readonly [bigint, string])[] = [
  [3_600_000_000_000n, 'h'],
  [60_000_000_000n, 'm'],
  [SECOND, 's'],
  [1_000_000n, 'ms'],
  [1_000n, 'µs'],
];

/** A duration as Go writes it, in its largest unit that divides it. */
function inWords(nanoseconds: bigint): string {
  const unit = units.find(([size]) => nanoseconds >= size && nanoseconds % size === 0n);
  return unit === undefined ? `${nanoseconds}ns` : `${nanoseconds / unit[0]}${unit[1]}`;
}
