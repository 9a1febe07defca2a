import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Confidence, LintOptions, RuleSelection, Severity } from '../index.js';
import { type Destination, destinationsOf } from './destinations.js';
import { confidenceNames, failOnNames, severityNames } from './flags.js';
import type { Host } from './host.js';
import type { Invocation } from './parse.js';
import { UsageError } from './usage-error.js';

export type FailOn = (typeof failOnNames)[number];

/** What the flags of a lint run mean. */
export interface Settings {
  readonly lint: Omit<LintOptions, 'onProgress'>;
  readonly failOn: FailOn;
  /** Where each format goes. */
  readonly destinations: readonly Destination[];
  /** `auto`, `always` or `never`. */
  readonly colour: string;
  readonly quiet: boolean;
  readonly stats: boolean;
  /** Absolute, with `/`; absent: the git top level. */
  readonly pathRoot?: string;
  readonly category?: string;
  /** What the user should know about the flags. */
  readonly notes: readonly string[];
}

/**
 * Reads the flags of a lint run.
 *
 * @throws UsageError for a value that means nothing, or flags that contradict each other
 */
export function settingsOf({ positionals, given }: Invocation, host: Host): Settings {
  if (positionals.includes('-')) throw new UsageError('reading from standard input is not available in this version');
  const last = (name: string) => given.get(name)?.at(-1);
  const failOn = failOnNames.find((name) => name === last('fail-on')) ?? 'warning';
  const severity = leastSeverity(last('severity'), failOn);
  checkThreads(last('threads'));
  const lint: Settings['lint'] = {
    patterns: positionals.length === 0 ? ['./...'] : positionals,
    cwd: host.cwd,
    severity,
    confidence: confidenceNames.find((name): name is Confidence => name === last('confidence')) ?? 'likely',
    rules: selectionOf(given),
    tests: given.has('tests'),
    ...optional('goos', last('goos')),
    ...optional('goarch', last('goarch')),
    ...optional('tags', given.has('tags') ? tagsOf(given.get('tags') ?? []) : undefined),
    ...optional('goVersion', versionOf('go', last('go'))),
    ...optional('toolchain', versionOf('toolchain', last('toolchain'))),
    maxFileSize: bytesOf(last('max-file-size') ?? '4MB'),
    showSuppressed: given.has('show-suppressed'),
  };
  return {
    lint,
    failOn,
    destinations: destinationsOf(given.get('format') ?? ['text']),
    colour: last('color') ?? 'auto',
    quiet: given.has('quiet'),
    stats: given.has('stats'),
    ...optional('pathRoot', directoryOf('path-root', last('path-root'), host.cwd)),
    ...optional('category', last('category')),
    notes: fallsShort(failOn, severity) ? [`--fail-on ${failOn} sees only what --severity ${severity} reports`] : [],
  };
}

/** A property, unless it has no value. */
function optional<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: V });
}

/** The threshold that was asked for; else what the exit code depends on is reported, and warnings anyway. */
function leastSeverity(asked: string | undefined, failOn: FailOn): Severity {
  return severityNames.find((name) => name === asked) ?? (failOn === 'info' ? 'info' : 'warning');
}

function fallsShort(failOn: FailOn, severity: Severity): boolean {
  return failOn !== 'never' && severityNames.indexOf(failOn) > severityNames.indexOf(severity);
}

function selectionOf(given: Invocation['given']): RuleSelection {
  return { only: given.get('rule') ?? [], disabled: given.get('disable') ?? [], preview: given.has('preview') };
}

function tagsOf(values: readonly string[]): string[] {
  const tags = values.flatMap((value) => value.split(/[\s,]+/)).filter((tag) => tag !== '');
  const wrong = tags.find((tag) => !/^[\p{L}\p{Nd}_.]+$/u.test(tag));
  if (wrong !== undefined)
    throw new UsageError(`--tags: ${wrong} is not a build tag; they are letters, digits, _ and .`);
  return tags;
}

/** `go1.22`, `1.22` or `1.22.3`, without `go`. */
function versionOf(flag: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const match = /^(?:go)?(1\.\d+(?:\.\d+|(?:rc|beta)\d+)?)$/.exec(value);
  if (!match) throw new UsageError(`--${flag} ${value}: a Go version looks like 1.22 or 1.22.3`);
  return match[1];
}

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** `4194304`, `4096K`, `4MB` and `4MiB` are the same. */
function bytesOf(value: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([KMG]?)(?:i?B)?$/i.exec(value);
  if (!match) throw new UsageError(`--max-file-size ${value}: a size looks like 4MB, 512KB or 1000000`);
  return Math.floor(Number(match[1]) * units[match[2].toUpperCase()]);
}

function checkThreads(value: string | undefined): void {
  if (value === undefined || /^[1-9]\d{0,3}$/.test(value)) return;
  throw new UsageError(`--threads ${value}: it takes a number from 1`);
}

function directoryOf(flag: string, value: string | undefined, cwd: string): string | undefined {
  if (value === undefined) return undefined;
  const path = isAbsolute(value) ? value : resolve(cwd, value);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--${flag} ${value}: there is no such directory`);
  }
  return realpathSync(path).replaceAll('\\', '/');
}
