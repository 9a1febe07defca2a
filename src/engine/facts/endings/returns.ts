import type { Summary } from '../summary.js';

/** Whether control may come back from a function: by a return, or because it recovers from its own panic. */
export const returns: Summary<boolean> = {
  name: 'returns',
  unknown: true,
  bottom: true,
  known: (name, { known }) => (known.noReturn.has(name) ? false : undefined),
  same: (a, b) => a === b,
  of: (body, _callees, { pkg }) => pkg.returning.ofBody(body),
};
