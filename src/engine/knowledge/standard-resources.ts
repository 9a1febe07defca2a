import type { Resource } from './resources.js';

const closeFile = ['(*os.File).Close'];
const closeBody = ['(io.Closer).Close'];
const closeConnection = ['(net.Conn).Close'];
const closeRows = { release: ['(*database/sql.Rows).Close'], exhausted: ['(*database/sql.Rows).Next'] };
const endTransaction = ['(*database/sql.Tx).Commit', '(*database/sql.Tx).Rollback'];
const stopTimer = { release: ['(*time.Timer).Stop'], holds: 'timer', received: 'C' } as const;

const files: readonly Resource[] = [
  {
    acquire: [
      ...['os.Open', 'os.OpenFile', 'os.Create', 'os.CreateTemp', 'os.OpenInRoot', 'io/ioutil.TempFile'],
      ...['(*os.Root).Open', '(*os.Root).OpenFile', '(*os.Root).Create'],
    ],
    release: closeFile,
    holds: 'descriptor',
    collected: 'always',
  },
  { acquire: ['os.Pipe'], result: 0, release: closeFile, holds: 'descriptor', collected: 'always' },
  { acquire: ['os.Pipe'], result: 1, release: closeFile, holds: 'descriptor', collected: 'always' },
  {
    acquire: ['os.OpenRoot', '(*os.Root).OpenRoot'],
    release: ['(*os.Root).Close'],
    holds: 'descriptor',
    collected: 'always',
  },
  { acquire: ['(io/fs.FS).Open'], release: ['(io/fs.File).Close'], holds: 'descriptor', collected: 'always' },
  {
    acquire: ['(net/http.FileSystem).Open', '(net/http.Dir).Open'],
    release: closeBody,
    holds: 'descriptor',
    collected: 'always',
  },
  {
    acquire: ['(*net.conn).File', '(*net.TCPListener).File', '(*net.UnixListener).File'],
    release: closeFile,
    holds: 'descriptor',
    collected: 'always',
  },
  { acquire: ['archive/zip.OpenReader'], release: ['(*archive/zip.ReadCloser).Close'], holds: 'descriptor' },
  { acquire: ['debug/elf.Open'], release: ['(*debug/elf.File).Close'], holds: 'descriptor' },
  { acquire: ['debug/macho.Open'], release: ['(*debug/macho.File).Close'], holds: 'descriptor' },
  { acquire: ['debug/macho.OpenFat'], release: ['(*debug/macho.FatFile).Close'], holds: 'descriptor' },
  { acquire: ['debug/pe.Open'], release: ['(*debug/pe.File).Close'], holds: 'descriptor' },
  { acquire: ['debug/plan9obj.Open'], release: ['(*debug/plan9obj.File).Close'], holds: 'descriptor' },
  {
    acquire: ['(*mime/multipart.FileHeader).Open', '(*net/http.Request).FormFile'],
    release: closeBody,
    holds: 'descriptor',
    collected: 'always',
  },
  {
    acquire: ['(*mime/multipart.Reader).ReadForm'],
    release: ['(*mime/multipart.Form).RemoveAll'],
    holds: 'temporary files',
  },
  { acquire: ['syscall.Mmap'], release: ['syscall.Munmap'], holds: 'descriptor' },
];

/** Both ends of a pipe in memory: whoever uses one waits until somebody uses or closes the other. */
const pipes: readonly Resource[] = [
  {
    acquire: ['io.Pipe'],
    result: 0,
    release: ['(*io.PipeReader).Close', '(*io.PipeReader).CloseWithError'],
    holds: 'peer',
    drained: true,
  },
  {
    acquire: ['io.Pipe'],
    result: 1,
    release: ['(*io.PipeWriter).Close', '(*io.PipeWriter).CloseWithError'],
    holds: 'peer',
  },
  { acquire: ['net.Pipe'], result: 0, release: closeConnection, holds: 'peer' },
  { acquire: ['net.Pipe'], result: 1, release: closeConnection, holds: 'peer' },
];

