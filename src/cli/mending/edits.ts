import type { Diagnostic, DiagnosticEdit, DiagnosticFix } from '../../engine/run/diagnostic.js';
import type { Source } from '../../engine/text/source.js';

/** A part of a text, in UTF-16 units, and what comes in its place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A text after some fixes. */
export interface Mended {
  readonly text: string;
  /** How many fixes are in it. */
  readonly fixes: number;
}

/**
 * Makes, of each finding, the first fix that may be made, in as many files as it says. A fix that shares text with one
 * that was taken before is left for the next time.
 *
 * @param sourceOf undefined for a file that is not to be changed
 * @returns by path, the files that change
 */
export function mend(
  diagnostics: readonly Diagnostic[],
  unsafe: boolean,
  sourceOf: (file: string) => Source | undefined,
): Map<string, Mended> {
  const taken = new Map<string, { readonly source: Source; readonly replacements: Replacement[]; fixes: number }>();
  for (const { fixes, suppressed } of diagnostics) {
    const fix = suppressed === undefined ? fixes.find(({ safe }) => safe || unsafe) : undefined;
    const parts = fix && partsOf(fix, sourceOf);
    if (parts === undefined || parts.some(({ file, replacement }) => overlaps(replacement, taken.get(file)))) continue;
    for (const { file, source, replacement } of parts) {
      const known = taken.get(file) ?? { source, replacements: [], fixes: 0 };
      taken.set(file, known);
      known.replacements.push(replacement);
    }
    for (const file of new Set(parts.map((part) => part.file))) taken.get(file)!.fixes++;
  }
  return new Map(
    [...taken].map(([file, { source, replacements, fixes }]) => [
      file,
      { text: replaced(source.text, replacements), fixes },
    ]),
  );
}

interface Part {
  readonly file: string;
  readonly source: Source;
  readonly replacement: Replacement;
}

/** Undefined when one of the files is not to be changed. */
function partsOf({ edits }: DiagnosticFix, sourceOf: (file: string) => Source | undefined): Part[] | undefined {
  const parts: Part[] = [];
  for (const edit of edits) {
    const { file } = edit.place;
    const source = sourceOf(file);
    if (source === undefined) return undefined;
    parts.push({ file, source, replacement: replacementOf(edit, source) });
  }
  return parts;
}

function replacementOf({ place, newText }: DiagnosticEdit, source: Source): Replacement {
  const { line, column, endLine, endColumn } = place;
  const endsWithCarriageReturn = source.text.includes('\r\n');
  return {
    start: source.offset({ line, column }),
    end: source.offset({ line: endLine, column: endColumn }),
    newText: endsWithCarriageReturn ? newText.replace(/\r?\n/g, '\r\n') : newText,
  };
}

/** Two that begin at one place overlap as well: which comes first, nobody has said. */
function overlaps(one: Replacement, others: { readonly replacements: readonly Replacement[] } | undefined): boolean {
  return (
    others?.replacements.some(
      (other) => one.start === other.start || (one.start < other.end && other.start < one.end),
    ) ?? false
  );
}

/** The text with replacements that do not overlap. */
function replaced(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of [...replacements].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
