import { type Limiter, limiters } from './limiters.js';
import { noReturn } from './no-return.js';
import { type Pool, pools } from './pools.js';
import { ResourceTable } from './resource-table.js';
import { type Resource, resources } from './resources.js';
import { type Spawner, spawners } from './spawners.js';
import { type SyncOp, syncCalls } from './synchronisation.js';
import { type ReadLimit, readLimits } from './wholes.js';

/**
 * What is known of functions whose bodies need not be read: plain data, in one form for what the engine brings along and
 * for what a project says of its own functions (`knows` in the configuration). Names are those of types.Func.FullName,
 * less type parameters; positions of arguments count from 0, and the receiver of a method is argument 0.
 */
export interface Knowledge {
  /** What starts goroutines. */
  readonly spawners?: Readonly<Record<string, Spawner>>;
  readonly limiters?: readonly Limiter[];
  /** What puts a limit on a reader. */
  readonly readers?: Readonly<Record<string, ReadLimit>>;
  readonly pools?: readonly Pool[];
  /** What must be released. */
  readonly resources?: readonly Resource[];
  /** What does not return: it ends the process, the goroutine or the test. */
  readonly exits?: readonly string[];
}

/** What the engine brings along. */
export const ownKnowledge: Required<Knowledge> = {
  spawners,
  limiters,
  readers: readLimits,
  pools,
  resources,
  exits: noReturn,
};

/** What a call does to its receiver, or to something of its package's own, that goroutines wait for. */
export interface SyncCall {
  readonly op: SyncOp;
  /** The name of what it does that to; absent: the receiver. */
  readonly shared?: string;
}

/** What a call does to a pool. */
export interface PoolCall {
  /** The argument that is put back; absent for one that takes out. */
  readonly puts?: number;
  /** The name of the pool; absent: the receiver. */
  readonly shared?: string;
}

/** Knowledge as facts look it up, by full name. */
export interface Known {
  readonly spawners: ReadonlyMap<string, Spawner>;
  readonly syncCalls: ReadonlyMap<string, SyncCall>;
  /** What makes a semaphore, by the argument that says how many places it has. */
  readonly semaphoreMakers: ReadonlyMap<string, number>;
  readonly readLimits: ReadonlyMap<string, ReadLimit>;
  readonly poolCalls: ReadonlyMap<string, PoolCall>;
  readonly resources: ResourceTable;
  readonly noReturn: ReadonlySet<string>;
}

/** Puts the engine's own knowledge and a project's together; where both name a function, the project is right. */
export function knownWith(project: Knowledge = {}): Known {
  const both = [ownKnowledge, project];
  let table: ResourceTable | undefined; // hundreds of entries, made when first asked for
  const allSpawners = both.flatMap(({ spawners = {} }) => Object.entries(spawners));
  const allLimiters = both.flatMap(({ limiters = [] }) => limiters);
  return {
    spawners: new Map(allSpawners),
    syncCalls: new Map([
      ...Object.entries(syncCalls).map(([name, op]): [string, SyncCall] => [name, { op }]),
      ...allSpawners.flatMap(([, { waits = [] }]) => waits.map((name): [string, SyncCall] => [name, { op: 'wait' }])),
      ...allLimiters.flatMap(({ acquire, release }) => [
        ...acquire.map((name): [string, SyncCall] => [name, { op: 'send', ...ownerOf(name, acquire) }]),
        ...release.map((name): [string, SyncCall] => [name, { op: 'receive', ...ownerOf(name, acquire) }]),
      ]),
    ]),
    semaphoreMakers: new Map(allLimiters.flatMap(({ makers = {} }) => Object.entries(makers))),
    readLimits: new Map(both.flatMap(({ readers = {} }) => Object.entries(readers))),
    poolCalls: new Map(
      both.flatMap(({ pools = [] }) =>
        pools.flatMap(({ get, put }) => [
          ...get.map((name): [string, PoolCall] => [name, ownerOf(name, get)]),
          ...Object.entries(put).map(([name, puts]): [string, PoolCall] => [name, { puts, ...ownerOf(name, get) }]),
        ]),
      ),
    ),
    get resources() {
      table ??= new ResourceTable([...(project.resources ?? []), ...resources]);
      return table;
    },
    noReturn: new Set(both.flatMap(({ exits = [] }) => exits)),
  };
}

/** Functions without a receiver mean one thing together, which is called like the first of them. */
function ownerOf(name: string, [first]: readonly string[]): { readonly shared?: string } {
  return name.startsWith('(') ? {} : { shared: first };
}
