import { defineRule, type Finding, type LostCancel, lifetimes, lostCancels } from '../engine/api.js';

export default defineRule({
  name: 'lost-cancel',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-772', 'context'],
  docs: {
    reports: 'contexts whose cancel function is thrown away or not called on every path',
    why:
      'A context that is not cancelled stays in its parent, with its timer and all that waits for it, until the parent ' +
      'or the deadline ends it: for ever where the parent lives as long as the service. What was started with it, a ' +
      'request, a stream, a goroutine, goes on as long.',
    instead: 'defer the cancel function right behind the call that returns it',
    quiet: [
      'the cancel function is returned, stored or handed on: whoever has it calls it',
      'the context is done on that path: its Done was received from',
      'the parent is cancelled whenever the function returns',
      'it is made once, when the program starts, and cancelled when the process ends',
      'info only: a parent that is never cancelled and holds nothing (context.Background), and the context of a request',
    ],
    misses: 'Cancel functions in fields that no method calls.',
  },

  requires: { lifetimes },
  on: lostCancels,

  check(lost, { lifetimes }) {
    return lost.flatMap((one) => (lifetimes.callsOnce(one.call, one.body) === undefined ? finding(one) : []));
  },
});

function finding(lost: LostCancel): Finding {
  const { at, because, deferral, isInLoop, how } = lost;
  const info = whyInfo(lost);
  return {
    at,
    message: `${messageOf(lost)}: ${costOf(lost)}`,
    advice: isInLoop && how !== 'discarded' ? 'call it on every way to the next turn and out of the loop' : undefined,
    because: [...because, ...(info === undefined ? [] : [{ at, message: `info, because ${info}` }])],
    fixes: deferral && [deferral],
    severity: info === undefined ? undefined : 'info',
  };
}

function messageOf({ how, kind, name, message }: LostCancel): string {
  if (how !== 'discarded' || kind === 'group') return message;
  return `the function with which ${name} can be ${kind === 'callback' ? 'taken back' : 'cancelled'} is thrown away`;
}

function costOf({ kind, until }: LostCancel): string {
  switch (kind) {
    case 'goroutine':
      return 'a goroutine goes on waiting';
    case 'callback':
      return 'what its function refers to stays in memory until the context ends';
    case 'group':
      return 'its context is never cancelled, nor is anything that uses it';
    default:
      return `the context goes on ${untilWords[until]}`;
  }
}

const untilWords: Readonly<Record<LostCancel['until'], string>> = {
  deadline: 'until its deadline',
  request: 'until the request has been answered',
  parent: 'until its parent ends',
  nothing: 'for ever',
};

function whyInfo({ kind, until, how }: LostCancel): string | undefined {
  if (kind === 'goroutine') return undefined;
  if (until === 'request') return 'it ends with the request at the latest';
  if (until === 'nothing') return 'nothing holds a context that is derived from context.Background';
  return kind === 'callback' && how === 'discarded'
    ? 'it runs when the context ends, which may be what is wanted'
    : undefined;
}
