/** A type whose values add up what they are given, or stand in the middle of a stream, until they are reset. */
export interface StatefulType {
  /**
   * `buffer`: collects bytes in memory. `builder`: one that gives its memory away, so that pooling it buys nothing.
   * `stream`: works on behalf of another reader or writer. `hash`: adds up. `encoder`, `decoder`: stays with its
   * writer or reader and cannot be reset.
   */
  readonly kind: 'buffer' | 'builder' | 'stream' | 'hash' | 'encoder' | 'decoder';
  /** Methods behind which nothing of the former use is left. */
  readonly resets: readonly string[];
  /** Methods that leave it as it is; all others use it. */
  readonly looks: readonly string[];
  /** Methods that take something out. */
  readonly reads?: readonly string[];
  /** Methods that take everything out. */
  readonly drains?: readonly string[];
  /** Methods that empty it when their argument is 0, and look otherwise. */
  readonly truncates?: readonly string[];
}

const buffer: StatefulType = {
  kind: 'buffer',
  resets: ['Reset'],
  looks: ['Available', 'AvailableBuffer', 'Bytes', 'Cap', 'Grow', 'Len', 'Peek', 'String', 'UnreadByte', 'UnreadRune'],
  reads: ['Next', 'Read', 'ReadByte', 'ReadBytes', 'ReadRune', 'ReadString'],
  drains: ['WriteTo'],
  truncates: ['Truncate'],
};

/** Close and Flush end a use; alone they are none. */
const stream: StatefulType = {
  kind: 'stream',
  resets: ['Reset'],
  looks: [
    ...['Available', 'AvailableBuffer', 'Buffered', 'Close', 'Flush', 'Len', 'Multistream', 'SetConcurrency', 'Size'],
    ...['EncodeAll', 'DecodeAll', 'IOReadCloser', 'Apply'],
  ],
};

const streamWith = (...resets: string[]): StatefulType => ({ ...stream, resets });

const hash: StatefulType = {
  kind: 'hash',
  resets: ['Reset', 'SetSeed', 'ResetWithSeed', 'UnmarshalBinary'],
  looks: ['BlockSize', 'Clone', 'MarshalBinary', 'Seed', 'Size', 'Sum', 'Sum32', 'Sum64'],
};

const coderLooks = [
  ...['Buffered', 'DisallowUnknownFields', 'FieldPos', 'Indent', 'InputOffset', 'InputPos', 'More', 'SetEscapeHTML'],
  ...['SetIndent', 'UseNumber'],
];
const encoder: StatefulType = { kind: 'encoder', resets: [], looks: coderLooks };
const decoder: StatefulType = { kind: 'decoder', resets: [], looks: coderLooks };

/** By import path and name. */
export const statefulTypes: ReadonlyMap<string, StatefulType> = new Map([
  ['bytes.Buffer', buffer],
  ['bytes.Reader', stream],
  ['strings.Reader', stream],
  ['strings.Builder', { ...buffer, kind: 'builder', truncates: [] }],
  ['bufio.Reader', stream],
  ['bufio.Writer', stream],
  ['compress/flate.Writer', stream],
  ['compress/gzip.Reader', stream],
  ['compress/gzip.Writer', stream],
  ['compress/lzw.Reader', stream],
  ['compress/lzw.Writer', stream],
  ['compress/zlib.Writer', stream],
  ['text/tabwriter.Writer', streamWith('Init')],
  ['text/scanner.Scanner', streamWith('Init')],
  ['hash.Hash', hash],
  ['hash.Hash32', hash],
  ['hash.Hash64', hash],
  ['hash/maphash.Hash', hash],
  ['crypto/sha3.SHA3', hash],
  ['crypto/sha3.SHAKE', hash],
  ['encoding/json.Encoder', encoder],
  ['encoding/json.Decoder', decoder],
  ['encoding/gob.Encoder', encoder],
  ['encoding/gob.Decoder', decoder],
  ['encoding/xml.Encoder', encoder],
  ['encoding/xml.Decoder', decoder],
  ['github.com/andybalholm/brotli.Reader', stream],
  ['github.com/andybalholm/brotli.Writer', stream],
  ['github.com/cespare/xxhash/v2.Digest', hash],
  ['github.com/golang/snappy.Reader', stream],
  ['github.com/golang/snappy.Writer', stream],
  ['github.com/klauspost/compress/flate.Writer', stream],
  ['github.com/klauspost/compress/gzip.Reader', stream],
  ['github.com/klauspost/compress/gzip.Writer', stream],
  ['github.com/klauspost/compress/s2.Reader', stream],
  ['github.com/klauspost/compress/s2.Writer', stream],
  ['github.com/klauspost/compress/zlib.Writer', stream],
  ['github.com/klauspost/compress/zstd.Decoder', stream],
  ['github.com/klauspost/compress/zstd.Encoder', streamWith('Reset', 'ResetContentSize')],
  ['github.com/pierrec/lz4/v4.Reader', stream],
  ['github.com/pierrec/lz4/v4.Writer', stream],
  ['github.com/valyala/bytebufferpool.ByteBuffer', buffer],
]);

