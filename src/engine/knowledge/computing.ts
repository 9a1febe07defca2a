import { packageOf } from './full-name.js';

/** Whether a function of the standard library only computes: it waits for no peer, file, clock or other goroutine, but for locks. */
export function isComputing(fullName: string): boolean {
  return computingFunctions.has(fullName) || computingPackages.has(packageOf(fullName));
}

/** Packages all of whose functions do. */
const computingPackages: ReadonlySet<string> = new Set([
  ...[
    'bytes',
    'cmp',
    'container/heap',
    'container/list',
    'encoding/base64',
    'encoding/binary',
    'encoding/hex',
    'errors',
  ],
  ...['log', 'log/slog', 'maps', 'math', 'math/big', 'math/bits', 'math/rand', 'math/rand/v2', 'net/netip', 'net/url'],
  ...[
    'path',
    'regexp',
    'slices',
    'sort',
    'strconv',
    'strings',
    'sync/atomic',
    'unicode',
    'unicode/utf16',
    'unicode/utf8',
  ],
]);

const computingFunctions: ReadonlySet<string> = new Set([
  ...['fmt.Sprint', 'fmt.Sprintf', 'fmt.Sprintln', 'fmt.Errorf', 'fmt.Append', 'fmt.Appendf', 'fmt.Appendln'],
  ...['encoding/json.Marshal', 'encoding/json.Unmarshal', 'net.JoinHostPort', 'net.ParseCIDR', 'net.ParseIP'],
  ...['path/filepath.Base', 'path/filepath.Clean', 'path/filepath.Dir', 'path/filepath.Ext', 'path/filepath.Join'],
  ...['time.Now', 'time.Since', 'time.Unix', 'time.Until', '(time.Time).Sub', '(time.Time).Unix', '(time.Time).Format'],
  ...['(*sync.Mutex).Lock', '(*sync.Mutex).Unlock', '(*sync.RWMutex).Lock', '(*sync.RWMutex).Unlock'],
  ...['(*sync.RWMutex).RLock', '(*sync.RWMutex).RUnlock', '(*sync.WaitGroup).Done', '(*sync.WaitGroup).Add'],
]);
