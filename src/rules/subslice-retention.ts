import {
  defineRule,
  type Finding,
  type Note,
  type Overwritten,
  putSites,
  type Retained,
  retention,
} from '../engine/api.js';

export default defineRule({
  name: 'subslice-retention',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-401', 'retention'],
  docs: {
    reports: 'small pieces of large arrays that are kept, and the whole arrays with them',
    why:
      'A slice, or a pointer to an element or field, keeps all of the array that it points into. 16 bytes of a file of ' +
      '1 MB hold 1 MB for as long as they live, and a cache of such pieces holds every file that it ever saw.',
    instead: 'keep a copy of the piece: bytes.Clone, slices.Clone, or append to a nil slice',
    quiet: [
      'the whole is kept as well, or most of it, or all of its pieces',
      'the array is smaller than 32 KiB, or nothing says how large it is',
      'the piece is only looked at, or what is kept is a copy: string(b[:n]), [16]byte(b), append to nil',
    ],
    misses:
      'Pieces that are kept by functions whose code is not at hand, by interface methods or by function values, and ' +
      'pieces of arrays that come from a field, a parameter of an exported function or a global.',
  },

  requires: { retention },
  on: putSites,

  check(site, { retention }) {
    return [
      ...retention
        .retained(site)
        .filter(({ of }) => !of.text)
        .map(retained),
      ...retention.overwritten(site).map(overwritten),
    ];
  },
});

function retained(found: Retained): Finding {
  const { at, piece, whole, size, of, part, callee } = found;
  if (of.holds === 'mapping') {
    return {
      at,
      message: `${piece} points into the mapping ${whole}, which stays mapped for it, or leaves it dangling`,
      because: [
        { at: of.at, message: `${of.source} maps memory that the garbage collector does not know of`, step: 'before' },
      ],
    };
  }
  const because: Note[] = [
    { at: of.at, message: `${of.source} makes the array, and nothing else needs all of it`, step: 'before' },
  ];
  if (callee !== undefined) because.push({ at, message: `${callee} keeps the piece` });
  if (part === 'trimmed') because.push({ at, message: 'info, because mostly little is trimmed' });
  if (of.holds === 'decoded') because.push({ at, message: 'info, because how many elements come is not known' });
  return {
    at,
    ...(part === 'trimmed' || of.holds === 'decoded' ? { severity: 'info' as const } : {}),
    message: `${piece} keeps all of ${whole}${size === undefined ? '' : ` (${size})`} in memory`,
    because,
  };
}

function overwritten({ at, piece, by, call }: Overwritten): Finding {
  return {
    at,
    message: `${piece} is kept, and the next read overwrites it`,
    advice: 'keep a copy (bytes.Clone), or read with ReadBytes or Text, which return one',
    because: [{ at: by, message: `${call} returns a part of the reader's own buffer`, step: 'before' }],
  };
}
