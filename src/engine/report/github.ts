import type { Diagnostic, Severity } from '../run/diagnostic.js';
import { printable } from './escape.js';
import { relativePath } from './paths.js';
import { activeOnes, amount, countFindings, type Report, severities } from './report.js';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Annotations of each kind that GitHub shows for a step; it drops the others without a word. One of the notices is left
 * for the line that counts what has no annotation.
 */
const most: Readonly<Record<Severity, number>> = { error: 10, warning: 10, info: 9 };

/**
 * Workflow commands, which GitHub's runner turns into annotations: what went wrong, then the findings, the most severe
 * first, up to what GitHub shows; then a line that says how many more there are.
 */
export function formatGithub({ result, pathRoot }: Report): string {
  const path = (file: string) => relativePath(pathRoot, file);
  const errors = result.errors.map(({ message, path: file }) =>
    command('error', { file: file === undefined ? undefined : path(file), title: 'go-oom-lint' }, printable(message)),
  );
  const room = { ...most, error: Math.max(0, most.error - errors.length) };
  const active = activeOnes(result.diagnostics);
  const annotated = severities.flatMap((severity) =>
    active.filter((one) => one.severity === severity).slice(0, room[severity]),
  );
  const shown = new Set(annotated);
  const left = active.filter((one) => !shown.has(one));
  const lines = [...errors, ...annotated.map((one) => annotation(one, path)), ...rest(left)];
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(diagnostic: Diagnostic, path: (file: string) => string): string {
  const { rule, severity, message, advice, notes, place } = diagnostic;
  const { file, line, column, endLine, endColumn } = place;
  // The runner takes no columns for a range of several lines.
  const columns = line === endLine ? { col: column, endColumn } : {};
  const text = [
    message,
    ...notes.map((note) => `${path(note.place.file)}:${note.place.line}: ${note.message}`),
    ...(advice === '' ? [] : [`do: ${advice}`]),
  ];
  const where = { file: path(file), line, endLine, ...columns, title: rule };
  return command(commands[severity], where, text.map(printable).join('\n'));
}

function rest(left: readonly Diagnostic[]): string[] {
  if (left.length === 0) return [];
  const { bySeverity } = countFindings(left);
  const counts = severities
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${amount(bySeverity[severity])} ${severity}`);
  const text = `${amount(left.length)} more without an annotation (${counts.join(', ')}): GitHub shows 10 of each kind for a step`;
  return [command('notice', { title: 'go-oom-lint' }, text)];
}

type Properties = Readonly<Record<string, string | number | undefined>>;

/** `::name key=value,key=value::data`; what has a meaning there is written as %XX. */
function command(name: string, properties: Properties, data: string): string {
  const pairs = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapedProperty(printable(String(value)))}`],
  );
  return `::${name} ${pairs.join(',')}::${escapedData(data)}`;
}

function escapedData(text: string): string {
  return text.replace(/[%\r\n]/g, percent);
}

function escapedProperty(text: string): string {
  return text.replace(/[%\r\n:,]/g, percent);
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
