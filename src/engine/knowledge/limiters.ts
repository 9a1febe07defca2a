/**
 * Something that has a number of places, of which a goroutine takes one and gives it back: a semaphore. Functions have
 * the names that types.Func.FullName gives them. Of a method, the receiver is the limiter; functions without one share a
 * limiter that is the package's own.
 */
export interface Limiter {
  /** What takes a place, or waits until there is one. */
  readonly acquire: readonly string[];
  /** What gives it back. */
  readonly release: readonly string[];
  /** What makes a limiter, by the argument that says how many places it has. */
  readonly makers?: Readonly<Record<string, number>>;
}

export const limiters: readonly Limiter[] = [
  {
    acquire: ['(*golang.org/x/sync/semaphore.Weighted).Acquire', '(*golang.org/x/sync/semaphore.Weighted).TryAcquire'],
    release: ['(*golang.org/x/sync/semaphore.Weighted).Release'],
    makers: { 'golang.org/x/sync/semaphore.NewWeighted': 0 },
  },
];
