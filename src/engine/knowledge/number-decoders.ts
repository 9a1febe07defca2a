/** How a function makes a number of what it is given. */
export interface NumberDecoder {
  /** The argument that it is decoded from, the receiver counted: bytes, a reader or a text. */
  readonly of: number;
  /** How many bits the number has. */
  readonly bits: number;
}

const orders = ['(encoding/binary.bigEndian)', '(encoding/binary.littleEndian)', '(encoding/binary.nativeEndian)'];

/** By full name; the first result is the number. */
export const numberDecoders: ReadonlyMap<string, NumberDecoder> = new Map<string, NumberDecoder>([
  ...[...orders, '(encoding/binary.ByteOrder)'].flatMap((order) =>
    [16, 32, 64].map((bits): [string, NumberDecoder] => [`${order}.Uint${bits}`, { of: 1, bits }]),
  ),
  ['encoding/binary.ReadUvarint', { of: 0, bits: 64 }],
  ['encoding/binary.ReadVarint', { of: 0, bits: 64 }],
  ['encoding/binary.Uvarint', { of: 0, bits: 64 }],
  ['encoding/binary.Varint', { of: 0, bits: 64 }],
  ['google.golang.org/protobuf/encoding/protowire.ConsumeVarint', { of: 0, bits: 64 }],
]);

/** Functions that fill a variable with numbers: where from, and which. Positions count the receiver. */
export const variableDecoders: ReadonlyMap<string, { readonly source: number; readonly target: number }> = new Map([
  ['encoding/binary.Read', { source: 0, target: 2 }],
  ['encoding/json.Unmarshal', { source: 0, target: 1 }],
  ['encoding/xml.Unmarshal', { source: 0, target: 1 }],
  ['(*encoding/json.Decoder).Decode', { source: 0, target: 1 }],
  ['(*encoding/xml.Decoder).Decode', { source: 0, target: 1 }],
  ['(*encoding/gob.Decoder).Decode', { source: 0, target: 1 }],
]);

/** Functions that read a number out of a text: the argument. */
export const numberParsers: ReadonlyMap<string, number> = new Map([
  ['strconv.Atoi', 0],
  ['strconv.ParseInt', 0],
  ['strconv.ParseUint', 0],
]);

/** Functions whose result is a text that a request brings. */
export const requestTexts: ReadonlySet<string> = new Set([
  '(*net/http.Request).FormValue',
  '(*net/http.Request).PostFormValue',
  '(*net/http.Request).PathValue',
  '(net/url.Values).Get',
  '(net/http.Header).Get',
  '(*github.com/gin-gonic/gin.Context).Query',
  '(*github.com/gin-gonic/gin.Context).DefaultQuery',
  '(*github.com/gin-gonic/gin.Context).Param',
  '(*github.com/gin-gonic/gin.Context).PostForm',
  '(*github.com/gin-gonic/gin.Context).GetHeader',
  'github.com/go-chi/chi/v5.URLParam',
  '(github.com/labstack/echo/v4.Context).QueryParam',
  '(github.com/labstack/echo/v4.Context).Param',
  '(github.com/labstack/echo/v4.Context).FormValue',
]);

/** Structs with a number that the other end states, of which nothing has been checked: the field, by the type's name. */
export const statedSizes: ReadonlyMap<string, string> = new Map([
  ['net/http.Request', 'ContentLength'],
  ['net/http.Response', 'ContentLength'],
  ['archive/tar.Header', 'Size'],
]);

/** Functions that take memory for a number of elements: the argument that says how many. */
export const allocators: ReadonlyMap<string, number> = new Map([
  ['(*bytes.Buffer).Grow', 1],
  ['(*strings.Builder).Grow', 1],
  ['slices.Grow', 1],
]);

/** Packages whose functions look at a number without checking it. */
export const onlookers: readonly string[] = ['fmt.', 'log.', 'log/slog.', 'errors.', 'strconv.', 'encoding/binary.'];
