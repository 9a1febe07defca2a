import type { NotAnalysed, Severity } from '../run/diagnostic.js';
import { printable, printablePath } from './escape.js';
import type { Paint } from './paint.js';
import { relativePath } from './paths.js';
import { amount, type Counts, countFindings, isWholeFile, type Report, severities } from './report.js';

/** Files that were not analysed are named up to this many; `--stats` names all. */
const filesNamed = 10;

/** What the run did: one line with the figures, the count of each rule, and what could not be analysed. */
export function summaryRows(report: Report, stats: boolean, paint: Paint): string[] {
  const { result } = report;
  const counts = countFindings(result.diagnostics);
  const files = result.summary.notAnalysed.filter(isWholeFile);
  const functions = result.summary.notAnalysed.filter((entry) => !isWholeFile(entry));
  return [
    headline(report, counts, { files: files.length, functions: functions.length }, stats, paint),
    ...ruleRows(counts),
    ...(stats || files.length <= filesNamed ? files : files.slice(0, filesNamed)).map((entry) =>
      row(entry, report.cwd),
    ),
    ...(!stats && files.length > filesNamed
      ? [`  not analysed: ${files.length - filesNamed} more files; --stats lists them`]
      : []),
    ...(stats ? functions.map((entry) => row(entry, report.cwd)) : []),
  ];
}

function headline(
  { result: { summary, hidden } }: Report,
  counts: Counts,
  notAnalysed: { files: number; functions: number },
  stats: boolean,
  paint: Paint,
): string {
  const more = [
    ...counted(hidden.belowSeverity, 'more with --severity info'),
    ...counted(hidden.belowConfidence, 'more with --confidence possible'),
    ...counted(hidden.known, 'in the baseline'),
    ...counted(counts.suppressed, 'silenced'),
  ];
  const details = [...(counts.total > 0 ? [severityList(counts)] : []), ...more].join('; ');
  const total = counts.total === 0 ? 'no findings' : plural(counts.total, 'finding');
  const found = paint(counts.total === 0 ? 'green' : 'bold', total) + (details === '' ? '' : ` (${details})`);
  const excluded = summary.excluded === 0 ? '' : `; ${plural(summary.excluded, 'file')} excluded`;
  const scope = `${plural(summary.files, 'file')}, ${plural(summary.functions, 'function')}${excluded}`;
  const missing = [
    ...pluralUnlessNone(notAnalysed.files, 'file'),
    ...pluralUnlessNone(notAnalysed.functions, 'function'),
  ];
  const hint = notAnalysed.functions > 0 && !stats ? ' (--stats lists them)' : '';
  const gap = missing.length === 0 ? '' : `; ${missing.join(' and ')} not analysed${hint}`;
  return `${found} in ${scope}${gap} ${paint('dim', `· ${duration(summary.durationMs)}`)}`;
}

function severityList({ bySeverity }: Counts): string {
  const words: Record<Severity, (count: number) => string> = {
    error: (count) => plural(count, 'error'),
    warning: (count) => plural(count, 'warning'),
    info: (count) => `${amount(count)} info`,
  };
  const present = severities.filter((severity) => bySeverity[severity] > 0);
  return present.map((severity) => words[severity](bySeverity[severity])).join(', ');
}

/** One line each when there is more than one rule; the headline says the rest. */
function ruleRows({ byRule }: Counts): string[] {
  if (byRule.length < 2) return [];
  const width = Math.max(...byRule.map(([, count]) => amount(count).length));
  return byRule.map(([rule, count]) => `  ${amount(count).padStart(width)}  ${rule}`);
}

function row({ file, line, function: name, reason }: NotAnalysed, cwd: string): string {
  const path = printablePath(relativePath(cwd, file));
  const place = line === undefined ? path : `${path}:${line}`;
  return `  not analysed: ${place}: ${name === undefined ? '' : `function ${printable(name)}: `}${printable(reason)}`;
}

function counted(count: number, words: string): string[] {
  return count === 0 ? [] : [`${amount(count)} ${words}`];
}

function pluralUnlessNone(count: number, noun: string): string[] {
  return count === 0 ? [] : [plural(count, noun)];
}

function plural(count: number, noun: string): string {
  return `${amount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${Math.max(seconds, 0.1).toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