const connections: readonly Resource[] = [
  {
    acquire: [
      ...['net.Dial', 'net.DialTimeout', 'net.DialTCP', 'net.DialUDP', 'net.DialUnix', 'net.DialIP', 'net.FileConn'],
      ...['(*net.Dialer).Dial', '(*net.Dialer).DialContext', '(*net.Dialer).DialTCP', '(*net.Dialer).DialUDP'],
      ...['(*net.Dialer).DialUnix', '(*net.Dialer).DialIP'],
      ...['(net.Listener).Accept', '(*net.TCPListener).Accept', '(*net.TCPListener).AcceptTCP'],
      ...['(*net.UnixListener).Accept', '(*net.UnixListener).AcceptUnix'],
      ...['crypto/tls.Dial', 'crypto/tls.DialWithDialer', '(*crypto/tls.Dialer).Dial'],
      '(*crypto/tls.Dialer).DialContext',
      ...['(net/http.Hijacker).Hijack', '(*net/http.ResponseController).Hijack'],
    ],
    release: closeConnection,
    holds: 'connection',
    collected: 'always',
  },
  {
    acquire: [
      ...['net.ListenPacket', 'net.ListenUDP', 'net.ListenUnixgram', 'net.ListenIP', 'net.ListenMulticastUDP'],
      ...['net.FilePacketConn', '(*net.ListenConfig).ListenPacket'],
    ],
    release: ['(net.PacketConn).Close'],
    holds: 'descriptor',
    collected: 'always',
  },
  {
    acquire: [
      ...['net.Listen', 'net.ListenTCP', 'net.ListenUnix', 'net.FileListener', '(*net.ListenConfig).Listen'],
      'crypto/tls.Listen',
    ],
    release: ['(net.Listener).Close'],
    holds: 'descriptor',
    collected: 'always',
  },
  {
    acquire: ['crypto/tls.Client', 'crypto/tls.Server'],
    release: ['(*crypto/tls.Conn).Close'],
    holds: 'connection',
    wraps: 0,
  },
  { acquire: ['crypto/tls.NewListener'], release: ['(net.Listener).Close'], holds: 'descriptor', wraps: 0 },
  {
    acquire: ['net/rpc.Dial', 'net/rpc.DialHTTP', 'net/rpc.DialHTTPPath', 'net/rpc/jsonrpc.Dial'],
    release: ['(*net/rpc.Client).Close'],
    holds: 'connection',
  },
  {
    acquire: ['net/rpc.NewClient', 'net/rpc.NewClientWithCodec', 'net/rpc/jsonrpc.NewClient'],
    release: ['(*net/rpc.Client).Close'],
    holds: 'goroutine',
    wraps: 0,
  },
  {
    acquire: ['net/smtp.Dial'],
    release: ['(*net/smtp.Client).Close', '(*net/smtp.Client).Quit'],
    holds: 'connection',
  },
  {
    acquire: ['net/smtp.NewClient'],
    release: ['(*net/smtp.Client).Close', '(*net/smtp.Client).Quit'],
    holds: 'connection',
    wraps: 0,
  },
  { acquire: ['net/textproto.Dial'], release: ['(*net/textproto.Conn).Close'], holds: 'connection' },
  { acquire: ['net/textproto.NewConn'], release: ['(*net/textproto.Conn).Close'], holds: 'connection', wraps: 0 },
  { acquire: ['log/syslog.New', 'log/syslog.Dial'], release: ['(*log/syslog.Writer).Close'], holds: 'connection' },
  {
    acquire: [
      ...['net/http.Get', 'net/http.Head', 'net/http.Post', 'net/http.PostForm'],
      ...['(*net/http.Client).Do', '(*net/http.Client).Get', '(*net/http.Client).Head', '(*net/http.Client).Post'],
      ...['(*net/http.Client).PostForm', '(*net/http.Transport).RoundTrip', '(net/http.RoundTripper).RoundTrip'],
    ],
    field: 'Body',
    release: closeBody,
    holds: 'connection',
    drained: true,
  },
  {
    acquire: ['(*net/http.Transport).NewClientConn'],
    release: ['(*net/http.ClientConn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['net/http/httptest.NewServer', 'net/http/httptest.NewTLSServer', 'net/http/httptest.NewUnstartedServer'],
    release: ['(*net/http/httptest.Server).Close'],
    holds: 'goroutine',
  },
];

const databases: readonly Resource[] = [
  { acquire: ['database/sql.Open', 'database/sql.OpenDB'], release: ['(*database/sql.DB).Close'], holds: 'connection' },
  { acquire: ['(*database/sql.DB).Conn'], release: ['(*database/sql.Conn).Close'], holds: 'connection' },
  { acquire: ['(*database/sql.DB).Begin'], release: endTransaction, holds: 'transaction' },
  {
    acquire: ['(*database/sql.DB).BeginTx', '(*database/sql.Conn).BeginTx'],
    release: endTransaction,
    holds: 'transaction',
    context: 1,
  },
  {
    acquire: [
      ...['(*database/sql.DB).Prepare', '(*database/sql.DB).PrepareContext', '(*database/sql.Conn).PrepareContext'],
    ],
    release: ['(*database/sql.Stmt).Close'],
    holds: 'memory',
  },
  {
    acquire: ['(*database/sql.DB).Query', '(*database/sql.Tx).Query', '(*database/sql.Stmt).Query'],
    ...closeRows,
    holds: 'connection',
  },
  {
    acquire: [
      ...['(*database/sql.DB).QueryContext', '(*database/sql.Tx).QueryContext', '(*database/sql.Stmt).QueryContext'],
      '(*database/sql.Conn).QueryContext',
    ],
    ...closeRows,
    holds: 'connection',
    context: 1,
  },
  {
    acquire: ['(*database/sql.DB).QueryRow', '(*database/sql.Tx).QueryRow', '(*database/sql.Stmt).QueryRow'],
    release: ['(*database/sql.Row).Scan'],
    holds: 'connection',
  },
  {
    acquire: [
      ...['(*database/sql.DB).QueryRowContext', '(*database/sql.Tx).QueryRowContext'],
      ...['(*database/sql.Stmt).QueryRowContext', '(*database/sql.Conn).QueryRowContext'],
    ],
    release: ['(*database/sql.Row).Scan'],
    holds: 'connection',
    context: 1,
  },
  {
    acquire: ['(database/sql/driver.Driver).Open', '(database/sql/driver.Connector).Connect'],
    release: ['(database/sql/driver.Conn).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(database/sql/driver.Conn).Prepare', '(database/sql/driver.ConnPrepareContext).PrepareContext'],
    release: ['(database/sql/driver.Stmt).Close'],
    holds: 'memory',
  },
  {
    acquire: [
      ...['(database/sql/driver.Queryer).Query', '(database/sql/driver.QueryerContext).QueryContext'],
      ...['(database/sql/driver.Stmt).Query', '(database/sql/driver.StmtQueryContext).QueryContext'],
    ],
    release: ['(database/sql/driver.Rows).Close'],
    holds: 'connection',
  },
  {
    acquire: ['(database/sql/driver.Conn).Begin', '(database/sql/driver.ConnBeginTx).BeginTx'],
    release: ['(database/sql/driver.Tx).Commit', '(database/sql/driver.Tx).Rollback'],
    holds: 'transaction',
  },
];

const processes: readonly Resource[] = [
  {
    acquire: ['(*os/exec.Cmd).Start'],
    argument: 0,
    release: [
      '(*os/exec.Cmd).Wait',
      { function: '(*os.Process).Wait', field: 'Process' },
      { function: '(*os.Process).Release', field: 'Process' },
    ],
    holds: 'process',
  },
  // Start closes them when it fails; behind it, Wait does.
  {
    acquire: ['(*os/exec.Cmd).StdinPipe', '(*os/exec.Cmd).StdoutPipe', '(*os/exec.Cmd).StderrPipe'],
    result: 0,
    argument: 0,
    release: ['(io.Closer).Close', '(*os/exec.Cmd).Start', '(*os/exec.Cmd).Run'],
    holds: 'descriptor',
    collected: 'always',
  },
  {
    acquire: ['os.StartProcess'],
    release: ['(*os.Process).Wait', '(*os.Process).Release'],
    holds: 'process',
  },
];

const waiting: readonly Resource[] = [
  {
    acquire: [
      ...['context.WithCancel', 'context.WithTimeout', 'context.WithDeadline', 'context.WithCancelCause'],
      ...['context.WithTimeoutCause', 'context.WithDeadlineCause'],
    ],
    result: 1,
    release: ['call'],
    holds: 'context',
    context: 0,
  },
  { acquire: ['context.AfterFunc'], release: ['call'], holds: 'context', context: 0 },
  { acquire: ['os/signal.NotifyContext'], result: 1, release: ['call'], holds: 'goroutine', context: 0 },
  { acquire: ['os/signal.Notify'], argument: 0, release: ['os/signal.Stop'], holds: 'registration' },
  { acquire: ['time.NewTicker'], release: ['(*time.Ticker).Stop'], holds: 'timer', collected: 'go1.23' },
  { acquire: ['time.NewTimer'], ...stopTimer, collected: 'go1.23' },
  { acquire: ['time.AfterFunc'], ...stopTimer },
  { acquire: ['time.Tick'], release: [], holds: 'timer', collected: 'go1.23' },
  { acquire: ['iter.Pull', 'iter.Pull2'], result: 1, release: ['call'], holds: 'goroutine' },
];

const locks: readonly Resource[] = [
  {
    acquire: ['(*sync.Mutex).Lock', '(*sync.Mutex).TryLock'],
    argument: 0,
    release: ['(*sync.Mutex).Unlock'],
    holds: 'lock',
  },
  {
    acquire: ['(*sync.RWMutex).Lock', '(*sync.RWMutex).TryLock'],
    argument: 0,
    release: ['(*sync.RWMutex).Unlock'],
    holds: 'lock',
  },
  {
    acquire: ['(*sync.RWMutex).RLock', '(*sync.RWMutex).TryRLock'],
    argument: 0,
    release: ['(*sync.RWMutex).RUnlock'],
    holds: 'lock',
  },
  { acquire: ['(sync.Locker).Lock'], argument: 0, release: ['(sync.Locker).Unlock'], holds: 'lock' },
];

const others: readonly Resource[] = [
  {
    acquire: ['(*sync.Pool).Get'],
    release: [{ function: '(*sync.Pool).Put', argument: 1 }],
    holds: 'pooled',
    collected: 'always',
  },
  { acquire: ['runtime/cgo.NewHandle'], release: ['(runtime/cgo.Handle).Delete'], holds: 'memory' },
  { acquire: ['(*runtime.Pinner).Pin'], argument: 0, release: ['(*runtime.Pinner).Unpin'], holds: 'memory' },
  { acquire: ['runtime/trace.NewTask'], result: 1, release: ['(*runtime/trace.Task).End'], holds: 'span' },
  { acquire: ['runtime/trace.StartRegion'], release: ['(*runtime/trace.Region).End'], holds: 'span' },
  {
    acquire: ['(*runtime/trace.FlightRecorder).Start'],
    argument: 0,
    release: ['(*runtime/trace.FlightRecorder).Stop'],
    holds: 'profile',
  },
  { acquire: ['runtime/trace.Start'], process: true, release: ['runtime/trace.Stop'], holds: 'profile' },
  {
    acquire: ['runtime/pprof.StartCPUProfile'],
    process: true,
    release: ['runtime/pprof.StopCPUProfile'],
    holds: 'profile',
  },
];

/**
 * What the standard library hands out. Readers and writers that only work on others (compress, bufio, archive/tar,
 * mime/quotedprintable) hold nothing: whether they are closed matters to their data, not to what is left behind.
 */
export const standardResources: readonly Resource[] = [
  ...files,
  ...pipes,
  ...connections,
  ...databases,
  ...processes,
  ...waiting,
  ...locks,
  ...others,
];
