import type { Diagnostic } from '../run/diagnostic.js';
import type { LintError } from '../run/options.js';
import { relativePath } from './paths.js';
import { byFile, type Report } from './report.js';
import { type XmlElement, xmlDocument } from './xml.js';

/**
 * A report as test runners write it: each file with findings is a suite, each finding a test that failed, or was skipped
 * when a comment silences it. What went wrong is an error. Readers that want a test find one in a clean run too.
 */
export function formatJunit({ result, pathRoot, cwd }: Report): string {
  const path = (file: string) => relativePath(pathRoot, file);
  const suites = [...byFile(result.diagnostics)].map(([file, diagnostics]) => {
    const cases = diagnostics.map((diagnostic) => testOf(diagnostic, path));
    return suite(path(file), cases);
  });
  const failed = result.errors.map((error) => errorOf(error, path(error.path ?? cwd)));
  if (failed.length > 0) suites.push(suite('go-oom-lint', failed));
  if (suites.length === 0) suites.push(suite('go-oom-lint', [passed]));
  const time = (result.summary.durationMs / 1000).toFixed(3);
  const attributes = { name: 'go-oom-lint', ...sums(suites), time };
  return xmlDocument({ name: 'testsuites', attributes, children: suites });
}

const passed: XmlElement = { name: 'testcase', attributes: { name: 'no findings', classname: 'go-oom-lint' } };

function testOf(diagnostic: Diagnostic, path: (file: string) => string): XmlElement {
  const { rule, severity, place, message, suppressed } = diagnostic;
  const file = path(place.file);
  const attributes = { name: `${rule} ${place.line}:${place.column}`, classname: file, file, line: place.line };
  const outcome: XmlElement = suppressed
    ? { name: 'skipped', attributes: { message: suppressed.reason || suppressed.directive } }
    : { name: 'failure', attributes: { message, type: severity }, text: explanation(diagnostic, path) };
  return { name: 'testcase', attributes, children: [outcome] };
}

function explanation({ place, message, notes, advice }: Diagnostic, path: (file: string) => string): string[] {
  return [
    `${path(place.file)}:${place.line}:${place.column}: ${message}`,
    ...notes.map((note) => `${path(note.place.file)}:${note.place.line}:${note.place.column}: ${note.message}`),
    ...(advice === '' ? [] : [`do: ${advice}`]),
  ];
}

function errorOf({ message }: LintError, name: string): XmlElement {
  const outcome = { name: 'error', attributes: { message, type: 'error' } };
  return { name: 'testcase', attributes: { name, classname: 'go-oom-lint' }, children: [outcome] };
}

function suite(name: string, cases: readonly XmlElement[]): XmlElement {
  return { name: 'testsuite', attributes: { name, ...outcomes(cases) }, children: cases };
}

const outcomeNames = { failures: 'failure', errors: 'error', skipped: 'skipped' };

/** How many tests there are, and how many of each outcome. */
function outcomes(cases: readonly XmlElement[]): Record<string, number> {
  const all = cases.flatMap(({ children = [] }) => children);
  const counts = Object.entries(outcomeNames).map(([key, name]) => [
    key,
    all.filter((one) => one.name === name).length,
  ]);
  return { tests: cases.length, ...Object.fromEntries(counts) };
}

function sums(suites: readonly XmlElement[]): Record<string, number> {
  return outcomes(suites.flatMap(({ children = [] }) => children));
}
