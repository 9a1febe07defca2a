/** How a function starts goroutines. Argument positions count the receiver. */
export interface Spawner {
  /** The argument that runs in the new goroutine; undefined when the pool knows it already. */
  readonly task: number | undefined;
  /** The group or pool that it belongs to; undefined when it is the package's own. */
  readonly group: number | undefined;
  /** Functions that limit how many goroutines of a group run at once; empty when nothing does. */
  readonly limiters: readonly Limiter[];
  /** Functions that make a group without a limit, beside its zero value. */
  readonly constructors: readonly string[];
}

/** A method of a group that limits it, or a constructor of one that is limited. */
export interface Limiter {
  readonly name: string;
  /** The argument that says how many. A negative one lifts the limit. */
  readonly limit: number;
}

const alone = { task: 1, group: 0, limiters: [], constructors: [] };

const errgroup: Spawner = {
  ...alone,
  limiters: [{ name: '(*golang.org/x/sync/errgroup.Group).SetLimit', limit: 1 }],
  constructors: ['golang.org/x/sync/errgroup.WithContext'],
};

const ants: Spawner = {
  ...alone,
  limiters: [
    { name: 'github.com/panjf2000/ants/v2.NewPool', limit: 0 },
    { name: 'github.com/panjf2000/ants/v2.NewPoolWithFunc', limit: 0 },
  ],
};

const concPool = (type: string, maker: string): readonly [string, Spawner] => [
  `(*github.com/sourcegraph/conc/pool.${type}).Go`,
  {
    ...alone,
    limiters: [{ name: `(*github.com/sourcegraph/conc/pool.${type}).WithMaxGoroutines`, limit: 1 }],
    constructors: [`github.com/sourcegraph/conc/pool.${maker}`],
  },
];

/** By full name. */
export const spawners: ReadonlyMap<string, Spawner> = new Map<string, Spawner>([
  ['(*sync.WaitGroup).Go', alone],
  ['(*golang.org/x/sync/errgroup.Group).Go', errgroup],
  ['(*golang.org/x/sync/errgroup.Group).TryGo', errgroup],
  ['(*github.com/sourcegraph/conc.WaitGroup).Go', alone],
  concPool('Pool', 'New'),
  ['(*github.com/panjf2000/ants/v2.Pool).Submit', ants],
  ['(*github.com/panjf2000/ants/v2.PoolWithFunc).Invoke', { ...ants, task: undefined }],
  ['github.com/panjf2000/ants/v2.Submit', { task: 0, group: undefined, limiters: [], constructors: [] }],
]);
