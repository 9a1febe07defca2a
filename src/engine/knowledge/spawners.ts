/** How a function starts goroutines, by full name. Argument positions count the receiver. */
export interface Spawner {
  /** The argument that runs in the new goroutine. */
  readonly task: number;
  /** The methods of the same receiver that limit how many run at once; empty when nothing does. */
  readonly limitedBy: readonly string[];
  /** Functions that make a group without a limit, beside its zero value. */
  readonly constructors?: readonly string[];
  /** Whether a limit below zero, or one that grows with the input, takes the limit away again. */
  readonly limitArgument?: number;
}

export const spawners: ReadonlyMap<string, Spawner> = new Map<string, Spawner>([
  ['(*sync.WaitGroup).Go', { task: 1, limitedBy: [] }],
  [
    '(*golang.org/x/sync/errgroup.Group).Go',
    {
      task: 1,
      limitedBy: ['(*golang.org/x/sync/errgroup.Group).SetLimit'],
      constructors: ['golang.org/x/sync/errgroup.WithContext'],
      limitArgument: 1,
    },
  ],
  ['(*github.com/sourcegraph/conc.WaitGroup).Go', { task: 1, limitedBy: [] }],
]);

/** Calls that take a place in a limited number of them, or wait until one is free: what comes behind them is limited. */
export const limiterCalls: ReadonlySet<string> = new Set([
  '(*golang.org/x/sync/semaphore.Weighted).Acquire',
  '(*golang.org/x/sync/semaphore.Weighted).TryAcquire',
  '(*sync.Mutex).TryLock',
  '(*sync.RWMutex).TryLock',
  '(*sync/atomic.Bool).CompareAndSwap',
  '(*sync/atomic.Int32).CompareAndSwap',
  '(*sync/atomic.Int64).CompareAndSwap',
]);

/** Calls that wait for the clock. */
export const paceCalls: ReadonlySet<string> = new Set([
  'time.Sleep',
  '(*golang.org/x/time/rate.Limiter).Wait',
  '(*golang.org/x/time/rate.Limiter).WaitN',
]);

/** Calls that wait for goroutines to end. */
export const waitCalls: ReadonlySet<string> = new Set([
  '(*sync.WaitGroup).Wait',
  '(*golang.org/x/sync/errgroup.Group).Wait',
  '(*github.com/sourcegraph/conc.WaitGroup).Wait',
]);

/** Functions whose result is the size of the machine or a setting of the process, not of its input. */
export const configurationCalls: ReadonlySet<string> = new Set([
  'runtime.NumCPU',
  'runtime.GOMAXPROCS',
  'os.Getenv',
  'os.LookupEnv',
  'flag.Int',
  'flag.Uint',
  'flag.Int64',
  'flag.Uint64',
  'flag.String',
  'flag.Arg',
  'flag.Args',
  'flag.NArg',
  '(*flag.FlagSet).Int',
  '(*flag.FlagSet).Args',
]);

/** Functions that pass on what decides their argument. */
export const transparentCalls: ReadonlySet<string> = new Set([
  'strconv.Atoi',
  'strconv.ParseInt',
  'strconv.ParseUint',
  'strings.Split',
  'strings.Fields',
]);

/** Methods that hand out the next incoming connection. */
export const acceptCalls: ReadonlySet<string> = new Set([
  '(net.Listener).Accept',
  '(*net.TCPListener).Accept',
  '(*net.TCPListener).AcceptTCP',
  '(*net.UnixListener).Accept',
  '(*net.UnixListener).AcceptUnix',
]);
