import { defineRule, type Finding, type Note, readSites, type UnlimitedRead, unlimitedReads } from '../engine/api.js';

export default defineRule({
  name: 'decompression-bomb',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['CWE-409', 'allocation'],
  docs: {
    reports: 'reads of all that a decompressor yields into memory, where only the compressed size is limited, or none',
    why:
      'A megabyte of gzip can hold a gigabyte of zeros, and formats such as snappy say in a few bytes how much memory ' +
      'is to be had. A limit on what is received does not limit what comes out of it.',
    instead:
      'put the limit behind the decompressor: io.ReadAll(io.LimitReader(zr, n)); for snappy, ask DecodedLen first',
    quiet: [
      'io.LimitReader, http.MaxBytesReader or a reader of the project with a limit (knows.readers) behind the decompressor',
      'what is decompressed goes on as a stream, to a file, another reader or a hash',
      'files and memory of the program itself',
    ],
    misses: 'Decompressors that are chosen by a function value or come out of an interface method.',
  },

  requires: { unlimitedReads },
  on: readSites,

  check(site, { unlimitedReads }) {
    const read = unlimitedReads.of(site).find(({ expansion }) => expansion !== undefined);
    return read && finding(read);
  },
});

function finding({ at, what, through, reader, readAt, peer, from, expansion }: UnlimitedRead): Finding {
  const by = through === undefined ? reader : `${reader} (${through})`;
  const because: Note[] = [];
  if (expansion !== undefined) {
    const limit = expansion.limited ? '; the limit is on the compressed bytes only' : '';
    because.push({ at: expansion.at, message: `${expansion.format} is decompressed here${limit}` });
  }
  if (peer !== undefined) because.push({ at: from, message: `${what} is what a peer sends` });
  if (readAt !== undefined) because.push({ at: readAt, message: `${by} reads it here` });
  return {
    at,
    message: `${by} reads all that ${expansion?.format ?? 'the decompressor'} decompresses into memory, and nothing limits how much that is`,
    because,
  };
}
