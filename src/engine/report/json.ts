import type { Diagnostic, NotAnalysed, Place } from '../run/diagnostic.js';
import { printableJson } from './escape.js';
import { relativePath } from './paths.js';
import { countFindings, type Report } from './report.js';

/** For programs: one object, described by schema/output.schema.json, with a final line end. */
export function formatJson(report: Report): string {
  const { version, result } = report;
  const path = toPath(report);
  const findings = result.diagnostics.map((diagnostic) => findingOf(diagnostic, path));
  return `${printableJson({ version, findings, summary: summaryOf(report, path) })}\n`;
}

/** For programs that read line by line: each finding as {@link formatJson} has it, then version and summary. */
export function formatJsonLines(report: Report): string {
  const { version, result } = report;
  const path = toPath(report);
  const findings = result.diagnostics.map((diagnostic) => findingOf(diagnostic, path));
  const lines = [...findings, { version, summary: summaryOf(report, path) }];
  return lines.map((line) => `${printableJson(line, 0)}\n`).join('');
}

type ToPath = (file: string) => string;

function toPath({ cwd }: Report): ToPath {
  return (file) => relativePath(cwd, file);
}

function summaryOf({ result: { diagnostics, summary, hidden, errors } }: Report, path: ToPath): object {
  const { total, bySeverity, byRule, suppressed } = countFindings(diagnostics);
  return {
    findings: total,
    bySeverity,
    byRule: Object.fromEntries(byRule),
    suppressed,
    hidden,
    files: summary.files,
    functions: summary.functions,
    excluded: summary.excluded,
    notAnalysed: summary.notAnalysed.map((entry) => notAnalysedOf(entry, path)),
    notes: summary.notes,
    errors: errors.map(({ message, path: file }) => ({ message, ...(file === undefined ? {} : { file: path(file) }) })),
    durationMs: Math.round(summary.durationMs),
  };
}

function findingOf(diagnostic: Diagnostic, path: ToPath): object {
  const { rule, severity, confidence, message, advice, place, notes, fixes, fingerprint, suppressed } = diagnostic;
  return {
    rule,
    severity,
    confidence,
    message,
    advice,
    ...placeOf(place, path),
    function: diagnostic.function,
    notes: notes.map(({ message, place, step }) => ({
      message,
      ...placeOf(place, path),
      ...(step === undefined ? {} : { step }),
    })),
    fixes: fixes.map(({ description, safe, edits }) => ({
      description,
      safe,
      edits: edits.map((edit) => ({ ...placeOf(edit.place, path), newText: edit.newText })),
    })),
    fingerprint,
    ...(suppressed === undefined ? {} : { suppressed }),
  };
}

function placeOf({ file, line, column, endLine, endColumn }: Place, path: ToPath): object {
  return { file: path(file), line, column, endLine, endColumn };
}

function notAnalysedOf({ file, line, function: name, reason }: NotAnalysed, path: ToPath): object {
  return {
    file: path(file),
    ...(line === undefined ? {} : { line }),
    ...(name === undefined ? {} : { function: name }),
    reason,
  };
}
