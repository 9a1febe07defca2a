/** Who sends what a reader yields. */
export type Peer =
  | 'request'
  | 'response'
  | 'connection'
  | 'upload'
  /** A websocket. */
  | 'messages'
  /** Whoever has made an archive that is not opened from a file here. */
  | 'archive';

/** Types whose values yield what a peer sends, as types.TypeString writes them. */
export const peerTypes: ReadonlyMap<string, Peer> = new Map<string, Peer>([
  ['net.Conn', 'connection'],
  ['*net.TCPConn', 'connection'],
  ['*crypto/tls.Conn', 'connection'],
  ['golang.org/x/crypto/ssh.Channel', 'connection'],
  ['*github.com/quic-go/quic-go.Stream', 'connection'],
  ['github.com/quic-go/quic-go.Stream', 'connection'],
  ['github.com/libp2p/go-libp2p/core/network.Stream', 'connection'],
  ['mime/multipart.File', 'upload'],
  ['*mime/multipart.Part', 'upload'],
  ['*mime/multipart.FileHeader', 'upload'],
  ['*github.com/gorilla/websocket.Conn', 'messages'],
  ['*archive/zip.File', 'archive'],
  ['archive/zip.File', 'archive'],
]);

/** Structs with a field that yields what a peer sends, as types.TypeString writes them: the field, and who. */
export const peerFields: ReadonlyMap<string, { readonly field: string; readonly peer: Peer }> = new Map<
  string,
  { readonly field: string; readonly peer: Peer }
>([
  ['net/http.Request', { field: 'Body', peer: 'request' }],
  ['net/http.Response', { field: 'Body', peer: 'response' }],
]);

/** A result that yields what a peer sends. */
export interface PeerResult {
  readonly result: number;
  /** The field of it that does. */
  readonly field?: string;
  readonly peer: Peer;
}

const response: PeerResult = { result: 0, field: 'Body', peer: 'response' };

/** By the full name of the function. */
export const peerCalls: ReadonlyMap<string, PeerResult> = new Map<string, PeerResult>([
  ['(net/http.Hijacker).Hijack', { result: 1, peer: 'connection' }],
  ['(*net/http.ResponseController).Hijack', { result: 1, peer: 'connection' }],
  ['golang.org/x/net/context/ctxhttp.Do', response],
  ['golang.org/x/net/context/ctxhttp.Get', response],
  ['golang.org/x/net/context/ctxhttp.Post', response],
  ['golang.org/x/net/context/ctxhttp.PostForm', response],
]);

/** Types whose values yield what the program itself, or whoever runs it, has put there. */
export const ownTypes: ReadonlySet<string> = new Set([
  '*os.File',
  'os.File',
  'io/fs.File',
  '*bytes.Reader',
  '*bytes.Buffer',
  '*strings.Reader',
  '*strings.Builder',
  '*io.PipeReader',
  'embed.FS',
]);

/** Types whose values end after a number of bytes that somebody has set. */
export const limitedTypes: ReadonlySet<string> = new Set([
  '*io.LimitedReader',
  'io.LimitedReader',
  '*io.SectionReader',
  'io.SectionReader',
]);

/** What makes a reader of something else, and yields what that yields. */
export interface Wrapper {
  /** The argument, the receiver counted. */
  readonly of: number;
  /** The field of the argument that is read. */
  readonly field?: string;
  /** Whether it yields more than it reads: the name of the format. */
  readonly expands?: string;
  /** Whether all of it is in memory: it cannot become longer. */
  readonly held?: true;
}

const expanding = (format: string, ...names: readonly string[]): (readonly [string, Wrapper])[] =>
  names.map((name) => [name, { of: 0, expands: format }]);

