/** What a function does to its receiver that another goroutine can wait for, in the words of channels. */
export type SyncOp =
  /** Takes a place, or waits until there is one. */
  | 'send'
  /** Gives a place back, or takes what another goroutine sends. */
  | 'receive'
  /** As send and receive, of something that only one goroutine has at a time. */
  | 'lock'
  | 'unlock'
  | 'close'
  /** Says that a goroutine of a group has ended. */
  | 'done'
  /** Waits until all goroutines of a group have ended. */
  | 'wait';

/** Of the standard library's locks and flags, by full name; `limiters` and `spawners` hold the others. */
export const syncCalls: Readonly<Record<string, SyncOp>> = {
  '(*sync.Mutex).Lock': 'lock',
  '(*sync.Mutex).TryLock': 'lock',
  '(*sync.Mutex).Unlock': 'unlock',
  '(*sync.RWMutex).Lock': 'lock',
  '(*sync.RWMutex).TryLock': 'lock',
  '(*sync.RWMutex).Unlock': 'unlock',
  '(*sync/atomic.Bool).CompareAndSwap': 'lock',
  '(*sync/atomic.Bool).Swap': 'lock',
  '(*sync/atomic.Bool).Store': 'unlock',
  '(*sync/atomic.Int32).CompareAndSwap': 'lock',
  '(*sync/atomic.Int32).Store': 'unlock',
  '(*sync/atomic.Int64).CompareAndSwap': 'lock',
  '(*sync/atomic.Int64).Store': 'unlock',
  '(*sync/atomic.Uint32).CompareAndSwap': 'lock',
  '(*sync/atomic.Uint32).Store': 'unlock',
  'sync/atomic.CompareAndSwapInt32': 'lock',
  'sync/atomic.CompareAndSwapUint32': 'lock',
  'sync/atomic.StoreInt32': 'unlock',
  'sync/atomic.StoreUint32': 'unlock',
  '(*sync.WaitGroup).Done': 'done',
};

/** Packages whose types may stand behind an interface that has a method of this name: limiters are often hidden so. */
export const limiterPackages: ReadonlyMap<string, string> = new Map([
  ['Acquire', 'golang.org/x/sync/semaphore'],
  ['TryAcquire', 'golang.org/x/sync/semaphore'],
  ['Release', 'golang.org/x/sync/semaphore'],
]);

/** Types that a struct has for one reason only, that goroutines share it; as types.TypeString writes them. */
export const lockTypes: ReadonlySet<string> = new Set([
  'sync.Mutex',
  'sync.RWMutex',
  'sync.Map',
  'github.com/sasha-s/go-deadlock.Mutex',
  'github.com/sasha-s/go-deadlock.RWMutex',
]);
