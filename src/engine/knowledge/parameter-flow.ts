/**
 * Where the memory goes that an argument leads to. Levels count pointers: level 0 is what the argument itself refers to
 * (the array of a slice, the target of a pointer), level 1 what that refers to, and so on.
 */
export interface ParameterFlow {
  /** The first level that may stay reachable once the call is over, other than through results and arguments. */
  readonly kept: number | undefined;
  /** Results through which memory may be reached: what `level` leads to is what the result refers to. -1: the result leads to what the argument refers to. */
  readonly results: readonly ResultFlow[];
  /** Other arguments through which memory may be reached afterwards. */
  readonly into: readonly ArgumentFlow[];
  /** Whether memory of level 0 may be written. */
  readonly written: boolean;
}

export interface ResultFlow {
  readonly index: number;
  readonly level: number;
}

export interface ArgumentFlow {
  /** The parameter that leads to it afterwards; the receiver, if any, is 0. */
  readonly parameter: number;
  readonly level: number;
}

/** For each parameter, the receiver first. */
export type FunctionFlow = readonly ParameterFlow[];

/** What knowledge/parameter-flow.json holds: by package and name there, what `parseFlow` reads. */
export interface ParameterFlowTable {
  readonly functions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Reads the notation of the tables: a part for each parameter with `|` between them. `k` is kept, `k1` kept from level 1
 * on; `r0` flows into the first result, `r0:1` from level 1 on, `r0:-1` wrapped; `p1:-1` is stored behind parameter 1;
 * `w` is written.
 */
function parseFlow(text: string): FunctionFlow {
  return text.split('|').map(parseParameter);
}

function parseParameter(text: string): ParameterFlow {
  let kept: number | undefined;
  let written = false;
  const results: ResultFlow[] = [];
  const into: ArgumentFlow[] = [];
  for (const [, kind, number, level] of text.matchAll(/([krpw])(\d*)(?::(-?\d+))?/g)) {
    if (kind === 'k') kept = Number(number);
    else if (kind === 'w') written = true;
    else if (kind === 'r') results.push({ index: Number(number), level: Number(level ?? 0) });
    else into.push({ parameter: Number(number), level: Number(level ?? -1) });
  }
  return { kept, results, into, written };
}

/**
 * What is known better than the compiler proves: it takes everything that a method of an interface gets for kept. Read and
 * Write may not keep it (package io), and formatting and encoding keep nothing.
 */
const corrections: Readonly<Record<string, string>> = {
  '(io.Reader).Read': '|w',
  '(io.ReaderAt).ReadAt': '|w|',
  '(io.Writer).Write': '|',
  '(io.WriterAt).WriteAt': '||',
  '(io.StringWriter).WriteString': '|',
  '(io.ReaderFrom).ReadFrom': 'w|',
  '(io.WriterTo).WriteTo': 'w|',
  '(io.Closer).Close': '',
  '(io.Seeker).Seek': '||',
  '(net.Conn).Read': '|w',
  '(net.Conn).Write': '|',
  '(net.Conn).LocalAddr': '',
  '(net.Conn).RemoteAddr': '',
  '(net.Conn).SetDeadline': '|',
  '(net.Conn).SetReadDeadline': '|',
  '(net.Conn).SetWriteDeadline': '|',
  '(net.Listener).Accept': '',
  '(net.Listener).Addr': '',
  '(io/fs.File).Read': '|w',
  '(io/fs.File).Stat': '',
  '(net/http.ResponseWriter).Write': '|',
  // The runtime knows who waits by the address, and for no longer than the call.
  '(*sync.Mutex).Lock': 'w',
  '(*sync.Mutex).TryLock': 'w',
  '(*sync.Mutex).Unlock': 'w',
  '(*sync.RWMutex).Lock': 'w',
  '(*sync.RWMutex).TryLock': 'w',
  '(*sync.RWMutex).Unlock': 'w',
  '(*sync.RWMutex).RLock': 'w',
  '(*sync.RWMutex).TryRLock': 'w',
  '(*sync.RWMutex).RUnlock': 'w',
  '(*sync.WaitGroup).Add': 'w|',
  '(*sync.WaitGroup).Done': 'w',
  '(*sync.WaitGroup).Wait': 'w',
  '(*sync.Cond).Broadcast': 'w',
  '(*sync.Cond).Signal': 'w',
  '(*sync.Cond).Wait': 'w',
  '(*sync.Once).Do': 'w|',
  '(error).Error': '',
  '(fmt.Stringer).String': '',
  '(hash.Hash).Sum': '|r0 w',
  'io.Copy': '|',
  'io.CopyN': '||',
  'io.CopyBuffer': '||w',
  'io.ReadAll': '',
  'io.ReadFull': '|w',
  'io.ReadAtLeast': '|w|',
  'io.WriteString': '|',
  'io.LimitReader': 'r0:-1|',
  'io.TeeReader': 'r0:-1|r0:-1',
  'io.NopCloser': 'r0:-1',
  'io.MultiReader': 'r0:0',
  'io.MultiWriter': 'r0:0',
  'io.NewSectionReader': 'r0:-1||',
  '(*bytes.Buffer).ReadFrom': 'w|',
  '(*bytes.Buffer).WriteTo': 'w|',
  '(*bytes.Buffer).WriteRune': 'w|',
  '(*bytes.Reader).WriteTo': 'w|',
  '(*bytes.Reader).Reset': 'w|p0:-1',
  '(*strings.Reader).WriteTo': 'w|',
  '(*strings.Reader).Reset': 'w|p0:-1',
  'bytes.NewReader': 'r0:-1',
  'bytes.NewBuffer': 'r0:-1',
  'bytes.NewBufferString': '',
  'strings.NewReader': 'r0:-1',
  'bytes.Fields': 'r0:-1',
  'bytes.FieldsFunc': 'r0:-1|',
  'bytes.Split': 'r0:-1|',
  'bytes.SplitN': 'r0:-1||',
  'bytes.SplitAfter': 'r0:-1|',
  'bytes.SplitAfterN': 'r0:-1||',
  'bytes.Lines': 'r0:-1',
  'bytes.SplitSeq': 'r0:-1|r0:-1',
  'bytes.SplitAfterSeq': 'r0:-1|r0:-1',
  'bytes.FieldsSeq': 'r0:-1',
  'bytes.FieldsFuncSeq': 'r0:-1|r0:-1',
  'bytes.Contains': '|',
  'bytes.Compare': '|',
  'bytes.Count': '|',
  'bytes.Index': '|',
  'bytes.IndexByte': '|',
  'bytes.Cut': 'r0 r1|',
  // Of one string it returns that one; of more, a new one.
  'strings.Join': '|',
  'strings.Fields': 'r0:-1',
  'strings.FieldsFunc': 'r0:-1|',
  'strings.Split': 'r0:-1|',
  'strings.SplitN': 'r0:-1||',
  'strings.SplitAfter': 'r0:-1|',
  'strings.SplitAfterN': 'r0:-1||',
  'strings.Lines': 'r0:-1',
  'strings.SplitSeq': 'r0:-1|r0:-1',
  'strings.FieldsSeq': 'r0:-1',
  'strings.FieldsFuncSeq': 'r0:-1|r0:-1',
  'bufio.NewReader': 'r0:-1',
  'bufio.NewReaderSize': 'r0:-1|',
  'bufio.NewWriter': 'r0:-1',
  'bufio.NewWriterSize': 'r0:-1|',
  'bufio.NewScanner': 'r0:-1',
  'bufio.NewReadWriter': 'r0:-1|r0:-1',
  '(*bufio.Reader).Read': 'w|w',
  '(*bufio.Reader).Peek': 'r0:1 w|',
  '(*bufio.Reader).ReadSlice': 'r0:1 w|',
  '(*bufio.Reader).ReadLine': 'r0:1 w',
  '(*bufio.Reader).Reset': 'w|p0:-1',
  '(*bufio.Writer).Write': 'w|',
  '(*bufio.Writer).WriteString': 'w|',
  '(*bufio.Writer).Reset': 'w|p0:-1',
  '(*bufio.Scanner).Buffer': 'w|p0:-1|',
  'encoding/json.Marshal': '',
  'encoding/json.MarshalIndent': '||',
  'encoding/json.Unmarshal': '|w',
  'encoding/json.Valid': '',
  'encoding/json.NewDecoder': 'r0:-1',
  'encoding/json.NewEncoder': 'r0:-1',
  '(*encoding/json.Decoder).Decode': 'w|w',
  '(*encoding/json.Encoder).Encode': 'w|',
  'encoding/xml.Marshal': '',
  'encoding/xml.Unmarshal': '|w',
  'encoding/xml.NewDecoder': 'r0:-1',
  'encoding/xml.NewEncoder': 'r0:-1',
  'encoding/binary.Read': '||w',
  'encoding/binary.Write': '||',
  'fmt.Print': '',
  'fmt.Println': '',
  'fmt.Printf': '|',
  'fmt.Sprint': '',
  'fmt.Sprintln': '',
  'fmt.Sprintf': '|',
  'fmt.Fprint': '|',
  'fmt.Fprintln': '|',
  'fmt.Fprintf': '||',
  'fmt.Append': 'r0 w|',
  'fmt.Appendf': 'r0 w||',
  'fmt.Appendln': 'r0 w|',
  'log.Print': '',
  'log.Println': '',
  'log.Printf': '|',
  '(*log.Logger).Print': '|',
  '(*log.Logger).Println': '|',
  '(*log.Logger).Printf': '||',
  'errors.Is': '|',
  'errors.As': '|w',
  '(*regexp.Regexp).Match': '|',
  '(*regexp.Regexp).MatchString': '|',
  '(*regexp.Regexp).Find': '|r0',
  '(*regexp.Regexp).FindIndex': '|',
  '(*regexp.Regexp).FindString': '|r0',
  '(*regexp.Regexp).FindStringIndex': '|',
  '(*regexp.Regexp).FindSubmatch': '|r0:-1',
  '(*regexp.Regexp).FindStringSubmatch': '|r0:-1',
  '(*regexp.Regexp).FindAll': '|r0:-1|',
  '(*regexp.Regexp).FindAllString': '|r0:-1|',
  '(*regexp.Regexp).FindAllSubmatch': '|r0:-2|',
  '(*regexp.Regexp).FindAllStringSubmatch': '|r0:-2|',
  '(*regexp.Regexp).FindAllIndex': '||',
  '(*regexp.Regexp).FindSubmatchIndex': '|',
  '(*regexp.Regexp).FindAllSubmatchIndex': '||',
  '(*regexp.Regexp).Split': '|r0:-1|',
  '(*regexp.Regexp).ReplaceAll': '||',
  '(*regexp.Regexp).ReplaceAllString': '||',
  'sort.Slice': 'w|',
  'sort.SliceStable': 'w|',
  'sort.Sort': 'w',
  'sort.Strings': 'w',
  'slices.Sort': 'w',
  'slices.SortFunc': 'w|',
  'slices.SortStableFunc': 'w|',
  'slices.Contains': '|',
  'slices.ContainsFunc': '|',
  'slices.Index': '|',
  'slices.IndexFunc': '|',
  'slices.Equal': '|',
  'slices.BinarySearch': '|',
  'slices.BinarySearchFunc': '||',
  'slices.Max': 'r0:1',
  'slices.Min': 'r0:1',
  'slices.Reverse': 'w',
  'slices.Clone': 'r0:1',
  'slices.Concat': 'r0:2',
  'slices.Clip': 'r0',
  'slices.Grow': 'r0|',
  'slices.Delete': 'r0 w||',
  'slices.DeleteFunc': 'r0 w|',
  'slices.Compact': 'r0 w',
  'slices.Insert': 'r0 w||r0:0',
  'slices.Chunk': 'r0:-1|',
  'slices.Values': 'r0:-1',
  'slices.All': 'r0:-1',
  'maps.Keys': 'r0:-1',
  'maps.Values': 'r0:-1',
  'maps.All': 'r0:-1',
  'maps.Clone': 'r0:1',
  'maps.Copy': 'w|p0:0',
  '(*sync.Map).Store': 'w|p0:-1|p0:-1',
  '(*sync.Map).LoadOrStore': 'w|p0:-1|p0:-1 r0',
  '(*sync.Map).Swap': 'w|p0:-1|p0:-1',
  '(*sync/atomic.Value).Store': 'w|p0:-1',
  '(*sync/atomic.Value).Swap': 'w|p0:-1',
  '(*sync/atomic.Pointer).Store': 'w|p0:-1',
  '(*sync/atomic.Pointer).Swap': 'w|p0:-1',
  '(*container/list.List).PushBack': 'w|p0:-1 r0:-1',
  '(*container/list.List).PushFront': 'w|p0:-1 r0:-1',
  '(*container/list.List).InsertBefore': 'w|p0:-1 r0:-1|p0:-1',
  '(*container/list.List).InsertAfter': 'w|p0:-1 r0:-1|p0:-1',
  'container/heap.Push': 'w|p0:-2',
  'context.WithValue': 'r0:-1|r0:-1|r0:-1',
  'context.WithCancel': 'r0:-1',
  'context.WithTimeout': 'r0:-1|',
  'context.WithDeadline': 'r0:-1|',
  'time.AfterFunc': '|k',
};

const read = new WeakMap<ParameterFlowTable, Map<string, FunctionFlow | undefined>>();

/** The flow of a function of the standard library, by full name; undefined when nothing is known of it. */
export function knownFlow(table: ParameterFlowTable, fullName: string): FunctionFlow | undefined {
  let flows = read.get(table);
  if (flows === undefined) read.set(table, (flows = new Map()));
  if (!flows.has(fullName)) flows.set(fullName, readFlow(table, fullName));
  return flows.get(fullName);
}

function readFlow(table: ParameterFlowTable, fullName: string): FunctionFlow | undefined {
  if (Object.hasOwn(corrections, fullName)) return parseFlow(corrections[fullName]);
  const [, open = '', path, name] = /^(\(?\*?)(.*?)\.([^/]+)$/.exec(fullName) ?? [];
  if (path === undefined || !Object.hasOwn(table.functions, path)) return undefined;
  const own = table.functions[path];
  const key = open + name;
  if (!Object.hasOwn(own, key)) return undefined;
  const flow = parseFlow(own[key]);
  return open === '' ? flow : [receiverFlow(flow[0], path.slice(path.indexOf('*') + 1)), ...flow.slice(1)];
}

/** Packages whose connections, files and rows may know each other, and give none away for that. */
const keepingOwn: ReadonlySet<string> = new Set(['crypto/tls', 'database/sql', 'net', 'os', 'os/exec']);

/**
 * The compiler takes a receiver's content for kept wherever the method calls an interface in it: a reader's reader. The
 * library's methods do not give it away.
 */
function receiverFlow(receiver: ParameterFlow, path: string): ParameterFlow {
  return receiver.kept === 1 || keepingOwn.has(path) ? { ...receiver, kept: undefined } : receiver;
}
