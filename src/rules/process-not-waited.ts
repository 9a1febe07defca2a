import { defineRule, lifetimes, unwaitedProcesses } from '../engine/api.js';

export default defineRule({
  name: 'process-not-waited',
  since: '0.1.0',
  status: 'preview',
  severity: 'warning',
  precision: 'medium',
  tags: ['CWE-772', 'resource'],
  docs: {
    reports: 'child processes that are started and not waited for on some path',
    why: 'Only Wait frees what the system keeps of a process that has ended, and the pipes and goroutines that copy its output. A service that starts one for each request fills the process table.',
    instead: 'call Wait on every path behind Start, or use Run',
    quiet: [
      'a goroutine or a function that gets the command waits for it',
      'Process.Release: the process is let go on purpose',
      'what main starts, or a function that runs once in a process',
    ],
    misses: 'Commands in fields that no method waits for.',
  },

  requires: { lifetimes },
  on: unwaitedProcesses,

  check(leaks, { lifetimes }) {
    return leaks
      .filter(({ call, body }) => lifetimes.callsOnce(call, body) === undefined)
      .map(({ at, message, because, deferral }) => ({
        at,
        message: `${message}: the system keeps its entry, and its pipes stay open`,
        because,
        fixes: deferral && [deferral],
      }));
  },
});
