import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { relativePath } from '../engine/report/paths.js';
import { kindOf } from '../engine/run/diagnostic.js';
import type { KnownFindings, LintResult } from '../index.js';
import { reasonOf } from './file-errors.js';
import { UsageError } from './usage-error.js';

const formatVersion = 1;

/** Findings that look alike, as the file has them. */
interface Entry {
  readonly rule: string;
  /** Relative to the directory of the baseline, with `/`: for readers, and to tell what a run has looked at. */
  readonly file: string;
  readonly function: string;
  readonly count: number;
  /** Without its number. */
  readonly fingerprint: string;
}

/** What a baseline says, or why it says nothing. */
export interface Baseline {
  readonly entries: readonly Entry[];
  readonly note?: string;
}

/**
 * Reads a baseline. One that another version of the format wrote is left aside, with a note.
 *
 * @param shown the path as messages name it
 * @param isNew whether it need not be there yet
 * @throws UsageError when it is not there, cannot be read or is none
 */
export function readBaseline(path: string, shown: string, isNew: boolean): Baseline {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && isNew) return { entries: [] };
    throw new UsageError(
      `${shown}: the baseline cannot be read: ${reasonOf(error)}${isMissing ? '; --write-baseline creates it' : ''}`,
    );
  }
  const content = parsed(text, shown);
  if (content.version !== formatVersion) {
    const note = `${shown} was written by another version of go-oom-lint and is not used; --write-baseline renews it`;
    return { entries: [], note };
  }
  if (!Array.isArray(content.findings) || !content.findings.every(isEntry)) throw notABaseline(shown);
  return { entries: content.findings };
}

function parsed(text: string, shown: string): { readonly version?: unknown; readonly findings?: unknown } {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && 'version' in content) return content;
  } catch {
    // The message below says it.
  }
  throw notABaseline(shown);
}

function notABaseline(shown: string): UsageError {
  return new UsageError(`${shown} is not a baseline; --write-baseline writes one`);
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Record<keyof Entry, unknown>> | null;
  const texts = [entry?.rule, entry?.file, entry?.function, entry?.fingerprint];
  return texts.every((one) => typeof one === 'string') && Number.isSafeInteger(entry?.count);
}

/** What of the findings is known. */
export function knownIn(entries: readonly Entry[]): KnownFindings {
  const known = new Map<string, number>();
  for (const { fingerprint, count } of entries) known.set(fingerprint, (known.get(fingerprint) ?? 0) + count);
  return known;
}

/** How a baseline changes when it is written. */
export interface Written {
  readonly findings: number;
  readonly added: number;
  readonly dropped: number;
}

/**
 * Writes what a run found, and keeps what it cannot speak of: entries of files that it has not looked at, or not as a
 * whole, and of rules that did not run.
 *
 * @throws UsageError when it cannot be written
 */
export function writeBaseline(path: string, shown: string, before: readonly Entry[], result: LintResult): Written {
  const directory = dirname(path).replaceAll('\\', '/');
  const toPath = (file: string) => relativePath(directory, file);
  const ran = new Set(result.ran);
  const incomplete = new Set(result.summary.notAnalysed.map(({ file }) => file));
  const complete = new Set(result.files.filter((file) => !incomplete.has(file)).map(toPath));
  const found = entriesOf(result, toPath);
  const kinds = new Set(found.map(({ fingerprint }) => fingerprint));
  const kept = before.filter(
    ({ file, rule, fingerprint }) =>
      !kinds.has(fingerprint) && (!ran.has(rule) || !complete.has(file)) && existsSync(`${directory}/${file}`),
  );
  const entries = [...found, ...kept].sort((a, b) => compare(sortKey(a), sortKey(b)));
  const text = `{\n  "version": ${formatVersion},\n  "findings": [${entries.map((entry) => `\n    ${JSON.stringify(entry)}`).join(',')}\n  ]\n}\n`;
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${shown}: the baseline cannot be written: ${reasonOf(error)}`);
  }
  const [old, now] = [knownIn(before), knownIn(entries)];
  return { findings: sum(now), added: surplus(now, old), dropped: surplus(old, now) };
}

function entriesOf({ diagnostics }: LintResult, toPath: (file: string) => string): Entry[] {
  const found = new Map<string, Entry>();
  for (const one of diagnostics) {
    const fingerprint = kindOf(one);
    if (fingerprint === '' || one.suppressed !== undefined) continue;
    const { rule, place, function: name } = one;
    const count = (found.get(fingerprint)?.count ?? 0) + 1;
    found.set(fingerprint, { rule, file: toPath(place.file), function: name, count, fingerprint });
  }
  return [...found.values()];
}

function sortKey({ file, rule, function: name, fingerprint }: Entry): string {
  return [file, rule, name, fingerprint].join('\0');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(known: KnownFindings): number {
  return [...known.values()].reduce((total, count) => total + count, 0);
}

/** How many of the first are not in the second. */
function surplus(known: KnownFindings, other: KnownFindings): number {
  return [...known].reduce((total, [kind, count]) => total + Math.max(0, count - (other.get(kind) ?? 0)), 0);
}
