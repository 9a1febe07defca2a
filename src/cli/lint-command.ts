import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { formatJson } from '../engine/report/json.js';
import { plainPaint } from '../engine/report/paint.js';
import { relativePath } from '../engine/report/paths.js';
import { type Report, severities } from '../engine/report/report.js';
import { formatSarif } from '../engine/report/sarif.js';
import { formatText } from '../engine/report/text.js';
import { summaryRows } from '../engine/report/text-summary.js';
import type { Diagnostic, LintOptions, LintResult } from '../index.js';
import { informationUri, version } from './about.js';
import { wantsColour } from './colour.js';
import type { Destination, Format } from './destinations.js';
import type { FailOn } from './effective.js';
import type { Engine } from './engine.js';
import { readExamples } from './examples.js';
import { reasonOf } from './file-errors.js';
import { collectGarbage } from './garbage.js';
import { gitTopLevel } from './git/top-level.js';
import { exitCodes, type Host } from './host.js';
import { readInput } from './input.js';
import { Messages } from './messages.js';
import { Progress } from './progress.js';
import { addIgnores, applyFixes, keepAsKnown, type Outcome, patchOf, type Run } from './purposes.js';
import type { Settings } from './settings.js';

/** Columns of text that goes to a file or a log. */
const logWidth = 120;

/**
 * Does what a lint run is for: lints, mends or keeps what is found, writes every format where it is to go, and says on
 * standard error what went wrong.
 *
 * @returns the exit code
 * @throws UsageError for what cannot be read
 */
export async function runLint(settings: Settings, host: Host, engine: Engine): Promise<number> {
  const { purpose, baseline: to } = settings;
  const messages = new Messages(host, settings.quiet);
  const input = readInput(settings, host);
  const { options, baseline } = input;
  const lint = (wanted: LintOptions) => lintWithProgress(wanted, settings, host, engine);
  const run: Run = { cwd: host.cwd, options, messages, lint };
  const notes = [...settings.notes, ...input.notes];
  if (purpose.kind === 'add-ignore') {
    const outcome = await addIgnores(run, purpose.reason);
    return tell(outcome, notes, host, messages) ?? exitCodes.clean;
  }
  if (purpose.kind === 'write-baseline' && to !== undefined) {
    const outcome = await keepAsKnown(run, to, baseline);
    return tell(outcome, notes, host, messages) ?? exitCodes.clean;
  }
  let outcome: Outcome;
  let { destinations } = settings;
  if (purpose.kind === 'fix' && !purpose.write) {
    const found = await patchOf(run, purpose.unsafe);
    host.stdout.write(found.patch);
    destinations = destinations.filter(({ file }) => file !== undefined);
    outcome = found;
  } else {
    outcome =
      purpose.kind === 'fix' ? await applyFixes(run, purpose.unsafe) : { result: await lint(options), written: true };
  }
  const { result } = outcome;
  const rules = [...engine.rules, ...engine.suppressionRules];
  const report: Report = { result, version, rules, cwd: host.cwd };
  const written = destinations.map((destination) => write(destination, report, settings, host, messages));
  if (destinations.every(({ file }) => file !== undefined)) {
    for (const row of summaryRows(report, settings.stats, plainPaint)) messages.note(row, '');
  }
  const failure = tell({ ...outcome, written: outcome.written && !written.includes(false) }, notes, host, messages);
  const watchers = new Set(engine.suppressionRules.map(({ name }) => name));
  const hasFindings = hasFailing(result.diagnostics, settings.failOn, watchers);
  return failure ?? (hasFindings ? exitCodes.findings : exitCodes.clean);
}

/** @returns the exit code when something went wrong */
function tell(
  { result, written }: Outcome,
  notes: readonly string[],
  host: Host,
  messages: Messages,
): number | undefined {
  for (const note of [...notes, ...result.summary.notes]) messages.note(note);
  for (const { path, message } of result.errors)
    messages.error(path === undefined ? message : `${shown(path, host)}: ${message}`);
  return written && result.errors.length === 0 ? undefined : exitCodes.failure;
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

/** @returns whether the output could be written */
function write(
  { format, file }: Destination,
  report: Report,
  settings: Settings,
  host: Host,
  messages: Messages,
): boolean {
  const text = renderers[format](report, settings, host, file !== undefined);
  if (file === undefined) {
    host.stdout.write(text);
    return true;
  }
  try {
    writeFileSync(resolve(host.cwd, file), text);
    return true;
  } catch (error) {
    messages.error(`${file}: the ${format} output cannot be written: ${reasonOf(error)}`);
    return false;
  }
}

type Renderer = (report: Report, settings: Settings, host: Host, toFile: boolean) => string;

const renderers: Readonly<Record<Format, Renderer>> = {
  text: (report, { quiet, stats, colour: when }, host, toFile) => {
    const colour = toFile ? when === 'always' : wantsColour(when, host);
    const width = toFile || !host.stdout.isTTY ? logWidth : (host.stdout.columns ?? logWidth);
    return formatText(report, { colour, width, quiet, stats });
  },
  json: (report) => formatJson(report),
  sarif: (report, settings, host) => {
    const examples = readExamples();
    const pathRoot = settings.pathRoot ?? gitTopLevel(host.cwd) ?? host.cwd;
    return formatSarif(report, {
      pathRoot,
      informationUri,
      ...(settings.category === undefined ? {} : { category: settings.category }),
      examplesOf: (rule) => examples.get(rule),
      gzippedSize: (text) => gzipSync(text).length,
    });
  },
};

function shown(path: string, { cwd }: Host): string {
  return relativePath(cwd, path);
}
