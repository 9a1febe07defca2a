/** A call that reads a reader to its end, or to a delimiter that the sender chooses, and has it all in memory then. */
export interface WholeRead {
  /** The argument that is read, the receiver counted. */
  readonly reader: number;
  /** The field of the argument that is read. */
  readonly field?: string;
  /** The argument that collects what is read: only a buffer in memory counts. */
  readonly into?: number;
  /** The argument that must be true. */
  readonly when?: number;
  /** The argument that must be more than `LARGE`, or a number that comes in: up to there it is a limit. */
  readonly raised?: number;
  /** What it reads where that is not all there is: `a line`. */
  readonly part?: string;
  /** Whether it takes one value of many off a stream: in a loop, only what is collected grows. */
  readonly streams?: true;
  /** Whether what it makes of the bytes it is given is longer: the name of the format. */
  readonly expands?: string;
  /** The function that says beforehand how long that will be. */
  readonly asks?: string;
  /** What sets a limit where a decoder is made. */
  readonly option?: string;
  /** Whether what comes is decoded, so that it must be well-formed to grow. */
  readonly decodes?: true;
}

/** More than this in memory for one message is no limit: 64 MiB. */
export const LARGE = 64n << 20n;

const decoder: WholeRead = { reader: 0, streams: true, decodes: true };

const block = (path: string, format: string): readonly [string, WholeRead] => [
  `${path}.Decode`,
  { reader: 1, expands: format, asks: `${path}.DecodedLen` },
];

/** By full name. */
export const wholeReads: ReadonlyMap<string, WholeRead> = new Map<string, WholeRead>([
  ['io.ReadAll', { reader: 0 }],
  ['io/ioutil.ReadAll', { reader: 0 }],
  ['(*bytes.Buffer).ReadFrom', { reader: 1 }],
  ['io.Copy', { reader: 1, into: 0 }],
  ['io.CopyBuffer', { reader: 1, into: 0 }],
  ['(*bufio.Reader).ReadString', { reader: 0, part: 'a line' }],
  ['(*bufio.Reader).ReadBytes', { reader: 0, part: 'a line' }],
  ['(*bufio.Scanner).Buffer', { reader: 0, raised: 2, part: 'a line' }],
  ['(*encoding/json.Decoder).Decode', decoder],
  ['(*encoding/xml.Decoder).Decode', decoder],
  ['(*encoding/gob.Decoder).Decode', decoder],
  ['(*gopkg.in/yaml.v2.Decoder).Decode', decoder],
  ['(*gopkg.in/yaml.v3.Decoder).Decode', decoder],
  ['(*github.com/json-iterator/go.Decoder).Decode', decoder],
  ['encoding/json/v2.UnmarshalRead', { reader: 0, decodes: true }],
  ['(*encoding/csv.Reader).ReadAll', { reader: 0, decodes: true }],
  ['net/http.ReadRequest', { reader: 0, part: 'a header' }],
  ['net/http.ReadResponse', { reader: 0, part: 'a header' }],
  ['net/http/httputil.DumpResponse', { reader: 0, field: 'Body', when: 1 }],
  ['net/http/httputil.DumpRequest', { reader: 0, field: 'Body', when: 1 }],
  ['(*net/http.Request).ParseMultipartForm', { reader: 0, field: 'Body', raised: 1 }],
  ['(*net/textproto.Reader).ReadDotBytes', { reader: 0, part: 'a text' }],
  ['(*net/textproto.Reader).ReadDotLines', { reader: 0, part: 'a text' }],
  ['(*net/textproto.Reader).ReadLine', { reader: 0, part: 'a line' }],
  ['(*net/textproto.Reader).ReadMIMEHeader', { reader: 0, part: 'a header' }],
  ['(*github.com/gorilla/websocket.Conn).ReadMessage', { reader: 0, part: 'a message' }],
  ['(*github.com/gorilla/websocket.Conn).ReadJSON', { reader: 0, part: 'a message', decodes: true }],
  ['github.com/gorilla/websocket.ReadJSON', { reader: 0, part: 'a message', decodes: true }],
  block('github.com/golang/snappy', 'snappy'),
  block('github.com/klauspost/compress/snappy', 'snappy'),
  block('github.com/klauspost/compress/s2', 's2'),
  [
    '(*github.com/klauspost/compress/zstd.Decoder).DecodeAll',
    { reader: 1, expands: 'zstd', option: 'github.com/klauspost/compress/zstd.WithDecoderMaxMemory' },
  ],
  ['image.Decode', { reader: 0, decodes: true }],
]);

/** Types of writers that keep in memory what is written to them, as types.TypeString writes them. */
export const memoryWriters: ReadonlySet<string> = new Set(['*bytes.Buffer', '*strings.Builder']);

/** Functions whose argument says how many bytes a message has at most, by full name; whether it is an answer. */
export const messageLimits: ReadonlyMap<string, { readonly ofAnswers: boolean }> = new Map([
  ['google.golang.org/grpc.MaxRecvMsgSize', { ofAnswers: false }],
  ['google.golang.org/grpc.MaxMsgSize', { ofAnswers: false }],
  ['google.golang.org/grpc.MaxCallRecvMsgSize', { ofAnswers: true }],
  ['google.golang.org/grpc.WithMaxMsgSize', { ofAnswers: true }],
]);
