import { relativePath } from '../engine/report/paths.js';
import { severities } from '../engine/report/report.js';
import type { Diagnostic, LintOptions, LintResult } from '../index.js';
import { version } from './about.js';
import type { FailOn } from './effective.js';
import type { Engine } from './engine.js';
import { collectGarbage } from './garbage.js';
import { gitTopLevel } from './git/top-level.js';
import { exitCodes, type Host } from './host.js';
import { readInput } from './input.js';
import { Messages } from './messages.js';
import { writeOutputs } from './outputs.js';
import { Progress } from './progress.js';
import { carryOut, type Outcome } from './purposes.js';
import type { Settings } from './settings.js';

/**
 * Does what a lint run is for: lints, mends or keeps what is found, writes every format where it is to go, and says on
 * standard error what went wrong.
 *
 * @returns the exit code
 * @throws UsageError for what cannot be read
 */
export async function runLint(settings: Settings, host: Host, engine: Engine): Promise<number> {
  const messages = new Messages(host, settings.quiet);
  const { options, baseline, notes } = readInput(settings, host);
  const lint = (wanted: LintOptions) => lintWithProgress(wanted, settings, host, engine);
  const outcome = await carryOut(settings, baseline, { cwd: host.cwd, options, messages, lint });
  if (outcome.patch !== undefined) host.stdout.write(outcome.patch);
  const written = await report(outcome, settings, host, engine, messages);
  for (const note of [...settings.notes, ...notes, ...outcome.result.summary.notes]) messages.note(note);
  for (const { path, message } of outcome.result.errors)
    messages.error(path === undefined ? message : `${relativePath(host.cwd, path)}: ${message}`);
  if (!written || !outcome.written || outcome.result.errors.length > 0) return exitCodes.failure;
  const watchers = new Set(engine.suppressionRules.map(({ name }) => name));
  const fails = outcome.reports && hasFailing(outcome.result.diagnostics, settings.failOn, watchers);
  return fails ? exitCodes.findings : exitCodes.clean;
}

/** @returns whether everything could be written */
async function report(
  { result, reports, patch }: Outcome,
  settings: Settings,
  host: Host,
  engine: Engine,
  messages: Messages,
): Promise<boolean> {
  if (!reports) return true;
  const { destinations } = settings;
  const rules = [...engine.rules, ...engine.suppressionRules];
  const pathRoot = settings.pathRoot ?? gitTopLevel(host.cwd) ?? host.cwd;
  return writeOutputs(
    patch === undefined ? destinations : destinations.filter(({ file }) => file !== undefined),
    { result, version, rules, cwd: host.cwd, pathRoot },
    settings,
    host,
    messages,
  );
}

async function lintWithProgress(
  options: LintOptions,
  { quiet }: Settings,
  { stderr, env }: Host,
  engine: Engine,
): Promise<LintResult> {
  const isShown = !quiet && stderr.isTTY === true && env.TERM !== 'dumb';
  const progress = isShown ? new Progress(stderr) : undefined;
  try {
    return await engine.lint({
      ...options,
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
