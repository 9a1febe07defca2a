/** How a function starts goroutines. Argument positions count the receiver. */
export interface Spawner {
  /** The argument that runs in the new goroutine; absent when the pool knows it already. */
  readonly task?: number;
  /** The argument that is the group or pool it belongs to; absent when that is the package's own. */
  readonly group?: number;
  /** Functions that limit how many goroutines of a group run at once; absent when nothing does. */
  readonly limits?: readonly GroupLimit[];
  /** Functions that make a group without a limit, beside its zero value. */
  readonly constructors?: readonly string[];
  /** Methods of the group that wait until all of its goroutines have ended. */
  readonly waits?: readonly string[];
}

/** A method of a group that limits it, or a constructor of one that is limited. */
export interface GroupLimit {
  readonly function: string;
  /** The argument that says how many; a negative one lifts the limit. */
  readonly limit: number;
}

const alone: Spawner = { task: 1, group: 0 };

const errgroup: Spawner = {
  ...alone,
  limits: [{ function: '(*golang.org/x/sync/errgroup.Group).SetLimit', limit: 1 }],
  constructors: ['golang.org/x/sync/errgroup.WithContext'],
  waits: ['(*golang.org/x/sync/errgroup.Group).Wait'],
};

const ants: Spawner = {
  ...alone,
  limits: [
    { function: 'github.com/panjf2000/ants/v2.NewPool', limit: 0 },
    { function: 'github.com/panjf2000/ants/v2.NewPoolWithFunc', limit: 0 },
  ],
};

const concPool: Spawner = {
  ...alone,
  limits: [{ function: '(*github.com/sourcegraph/conc/pool.Pool).WithMaxGoroutines', limit: 1 }],
  constructors: ['github.com/sourcegraph/conc/pool.New'],
  waits: ['(*github.com/sourcegraph/conc/pool.Pool).Wait'],
};

/** By full name. */
export const spawners: Readonly<Record<string, Spawner>> = {
  '(*sync.WaitGroup).Go': { ...alone, waits: ['(*sync.WaitGroup).Wait'] },
  '(*golang.org/x/sync/errgroup.Group).Go': errgroup,
  '(*golang.org/x/sync/errgroup.Group).TryGo': errgroup,
  '(*github.com/sourcegraph/conc.WaitGroup).Go': {
    ...alone,
    waits: ['(*github.com/sourcegraph/conc.WaitGroup).Wait'],
  },
  '(*github.com/sourcegraph/conc/pool.Pool).Go': concPool,
  '(*github.com/panjf2000/ants/v2.Pool).Submit': ants,
  '(*github.com/panjf2000/ants/v2.PoolWithFunc).Invoke': { group: 0, limits: ants.limits ?? [] },
  'github.com/panjf2000/ants/v2.Submit': { task: 0 },
};
