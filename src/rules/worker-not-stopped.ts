import { defineRule, lifetimes, type UnstoppedWorker, unstoppedWorkers } from '../engine/api.js';

export default defineRule({
  name: 'worker-not-stopped',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-772', 'goroutine'],
  docs: {
    reports: 'values whose goroutine only Stop or Close ends, and that are dropped without it',
    why:
      'The goroutine waits for a channel that nobody can close any more once the value is gone: it stays, with its stack ' +
      'and all that it refers to, until the process ends. One that is left behind on each error, request or retry adds up.',
    instead: 'defer Stop or Close right behind the call that starts it',
    quiet: [
      'it is returned, stored or handed on: whoever has it stops it',
      'the goroutine ends by itself, or with a context',
      'info only: a goroutine that the function itself starts and a channel of its own ends',
      'it is started once, when the program starts, and runs as long as the process',
    ],
    misses: 'Types of other modules, and goroutines that only the close of a connection ends.',
  },

  requires: { lifetimes },
  on: unstoppedWorkers,

  check(workers, { lifetimes }) {
    return workers
      .filter(({ call, body }) => lifetimes.callsOnce(call, body) === undefined)
      .map((worker) => {
        const { at, because, end } = worker;
        const finding = { at, message: messageOf(worker), advice: adviceOf(worker), because };
        if (end !== 'close') return finding;
        const note = {
          at,
          message: 'info, because what closes the channel may run under conditions that belong together',
        };
        return { ...finding, because: [...because, note], severity: 'info' } as const;
      });
  },
});

function messageOf({ owner, end, ended, how }: UnstoppedWorker): string {
  if (how === 'discarded')
    return `what ${owner} returns is thrown away, so that nothing can call its ${end}: its goroutine goes on for ever`;
  const missed = how === 'never' ? `is never ${ended}` : `is not ${ended} on every path`;
  return `${owner} ${missed}: ${end === 'close' ? 'the goroutine that waits for it' : 'its goroutine'} goes on for ever`;
}

function adviceOf({ owner, end, how, isInLoop }: UnstoppedWorker): string | undefined {
  if (how === 'discarded' || isInLoop) return undefined;
  return `defer ${end === 'close' ? `close(${owner})` : `${owner}.${end}()`} right behind the call that starts it`;
}
