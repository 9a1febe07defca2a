import {
  type BlockedSend,
  blockedSends,
  conduitMakes,
  defineRule,
  type Finding,
  type Fix,
  type OpenPipe,
  pipes,
} from '../engine/api.js';

export default defineRule({
  name: 'blocked-send',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['goroutine', 'CWE-833'],
  docs: {
    reports: 'goroutines that wait for ever to send on a channel, or to write to a pipe, whose other end has left',
    why:
      'A send on a channel without room waits until somebody receives. When the receiver has returned, on a timeout, a ' +
      'cancelled context or the first error, nobody ever does: the goroutine stays until the process ends, and so does ' +
      'all that it refers to. A server leaves one behind for each request that is given up.',
    instead:
      'give the channel a buffer that holds every send, or select on the send and on what makes the receiver leave',
    quiet: [
      'the buffer holds all that is sent',
      'the send stands in a select with a default or with another case',
      'the receiver takes everything: it ranges until the channel is closed, or counts',
      'the receiver leaves only when the sender says that it has nothing more to send',
      'the function runs once in a process, or its other ways end the process',
    ],
    misses:
      'Channels in exported fields of structs, and those handed to functions whose bodies are not in the package.',
  },

  requires: { blockedSends, pipes },
  on: conduitMakes,

  check(place, { blockedSends, pipes }) {
    if ('made' in place) return blockedSends.of(place).map(finding);
    const left = pipes.readerLeft(place);
    return left && pipeFinding(left);
  },
});

function finding(send: BlockedSend): Finding {
  const { at, others, channel, made, started, leaving, capacity } = send;
  const room = capacity === 0 ? 'without a buffer' : `with room for ${capacity}`;
  return {
    at,
    message: `sending on ${channel} blocks for ever when ${leavingClause(send)}: nothing receives from it any more`,
    because: [
      { at: leaving.at, message: leavingNote(send) },
      { at: made, message: `${channel} is made here, ${room}` },
      ...others.map((other) => ({
        at: other,
        message: started === undefined ? `the send on ${channel}` : `here it sends on ${channel}, too`,
      })),
      ...(started === undefined ? [] : [{ at: started, message: 'the goroutine that sends is started here' }]),
    ],
    fixes: fixes(send),
  };
}

function pipeFinding({ at, end, returns, started }: OpenPipe): Finding {
  return {
    at,
    message: `writing to the pipe blocks for ever where ${end} is left open: it is not closed on every way`,
    advice: `defer ${end}.Close() right behind io.Pipe`,
    because: [
      ...returns.map((end) => ({ at: end, message: 'behind this return nobody reads from the pipe' })),
      { at: started, message: 'the goroutine that writes is started here' },
    ],
  };
}

function leavingClause({ leaving }: BlockedSend): string {
  switch (leaving.by) {
    case 'case':
      return `the receiver leaves by ${leaving.text}`;
    case 'return':
      return 'the receiver has returned early';
    case 'next turn':
      return 'the receiver goes on to the next turn';
  }
}

function leavingNote({ leaving, channel }: BlockedSend): string {
  switch (leaving.by) {
    case 'case':
      return `behind this case nothing receives from ${channel}`;
    case 'return':
      return `this return leaves values on ${channel} unreceived`;
    case 'next turn':
      return `the next turn makes another channel, and nothing receives from the one before`;
  }
}

function fixes({ made, mended, sends, channel }: BlockedSend): Fix[] {
  if (mended === undefined) return [];
  const values = sends === 1 ? 'the one value that is sent' : `the ${sends} values that are sent`;
  return [
    { description: `give ${channel} a buffer for ${values}`, safe: false, edits: [{ at: made, newText: mended }] },
  ];
}
