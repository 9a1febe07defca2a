import { disk, moduleCacheDirectory } from './engine/project/disk.js';
import { byCodeUnits, FileError, type FileSystem } from './engine/project/files.js';
import { Globs, globProblem } from './engine/project/globs.js';
import { overlaid } from './engine/project/overlay.js';
import { isAbsolute, isWithin, relativeTo } from './engine/project/paths.js';
import { knownArchitectures, knownSystems } from './engine/project/platforms.js';
import { openProject, type Project } from './engine/project/project.js';
import type { NotAnalysedFile, ProjectNote, Skipped } from './engine/project/remark.js';
import { parseVersion } from './engine/project/versions.js';
import { relativePath } from './engine/report/paths.js';
import { byPlace } from './engine/run/analyse.js';
import { splitByKnown } from './engine/run/baseline.js';
import { isOnChangedLine } from './engine/run/changed-lines.js';
import type { Diagnostic, NotAnalysed } from './engine/run/diagnostic.js';
import type { LintError, LintOptions, LintResult } from './engine/run/options.js';
import { RuleSettings } from './engine/run/rule-settings.js';
import { Session } from './engine/run/session.js';
import { suppressionRules } from './engine/run/suppressions.js';
import { reachesConfidence, reachesSeverity } from './engine/run/thresholds.js';
import { Source } from './engine/text/source.js';
import { shippedDeclarations, shippedParser, tablesWith } from './modules.js';
import { rules } from './rules/index.js';

export type { Rule } from './engine/api.js';
export type { Knowledge } from './engine/knowledge/known.js';
export type {
  Confidence,
  Diagnostic,
  DiagnosticFix,
  DiagnosticNote,
  Place,
  RunSummary,
  Severity,
} from './engine/run/diagnostic.js';
export type {
  ChangedLines,
  KnownFindings,
  LintError,
  LintOptions,
  LintResult,
  Override,
  RuleDescription,
  RuleSelection,
  RuleSetting,
} from './engine/run/options.js';
export type { RuleStates } from './engine/run/rule-settings.js';
export { globProblem, knownArchitectures, knownSystems, rules, suppressionRules };

/** The options that decide which rules run where. */
export type RuleOptions = Pick<LintOptions, 'cwd' | 'root' | 'rules' | 'ruleSettings' | 'overrides'>;

/**
 * Lints what the patterns select. Never rejects for what it finds in the code: what went wrong is in `errors`.
 *
 * @throws TypeError for a glob that means nothing
 */
export async function lint(options: LintOptions): Promise<LintResult> {
  const started = performance.now();
  const { severity = 'warning', confidence = 'likely', showSuppressed = false } = options;
  const settings = ruleStates(options);
  const files = overlaid(disk, options.contents ?? new Map());
  const project = open(options, settings, files);
  const { found, notAnalysed, analysed, functions } = await analyse(project, options, settings, files);
  const { changed, known = new Map() } = options;
  const all = found.filter((one) => showSuppressed || one.suppressed === undefined);
  const shown = changed === undefined ? all : all.filter((one) => isOnChangedLine(one, changed));
  const severe = shown.filter((one) => reachesSeverity(one, severity));
  const sure = severe.filter((one) => reachesConfidence(one, confidence));
  const { fresh } = splitByKnown(inPlaces(sure), known);
  return {
    diagnostics: fresh,
    hidden: {
      belowSeverity: shown.length - severe.length,
      belowConfidence: severe.length - sure.length,
      unchanged: all.length - shown.length,
      known: sure.length - fresh.length,
    },
    ran: settings.running(rules).map(({ name }) => name),
    files: analysed,
    summary: {
      files: analysed.length,
      functions,
      excluded: project.skipped.filter(({ kind }) => kind === 'excluded').length,
      notAnalysed: inOrder(notAnalysed),
      notes: [...project.notes.map((note) => worded(note, options.cwd)), ...nothingLinted(project)],
      durationMs: performance.now() - started,
    },
    errors: [
      ...project.errors.map(({ path, message }) => ({ path, message })),
      ...allFailed(analysed, project, notAnalysed),
    ],
    readSource: (path) => readSource(path, files),
  };
}

/** Which rules run on which files, and how. */
export function ruleStates({ cwd, root = cwd, ...options }: RuleOptions): RuleSettings {
  const { rules: selection = {}, ruleSettings: settings = {}, overrides = [] } = options;
  return new RuleSettings({ selection, settings, overrides, root });
}

