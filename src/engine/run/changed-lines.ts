import type { Place } from '../text/place.js';
import type { Diagnostic } from './diagnostic.js';
import type { ChangedLines } from './options.js';

/**
 * Whether a change may have brought a finding about: it stands on a changed line, or one of its notes does. A return
 * that is new makes a leak of what was opened above it long ago.
 */
export function isOnChangedLine({ place, notes }: Diagnostic, changed: ChangedLines): boolean {
  return [place, ...notes.map((note) => note.place)].some((one) => touches(one, changed));
}

function touches({ file, line, endLine }: Place, changed: ChangedLines): boolean {
  return changed.get(file)?.some(({ first, last }) => line <= last && first <= endLine) ?? false;
}
