import { defineRule, plainSends, stopIgnoring } from '../engine/api.js';

export default defineRule({
  name: 'send-ignores-context',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'medium',
  tags: ['goroutine', 'context', 'CWE-833'],
  docs: {
    reports:
      'sends that go on waiting for a receiver when the context or stop channel beside them says that it is over',
    why:
      'A goroutine that listens to its context in one place and sends without it in another ends only if somebody still ' +
      'receives. Those who receive usually stop for the same reason: the send then waits for ever, and the goroutine stays.',
    instead: 'send in a select, beside the case that ends the goroutine',
    quiet: [
      'a channel that is received from to its end',
      'a buffer that holds what is sent',
      'channels of struct{}: slots and signals',
      'a channel that the function itself receives from, too',
    ],
    misses: 'Receivers that leave for a reason of their own, when the sender has neither a context nor a stop channel.',
  },

  requires: { stopIgnoring },
  on: plainSends,

  check(send, { stopIgnoring }) {
    const ignored = stopIgnoring.of(send);
    if (ignored === undefined) return undefined;
    const { at, channel, stop, heard, listens } = ignored;
    return {
      at,
      message: `sending on ${channel} goes on waiting when ${stop} says stop, and nobody may receive any more`,
      because: [
        {
          at: heard,
          message: listens ? `the function leaves when it hears ${stop} here` : `${stop} is what callers stop it with`,
        },
      ],
    };
  },
});
