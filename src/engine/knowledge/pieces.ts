/** How much of a slice or string something is that shares its memory. */
export type Part =
  /** All of it, or what cannot be told apart from that. */
  | 'all'
  /** All but blanks at its ends: mostly nothing to save, sometimes everything. */
  | 'trimmed'
  /** A small part. */
  | 'small';

/** What a function's result is to one of its arguments. */
export type Relation =
  /** It shares the argument's memory. */
  | { readonly is: 'part'; readonly part: Part }
  /**
   * It holds pieces of the argument: a list, an iterator, a struct. `part` says what they are together, `each` one alone.
   * `limit` is the argument that says how many there are at most; the last of them is what remains.
   */
  | { readonly is: 'pieces'; readonly part: Part; readonly each: Part; readonly limit?: number }
  /** It has memory of its own, as much as the argument has. */
  | { readonly is: 'copy' }
  /** It is the first n of the argument's elements, n being another argument. */
  | { readonly is: 'first'; readonly count: number }
  /** It is what has been written to the argument, a buffer. */
  | { readonly is: 'written' }
  /** It is the argument's only element, if the argument is a literal of one. */
  | { readonly is: 'only element' }
  /** It is the argument, if another argument is the constant 1. */
  | { readonly is: 'repeated'; readonly times: number };

/** A function that cuts: which argument (the receiver counts as the first), and what its results are, by position. */
export interface Cutter {
  readonly argument: number;
  readonly results: readonly (Relation | undefined)[];
}

const all: Relation = { is: 'part', part: 'all' };
const trimmed: Relation = { is: 'part', part: 'trimmed' };
const small: Relation = { is: 'part', part: 'small' };
const copy: Relation = { is: 'copy' };
/** Everything, cut up. */
const split: Relation = { is: 'pieces', part: 'all', each: 'small' };
/** Some places of it. */
const found: Relation = { is: 'pieces', part: 'small', each: 'small' };

type Entry = readonly [name: string, cutter: Cutter];

function cutters(argument: number, results: readonly (Relation | undefined)[], ...names: string[]): Entry[] {
  return names.map((name) => [name, { argument, results }]);
}

/** The same function of the packages bytes and strings. */
function both(results: readonly (Relation | undefined)[], ...names: string[]): Entry[] {
  return cutters(0, results, ...names.flatMap((name) => [`bytes.${name}`, `strings.${name}`]));
}

