/** What a function's first result is, when it hands out a large array or string. */
export interface WholeSource {
  /** What it holds: input as long as it comes, memory mapped from a file, or the fields of one record. */
  readonly holds: 'input' | 'mapping' | 'record';
  /** The argument that names the file, when there is one: some files are known to be small. */
  readonly path?: number;
  /** The argument that is read to its end, which may be limited. */
  readonly reader?: number;
}

/** Functions that return all of something, by full name. */
export const wholeSources: ReadonlyMap<string, WholeSource> = new Map<string, WholeSource>([
  ['os.ReadFile', { holds: 'input', path: 0 }],
  ['(*os.Root).ReadFile', { holds: 'input', path: 1 }],
  ['io/ioutil.ReadFile', { holds: 'input', path: 0 }],
  ['io/fs.ReadFile', { holds: 'input', path: 1 }],
  ['(io/fs.ReadFileFS).ReadFile', { holds: 'input', path: 1 }],
  ['io.ReadAll', { holds: 'input', reader: 0 }],
  ['io/ioutil.ReadAll', { holds: 'input', reader: 0 }],
  ['syscall.Mmap', { holds: 'mapping' }],
  ['golang.org/x/sys/unix.Mmap', { holds: 'mapping' }],
  ['github.com/edsrzf/mmap-go.Map', { holds: 'mapping' }],
  ['github.com/edsrzf/mmap-go.MapRegion', { holds: 'mapping' }],
  ['(*encoding/csv.Reader).Read', { holds: 'record' }],
]);

/** How a call makes the array behind another value large: a buffer that is filled or grown, a slice that is decoded into. */
export interface Filler {
  /** The argument that is filled. */
  readonly buffer: number;
  /** What goes in without an end, which may be limited. */
  readonly reader?: number;
  /** The argument that says how many bytes of room are made. */
  readonly room?: number;
  /** The argument that becomes the buffer. */
  readonly array?: number;
  /** Whether the number of elements is the input's to say, and mostly small. */
  readonly decodes?: true;
}

export const fillers: ReadonlyMap<string, Filler> = new Map<string, Filler>([
  ['(*bytes.Buffer).ReadFrom', { buffer: 0, reader: 1 }],
  ['(*bytes.Buffer).Grow', { buffer: 0, room: 1 }],
  ['(*strings.Builder).Grow', { buffer: 0, room: 1 }],
  ['io.Copy', { buffer: 0, reader: 1 }],
  ['io.CopyBuffer', { buffer: 0, reader: 1 }],
  ['(*bufio.Scanner).Buffer', { buffer: 0, array: 1 }],
  ['(*encoding/json.Decoder).Decode', { buffer: 1, decodes: true }],
  ['encoding/json.Unmarshal', { buffer: 1, decodes: true }],
]);

/** How a function makes a reader that ends early. */
export interface ReadLimit {
  /** The argument that is the reader without a limit. */
  readonly reader: number;
  /** The argument that says how many bytes; absent when the function itself does, and that is few. */
  readonly limit?: number;
}

/** Functions that put a limit on a reader, by full name. */
export const readLimits: Readonly<Record<string, ReadLimit>> = {
  'io.LimitReader': { reader: 0, limit: 1 },
  'net/http.MaxBytesReader': { reader: 1, limit: 2 },
};

/** Functions that make a reader with a buffer: the argument that says how large. */
export const bufferedReaders: ReadonlyMap<string, number | undefined> = new Map([
  ['bufio.NewReaderSize', 1],
  ['bufio.NewReader', undefined],
  ['bufio.NewScanner', undefined],
]);

/** Methods of buffered readers whose results the next read overwrites. */
export const overwrittenResults: ReadonlySet<string> = new Set([
  '(*bufio.Reader).Peek',
  '(*bufio.Reader).ReadLine',
  '(*bufio.Reader).ReadSlice',
  '(*bufio.Scanner).Bytes',
]);

/** Directories whose files the kernel makes up, a page or two each. */
export const smallFiles = /^\/(?:proc|sys)\//;
