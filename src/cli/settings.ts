import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { relativePath } from '../engine/report/paths.js';
import type { LintOptions, RuleOptions } from '../index.js';
import { type Destination, destinationsOf, usualDestinations } from './destinations.js';
import type { Effective, FailOn } from './effective.js';
import { severityNames } from './flags.js';
import type { Since } from './git/changed.js';
import type { Host } from './host.js';
import type { Invocation } from './parse.js';
import { UsageError } from './usage-error.js';

/** What is to be done with what is found. */
export type Purpose =
  | { readonly kind: 'report' }
  | { readonly kind: 'write-baseline'; readonly to: BaselinePath }
  | { readonly kind: 'fix'; readonly unsafe: boolean; readonly write: boolean }
  | { readonly kind: 'add-ignore'; readonly reason: string };

/** A baseline, as messages name it, and its absolute path. */
export interface BaselinePath {
  readonly shown: string;
  readonly path: string;
}

/** What a lint run goes by. */
export interface Settings {
  readonly purpose: Purpose;
  readonly since?: Since;
  readonly baseline?: BaselinePath;
  /** Absolute path, with `/`, of the file whose text comes on standard input. */
  readonly stdin?: string;
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
  const last = (name: string) => given.get(name)?.at(-1);
  const stdin = stdinOf(positionals, last('stdin-filename'), host);
  const since = sinceOf(given);
  checkTogether(given, stdin !== undefined);
  checkThreads(last('threads'));
  const { severity, confidence, failOn, tests, goos, goarch, tags, go, toolchain, exclude, knows } = effective;
  const lint: Settings['lint'] = {
    ...ruleOptionsOf(effective, host, root),
    patterns: stdin !== undefined ? [stdin] : positionals.length === 0 ? ['./...'] : positionals,
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
  const baseline = baselineOf(effective, host, root);
  return {
    lint,
    purpose: purposeOf(given, baseline ?? baselineAt(usualBaseline, root, host)),
    ...optional('since', since),
    ...optional('baseline', baseline),
    ...optional('stdin', stdin),
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

/** The file that `-` stands for; undefined when nothing is read from standard input. */
function stdinOf(positionals: readonly string[], name: string | undefined, { cwd }: Host): string | undefined {
  if (!positionals.includes('-')) {
    if (name !== undefined) throw new UsageError('--stdin-filename means something only with - for a pattern');
    return undefined;
  }
  if (positionals.length > 1) throw new UsageError('- stands alone: what is linted comes on standard input');
  if (name === undefined) throw new UsageError('- needs --stdin-filename: the file whose text comes on standard input');
  if (!name.endsWith('.go')) throw new UsageError(`--stdin-filename ${name}: it is not the name of a Go file`);
  return resolve(cwd, name).replaceAll('\\', '/');
}

type Given = Invocation['given'];

function sinceOf(given: Given): Since | undefined {
  if (given.has('staged')) return { flag: 'staged' };
  for (const flag of ['new-from-rev', 'new-from-merge-base'] as const) {
    const revision = given.get(flag)?.at(-1);
    if (revision !== undefined) return { flag, revision };
  }
  return undefined;
}

function purposeOf(given: Given, to: BaselinePath): Purpose {
  const unsafe = given.has('unsafe-fixes');
  if (given.has('fix') || given.has('diff')) return { kind: 'fix', unsafe, write: !given.has('diff') };
  if (unsafe) throw new UsageError('--unsafe-fixes says which changes --fix and --diff make; give one of them too');
  if (given.has('write-baseline')) return { kind: 'write-baseline', to };
  const reason = given.get('add-ignore')?.at(-1);
  if (reason === undefined) return { kind: 'report' };
  if (/[\r\n]/.test(reason)) throw new UsageError('--add-ignore: the reason is one line');
  return { kind: 'add-ignore', reason };
}

/** Flags of which a run takes one at most. */
const alternatives = [
  ['new-from-rev', 'new-from-merge-base', 'staged'],
  ['fix', 'write-baseline', 'add-ignore'],
  ['diff', 'write-baseline', 'add-ignore'],
  // What is staged is not what is on the disk.
  ['staged', 'fix', 'add-ignore'],
  ['staged', 'write-baseline'],
  ['new-from-rev', 'write-baseline'],
  ['new-from-merge-base', 'write-baseline'],
];

/** What would write to a file that is not the one that was linted, or compare it with one. */
const notOfStdin = ['fix', 'add-ignore', 'write-baseline', 'new-from-rev', 'new-from-merge-base', 'staged'];

function checkTogether(given: Given, isStdin: boolean): void {
  for (const group of alternatives) {
    const [one, other] = group.filter((flag) => given.has(flag));
    if (other !== undefined) throw new UsageError(`--${one} and --${other} do not go together`);
  }
  const wrong = isStdin ? notOfStdin.find((flag) => given.has(flag)) : undefined;
  if (wrong === 'fix') throw new UsageError('--fix changes files; for standard input, --diff prints the change');
  if (wrong !== undefined) throw new UsageError(`--${wrong} means nothing to standard input`);
}

const usualBaseline = '.go-oom-lint-baseline.json';

/** A flag is meant from where it is typed, the file's key from where the file stands, which it must not leave. */
function baselineOf({ baseline }: Effective, host: Host, root: string): BaselinePath | undefined {
  if (baseline === undefined) return undefined;
  const { value, from } = baseline;
  if (from === '--baseline') return baselineAt(value, host.cwd, host);
  const found = baselineAt(value, root, host);
  if (!leadsOut(found.path, root)) return found;
  throw new UsageError(`${from}: baseline ${value} is a link that leads out of the folder of the configuration`);
}

function baselineAt(value: string, directory: string, { cwd }: Host): BaselinePath {
  const path = resolve(directory, value).replaceAll('\\', '/');
  return { shown: relativePath(cwd, path), path };
}

/** A link that leads nowhere yet leads out as well. */
function leadsOut(path: string, root: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  const directory = realpathSync(root);
  const inside = directory.endsWith(sep) ? directory : `${directory}${sep}`;
  return !existsSync(path) || !realpathSync(path).startsWith(inside);
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
