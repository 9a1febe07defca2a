import type { Diagnostic, DiagnosticNote, Place, Severity, Suppression } from '../run/diagnostic.js';
import { diffRows } from './diff.js';
import { printable, printablePath } from './escape.js';
import type { Label } from './excerpt.js';
import { excerpt } from './excerpt.js';
import type { Paint, Style } from './paint.js';
import { colourPaint, plainPaint } from './paint.js';
import { relativePath } from './paths.js';
import type { Report } from './report.js';
import { Sources } from './sources.js';
import { summaryRows } from './text-summary.js';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal, or as many as suit a log. */
  readonly width: number;
  /** Findings alone, without a summary. */
  readonly quiet: boolean;
  /** Whether the summary lists every function that was not analysed. */
  readonly stats: boolean;
}

/** For people: each finding with its lines of code, then a summary. Ends with a line end unless empty. */
export function formatText(report: Report, options: TextOptions): string {
  const paint = options.colour ? colourPaint : plainPaint;
  const writer = new FindingWriter(report, options.width, paint);
  const blocks = report.result.diagnostics.map((diagnostic) => writer.rows(diagnostic));
  if (!options.quiet) blocks.push(summaryRows(report, options.stats, paint));
  return blocks.map((rows) => rows.map((row) => `${row}\n`).join('')).join('\n');
}

const severityStyle: Record<Severity, Style> = { error: 'red', warning: 'yellow', info: 'blue' };

/** Notes at most this many lines from the finding are drawn in its excerpt. */
const nearby = 20;
const leastWidth = 40;

class FindingWriter {
  readonly #report: Report;
  readonly #width: number;
  readonly #paint: Paint;
  readonly #sources: Sources;

  constructor(report: Report, width: number, paint: Paint) {
    this.#report = report;
    this.#sources = new Sources(report.result);
    this.#width = Math.max(leastWidth, width - '  1234 | '.length);
    this.#paint = paint;
  }

  rows(diagnostic: Diagnostic): string[] {
    const { place, notes, advice, fixes, suppressed } = diagnostic;
    const near = notes.filter((note) => isNear(note, place));
    const far = notes.filter((note) => !near.includes(note));
    const primary: Label = { place, message: '', mark: '^', style: severityStyle[diagnostic.severity] };
    return [
      this.#headline(diagnostic),
      ...this.#excerpt(place.file, [primary, ...near.map(noteLabel)]),
      ...far.flatMap((note) => this.#farNote(note)),
      ...(suppressed ? [this.#entry('silenced by', silencedBy(suppressed))] : []),
      ...(advice === '' ? [] : [this.#entry('do', advice)]),
      ...fixes.flatMap((fix) => [
        this.#entry('fix', fix.safe ? fix.description : `${fix.description} (changes what the program does)`),
        ...diffRows(
          fix.edits,
          (file) => this.#sources.of(file),
          (file) => this.#path(file),
          this.#paint,
        ),
      ]),
    ];
  }

  #headline({ place, severity, message, rule, confidence, suppressed }: Diagnostic): string {
    const position = this.#paint('bold', `${this.#position(place)}:`);
    const name = this.#paint('dim', confidence === 'possible' ? `${rule} (possible)` : rule);
    const level = suppressed
      ? this.#paint('dim', `${severity}, silenced:`)
      : this.#paint(severityStyle[severity], `${severity}:`);
    return `${position} ${level} ${printable(message)}  ${name}`;
  }

  #entry(label: string, text: string): string {
    return `  ${this.#paint('bold', `${label}:`)} ${printable(text)}`;
  }

  #farNote(note: DiagnosticNote): string[] {
    const label: Label = { ...noteLabel(note), message: '' };
    const head = `${this.#position(note.place)}: ${printable(note.message)}`;
    return [`  ${this.#paint('bold', 'note:')} ${head}`, ...this.#excerpt(note.place.file, [label])];
  }

  /** Without a source (the file is gone) the notes keep their places, as lines. */
  #excerpt(file: string, labels: readonly Label[]): string[] {
    const source = this.#sources.of(file);
    if (source) return excerpt(source, labels, this.#width, this.#paint);
    const notes = labels.filter(({ message }) => message !== '');
    return notes.map(({ place, message }) => this.#entry('note', `${this.#position(place)}: ${message}`));
  }

  /** `path:line:column` as Go's own tools print it: the column counts bytes, those of a byte order mark too. */
  #position({ file, line, column }: Place): string {
    const bytes = this.#sources.of(file)?.byteColumn({ line, column }) ?? column;
    return `${this.#path(file)}:${line}:${bytes}`;
  }

  #path(file: string): string {
    return printablePath(relativePath(this.#report.cwd, file));
  }
}

function silencedBy({ directive, reason }: Suppression): string {
  return reason === '' ? directive : `${directive} (${reason})`;
}

function noteLabel({ place, message }: DiagnosticNote): Label {
  return { place, message, mark: '-', style: 'cyan' };
}

function isNear(note: DiagnosticNote, place: Place): boolean {
  if (note.place.file !== place.file) return false;
  return note.place.line >= place.line - nearby && note.place.line <= place.endLine + nearby;
}
