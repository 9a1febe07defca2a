import {
  type BlockedReceive,
  blockedReceives,
  channelWaits,
  defineRule,
  type Finding,
  type NilReceive,
  nilChannels,
  type OpenPipe,
  pipes,
} from '../engine/api.js';

export default defineRule({
  name: 'blocked-receive',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['goroutine', 'CWE-833'],
  docs: {
    reports: 'receives, and ranges over channels, that wait for ever because nobody is left who sends or closes',
    why:
      'A goroutine that ranges over a channel ends when the channel is closed. Where an error return comes before the close, ' +
      'where the sender ends without a word, or where the channel was never made, it waits until the process ends, with ' +
      'all that it refers to.',
    instead: 'close the channel in a defer of whoever sends, right behind where it is made',
    quiet: [
      'a close that is deferred, or stands on every way',
      'a receive in a select with another case',
      'a loop that counts what it receives',
      'goroutines of main, which end with the process',
    ],
    misses: 'Channels in fields of structs that somebody makes, and those handed to functions outside the package.',
  },

  requires: { blockedReceives, nilChannels, pipes },
  on: channelWaits,

  check(place, { blockedReceives, nilChannels, pipes }) {
    if ('made' in place) return blockedReceives.of(place).map(finding);
    if ('pipe' in place) {
      const left = pipes.writerLeft(place);
      return left && pipeFinding(left);
    }
    const unmade = nilChannels.of(place.receive, place.body);
    return unmade && nilFinding(unmade);
  },
});

function finding(receive: BlockedReceive): Finding {
  const { at, channel, made, because, by, started, repeats } = receive;
  return {
    at,
    message: `${repeats ? 'receiving' : 'the receive'} from ${channel} blocks for ever: ${reason(receive)}`,
    because: [
      ...(by === undefined || because === 'never' ? [] : [{ at: by, message: byNote(receive) }]),
      { at: made, message: `${channel} is made here` },
      ...(started === undefined ? [] : [{ at: started, message: 'the goroutine that receives is started here' }]),
      ...(by === undefined || because !== 'never' ? [] : [{ at: by, message: byNote(receive) }]),
    ],
  };
}

function reason({ because, repeats }: BlockedReceive): string {
  if (because === 'never') return 'nothing closes it';
  if (because === 'left') return 'the function may return before it closes it';
  return repeats ? 'its sender may end without closing it' : 'its sender may end without sending';
}

function byNote({ because, channel, repeats }: BlockedReceive): string {
  if (because === 'ended')
    return `this return ends the sender, and ${channel} is ${repeats ? 'not closed' : 'left empty'}`;
  return `this return leaves ${channel} open, and nobody sends on it any more`;
}

function nilFinding({ at, receive, channel }: NilReceive): Finding {
  return {
    at,
    message: `${channel} is never made: receiving from it blocks for ever`,
    advice: 'make the channel where its struct is made',
    because: [{ at: receive, message: 'this receive waits for ever' }],
  };
}

function pipeFinding({ at, end, returns, started }: OpenPipe): Finding {
  return {
    at,
    message: `reading from the pipe blocks for ever where ${end} is left open: its goroutine may end without closing it`,
    advice: `close it with the error: ${end}.CloseWithError(err)`,
    because: [
      ...returns.map((end) => ({ at: end, message: 'this return ends the writer, and the reader is not told' })),
      { at: started, message: 'the goroutine that writes is started here' },
    ],
  };
}
