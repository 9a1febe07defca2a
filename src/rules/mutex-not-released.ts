import { defineRule, heldLocks, lifetimes } from '../engine/api.js';

export default defineRule({
  name: 'mutex-not-released',
  since: '0.1.0',
  status: 'preview',
  severity: 'warning',
  precision: 'medium',
  tags: ['CWE-667', 'goroutine'],
  docs: {
    reports: 'returns with a mutex still locked that other returns unlock',
    why: 'Every goroutine that locks it from then on waits for ever, and the requests that they serve pile up with all that they hold.',
    instead: 'defer Unlock right behind Lock',
    quiet: [
      'functions that lock for their caller: no return unlocks',
      'a deferred unlock, a literal that unlocks, a helper that does',
      'the same condition around Lock and Unlock',
    ],
    misses: 'Locks that another goroutine gives back.',
  },

  requires: { lifetimes },
  on: heldLocks,

  check(leaks, { lifetimes }) {
    return leaks
      .filter(({ call, body }) => lifetimes.callsOnce(call, body) === undefined)
      .map(({ at, message, because, deferral }) => ({
        at,
        message: `${message}: whoever locks it next waits for ever`,
        because,
        fixes: deferral && [deferral],
      }));
  },
});
