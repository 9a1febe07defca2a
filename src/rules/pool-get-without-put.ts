import { defineRule, type MissingPut, missingPuts, type Note, poolGets } from '../engine/api.js';

/** So many returns are shown. */
const MOST_SHOWN = 3;

export default defineRule({
  name: 'pool-get-without-put',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'medium',
  tags: ['pool'],
  docs: {
    reports: 'values that are taken from a sync.Pool and not put back on some path',
    why:
      'Nothing leaks: the garbage collector takes the value. But the pool makes a new one for the next user, so that ' +
      'the path that forgets allocates as if there were no pool, and does so most when errors are frequent.',
    instead: 'defer the Put right behind the Get, or put the value back before each return',
    quiet: [
      'the value is handed on or kept: returned, stored, sent, given to a goroutine or to a function that keeps it',
      'a wrapper or a method of the value puts it back',
      'a value that has become too large is dropped on purpose, behind a check of its cap or length',
      'ways that end in a panic',
    ],
    misses: 'Values that a function whose code is not at hand may have kept.',
  },

  requires: { missingPuts },
  on: poolGets,

  check(get, { missingPuts }) {
    const missing = missingPuts.of(get);
    if (missing === undefined) return undefined;
    const { at } = get;
    return { at, message: message(missing), because: notes(missing) };
  },
});

function message({ value, getter, renewed, sometimes }: MissingPut): string {
  const what =
    value === undefined ? `what ${getter} takes from its pool` : `${value}, which ${getter} takes from its pool,`;
  if (!sometimes) return `${what} is never put back`;
  return `${what} is not put back on every ${renewed ? 'turn of the loop' : 'path'}`;
}

function notes({ returns, renewed, sometimes }: MissingPut): Note[] {
  if (!sometimes || renewed) return [];
  return returns.slice(0, MOST_SHOWN).map((at) => ({ at, message: 'this return leaves without putting it back' }));
}