/** Functions whose results share the memory of an argument, or copy it as it is, by full name. */
export const pieceCutters: ReadonlyMap<string, Cutter> = new Map<string, Cutter>([
  ...both([small, all], 'Cut'),
  ...both([all], 'CutPrefix', 'CutSuffix', 'TrimPrefix', 'TrimSuffix'),
  ...both([trimmed], 'Trim', 'TrimFunc', 'TrimLeft', 'TrimLeftFunc', 'TrimRight', 'TrimRightFunc', 'TrimSpace'),
  ...both([split], 'Fields', 'FieldsFunc', 'FieldsFuncSeq', 'FieldsSeq', 'Lines'),
  ...both([split], 'Split', 'SplitAfter', 'SplitAfterSeq', 'SplitSeq'),
  ...both([{ is: 'pieces', part: 'all', each: 'small', limit: 2 }], 'SplitN', 'SplitAfterN'),
  ...both([copy], 'Clone'),
  // What has nothing to change comes back as it is.
  ...cutters(0, [all], 'strings.ToLower', 'strings.ToUpper', 'strings.ToTitle', 'strings.Map', 'strings.ToValidUTF8'),
  ...cutters(0, [all], 'strings.Replace', 'strings.ReplaceAll'),
  ...cutters(0, [{ is: 'only element' }], 'strings.Join'),
  ...cutters(0, [{ is: 'repeated', times: 1 }], 'strings.Repeat'),

  ...cutters(0, [all], 'slices.Clip', 'slices.Compact', 'slices.CompactFunc', 'slices.DeleteFunc', 'slices.Grow'),
  ...cutters(0, [{ is: 'first', count: 1 }], 'slices.Delete'),
  ...cutters(0, [all], 'slices.Insert', 'slices.AppendSeq'),
  ...cutters(0, [copy], 'slices.Clone'),
  ...cutters(0, [split], 'slices.Chunk'),

  ...cutters(1, [small], '(*regexp.Regexp).Find', '(*regexp.Regexp).FindString'),
  ...cutters(
    1,
    [found],
    '(*regexp.Regexp).FindAll',
    '(*regexp.Regexp).FindAllString',
    '(*regexp.Regexp).FindAllStringSubmatch',
    '(*regexp.Regexp).FindAllSubmatch',
    '(*regexp.Regexp).FindStringSubmatch',
    '(*regexp.Regexp).FindSubmatch',
  ),
  ...cutters(1, [split], '(*regexp.Regexp).Split'),

  ...cutters(0, [all], '(*bytes.Buffer).Bytes'),
  ...cutters(0, [{ is: 'written' }], '(*strings.Builder).String'),
  ...cutters(0, [copy], '(*bytes.Buffer).String'),
  ...cutters(0, [{ is: 'first', count: 1 }], '(*bytes.Buffer).Next'),
  ...cutters(0, [all], 'bytes.NewBuffer', 'bytes.NewReader', 'strings.NewReader'),
  ...cutters(0, [small], '(*bufio.Reader).Peek', '(*bufio.Reader).ReadLine', '(*bufio.Reader).ReadSlice'),
  ...cutters(0, [small], '(*bufio.Scanner).Bytes'),

  ...cutters(0, [all], 'path.Clean', 'path/filepath.Clean', 'path/filepath.FromSlash', 'path/filepath.ToSlash'),
  ...cutters(0, [small], 'path.Base', 'path.Ext', 'path/filepath.Base', 'path/filepath.Ext'),
  ...cutters(0, [{ is: 'pieces', part: 'small', each: 'small' }], 'net/url.Parse', 'net/url.ParseRequestURI'),
  ...cutters(0, [all], 'strconv.Unquote', 'strconv.QuotedPrefix'),
]);

/** Methods of a buffer that make it longer by one thing, or not at all. */
export const shortWrites: ReadonlySet<string> = new Set([
  '(*strings.Builder).Grow',
  '(*strings.Builder).Len',
  '(*strings.Builder).String',
  '(*strings.Builder).WriteByte',
  '(*strings.Builder).WriteRune',
  '(*strings.Builder).WriteString',
]);

/** Functions whose result is a position in an argument: where to find it first, or last. */
export const searches: ReadonlyMap<string, 'first' | 'last'> = new Map([
  ...['Index', 'IndexAny', 'IndexByte', 'IndexFunc', 'IndexRune'].flatMap((name) => position(name, 'first')),
  ...['LastIndex', 'LastIndexAny', 'LastIndexByte', 'LastIndexFunc'].flatMap((name) => position(name, 'last')),
]);

function position(name: string, which: 'first' | 'last'): (readonly [string, 'first' | 'last'])[] {
  return [
    [`bytes.${name}`, which],
    [`strings.${name}`, which],
  ];
}

/** Calls that fill a buffer as far as there is something, and return how much that was. The value is the buffer's argument. */
export const partialReads: ReadonlyMap<string, number> = new Map([
  ['(io.Reader).Read', 1],
  ['(io.ReadCloser).Read', 1],
  ['(net.Conn).Read', 1],
  ['(*net.TCPConn).Read', 1],
  ['(*net.UDPConn).Read', 1],
  ['(*net.UDPConn).ReadFrom', 1],
  ['(*net.UDPConn).ReadFromUDP', 1],
  ['(*net.UDPConn).ReadFromUDPAddrPort', 1],
  ['(*net.IPConn).ReadFrom', 1],
  ['(*net.UnixConn).Read', 1],
  ['(net.PacketConn).ReadFrom', 1],
  ['(*os.File).Read', 1],
  ['(*crypto/tls.Conn).Read', 1],
  ['(*bufio.Reader).Read', 1],
  ['syscall.Read', 1],
  ['syscall.Recvfrom', 1],
  ['golang.org/x/sys/unix.Read', 1],
  ['golang.org/x/sys/unix.Recvfrom', 1],
]);
