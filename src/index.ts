import { disk } from './engine/project/disk.js';
import { FileError } from './engine/project/files.js';
import { knownArchitectures, knownSystems } from './engine/project/platforms.js';
import { openProject, type Unit } from './engine/project/project.js';
import { byPlace } from './engine/run/analyse.js';
import type { Diagnostic, NotAnalysed } from './engine/run/diagnostic.js';
import type { LintError, LintOptions, LintResult } from './engine/run/options.js';
import { selectRules } from './engine/run/select.js';
import { Session } from './engine/run/session.js';
import { suppressionRules } from './engine/run/suppressions.js';
import { reachesConfidence, reachesSeverity } from './engine/run/thresholds.js';
import { Source } from './engine/text/source.js';
import { shippedDeclarations, shippedParser } from './modules.js';
import { rules } from './rules/index.js';

export type { Rule } from './engine/api.js';
export type {
  Confidence,
  Diagnostic,
  DiagnosticFix,
  DiagnosticNote,
  Place,
  RunSummary,
  Severity,
} from './engine/run/diagnostic.js';
export type { LintError, LintOptions, LintResult, RuleDescription, RuleSelection } from './engine/run/options.js';
export { knownArchitectures, knownSystems, rules, suppressionRules };

/** Lints what the patterns select. Never rejects for what it finds in the code: what went wrong is in `errors`. */
export async function lint(options: LintOptions): Promise<LintResult> {
  const started = performance.now();
  const project = openProject(options.patterns, options, disk);
  const selected = selectRules(rules, options.rules);
  const known = [...rules, ...suppressionRules].map((rule) => rule.name);
  const unwanted = new Set(suppressionRules.map((rule) => rule.name));
  for (const { name } of selectRules(suppressionRules, options.rules)) unwanted.delete(name);
  const session = new Session(await shippedParser(), shippedDeclarations, selected, known);
  const errors: LintError[] = [...project.errors];
  const found: Diagnostic[] = [];
  const notAnalysed: NotAnalysed[] = project.skipped.map(({ path, reason }) => ({ file: path, reason }));
  const total = project.units.reduce((sum, unit) => sum + unit.reported.size, 0);
  let files = 0;
  let functions = 0;
  for (const unit of project.units) {
    const sources = readSources(unit, errors);
    const result = session.analyse({
      importPath: unit.importPath,
      sources,
      goVersion: [1, 27],
      reported: (path) => unit.reported.has(path),
    });
    found.push(...result.diagnostics.filter((one) => !unwanted.has(one.rule)));
    notAnalysed.push(...result.notAnalysed);
    functions += result.functions;
    files += sources.filter((source) => unit.reported.has(source.path)).length;
    options.onProgress?.(files, total, found.length);
  }
  const shown = found.filter((one) => options.showSuppressed || one.suppressed === undefined);
  const severe = shown.filter((one) => reachesSeverity(one, options.severity));
  const sure = severe.filter((one) => reachesConfidence(one, options.confidence));
  return {
    diagnostics: sure.sort((a, b) => byPlace(a.place, b.place)),
    hidden: { belowSeverity: shown.length - severe.length, belowConfidence: severe.length - sure.length },
    summary: { files, functions, notAnalysed, notes: project.notes, durationMs: performance.now() - started },
    errors,
    readSource,
  };
}

function readSources(unit: Unit, errors: LintError[]): Source[] {
  return unit.files.flatMap(({ path }) => {
    try {
      return [Source.fromBytes(path, disk.readFile(path))];
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      errors.push({ path, message: error.reason });
      return [];
    }
  });
}

function readSource(path: string): Source | undefined {
  try {
    return Source.fromBytes(path, disk.readFile(path));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
