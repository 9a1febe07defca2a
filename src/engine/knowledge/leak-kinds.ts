// Resources that rules of their own look at, by what acquires them.

export const mutexes: ReadonlySet<string> = new Set([
  '(*sync.Mutex).Lock',
  '(*sync.RWMutex).Lock',
  '(*sync.RWMutex).RLock',
]);

export const pulls: ReadonlySet<string> = new Set(['iter.Pull', 'iter.Pull2']);

export const signalRegistrations: ReadonlySet<string> = new Set(['os/signal.Notify']);
