import { moduleResources } from './module-resources.js';
import { standardResources } from './standard-resources.js';

/** What a resource that nobody releases costs. */
export type Holding =
  /** A file, a pipe, a socket that listens, a mapping. */
  | 'descriptor'
  /** A connection to a peer, with what its two ends keep for it. */
  | 'connection'
  /** What is behind a reader or writer of which only that is known. */
  | 'stream'
  | 'memory'
  | 'goroutine'
  /** Nothing by itself: whoever uses the other end waits. */
  | 'peer'
  /** A context: an entry in its parent, and what waits for it. */
  | 'context'
  | 'timer'
  /** A child process: an entry in the process table, pipes, goroutines that copy. */
  | 'process'
  /** A transaction: its connection, and locks in the database. */
  | 'transaction'
  | 'lock'
  /** A trace span, which is exported when it ends. */
  | 'span'
  /** A value of a pool: lost reuse, nothing worse. */
  | 'pooled'
  /** An entry in a list that something else goes through: a subscription, a handler of signals. */
  | 'registration'
  /** A recording of the process that goes on until it is stopped. */
  | 'profile'
  /** Files in a temporary folder. */
  | 'temporary files';

/**
 * A kind of thing that must be released: what hands it out, who owns it then, what ends that. Plain data; users describe
 * their own ones in the same words. Functions have the names that types.Func.FullName gives them, positions of arguments
 * and results count from 0, and a method's receiver is argument 0.
 */
export interface Resource {
  /** Functions behind which it is held. Where the last result is an error or a bool, only once that is nil or true. */
  readonly acquire: readonly string[];
  /** The result that owns it. The first one where neither this nor `argument` is given. */
  readonly result?: number;
  /** The argument that owns it: what Lock or Start is called on. With `result` too, either can release it. */
  readonly argument?: number;
  /** Instead of a value, the process owns it: whoever calls a releaser ends it. */
  readonly process?: true;
  /** The field of the owner that is to be released: `Body`. */
  readonly field?: string;
  /** What ends it; nothing can where the list is empty. */
  readonly release: readonly Releaser[];
  readonly holds: Holding;
  /** Methods of the owner that end it once they return false: those that go through it to its end. */
  readonly exhausted?: readonly string[];
  /** Whether it ends by itself once it has been read to its end. */
  readonly drained?: true;
  /** The field of the owner, a channel, behind a receive from which nothing is held any more. */
  readonly received?: string;
  /** The argument of `acquire`, a context, that ends it too when it is cancelled. */
  readonly context?: number;
  /** The argument of `acquire` whose resource the owner takes over: releasing the owner releases that. */
  readonly wraps?: number;
  /** Since when the garbage collector ends what nobody refers to any more. */
  readonly collected?: 'always' | 'go1.23';
}

/**
 * A function or method by full name whose first argument, the receiver, is the owner; where it is another argument or a
 * field of the owner, that is said beside it. A method stands for the one of the same name in every interface that the
 * owner may have become. `call`: the owner is a function, and calling it releases.
 */
export type Releaser = string | { readonly function: string; readonly argument?: number; readonly field?: string };

/** Every kind of resource that is known. */
export const resources: readonly Resource[] = [...standardResources, ...moduleResources];
