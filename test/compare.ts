import type { Diagnostic, Severity } from '../src/engine/run/diagnostic.js';
import type { Expectations, Want } from './expectations.js';

/** One difference between what a fixture asks for and what was found. */
interface Difference {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/**
 * What is wrong with the findings in one file, one entry for each difference, in the order of lines: a wanted finding
 * that is missing, a finding that nobody wanted, a `miss` or `noise` marker that no longer holds.
 * @param diagnostics those of the file
 * @param defaultSeverity of a want that names none
 * @param where how to name a 1-based line of the file
 */
export function compare(
  { wants, misses, noises }: Expectations,
  diagnostics: readonly Diagnostic[],
  defaultSeverity: Severity,
  where: (line: number) => string,
): string[] {
  const differences: Difference[] = [];
  const left = new Set(diagnostics);

  for (const line of new Set(wants.map((want) => want.line))) {
    const wanted = wants.filter((want) => want.line === line);
    const found = diagnostics.filter((diagnostic) => diagnostic.place.line === line);
    const pairs = pair(wanted, found, (want, diagnostic) => fits(want, diagnostic, defaultSeverity));
    for (const want of wanted) {
      const match = pairs.get(want);
      if (match === undefined) differences.push({ line, text: `missing: ${describeWant(want, defaultSeverity)}` });
      else left.delete(match);
    }
  }
  for (const { line, reason } of noises) {
    const wrong = [...left].filter((diagnostic) => diagnostic.place.line === line);
    if (wrong.length === 0) differences.push({ line, text: `no noise any more, remove the marker: ${reason}` });
    for (const diagnostic of wrong) left.delete(diagnostic);
  }
  for (const { line, reason } of misses) {
    const seen = [...left].filter((diagnostic) => diagnostic.place.line === line);
    for (const diagnostic of seen) {
      const text = `not missed any more, make it a \`want\`: ${reason}\n${describe(diagnostic)}`;
      differences.push({ line, text });
      left.delete(diagnostic);
    }
  }
  for (const diagnostic of left) {
    differences.push({ line: diagnostic.place.line, text: `unexpected: ${describe(diagnostic)}` });
  }
  return differences.sort((a, b) => a.line - b.line).map(({ line, text }) => `${where(line)}: ${text}`);
}

function fits(want: Want, diagnostic: Diagnostic, defaultSeverity: Severity): boolean {
  if (diagnostic.severity !== (want.severity ?? defaultSeverity) || !want.message.test(diagnostic.message))
    return false;
  const notes = pair(want.because, diagnostic.notes, (regexp, note) => regexp.test(note.message));
  return notes.size === want.because.length;
}

function describeWant({ severity, message, because }: Want, defaultSeverity: Severity): string {
  const notes = because.map((regexp) => ` because \`${regexp.source}\``);
  return `${severity ?? defaultSeverity} \`${message.source}\`${notes.join('')}`;
}

function describe({ severity, confidence, message, notes }: Diagnostic): string {
  const because = notes.map(({ message, place }) => `\n    because (line ${place.line}): ${message}`);
  return `${severity}, ${confidence}: ${message}${because.join('')}`;
}

/** Gives as many of `wanted` as possible an element of `found` of their own (augmenting paths, Kuhn's algorithm). */
function pair<W, F>(wanted: readonly W[], found: readonly F[], fit: (wanted: W, found: F) => boolean): Map<W, F> {
  const owner = new Map<F, W>();
  const place = (want: W, tried: Set<F>): boolean =>
    found.some((candidate) => {
      if (tried.has(candidate) || !fit(want, candidate)) return false;
      tried.add(candidate);
      const holder = owner.get(candidate);
      if (holder !== undefined && !place(holder, tried)) return false;
      owner.set(candidate, want);
      return true;
    });
  for (const want of wanted) place(want, new Set());
  return new Map([...owner].map(([candidate, want]) => [want, candidate]));
}