/** Functions that make an encoder, by full name; the writer is their first argument. */
export const encoderConstructors: ReadonlySet<string> = new Set([
  'encoding/json.NewEncoder',
  'encoding/gob.NewEncoder',
  'encoding/xml.NewEncoder',
]);

/** How a function that decodes into an argument treats what is there. */
export interface Merger {
  /** The argument, the receiver counted. */
  readonly into: number;
  /** Whether a slice is written from its beginning; else it is appended to. */
  readonly setsLength: boolean;
}

const merges = (into: number, setsLength = true): Merger => ({ into, setsLength });

/** Decoders that leave alone what their input does not name, by full name. */
export const mergers: ReadonlyMap<string, Merger> = new Map([
  ['encoding/json.Unmarshal', merges(1)],
  ['(*encoding/json.Decoder).Decode', merges(1)],
  ['encoding/xml.Unmarshal', merges(1, false)],
  ['(*encoding/xml.Decoder).Decode', merges(1, false)],
  ['(*encoding/xml.Decoder).DecodeElement', merges(1, false)],
  ['(*encoding/gob.Decoder).Decode', merges(1)],
  ['github.com/bytedance/sonic.Unmarshal', merges(1)],
  ['github.com/goccy/go-json.Unmarshal', merges(1)],
  ['github.com/json-iterator/go.Unmarshal', merges(1)],
  ['gopkg.in/yaml.v2.Unmarshal', merges(1)],
  ['gopkg.in/yaml.v3.Unmarshal', merges(1)],
]);

/** Methods by which a type decodes itself; what they do with what is there is theirs. */
export const decodingMethods: readonly string[] = [
  'GobDecode',
  'UnmarshalBinary',
  'UnmarshalJSON',
  'UnmarshalText',
  'UnmarshalXML',
  'UnmarshalYAML',
];

/** Functions that append to an argument and return the longer slice: the argument's position, the receiver counted. */
export const appenders: ReadonlyMap<string, number> = new Map([
  ...[
    ...['strconv.AppendBool', 'strconv.AppendFloat', 'strconv.AppendInt', 'strconv.AppendUint'],
    ...['strconv.AppendQuote', 'strconv.AppendQuoteRune', 'strconv.AppendQuoteRuneToASCII'],
    ...['strconv.AppendQuoteRuneToGraphic', 'strconv.AppendQuoteToASCII', 'strconv.AppendQuoteToGraphic'],
    ...['fmt.Append', 'fmt.Appendf', 'fmt.Appendln', 'unicode/utf8.AppendRune', 'unicode/utf16.AppendRune'],
    ...['encoding/hex.AppendEncode', 'encoding/hex.AppendDecode'],
    ...['encoding/binary.Append', 'encoding/binary.AppendUvarint', 'encoding/binary.AppendVarint'],
    ...['slices.AppendSeq', 'slices.Insert'],
    ...['google.golang.org/protobuf/encoding/protowire.AppendBytes'],
    ...['google.golang.org/protobuf/encoding/protowire.AppendFixed32'],
    ...['google.golang.org/protobuf/encoding/protowire.AppendFixed64'],
    ...['google.golang.org/protobuf/encoding/protowire.AppendString'],
    ...['google.golang.org/protobuf/encoding/protowire.AppendTag'],
    ...['google.golang.org/protobuf/encoding/protowire.AppendVarint'],
  ].map((name): [string, number] => [name, 0]),
  ...[
    ...['(encoding/binary.bigEndian).AppendUint16', '(encoding/binary.bigEndian).AppendUint32'],
    ...['(encoding/binary.bigEndian).AppendUint64', '(encoding/binary.littleEndian).AppendUint16'],
    ...['(encoding/binary.littleEndian).AppendUint32', '(encoding/binary.littleEndian).AppendUint64'],
    ...['(*encoding/base64.Encoding).AppendDecode', '(*encoding/base64.Encoding).AppendEncode'],
    ...['(*encoding/base32.Encoding).AppendDecode', '(*encoding/base32.Encoding).AppendEncode'],
    ...['(time.Time).AppendFormat', '(time.Time).AppendText', '(net/netip.Addr).AppendTo'],
    ...['(net/netip.AddrPort).AppendTo', '(*math/big.Int).Append', '(*math/big.Float).Append'],
  ].map((name): [string, number] => [name, 1]),
]);

