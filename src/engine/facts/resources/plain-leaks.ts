import { mutexes, pulls, signalRegistrations } from '../../knowledge/leak-kinds.js';
import type { Resource } from '../../knowledge/resources.js';
import { leaksOf } from './leaks.js';

// Leaks of which no more is to be known than where they are.

const isOneOf = (names: ReadonlySet<string>) => (resource: Resource) =>
  resource.acquire.some((name) => names.has(name));

/** Child processes that nobody waits for on some path. */
export const unwaitedProcesses = leaksOf('leaks of processes', ({ holds }) => holds === 'process');

/** Locks that are still held at some return. */
export const heldLocks = leaksOf('leaks of locks', isOneOf(mutexes));

/** Iterators whose stop function is not called on some path. */
export const unstoppedPulls = leaksOf('leaks of iterators', isOneOf(pulls));

/** Channels that go on getting signals. */
export const signalRegistrationLeaks = leaksOf('leaks of signal registrations', isOneOf(signalRegistrations));
