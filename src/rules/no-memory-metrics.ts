import { defineRule, servingPrograms } from '../engine/api.js';

export default defineRule({
  name: 'no-memory-metrics',
  since: '0.1.0',
  status: 'stable',
  default: 'off',
  severity: 'info',
  precision: 'medium',
  tags: ['CWE-400'],
  docs: {
    reports: 'servers whose program shows nobody how large its heap is',
    why:
      'A leak shows in the figures of the heap days before the process is killed, and a profile says what it holds. ' +
      'Without them, nothing is left to look at afterwards.',
    instead: 'import net/http/pprof on an internal port, or export the metrics of the Go runtime',
    quiet: ['main, or something that it calls, exports pprof, expvar, runtime metrics or a Go collector'],
    misses: 'Figures that are exported by packages whose code is not at hand.',
  },

  requires: {},
  on: servingPrograms,

  check({ at, measures }) {
    if (measures) return undefined;
    return { at, message: 'this program serves until it is stopped and shows nobody how large its heap is' };
  },
});
