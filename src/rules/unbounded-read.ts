import {
  defineRule,
  type Finding,
  type Note,
  type RaisedLimit,
  type UnlimitedRead,
  unlimited,
  unlimitedReads,
} from '../engine/api.js';

export default defineRule({
  name: 'unbounded-read',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-770', 'allocation'],
  docs: {
    reports: 'reads of all that a peer sends into memory, without a limit on how much that is',
    why:
      'Whoever is at the other end decides how much memory the read takes: one request with a body of 1 GB costs 2 to ' +
      '5 GB of heap, before anything looks at it, and a few of them at once end the program.',
    instead:
      'put a limit in front: r.Body = http.MaxBytesReader(w, r.Body, n) for a request, io.LimitReader(resp.Body, n) ' +
      'for anything else',
    quiet: [
      'http.MaxBytesReader, io.LimitReader or a reader of the project with a limit (knows.readers) is on the way',
      'a function that wraps handlers limits the body, or all callers in sight do',
      'a Scanner with its usual limit or one up to 64 MiB, ParseForm, values taken one by one off a stream',
      'files, memory, and requests that the program itself makes',
      'gRPC with its usual limit, one up to 64 MiB, or one that the configuration sets',
    ],
    misses: 'Readers that come out of interface methods, and wrappers with a Read method of their own.',
  },

  requires: { unlimitedReads },
  on: unlimited,

  check(subject, { unlimitedReads }) {
    if ('raised' in subject) return raised(subject.raised);
    const read = unlimitedReads.of(subject.read).find(({ expansion }) => expansion === undefined);
    return read && finding(read);
  },
});

function finding(read: UnlimitedRead): Finding {
  const { at, what, part, through, reader, readAt, peer, from } = read;
  const extent = part === undefined ? 'how much that is' : 'how long that is';
  const by = through === undefined ? reader : `${reader} (${through})`;
  const because: Note[] = [{ at: from, message: `${who(peer)} decides how much comes out of ${what}` }];
  if (readAt !== undefined) because.push({ at: readAt, message: `${by} reads it here` });
  const reason = mild(read);
  return {
    at,
    message: `${by} reads ${part ?? 'all'} of ${what} into memory, and nothing limits ${extent}`,
    ...(reason === undefined ? {} : { severity: 'info' as const }),
    because: reason === undefined ? because : [...because, { at, message: `info, because ${reason}` }],
  };
}

/** Whoever asks is not known; whoever answers has been chosen. */
function raised({ at, by, most, ofAnswers }: RaisedLimit): Finding {
  const finding = {
    at,
    message: `${by} lets one message take ${most >> 20n} MiB of memory, and whoever sends it decides`,
    advice: 'allow as much as the largest message needs that you expect, and send more than that as a stream',
  };
  if (!ofAnswers) return finding;
  const reason: Note = { at, message: 'info, because the program itself names the server' };
  return { ...finding, severity: 'info', because: [reason] };
}

/** Why it is not as bad. */
function mild({ host, peer, decodes }: UnlimitedRead): string | undefined {
  if (host !== undefined) return `the program itself names the server, ${host}`;
  if (peer === 'response' && decodes) return 'the response must be well-formed as far as it is read';
  return undefined;
}

function who(peer: UnlimitedRead['peer']): string {
  switch (peer) {
    case 'response':
      return 'the server';
    case 'connection':
    case 'messages':
      return 'the other end';
    default:
      return 'the client';
  }
}
