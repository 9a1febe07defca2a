import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { LintOptions, RuleOptions } from '../index.js';
import { type Destination, destinationsOf, usualDestinations } from './destinations.js';
import type { Effective, FailOn } from './effective.js';
import { severityNames } from './flags.js';
import type { Host } from './host.js';
import type { Invocation } from './parse.js';
import { UsageError } from './usage-error.js';

/** What a lint run goes by. */
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
 * Reads the rest of the flags of a lint run.
 *
 * @param root absolute path of the directory that the configuration's globs start from
 * @throws UsageError for a value that means nothing, or flags that contradict each other
 */
export function settingsOf(
  { positionals, given }: Invocation,
  effective: Effective,
  host: Host,
  root: string,
): Settings {
  if (positionals.includes('-')) throw new UsageError('reading from standard input is not available in this version');
  const last = (name: string) => given.get(name)?.at(-1);
  checkThreads(last('threads'));
  const { severity, confidence, failOn, tests, goos, goarch, tags, go, toolchain, exclude, knows } = effective;
  const lint: Settings['lint'] = {
    ...ruleOptionsOf(effective, host, root),
    patterns: positionals.length === 0 ? ['./...'] : positionals,
    severity: severity.value,
    confidence: confidence.value,
    tests: tests.value,
    goos: goos.value,
    goarch: goarch.value,
    tags: tags.value,
    ...optional('goVersion', go?.value),
    ...optional('toolchain', toolchain?.value),
    maxFileSize: bytesOf(last('max-file-size') ?? '4MB'),
    showSuppressed: given.has('show-suppressed'),
    exclude,
    knows,
  };
  return {
    lint,
    failOn: failOn.value,
    destinations: given.has('format') ? destinationsOf(given.get('format') ?? []) : usualDestinations(host),
    colour: last('color') ?? 'auto',
    quiet: given.has('quiet'),
    stats: given.has('stats'),
    ...optional('pathRoot', directoryOf('path-root', last('path-root'), host.cwd)),
    ...optional('category', last('category')),
    notes: fallsShort(effective)
      ? [
          `${settingName(failOn, 'fail-on')} ${failOn.value} sees only what ${settingName(severity, 'severity')} ${severity.value} reports`,
        ]
      : [],
  };
}

/** Which rules run where, as the engine takes it. */
export function ruleOptionsOf(effective: Effective, { cwd }: Host, root = cwd): RuleOptions {
  const { only, disabled, preview, rules, overrides } = effective;
  return { cwd, root, rules: { only, disabled, preview: preview.value }, ruleSettings: rules, overrides };
}

/** `--fail-on`, or `fail-on` where a file says so. */
function settingName({ from }: { readonly from: string }, name: string): string {
  return from === `--${name}` || from === 'default' ? `--${name}` : name;
}

/** A property, unless it has no value. */
function optional<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: V });
}

function fallsShort({ failOn: { value: failOn }, severity }: Effective): boolean {
  return failOn !== 'never' && severityNames.indexOf(failOn) > severityNames.indexOf(severity.value);
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
