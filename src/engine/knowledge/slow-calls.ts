/**
 * Calls that go to the operating system for a file or a process, or to a peer, by full name: each takes longer than
 * hundreds of small allocations.
 */
export const slowCalls: ReadonlySet<string> = new Set([
  ...['os.Create', 'os.CreateTemp', 'os.Open', 'os.OpenFile', 'os.OpenInRoot', 'os.ReadFile', 'os.WriteFile'],
  ...['os.ReadDir', 'os.Stat', 'os.Lstat', 'os.Mkdir', 'os.MkdirAll', 'os.MkdirTemp', 'os.Remove', 'os.RemoveAll'],
  ...['os.Rename', 'os.Readlink', 'os.Symlink', 'os.Link', 'os.StartProcess', '(*os.File).Sync', '(*os.Process).Wait'],
  ...['(*os.Root).Open', '(*os.Root).OpenFile', '(*os.Root).Create', '(*os.Root).ReadFile', '(*os.Root).WriteFile'],
  ...[
    'io/fs.ReadFile',
    'io/fs.ReadDir',
    'io/fs.Stat',
    'io/fs.WalkDir',
    '(io/fs.FS).Open',
    '(io/fs.ReadFileFS).ReadFile',
  ],
  ...['io/ioutil.ReadFile', 'io/ioutil.WriteFile', 'io/ioutil.ReadDir', 'path/filepath.Walk', 'path/filepath.WalkDir'],
  ...['path/filepath.EvalSymlinks', 'path/filepath.Glob', 'syscall.Open', 'syscall.ForkExec', 'syscall.Stat'],
  ...['(*os/exec.Cmd).Run', '(*os/exec.Cmd).Start', '(*os/exec.Cmd).Wait', '(*os/exec.Cmd).Output'],
  ...['(*os/exec.Cmd).CombinedOutput', 'os/exec.LookPath'],
  ...['net.Dial', 'net.DialTimeout', '(*net.Dialer).Dial', '(*net.Dialer).DialContext', 'crypto/tls.Dial'],
  ...['net.LookupHost', 'net.LookupIP', 'net.LookupAddr', '(net.Listener).Accept', '(*net.TCPListener).Accept'],
  ...['net/http.Get', 'net/http.Head', 'net/http.Post', 'net/http.PostForm', '(*net/http.Client).Do'],
  ...['(*net/http.Client).Get', '(*net/http.Client).Head', '(*net/http.Client).Post', '(*net/http.Client).PostForm'],
  ...['(net/http.RoundTripper).RoundTrip', '(*net/http.Transport).RoundTrip'],
  ...['(*database/sql.DB).Query', '(*database/sql.DB).QueryContext', '(*database/sql.DB).QueryRow'],
  ...['(*database/sql.DB).QueryRowContext', '(*database/sql.DB).Exec', '(*database/sql.DB).ExecContext'],
  ...['(*database/sql.DB).Begin', '(*database/sql.DB).BeginTx', '(*database/sql.Tx).Query', '(*database/sql.Tx).Exec'],
  ...['(*database/sql.Tx).QueryContext', '(*database/sql.Tx).ExecContext', '(*database/sql.Tx).Commit'],
  ...['(*database/sql.Stmt).Query', '(*database/sql.Stmt).Exec', '(*database/sql.Stmt).QueryContext'],
  ...['(*database/sql.Stmt).ExecContext'],
]);
