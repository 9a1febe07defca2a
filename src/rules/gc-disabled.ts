import { collectorCalls, collectorMisuses, defineRule } from '../engine/api.js';

export default defineRule({
  name: 'gc-disabled',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'very-high',
  tags: ['CWE-400'],
  docs: {
    reports: 'a garbage collector that is switched off without a memory limit, or forced to run in a loop',
    why:
      'Without the collector, memory only grows, until the process is killed. With a memory limit it runs when that ' +
      'is reached. runtime.GC in a loop, and what stops the world in one, takes the time from everything else.',
    instead: 'call debug.SetMemoryLimit as well, or leave the collector on and set GOGC and GOMEMLIMIT from outside',
    quiet: [
      'the package calls debug.SetMemoryLimit',
      'the function sets the percentage back',
      'info only: runtime.GC in a loop, runtime.ReadMemStats and runtime.Stack of all goroutines in a hot loop',
    ],
    misses: 'Percentages that are no constants, and limits that are set by other packages or the environment.',
  },

  requires: { collectorMisuses },
  on: collectorCalls,

  check(call, { collectorMisuses }) {
    const misuse = collectorMisuses.of(call);
    if (misuse === undefined) return undefined;
    const { at } = call;
    if (misuse.what === 'off')
      return { at, message: 'this switches the garbage collector off, and no memory limit switches it on again' };
    const { name, what, loop } = misuse;
    return {
      at,
      severity: 'info',
      message:
        what === 'collects'
          ? `${name} collects all garbage on each turn of the loop, and waits until that is done`
          : `${name} stops all goroutines on each turn of the loop`,
      advice:
        what === 'collects'
          ? 'leave it to the runtime, and set GOMEMLIMIT if memory is short'
          : 'call it outside the loop, or read runtime/metrics, which stops nothing',
      because: [
        { at: loop.at, message: loop.message },
        { at, message: 'info, because it costs time and no memory' },
      ],
    };
  },
});
