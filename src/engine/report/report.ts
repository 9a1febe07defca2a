import type { Diagnostic, NotAnalysed, Severity } from '../run/diagnostic.js';
import type { LintResult, RuleDescription } from '../run/options.js';
import { printable } from './escape.js';

/** What every reporter gets. Paths are absolute with `/`. */
export interface Report {
  readonly result: LintResult;
  /** Of go-oom-lint, such as `1.2.0`. */
  readonly version: string;
  /** The rules that ran. */
  readonly rules: readonly RuleDescription[];
  readonly cwd: string;
  /** What paths in formats for other programs start from: the git top level, or what the user says. */
  readonly pathRoot: string;
}

/** From most to least urgent. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** How many findings nobody has silenced there are. */
export interface Counts {
  readonly total: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** The most frequent rule first, then by name. */
  readonly byRule: readonly (readonly [rule: string, count: number])[];
  readonly suppressed: number;
}

/** What nobody has silenced. */
export function activeOnes(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ suppressed }) => suppressed === undefined);
}

export function countFindings(diagnostics: readonly Diagnostic[]): Counts {
  const bySeverity = { error: 0, warning: 0, info: 0 };
  const byRule = new Map<string, number>();
  const active = activeOnes(diagnostics);
  for (const { severity, rule } of active) {
    bySeverity[severity]++;
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  }
  return {
    total: active.length,
    bySeverity,
    byRule: [...byRule].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    suppressed: diagnostics.length - active.length,
  };
}

/** Findings by file, both in their order. */
export function byFile(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const files = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic.place;
    const others = files.get(file);
    if (others === undefined) files.set(file, [diagnostic]);
    else others.push(diagnostic);
  }
  return files;
}

/** What is wrong and what to do, on one line, for formats that have one text for a finding. */
export function fullMessage({ message, advice }: Diagnostic): string {
  return printable(advice === '' ? message : `${message}. To mend it, ${advice}`);
}

/** Whether all of a file could not be analysed, not only one function in it. */
export function isWholeFile({ line, function: name }: NotAnalysed): boolean {
  return line === undefined && name === undefined;
}

/** With a comma before every three digits. */
export function amount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