/** Functions that read a reader to its end: the reader's position, the receiver counted. */
export const drainingCalls: ReadonlyMap<string, number> = new Map([
  ['io.Copy', 1],
  ['io.CopyBuffer', 1],
  ['io.ReadAll', 0],
  ['io/ioutil.ReadAll', 0],
  ['(*bytes.Buffer).ReadFrom', 1],
  ['(*bufio.Writer).ReadFrom', 1],
  ['(io.ReaderFrom).ReadFrom', 1],
]);

/** Functions that read a part of a reader: the reader's position, the receiver counted. */
export const partialReads: ReadonlyMap<string, number> = new Map([
  ['io.CopyN', 1],
  ['io.ReadFull', 0],
  ['io.ReadAtLeast', 0],
]);

/** Functions that look at their arguments and keep nothing of them, by full name. */
export const lookers: ReadonlySet<string> = new Set([
  'fmt.Append',
  'fmt.Appendf',
  'fmt.Appendln',
  'fmt.Errorf',
  'fmt.Fprint',
  'fmt.Fprintf',
  'fmt.Fprintln',
  'fmt.Print',
  'fmt.Printf',
  'fmt.Println',
  'fmt.Sprint',
  'fmt.Sprintf',
  'fmt.Sprintln',
  'encoding/json.Marshal',
  'encoding/json.MarshalIndent',
  '(*encoding/json.Encoder).Encode',
  'slices.Contains',
  'slices.Index',
  'slices.Sort',
  'slices.SortFunc',
  'slices.SortStableFunc',
  'sort.Slice',
  'sort.SliceStable',
  'sort.Sort',
  'sort.Strings',
  'strings.Join',
  'reflect.TypeOf',
  'runtime.KeepAlive',
  'runtime.SetFinalizer',
]);

/** Functions that take elements out of a slice or map until nothing is left. */
export const slicesDelete = 'slices.Delete';

/** The first release of Go 1 whose slices.Delete zeroes what it cuts off. */
export const slicesDeleteClears = 22;

/** What a method that resets is called where its body is not at hand: the name is a convention that Go code keeps. */
export const resetMethod = 'Reset';

/**
 * Functions that hand out values of a pool and take them back as they are. Of a method, the receiver is the pool; functions
 * without one share a pool that is the package's own.
 */
export interface Pool {
  readonly get: readonly string[];
  /** By the argument that is put back. */
  readonly put: Readonly<Record<string, number>>;
}

export const pools: readonly Pool[] = [{ get: ['(*sync.Pool).Get'], put: { '(*sync.Pool).Put': 1 } }];

/** The method that says how much is in something. */
export const lengthMethod = 'Len';

/** Methods that say how much memory something has, by full name. */
export const capacityMethods: ReadonlySet<string> = new Set([
  '(*bytes.Buffer).Cap',
  '(*strings.Builder).Cap',
  '(*go.uber.org/zap/buffer.Buffer).Cap',
]);

/** Methods that say how much of it is in use, by full name. */
export const lengthMethods: ReadonlySet<string> = new Set([
  '(*bytes.Buffer).Len',
  '(*strings.Builder).Len',
  '(*github.com/valyala/bytebufferpool.ByteBuffer).Len',
  '(*go.uber.org/zap/buffer.Buffer).Len',
]);

/** Methods whose result is memory of their receiver, by full name. */
export const sharingMethods: ReadonlySet<string> = new Set([
  '(*bytes.Buffer).Bytes',
  '(*bytes.Buffer).Next',
  '(*bytes.Buffer).AvailableBuffer',
  '(*github.com/valyala/bytebufferpool.ByteBuffer).Bytes',
  '(*go.uber.org/zap/buffer.Buffer).Bytes',
]);

/** Methods by which a buffer grows, by full name: the argument that says how far. */
export const growingMethods: ReadonlyMap<string, number> = new Map([
  ['(*bytes.Buffer).Write', 1],
  ['(*bytes.Buffer).WriteString', 1],
  ['(*bytes.Buffer).ReadFrom', 1],
  ['(*bytes.Buffer).Grow', 1],
  ['(*github.com/valyala/bytebufferpool.ByteBuffer).Write', 1],
  ['(*github.com/valyala/bytebufferpool.ByteBuffer).WriteString', 1],
  ['(*github.com/valyala/bytebufferpool.ByteBuffer).ReadFrom', 1],
]);