/** By full name. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['bufio.NewReader', { of: 0 }],
  ['bufio.NewReaderSize', { of: 0 }],
  ['bufio.NewReadWriter', { of: 0 }],
  ['bufio.NewScanner', { of: 0 }],
  ['io.NopCloser', { of: 0 }],
  ['io/ioutil.NopCloser', { of: 0 }],
  ['io.TeeReader', { of: 0 }],
  ['encoding/json.NewDecoder', { of: 0 }],
  ['encoding/xml.NewDecoder', { of: 0 }],
  ['encoding/gob.NewDecoder', { of: 0 }],
  ['encoding/csv.NewReader', { of: 0 }],
  ['gopkg.in/yaml.v2.NewDecoder', { of: 0 }],
  ['gopkg.in/yaml.v3.NewDecoder', { of: 0 }],
  ['github.com/json-iterator/go.NewDecoder', { of: 0 }],
  ['encoding/base64.NewDecoder', { of: 1 }],
  ['encoding/hex.NewDecoder', { of: 0 }],
  ['net/textproto.NewReader', { of: 0 }],
  ['archive/tar.NewReader', { of: 0 }],
  ['golang.org/x/text/transform.NewReader', { of: 0 }],
  ['(*net/http.Request).FormFile', { of: 0, field: 'Body' }],
  ['(*net/http.Request).MultipartReader', { of: 0, field: 'Body' }],
  ['mime/multipart.NewReader', { of: 0 }],
  ['(*mime/multipart.Reader).NextPart', { of: 0 }],
  ['(*mime/multipart.Reader).NextRawPart', { of: 0 }],
  ['(*mime/multipart.FileHeader).Open', { of: 0 }],
  ['(*github.com/gorilla/websocket.Conn).NextReader', { of: 0 }],
  ['(*github.com/gorilla/websocket.Conn).UnderlyingConn', { of: 0 }],
  ['crypto/tls.Client', { of: 0 }],
  ['crypto/tls.Server', { of: 0 }],
  ['bytes.NewReader', { of: 0, held: true }],
  ['bytes.NewBuffer', { of: 0, held: true }],
  ['bytes.NewBufferString', { of: 0, held: true }],
  ['strings.NewReader', { of: 0, held: true }],
  ['io.ReadAll', { of: 0, held: true }],
  ['io/ioutil.ReadAll', { of: 0, held: true }],
  ['(*archive/zip.File).Open', { of: 0, expands: 'zip' }],
  ...expanding('gzip', 'compress/gzip.NewReader', 'github.com/klauspost/compress/gzip.NewReader'),
  ...expanding('gzip', 'github.com/klauspost/pgzip.NewReader', 'github.com/klauspost/pgzip.NewReaderN'),
  ...expanding('zlib', 'compress/zlib.NewReader', 'compress/zlib.NewReaderDict'),
  ...expanding('zlib', 'github.com/klauspost/compress/zlib.NewReader'),
  ...expanding('flate', 'compress/flate.NewReader', 'compress/flate.NewReaderDict'),
  ...expanding('flate', 'github.com/klauspost/compress/flate.NewReader'),
  ...expanding('bzip2', 'compress/bzip2.NewReader', 'github.com/dsnet/compress/bzip2.NewReader'),
  ...expanding('lzw', 'compress/lzw.NewReader'),
  ...expanding('zstd', 'github.com/klauspost/compress/zstd.NewReader', 'github.com/DataDog/zstd.NewReader'),
  ...expanding('snappy', 'github.com/golang/snappy.NewReader', 'github.com/klauspost/compress/snappy.NewReader'),
  ...expanding('s2', 'github.com/klauspost/compress/s2.NewReader'),
  ...expanding('lz4', 'github.com/pierrec/lz4/v3.NewReader'),
  ...expanding('lz4', 'github.com/pierrec/lz4/v4.NewReader'),
  ...expanding('brotli', 'github.com/andybalholm/brotli.NewReader'),
  ...expanding('xz', 'github.com/ulikunitz/xz.NewReader'),
]);

/** Methods that let a reader go on with something else: `z.Reset(r)`. */
export const resets: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['(*compress/gzip.Reader).Reset', { of: 1, expands: 'gzip' }],
  ['(*github.com/klauspost/compress/gzip.Reader).Reset', { of: 1, expands: 'gzip' }],
  ['(*github.com/klauspost/compress/zstd.Decoder).Reset', { of: 1, expands: 'zstd' }],
  ['(*github.com/golang/snappy.Reader).Reset', { of: 1, expands: 'snappy' }],
  ['(*github.com/klauspost/compress/s2.Reader).Reset', { of: 1, expands: 's2' }],
  ['(*github.com/pierrec/lz4/v4.Reader).Reset', { of: 1, expands: 'lz4' }],
  ['(*bufio.Reader).Reset', { of: 1 }],
]);

/** Functions of a request's server side that limit what the handlers behind them read. */
export const bodyLimitMiddleware: ReadonlySet<string> = new Set([
  'net/http.MaxBytesHandler',
  'github.com/go-chi/chi/v5/middleware.RequestSize',
  'github.com/labstack/echo/v4/middleware.BodyLimit',
  'github.com/labstack/echo/v4/middleware.BodyLimitWithConfig',
]);

/** Methods that limit every message of a connection, by the type that they are of. */
export const messageLimits: ReadonlyMap<string, string> = new Map([
  ['(*github.com/gorilla/websocket.Conn).SetReadLimit', '*github.com/gorilla/websocket.Conn'],
]);

/** Functions that make a request of one's own, to send it or in place of one that came in, and responses of tests. */
export const requestMakers: ReadonlySet<string> = new Set([
  'net/http.NewRequest',
  'net/http.NewRequestWithContext',
  'net/http/httptest.NewRequest',
  'net/http/httptest.NewRequestWithContext',
  '(*net/http/httptest.ResponseRecorder).Result',
]);

/** Methods of clients that send a request: the argument, the receiver counted. */
export const requestSenders: ReadonlyMap<string, number> = new Map([
  ['(*net/http.Client).Do', 1],
  ['(net/http.RoundTripper).RoundTrip', 1],
  ['(*net/http.Transport).RoundTrip', 1],
  ['net/http/httputil.DumpRequestOut', 0],
]);

/** Functions that ask a server: the argument that names it. */
export const urlArguments: ReadonlyMap<string, number> = new Map([
  ['net/http.Get', 0],
  ['net/http.Head', 0],
  ['net/http.Post', 0],
  ['net/http.PostForm', 0],
  ['(*net/http.Client).Get', 1],
  ['(*net/http.Client).Post', 1],
  ['(*net/http.Client).PostForm', 1],
  ['net/http.NewRequest', 1],
  ['net/http.NewRequestWithContext', 2],
]);

/** Functions that connect the program with itself. */
export const ownConnections: ReadonlySet<string> = new Set(['net.Pipe']);

/** Functions that open an archive from a file. */
export const archiveFiles: ReadonlySet<string> = new Set(['archive/zip.OpenReader']);
