import { relativePath } from '../engine/report/paths.js';
import type { Diagnostic, LintOptions, LintResult } from '../index.js';
import { type Baseline, writeBaseline } from './baseline-file.js';
import { type Fixed, fix } from './mending/fixing.js';
import { withIgnores } from './mending/ignoring.js';
import { patch } from './mending/patch.js';
import { rewrite } from './mending/writing.js';
import type { Messages } from './messages.js';
import type { BaselinePath, Settings } from './settings.js';

/** What a purpose works with. */
export interface Run {
  readonly cwd: string;
  readonly options: LintOptions;
  readonly messages: Messages;
  lint(options: LintOptions): Promise<LintResult>;
}

/** What has come of it. */
export interface Outcome {
  /** What was found: what there still is, where something was mended. */
  readonly result: LintResult;
  /** Whether everything that was to be written could be. */
  readonly written: boolean;
  /** Whether what was found is reported, and decides on the exit code. */
  readonly reports: boolean;
  /** What takes the place of a report on standard output. */
  readonly patch?: string;
}

/** Lints, and does with what is found what the run is for. */
export async function carryOut({ purpose }: Settings, known: Baseline, run: Run): Promise<Outcome> {
  switch (purpose.kind) {
    case 'report':
      return { result: await run.lint(run.options), written: true, reports: true };
    case 'fix':
      return purpose.write ? applyFixes(run, purpose.unsafe) : patchOf(run, purpose.unsafe);
    case 'add-ignore':
      return addIgnores(run, purpose.reason);
    case 'write-baseline':
      return keepAsKnown(run, purpose.to, known);
  }
}

/** Mends the files; what is left is found. */
async function applyFixes(run: Run, unsafe: boolean): Promise<Outcome> {
  const fixed = await fix(run.options, unsafe, run.lint);
  noteSpoiled(fixed, run);
  const { mended, texts, original, result } = fixed;
  const written = rewriteAll(texts, original, run);
  if (mended > 0) run.messages.note(`mended ${plural(mended, 'finding')} in ${plural(texts.size, 'file')}`);
  return { result, written, reports: true };
}

/** What the files would look like, as a patch; nothing is mended. */
async function patchOf(run: Run, unsafe: boolean): Promise<Outcome> {
  const fixed = await fix(run.options, unsafe, run.lint);
  noteSpoiled(fixed, run);
  const { texts, original } = fixed;
  const patches = [...texts].map(([file, text]) =>
    patch(relativePath(run.cwd, file), original.readSource(file)?.text ?? '', text),
  );
  return { result: original, written: true, reports: true, patch: patches.join('') };
}

/** Writes comments that silence what was found. */
async function addIgnores(run: Run, reason: string): Promise<Outcome> {
  const result = await run.lint(run.options);
  const active = result.diagnostics.filter(({ suppressed, fingerprint }) => !suppressed && fingerprint !== '');
  const byFile = new Map<string, Diagnostic[]>();
  for (const one of active) byFile.set(one.place.file, [...(byFile.get(one.place.file) ?? []), one]);
  const texts = new Map(
    [...byFile].flatMap(([file, found]) => {
      const source = result.readSource(file);
      return source === undefined ? [] : [[file, withIgnores(source, found, reason)] as const];
    }),
  );
  const written = rewriteAll(texts, result, run);
  run.messages.note(`silenced ${plural(active.length, 'finding')} in ${plural(texts.size, 'file')}`);
  return { result, written, reports: false };
}

/** Keeps what was found as known. */
async function keepAsKnown(run: Run, to: BaselinePath, before: Baseline): Promise<Outcome> {
  const result = await run.lint(run.options);
  const { findings, added, dropped } = writeBaseline(to.path, to.shown, before.entries, result);
  run.messages.note(`${to.shown} has ${plural(findings, 'finding')} now: ${added} new, ${dropped} gone`);
  return { result, written: true, reports: false };
}

function rewriteAll(texts: ReadonlyMap<string, string>, before: LintResult, { cwd, messages }: Run): boolean {
  let written = true;
  for (const [file, text] of texts) {
    const problem = rewrite(file, before.readSource(file)?.text ?? '', text);
    if (problem === undefined) continue;
    messages.error(`${relativePath(cwd, file)} cannot be changed: ${problem}`);
    written = false;
  }
  return written;
}

function noteSpoiled({ spoiled }: Fixed, { cwd, messages }: Run): void {
  for (const file of spoiled)
    messages.note(`${relativePath(cwd, file)} stays as it is: what was to mend it could not be read as Go`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
