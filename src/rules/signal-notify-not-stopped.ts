import { defineRule, lifetimes, signalRegistrationLeaks } from '../engine/api.js';

export default defineRule({
  name: 'signal-notify-not-stopped',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'medium',
  tags: ['CWE-772', 'goroutine'],
  docs: {
    reports: 'channels that signal.Notify registers and that signal.Stop does not take back on some path',
    why: 'The registration keeps the channel for as long as the process lives: a function that is called again and again adds one each time, and each signal goes to all of them.',
    instead: 'defer signal.Stop(c) right behind signal.Notify',
    quiet: [
      'main, and what runs once in a process',
      'a channel that is a parameter, a field or a package-level variable',
    ],
    misses: 'signal.NotifyContext, which lost-cancel reports.',
  },

  requires: { lifetimes },
  on: signalRegistrationLeaks,

  check(leaks, { lifetimes }) {
    return leaks
      .filter(({ call, body }) => lifetimes.callsOnce(call, body) === undefined)
      .map(({ at, message, because, deferral }) => ({
        at,
        message: `${message}: the registration stays until the process ends`,
        because,
        fixes: deferral && [deferral],
      }));
  },
});
