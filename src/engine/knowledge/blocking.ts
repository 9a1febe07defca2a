/** What a call waits for. */
export type Awaited =
  | 'clock'
  /** Another goroutine: a group, a condition. */
  | 'goroutine'
  | 'lock'
  /** Whoever is at the other end of a connection, a pipe or a terminal. */
  | 'peer'
  | 'process'
  /** Whatever stands behind a reader: a peer, or nothing but memory. */
  | 'reader';

const all = (awaited: Awaited, ...names: readonly string[]) => names.map((name) => [name, awaited] as const);

/** Calls that wait, by full name. Where it is something of the receiver's or of an argument's, that is the first one. */
export const blockingCalls: ReadonlyMap<string, Awaited> = new Map([
  ...all('clock', 'time.Sleep'),
  ...all('clock', '(*golang.org/x/time/rate.Limiter).Wait', '(*golang.org/x/time/rate.Limiter).WaitN'),
  ...all('goroutine', '(*sync.Cond).Wait', '(*sync.WaitGroup).Wait', '(*golang.org/x/sync/errgroup.Group).Wait'),
  ...all('goroutine', '(*golang.org/x/sync/semaphore.Weighted).Acquire', '(*net/http.Server).Shutdown'),
  ...all('goroutine', '(*io.PipeReader).Read', '(*io.PipeWriter).Write'),
  ...all('lock', '(*sync.Mutex).Lock', '(*sync.RWMutex).Lock', '(*sync.RWMutex).RLock', '(sync.Locker).Lock'),
  ...all('process', '(*os/exec.Cmd).Wait', '(*os/exec.Cmd).Run', '(*os/exec.Cmd).Output', '(*os.Process).Wait'),
  ...all('process', '(*os/exec.Cmd).CombinedOutput'),
  ...all('peer', '(net.Conn).Read', '(net.Conn).Write', '(*net.conn).Read', '(*net.conn).Write'),
  ...all('peer', '(net.Listener).Accept', '(*net.TCPListener).Accept', '(*net.TCPListener).AcceptTCP'),
  ...all('peer', '(*net.UnixListener).Accept', '(*net.UnixListener).AcceptUnix'),
  ...all('peer', '(net.PacketConn).ReadFrom', '(*net.UDPConn).ReadFrom', '(*net.UDPConn).ReadFromUDP'),
  ...all('peer', '(*net.UDPConn).ReadFromUDPAddrPort', '(*net.UDPConn).ReadMsgUDP', '(*crypto/tls.Conn).Handshake'),
  ...all('peer', '(*crypto/tls.Conn).Read', '(*crypto/tls.Conn).Write', '(*crypto/tls.Conn).HandshakeContext'),
  ...all('peer', 'net.Dial', 'net.DialTimeout', '(*net.Dialer).Dial', '(*net.Dialer).DialContext', 'crypto/tls.Dial'),
  ...all('peer', 'net/http.Get', 'net/http.Head', 'net/http.Post', 'net/http.PostForm', '(*net/http.Client).Do'),
  ...all('peer', '(*net/http.Client).Get', '(*net/http.Client).Head', '(*net/http.Client).Post'),
  ...all('peer', '(*net/http.Client).PostForm', '(net/http.RoundTripper).RoundTrip', 'net/http.ListenAndServe'),
  ...all('peer', 'net/http.ListenAndServeTLS', 'net/http.Serve', '(*net/http.Server).ListenAndServe'),
  ...all('peer', '(*net/http.Server).ListenAndServeTLS', '(*net/http.Server).Serve', '(*net/http.Server).ServeTLS'),
  ...all('peer', '(*google.golang.org/grpc.Server).Serve', '(*google.golang.org/grpc.Server).GracefulStop'),
  ...all('peer', '(*google.golang.org/grpc.ClientConn).Invoke', '(google.golang.org/grpc.ClientStream).RecvMsg'),
  ...all('peer', '(google.golang.org/grpc.ServerStream).RecvMsg', '(*github.com/gorilla/websocket.Conn).ReadMessage'),
  ...all('peer', '(*database/sql.DB).Query', '(*database/sql.DB).QueryContext', '(*database/sql.DB).Exec'),
  ...all('peer', '(*database/sql.DB).ExecContext', '(*database/sql.DB).Ping', '(*database/sql.DB).PingContext'),
  ...all('peer', '(*database/sql.DB).Begin', '(*database/sql.DB).BeginTx', '(*database/sql.Tx).Commit'),
  ...all('peer', '(*database/sql.Tx).Exec', '(*database/sql.Tx).ExecContext', '(*database/sql.Tx).Query'),
  ...all('peer', '(*database/sql.Tx).QueryContext', '(*database/sql.Row).Scan', '(*database/sql.Rows).Next'),
  ...all('reader', '(*bufio.Reader).ReadString', '(*bufio.Reader).ReadBytes', '(*bufio.Scanner).Scan'),
  ...all('reader', '(io.Reader).Read', 'io.ReadAll', 'io.Copy', 'io.CopyN', 'io.ReadFull', 'io.ReadAtLeast'),
]);
