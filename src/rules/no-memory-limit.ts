import { defineRule, servingPrograms } from '../engine/api.js';

export default defineRule({
  name: 'no-memory-limit',
  since: '0.1.0',
  status: 'stable',
  default: 'off',
  severity: 'info',
  precision: 'medium',
  tags: ['CWE-400'],
  docs: {
    reports: 'servers whose program sets no memory limit',
    why:
      'Go does not read the memory limit of a container. With GOGC at 100, the heap may grow to twice what is live ' +
      'before the collector runs, so that a process is killed while half of its memory is garbage.',
    instead: 'set GOMEMLIMIT to nine tenths of the container, or call debug.SetMemoryLimit when the program starts',
    quiet: ['main, or something that it calls, calls debug.SetMemoryLimit, or automemlimit is imported'],
    misses: 'What is set from outside: GOMEMLIMIT in the environment is not in the code.',
  },

  requires: {},
  on: servingPrograms,

  check({ at, limits }) {
    if (limits) return undefined;
    return {
      at,
      message:
        'this program serves until it is stopped and sets no memory limit; Go does not read that of the container',
    };
  },
});
