import { MemoryFiles } from '../src/engine/project/memory.js';
import { openProject } from '../src/engine/project/project.js';
import type { Confidence, Diagnostic, Severity } from '../src/engine/run/diagnostic.js';
import { RuleSettings } from '../src/engine/run/rule-settings.js';
import { Session } from '../src/engine/run/session.js';
import { reachesConfidence, reachesSeverity } from '../src/engine/run/thresholds.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../src/modules.js';
import { rules } from '../src/rules/index.js';

export interface LintSourcesOptions {
  /** Names of the rules to run, also when they are off by default or in preview. */
  readonly rules: readonly string[];
  /** The least severity and confidence that are returned. */
  readonly severity: Severity;
  readonly confidence: Confidence;
}

/**
 * Lints files that exist in memory only, as one project: `./...` with tests.
 * @param files absolute path, with `/`, to text; a go.mod among them is the module's, else the current Go is assumed
 * @returns what was found, in the order of the report; `place.file` is one of the given paths
 * @throws {Error} naming the file or function when something was not analysed: a fixture that the linter cannot read
 *   would pass as a quiet one
 */
export async function lintSources(
  files: ReadonlyMap<string, string>,
  options: LintSourcesOptions,
): Promise<readonly Diagnostic[]> {
  const memory = new MemoryFiles(Object.fromEntries(files));
  const project = openProject(['/...'], { cwd: '/', tests: true }, memory);
  const unread = project.skipped.filter(({ kind }) => kind !== 'generated'); // those are there for their importers
  for (const { path, message } of [...project.errors, ...project.notes, ...unread, ...project.notAnalysed]) {
    throw new Error(`${path}: ${message}`);
  }
  const selection = { only: options.rules, disabled: [], preview: true };
  const states = new RuleSettings({ selection, root: '/' });
  const session = new Session({
    project,
    files: memory,
    parser: await shippedParser(),
    library: shippedDeclarations,
    tables: shippedTables,
    rules: states.running(rules),
    states,
    knownRules: rules.map((rule) => rule.name),
  });
  const found: Diagnostic[] = [];
  for (const unit of project.units) {
    const result = session.analyse(unit);
    for (const { file, function: func, reason } of result.notAnalysed) {
      throw new Error(`${file}: ${func ?? ''}: ${reason}`);
    }
    found.push(...result.diagnostics);
  }
  return found.filter(
    (one) =>
      one.suppressed === undefined &&
      reachesSeverity(one, options.severity) &&
      reachesConfidence(one, options.confidence),
  );
}
