import type { DiagnosticEdit } from '../run/diagnostic.js';
import type { Source } from '../text/source.js';
import type { Paint } from './paint.js';
import { cellsOf } from './width.js';

/** More lines than these say more about the file than about the fix. */
const mostLines = 12;

/**
 * The lines that the edits of one fix touch, before (`-`) and after (`+`), under the path of their file where it is
 * not the first one's. Empty when a source is missing or there is too much to show.
 */
export function diffRows(
  edits: readonly DiagnosticEdit[],
  sourceOf: (file: string) => Source | undefined,
  pathOf: (file: string) => string,
  paint: Paint,
): string[] {
  const rows: string[] = [];
  for (const group of groupByLines(edits)) {
    const { file, line } = group[0].place;
    const source = sourceOf(file);
    if (!source) return [];
    if (file !== edits[0].place.file) rows.push(`  ${pathOf(file)}`);
    const [before, after] = linesAround(source, group);
    rows.push(...before.map((text, i) => paint('red', row(line + i, '-', text))));
    rows.push(...after.map((text, i) => paint('green', row(line + i, '+', text))));
  }
  return rows.length > mostLines ? [] : rows;
}

/** Edits in order of their places, those that share a line together. */
function groupByLines(edits: readonly DiagnosticEdit[]): DiagnosticEdit[][] {
  const groups: DiagnosticEdit[][] = [];
  for (const edit of [...edits].sort(byPlace)) {
    const last = groups.at(-1)?.at(-1)?.place;
    if (last && last.file === edit.place.file && edit.place.line <= last.endLine) groups.at(-1)?.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

function byPlace({ place: a }: DiagnosticEdit, { place: b }: DiagnosticEdit): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** The whole lines that edits touch, as they are and as they become. */
function linesAround(source: Source, edits: readonly DiagnosticEdit[]): [before: string[], after: string[]] {
  const first = source.offset({ line: edits[0].place.line, column: 1 });
  const end = source.offset({ line: Math.max(...edits.map(({ place }) => place.endLine)) + 1, column: 1 });
  let after = '';
  let at = first;
  for (const { place, newText } of edits) {
    after += source.slice(at, source.offset(place)) + newText;
    at = source.offset({ line: place.endLine, column: place.endColumn });
  }
  return dropCommon(linesOf(source.slice(first, end)), linesOf(after + source.slice(at, end)));
}

/** Lines at the end that an edit ran up to but did not change. */
function dropCommon(before: string[], after: string[]): [before: string[], after: string[]] {
  while (before.length > 0 && after.length > 0 && before.at(-1) === after.at(-1)) {
    before.pop();
    after.pop();
  }
  return [before, after];
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function row(line: number, sign: string, text: string): string {
  const shown = cellsOf(text)
    .map((cell) => cell.text)
    .join('');
  return `${String(line).padStart(5)} ${sign} ${shown}`.trimEnd();
}
