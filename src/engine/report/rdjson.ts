import type { Diagnostic, DiagnosticFix, Place, Severity } from '../run/diagnostic.js';
import { printable, printableJson } from './escape.js';
import { relativePath } from './paths.js';
import { activeOnes, fullMessage, type Report } from './report.js';
import { Sources } from './sources.js';

const severityWords: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };

/** reviewdog's format: one DiagnosticResult, with a final line end. Columns count bytes, as reviewdog has them. */
export function formatRdjson(report: Report): string {
  const writer = new Writer(report);
  const output = {
    source: { name: 'go-oom-lint' },
    diagnostics: activeOnes(report.result.diagnostics).map((diagnostic) => writer.diagnostic(diagnostic)),
  };
  return `${printableJson(output)}\n`;
}

class Writer {
  readonly #pathRoot: string;
  readonly #sources: Sources;

  constructor({ pathRoot, result }: Report) {
    this.#pathRoot = pathRoot;
    this.#sources = new Sources(result);
  }

  diagnostic(diagnostic: Diagnostic): object {
    const { rule, severity, place, notes, fixes } = diagnostic;
    const suggestions = fixes.flatMap((fix) => this.#suggestion(fix, place));
    return {
      message: fullMessage(diagnostic),
      location: this.#location(place),
      severity: severityWords[severity],
      code: { value: rule },
      ...(suggestions.length === 0 ? {} : { suggestions: suggestions.slice(0, 1) }),
      ...(notes.length === 0
        ? {}
        : {
            relatedLocations: notes.map((note) => ({
              message: printable(note.message),
              location: this.#location(note.place),
            })),
          }),
    };
  }

  /**
   * One text for one range: reviewdog offers each suggestion by itself, so that the edits of a fix must not be told
   * apart. A suggestion has no words to say that it changes what the program does, nor a file of its own.
   */
  #suggestion({ safe, edits }: DiagnosticFix, { file }: Place): object[] {
    const source = this.#sources.of(file);
    if (!safe || source === undefined || edits.length === 0 || edits.some(({ place }) => place.file !== file))
      return [];
    const pieces = edits
      .map(({ place, newText }) => ({ newText, start: source.offset(place), end: source.offset(endOf(place)) }))
      .sort((a, b) => a.start - b.start);
    const start = pieces[0].start;
    let end = start;
    let text = '';
    for (const piece of pieces) {
      text += source.slice(end, piece.start) + piece.newText;
      end = piece.end;
    }
    const [from, to] = [source.position(start), source.position(end)];
    const range = { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    return [{ range: this.#range(range), text }];
  }

  #location(place: Place): object {
    return { path: relativePath(this.#pathRoot, place.file), range: this.#range(place) };
  }

  /** Whole lines when the text is gone, and with it the bytes of columns. */
  #range(place: Place): object {
    const source = this.#sources.of(place.file);
    if (source === undefined) return { start: { line: place.line }, end: { line: place.endLine } };
    const end = endOf(place);
    return {
      start: { line: place.line, column: source.byteColumn(place) },
      end: { line: end.line, column: source.byteColumn(end) },
    };
  }
}

function endOf({ endLine, endColumn }: Place): { line: number; column: number } {
  return { line: endLine, column: endColumn };
}
