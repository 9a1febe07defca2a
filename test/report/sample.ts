import type { Report } from '../../src/engine/report/report.js';
import type {
  Diagnostic,
  DiagnosticEdit,
  DiagnosticFix,
  DiagnosticNote,
  Place,
} from '../../src/engine/run/diagnostic.js';
import type { LintResult, RuleDescription } from '../../src/engine/run/options.js';
import { Source } from '../../src/engine/text/source.js';

/** The place of the n-th (from 1) occurrence of some text in a source. */
export function placeOf(source: Source, text: string, nth = 1): Place {
  let start = -1;
  for (let i = 0; i < nth; i++) {
    start = source.text.indexOf(text, start + 1);
    if (start < 0) throw new Error(`no occurrence ${i + 1} of ${JSON.stringify(text)}`);
  }
  const from = source.position(start);
  const to = source.position(start + text.length);
  return { file: source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

export function note(source: Source, text: string, message: string, nth = 1): DiagnosticNote {
  return { message, place: placeOf(source, text, nth) };
}

export function replacement(source: Source, text: string, newText: string, description: string): DiagnosticFix {
  return { description, safe: true, edits: [{ place: placeOf(source, text), newText }] };
}

/** A warning of unbounded-goroutine, unless told otherwise, at some text of a source. */
export function finding(source: Source, text: string, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    rule: 'unbounded-goroutine',
    severity: 'warning',
    confidence: 'certain',
    message: 'starts a goroutine for each of items; nothing limits how many run at once',
    advice: 'set a limit before the loop',
    place: placeOf(source, text),
    function: 'poll',
    notes: [],
    fixes: [],
    fingerprint: '0123456789abcdef',
    ...more,
  };
}

export function resultOf(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  more: Partial<LintResult> = {},
): LintResult {
  return {
    diagnostics,
    ran: [],
    files: [],
    hidden: { belowSeverity: 0, belowConfidence: 0, unchanged: 0, known: 0 },
    summary: { files: sources.length, functions: 2, excluded: 0, notAnalysed: [], notes: [], durationMs: 812 },
    errors: [],
    readSource: (file) => sources.find(({ path }) => path === file),
    ...more,
  };
}

export function reportOf(result: LintResult, more: Partial<Report> = {}): Report {
  return { result, version: '0.1.0', rules: [unboundedGoroutine], cwd: '/repo', pathRoot: '/repo', ...more };
}

export const unboundedGoroutine: RuleDescription = {
  name: 'unbounded-goroutine',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-770', 'goroutine'],
  docs: {
    reports: 'goroutines started once for each piece of data, with nothing that limits how many run at once',
    why: 'A burst of input becomes a burst of goroutines: each holds at least 2.5 KB and whatever it captures.',
    instead: 'set a limit before the loop (errgroup SetLimit, a buffered channel) or start a fixed number of workers',
    quiet: ['a loop over a constant of at most 16', 'a semaphore that is taken before the goroutine starts'],
    misses: 'goroutines started by functions of other modules',
  },
};

/** Lines of Go with real tabs, as an array so that trailing spaces and odd characters stay visible. */
export function goSource(path: string, lines: readonly string[], lineEnd = '\n'): Source {
  return Source.fromText(path, lines.join(lineEnd) + lineEnd);
}

/** A text with the edits of one fix made. */
export function applyEdits(source: Source, edits: readonly DiagnosticEdit[]): string {
  const inReverse = [...edits].sort((a, b) => source.offset(b.place) - source.offset(a.place));
  return inReverse.reduce((text, { place, newText }) => {
    const end = source.offset({ line: place.endLine, column: place.endColumn });
    return text.slice(0, source.offset(place)) + newText + text.slice(end);
  }, source.text);
}
