import { abandonedProducers, channelCalls, defineRule } from '../engine/api.js';

export default defineRule({
  name: 'abandoned-producer',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['goroutine', 'CWE-833'],
  docs: {
    reports: 'functions that stop receiving from a channel while the goroutine that fills it still sends',
    why:
      'A function that returns a channel leaves a goroutine behind that sends on it. When its caller returns on the first ' +
      'error, or on the first match, nobody receives any more: the goroutine waits in its next send, with all that it ' +
      'holds, for ever or until its context is cancelled.',
    instead:
      'derive a context with context.WithCancel, defer its cancel, and pass it to the function; or receive to the end',
    quiet: [
      'a context that this function cancels when it returns',
      'channels that are received from until they are closed',
      'a goroutine that receives the rest',
    ],
    misses: 'Channels that interface methods return, and those whose goroutine ends in ways of its own.',
  },

  requires: { abandonedProducers },
  on: channelCalls,

  check: (place, { abandonedProducers }) =>
    abandonedProducers.of(place).map(({ at, call, callee, send, context }) => ({
      at,
      message:
        `leaving here keeps the goroutine that ${callee} has started waiting to send, ` +
        (context === undefined ? 'for ever' : `until somebody cancels ${context}`),
      because: [
        { at: call, message: `${callee} starts a goroutine that sends until its channel is received from to the end` },
        { at: send, message: 'this send waits for a receiver' },
      ],
    })),
});
