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
}

/** By full name. */
export const wholeReads: ReadonlyMap<string, WholeRead> = new Map<string, WholeRead>([
  ['io.ReadAll', { reader: 0 }],
  ['io/ioutil.ReadAll', { reader: 0 }],
  ['(*bytes.Buffer).ReadFrom', { reader: 1 }],
  ['io.Copy', { reader: 1, into: 0 }],
  ['io.CopyBuffer', { reader: 1, into: 0 }],
  ['(*bufio.Reader).ReadString', { reader: 0 }],
  ['(*bufio.Reader).ReadBytes', { reader: 0 }],
  ['(*encoding/json.Decoder).Decode', { reader: 0 }],
  ['(*encoding/xml.Decoder).Decode', { reader: 0 }],
  ['(*encoding/gob.Decoder).Decode', { reader: 0 }],
  ['(*gopkg.in/yaml.v2.Decoder).Decode', { reader: 0 }],
  ['(*gopkg.in/yaml.v3.Decoder).Decode', { reader: 0 }],
  ['encoding/json/v2.UnmarshalRead', { reader: 0 }],
  ['(*encoding/csv.Reader).ReadAll', { reader: 0 }],
  ['net/http/httputil.DumpResponse', { reader: 0, field: 'Body', when: 1 }],
  ['net/http/httputil.DumpRequest', { reader: 0, field: 'Body', when: 1 }],
  ['net/http/httputil.DumpRequestOut', { reader: 0, field: 'Body', when: 1 }],
  ['image.Decode', { reader: 0 }],
]);

/** Functions whose result yields what their argument at this position yields, decoded or buffered, and no less. */
export const readerWrappers: ReadonlyMap<string, number> = new Map([
  ['bufio.NewReader', 0],
  ['bufio.NewReaderSize', 0],
  ['io.NopCloser', 0],
  ['io/ioutil.NopCloser', 0],
  ['io.TeeReader', 0],
  ['encoding/json.NewDecoder', 0],
  ['encoding/xml.NewDecoder', 0],
  ['encoding/gob.NewDecoder', 0],
  ['encoding/csv.NewReader', 0],
  ['gopkg.in/yaml.v2.NewDecoder', 0],
  ['gopkg.in/yaml.v3.NewDecoder', 0],
  ['encoding/base64.NewDecoder', 1],
  ['encoding/hex.NewDecoder', 0],
  ['compress/gzip.NewReader', 0],
  ['compress/zlib.NewReader', 0],
  ['compress/flate.NewReader', 0],
  ['compress/bzip2.NewReader', 0],
  ['compress/lzw.NewReader', 0],
  ['github.com/klauspost/compress/gzip.NewReader', 0],
  ['github.com/klauspost/compress/zlib.NewReader', 0],
  ['github.com/klauspost/compress/zstd.NewReader', 0],
  ['github.com/klauspost/compress/s2.NewReader', 0],
]);

/** Types of writers that keep in memory what is written to them, as types.TypeString writes them. */
export const memoryWriters: ReadonlySet<string> = new Set(['*bytes.Buffer', '*strings.Builder']);
