import { defineRule, lifetimes, unstoppedPulls } from '../engine/api.js';

export default defineRule({
  name: 'iter-pull-not-stopped',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['CWE-772', 'goroutine'],
  docs: {
    reports: 'the stop function of iter.Pull that is not called on some path',
    why: 'An iterator that is pulled and not read to its end waits, with its coroutine and all that it refers to, until stop is called.',
    instead: 'defer stop right behind the call of iter.Pull',
    quiet: ['stop is returned, stored or handed on', 'a deferred stop'],
    misses: 'Iterators that are surely read to their end: calling stop then costs nothing.',
  },

  requires: { lifetimes },
  on: unstoppedPulls,

  check(leaks, { lifetimes }) {
    return leaks
      .filter(({ call, body }) => lifetimes.callsOnce(call, body) === undefined)
      .map(({ at, message, because, deferral }) => ({
        at,
        message: `${message}: the iterator and what it refers to stay in memory`,
        because,
        fixes: deferral && [deferral],
      }));
  },
});