function open(
  { goVersion, toolchain, changed, ...options }: LintOptions,
  settings: RuleSettings,
  files: FileSystem,
): Project {
  const { cwd, root = cwd, patterns = ['./...'], tests = false, exclude = [] } = options;
  const excluded = new Globs(exclude);
  const more = {
    goVersion: parseVersion(goVersion ?? ''),
    toolchain: parseVersion(toolchain ?? ''),
    moduleCache: moduleCacheDirectory(),
    tests: (path: string) => settings.testsAt(path) ?? tests,
    ...(changed === undefined ? {} : { selects: (path: string) => changed.has(path) }),
    excludes: (path: string) => isWithin(path, root) && excluded.matches(relativeTo(root, path)),
  };
  return openProject(patterns, { ...options, ...more }, files);
}

interface Analysed {
  readonly found: readonly Diagnostic[];
  readonly notAnalysed: readonly NotAnalysed[];
  /** Paths of files. */
  readonly analysed: readonly string[];
  readonly functions: number;
}

async function analyse(
  project: Project,
  options: LintOptions,
  settings: RuleSettings,
  files: FileSystem,
): Promise<Analysed> {
  const session = new Session({
    project,
    files,
    parser: await shippedParser(),
    library: shippedDeclarations,
    tables: tablesWith(options.knows ?? {}),
    rules: settings.running(rules),
    states: settings,
    knownRules: [...rules, ...suppressionRules],
  });
  const found: Diagnostic[] = [];
  const notAnalysed: NotAnalysed[] = project.notAnalysed.map(({ path, message }) => ({ file: path, reason: message }));
  const total = project.units.reduce((sum, unit) => sum + unit.files.length, 0);
  const analysed: string[] = [];
  let done = 0;
  let functions = 0;
  for (const unit of project.units) {
    const result = session.analyse(unit);
    found.push(...result.diagnostics);
    notAnalysed.push(...result.notAnalysed);
    functions += result.functions;
    analysed.push(...result.files);
    done += unit.files.length;
    options.onProgress?.(done, total, found.length);
  }
  return { found, notAnalysed, analysed, functions };
}

function worded({ path, message }: ProjectNote, cwd: string): string {
  return `${isAbsolute(path) ? relativePath(cwd, path) : path}: ${message}`;
}

/** Why nothing is left of what was selected. */
function nothingLinted({ units, skipped }: Project): string[] {
  if (skipped.length === 0 || units.some((unit) => unit.reported.size > 0)) return [];
  const kinds = [...new Set(skipped.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => skippedWords[kind](skipped.filter((one) => one.kind === kind).length));
  return [`nothing was linted: ${counts.join(', ')}`];
}

const files = (count: number): string => `${count} ${count === 1 ? 'file is' : 'files are'}`;
const skippedWords: Readonly<Record<Skipped['kind'], (count: number) => string>> = {
  test: (count) => `${files(count)} ${count === 1 ? 'a test' : 'tests'} (--tests lints them too)`,
  generated: (count) => `${files(count)} generated`,
  excluded: (count) => `${files(count)} excluded by the configuration`,
  outside: (count) => `${files(count)} outside the repository`,
};

/** Left out by rule: they are listed and make no run fail. */
const byRule: ReadonlySet<string> = new Set<NotAnalysedFile['kind']>(['too-large', 'no-configuration']);

/** A run that could read nothing of what it was to lint must not pass for a clean one. */
function allFailed(analysed: readonly string[], project: Project, notAnalysed: readonly NotAnalysed[]): LintError[] {
  const spared = new Set(project.notAnalysed.filter(({ kind }) => byRule.has(kind)).map(({ path }) => path));
  const failed = notAnalysed.filter((one) => one.line === undefined && !spared.has(one.file));
  if (analysed.length > 0 || failed.length === 0) return [];
  if (failed.length === 1) return [{ path: failed[0].file, message: failed[0].reason }];
  return [{ message: `none of the ${failed.length} Go files could be read and parsed` }];
}

function inPlaces(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => byPlace(a.place, b.place));
}

function inOrder(notAnalysed: readonly NotAnalysed[]): NotAnalysed[] {
  return [...notAnalysed].sort((a, b) => byCodeUnits(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0));
}

function readSource(path: string, files: FileSystem): Source | undefined {
  try {
    return Source.fromBytes(path, files.readFile(path));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
