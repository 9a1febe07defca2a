import type { Diagnostic, NotAnalysed, Severity } from '../run/diagnostic.js';
import type { LintResult, RuleDescription } from '../run/options.js';

/** What every reporter gets. Paths are absolute with `/`. */
export interface Report {
  readonly result: LintResult;
  /** Of go-oom-lint, such as `1.2.0`. */
  readonly version: string;
  /** The rules that ran. */
  readonly rules: readonly RuleDescription[];
  readonly cwd: string;
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

export function countFindings(diagnostics: readonly Diagnostic[]): Counts {
  const bySeverity = { error: 0, warning: 0, info: 0 };
  const byRule = new Map<string, number>();
  const active = diagnostics.filter((diagnostic) => !diagnostic.suppressed);
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

/** Whether all of a file could not be analysed, not only one function in it. */
export function isWholeFile({ line, function: name }: NotAnalysed): boolean {
  return line === undefined && name === undefined;
}

/** With a comma before every three digits. */
export function amount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
