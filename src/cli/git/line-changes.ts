import { diffArrays } from 'diff';
import type { LineRange } from '../../engine/text/lines.js';

/** The lines of a text that an earlier one has not, 1-based. How lines end makes no difference. */
export function changedLines(before: string, after: string): LineRange[] {
  const found: LineRange[] = [];
  let line = 1;
  for (const { count, added, removed } of diffArrays(linesOf(before), linesOf(after))) {
    if (added) found.push({ first: line, last: line + count - 1 });
    if (!removed) line += count;
  }
  return found;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}
