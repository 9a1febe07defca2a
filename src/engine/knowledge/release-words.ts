/** What is said of something once a method of this name, or calling it (`call`), has released it: `ticker is stopped`. */
export const releaseWords: Readonly<Record<string, string>> = {
  call: 'called',
  Close: 'closed',
  CloseWithError: 'closed',
  Stop: 'stopped',
  Shutdown: 'shut down',
  Cancel: 'cancelled',
  Wait: 'waited for',
  Unlock: 'unlocked',
  RUnlock: 'unlocked',
  Delete: 'deleted',
  Free: 'freed',
  End: 'ended',
  Commit: 'committed or rolled back',
  Rollback: 'committed or rolled back',
  Scan: 'scanned',
  RemoveAll: 'removed',
  Put: 'put back',
};

/** Of all others. */
export const releasedWord = 'released';
