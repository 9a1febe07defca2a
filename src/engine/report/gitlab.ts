import type { Diagnostic, Severity } from '../run/diagnostic.js';
import { hash } from '../text/hash.js';
import { printableJson } from './escape.js';
import { relativePath } from './paths.js';
import { activeOnes, fullMessage, type Report } from './report.js';

const severityWords: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', info: 'minor' };

/** A Code Quality report of GitLab: one array, with a final line end. */
export function formatGitlab({ result, pathRoot }: Report): string {
  const identities = new Identities();
  const issues = activeOnes(result.diagnostics).map((diagnostic) => {
    const { rule, severity, place } = diagnostic;
    const path = relativePath(pathRoot, place.file);
    return {
      description: fullMessage(diagnostic),
      check_name: rule,
      fingerprint: identities.next(diagnostic, path),
      severity: severityWords[severity],
      location: { path, lines: { begin: place.line, end: place.endLine } },
    };
  });
  return `${printableJson(issues)}\n`;
}

/** Of issues with the same fingerprint GitLab shows one: each gets its own, also where findings share one or have none. */
class Identities {
  readonly #seen = new Map<string, number>();

  next({ rule, message, fingerprint }: Diagnostic, path: string): string {
    const key = fingerprint === '' ? hash([rule, path, message].join('\0')) : fingerprint;
    const number = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, number);
    return number === 1 ? key : hash(`${key}\0${number}`);
  }
}
