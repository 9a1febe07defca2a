import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { printable } from '../engine/report/escape.js';
import { plainPaint } from '../engine/report/paint.js';
import { relativePath } from '../engine/report/paths.js';
import { type Report, severities } from '../engine/report/report.js';
import { summaryRows } from '../engine/report/text-summary.js';
import type { Diagnostic, LintResult } from '../index.js';
import { version } from './about.js';
import { wantsColour } from './colour.js';
import type { Destination } from './destinations.js';
import type { FailOn } from './effective.js';
import type { Engine } from './engine.js';
import { formats, type Presentation } from './formats.js';
import { collectGarbage } from './garbage.js';
import { gitTopLevel } from './git.js';
import { exitCodes, type Host, type Output } from './host.js';
import { Progress } from './progress.js';
import type { Settings } from './settings.js';

/** Columns of text that goes to a file or a log. */
const logWidth = 120;

/**
 * Lints, writes every format where it is to go, and says on standard error what went wrong.
 *
 * @returns the exit code
 */
export async function runLint(settings: Settings, host: Host, engine: Engine): Promise<number> {
  const result = await lintWithProgress(settings, host, engine);
  const messages = new Messages(host, settings.quiet);
  const rules = [...engine.rules, ...engine.suppressionRules];
  const pathRoot = settings.pathRoot ?? gitTopLevel(host.cwd) ?? host.cwd;
  const report: Report = { result, version, rules, cwd: host.cwd, pathRoot };
  let complete = true;
  for (const destination of settings.destinations) {
    if (!(await write(destination, report, settings, host, messages))) complete = false;
  }
  if (settings.destinations.every(({ file }) => file !== undefined)) {
    for (const row of summaryRows(report, settings.stats, plainPaint)) messages.note(row, '');
  }
  for (const note of [...settings.notes, ...result.summary.notes]) messages.note(note);
  for (const { path, message } of result.errors)
    messages.error(path === undefined ? message : `${shown(path, host)}: ${message}`);
  if (!complete || result.errors.length > 0) return exitCodes.failure;
  const watchers = new Set(engine.suppressionRules.map(({ name }) => name));
  return hasFailing(result.diagnostics, settings.failOn, watchers) ? exitCodes.findings : exitCodes.clean;
}

/** Standard error, apart from progress: each message a line. */
class Messages {
  readonly #output: Output;
  readonly #quiet: boolean;

  constructor({ stderr }: Host, quiet: boolean) {
    this.#output = stderr;
    this.#quiet = quiet;
  }

  error(text: string): void {
    this.#output.write(`go-oom-lint: ${printable(text)}\n`);
  }

  note(text: string, label = 'note: '): void {
    if (!this.#quiet) this.#output.write(`go-oom-lint: ${label}${printable(text)}\n`);
  }
}

async function lintWithProgress(settings: Settings, { stderr, env }: Host, engine: Engine): Promise<LintResult> {
  const isShown = !settings.quiet && stderr.isTTY === true && env.TERM !== 'dumb';
  const progress = isShown ? new Progress(stderr) : undefined;
  try {
    return await engine.lint({
      ...settings.lint,
      onProgress(done, total, findings) {
        collectGarbage();
        progress?.update(done, total, findings);
      },
    });
  } finally {
    progress?.clear();
  }
}

/** Whether a finding makes the exit code 1: one at or above the threshold that is neither silenced nor about silencing. */
function hasFailing(diagnostics: readonly Diagnostic[], failOn: FailOn, watchers: ReadonlySet<string>): boolean {
  const failing = failOn === 'never' ? [] : severities.slice(0, severities.indexOf(failOn) + 1);
  return diagnostics.some(
    ({ severity, suppressed, rule }) => !suppressed && failing.includes(severity) && !watchers.has(rule),
  );
}

/** @returns whether the output could be written */
async function write(
  { format, file }: Destination,
  report: Report,
  settings: Settings,
  host: Host,
  messages: Messages,
): Promise<boolean> {
  const text = await formats[format](report, presentationOf(settings, host, file !== undefined));
  if (file === undefined) {
    host.stdout.write(text);
    return true;
  }
  try {
    writeFileSync(resolve(host.cwd, file), text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return true; // a reader that has seen enough is no error
    messages.error(`${file}: the ${format} output cannot be written: ${reasonOf(error)}`);
    return false;
  }
}

function presentationOf({ quiet, stats, colour: when, category }: Settings, host: Host, toFile: boolean): Presentation {
  const colour = toFile ? when === 'always' : wantsColour(when, host);
  const width = toFile || !host.stdout.isTTY ? logWidth : (host.stdout.columns ?? logWidth);
  return { text: { colour, width, quiet, stats }, ...(category === undefined ? {} : { category }) };
}

function shown(path: string, { cwd }: Host): string {
  return relativePath(cwd, path);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such directory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is not a directory',
  EROFS: 'the file system is read-only',
};

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
