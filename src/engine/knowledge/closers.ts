import { methodName } from './resource-table.js';

/**
 * Names by which methods end what they are called on, whatever its type: the conventions of the standard library. Other
 * names, Commit, Delete, Start, Wait, do so for the types that are listed with them only.
 */
export const closers: ReadonlySet<string> = new Set([
  ...['Abort', 'Cancel', 'Close', 'CloseNow', 'CloseWithError', 'Destroy', 'Disconnect', 'Discard', 'Dispose', 'Drain'],
  ...['End', 'Finish', 'Free', 'GracefulStop', 'Kill', 'Quit', 'Release', 'RUnlock', 'Rollback', 'Shutdown', 'Stop'],
  ...['Terminate', 'Unlock', 'Unmap', 'Unref'],
]);

/** Of them, those that end what whoever calls them has taken; the others may end what somebody else has, or a piece of work. */
export const givingBack: ReadonlySet<string> = new Set(['Close', 'Commit', 'Destroy', 'Free', 'Release', 'Rollback']);

/** The same inside a package. */
export const ownClosers: ReadonlySet<string> = new Set(['cleanup', 'close', 'release', 'shutdown', 'stop', 'teardown']);

/** Whether a function that nobody has read may end what it is given: GracefulClose, DrainBody, cleanupConn. */
export function soundsLikeEnd(fullName: string): boolean {
  return /clean|close|dispose|drain|discard|done|end|finish|free|release|shutdown|stop/i.test(methodName(fullName));
}

/** Types of what nothing is lost by when it is dropped, or what other rules watch, as types.TypeString writes them. */
export const keptWithoutCost: ReadonlySet<string> = new Set([
  '*time.Timer',
  '*time.Ticker',
  '*sync.Mutex',
  '*sync.RWMutex',
]);
