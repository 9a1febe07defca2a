import { packageOf } from './full-name.js';

/**
 * Functions of the standard library that allocate nothing and wait for nothing, or that fetch the next piece of the
 * input that a loop is there for: a copy or a small allocation beside them is most of what a turn costs.
 */
export function isLightCall(fullName: string): boolean {
  return lightFunctions.has(fullName) || lightPackages.has(packageOf(fullName));
}

/** All functions of these. */
const lightPackages: ReadonlySet<string> = new Set([
  ...[
    'cmp',
    'math',
    'math/bits',
    'math/rand',
    'math/rand/v2',
    'sync/atomic',
    'unicode',
    'unicode/utf8',
    'unicode/utf16',
  ],
]);

const of = (prefix: string, names: string) => names.split(' ').map((name) => `${prefix}.${name}`);

/** The same for text of either kind. */
const texts =
  'Compare Contains ContainsAny ContainsFunc ContainsRune Count Cut CutPrefix CutSuffix EqualFold HasPrefix HasSuffix ' +
  'Index IndexAny IndexByte IndexFunc IndexRune LastIndex LastIndexAny LastIndexByte LastIndexFunc Trim TrimFunc TrimLeft ' +
  'TrimLeftFunc TrimPrefix TrimRight TrimRightFunc TrimSpace TrimSuffix';

const writes = 'Write WriteByte WriteRune WriteString Reset Len';

const lightFunctions: ReadonlySet<string> = new Set([
  // Of what is used again, Grow makes more less and less often.
  ...['errors.As', 'errors.Is', 'slices.Grow'],
  ...of('bytes', `${texts} Equal`),
  // What changes nothing allocates nothing.
  ...of('strings', `${texts} ToLower ToUpper`),
  ...of('slices', 'BinarySearch BinarySearchFunc Contains ContainsFunc Equal Index IndexFunc Max MaxFunc Min MinFunc'),
  ...of('sort', 'Search SearchInts SearchStrings'),
  ...of(
    'strconv',
    'AppendBool AppendFloat AppendInt AppendQuote AppendUint Atoi ParseBool ParseFloat ParseInt ParseUint',
  ),
  ...of('time', 'Now Since Until'),
  ...of('(time.Time)', 'Add After AppendFormat Before Compare Equal IsZero Nanosecond Sub Unix UnixMilli UnixNano'),
  ...of('(encoding/binary.littleEndian)', 'PutUint16 PutUint32 PutUint64 Uint16 Uint32 Uint64'),
  ...of('(encoding/binary.bigEndian)', 'PutUint16 PutUint32 PutUint64 Uint16 Uint32 Uint64'),
  ...of('encoding/binary', 'AppendUvarint AppendVarint PutUvarint PutVarint Uvarint Varint'),
  ...of('(context.Context)', 'Done Err'),
  // What they write to is used again, or grows less and less often.
  ...of('(*bytes.Buffer)', `${writes} Bytes Next ReadByte ReadRune Truncate UnreadByte`),
  ...of('(*strings.Builder)', writes),
  ...of('(*bufio.Writer)', 'Write WriteByte WriteRune WriteString'),
  // The next piece of the input.
  ...of('(*bufio.Scanner)', 'Scan Bytes Text'),
  ...of('(*bufio.Reader)', 'Buffered Discard Peek Read ReadByte ReadBytes ReadLine ReadRune ReadSlice ReadString'),
  ...of('(*bufio.Reader)', 'UnreadByte UnreadRune'),
  ...[
    'io.ReadAtLeast',
    'io.ReadFull',
    '(io.Reader).Read',
    '(io.ByteReader).ReadByte',
    '(*database/sql.Rows).Next',
    '(*strings.Reader).ReadByte',
  ],
]);
