import type { FactStore, Trigger } from '../src/engine/facts/fact.js';
import { summaries } from '../src/engine/facts/summaries.js';
import { MemoryFiles } from '../src/engine/project/memory.js';
import { openProject } from '../src/engine/project/project.js';
import type { Confidence, Diagnostic, Severity } from '../src/engine/run/diagnostic.js';
import type { Rule } from '../src/engine/run/rule.js';
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
  const found = await analyse(files, rules, options.rules);
  return found.filter(
    (one) =>
      one.suppressed === undefined &&
      reachesSeverity(one, options.severity) &&
      reachesConfidence(one, options.confidence),
  );
}

/**
 * Analyses files as `lintSources` does, without a rule, and shows each package to `visit` while all of it is at hand:
 * what a fact answers there is what it answers to a rule.
 * @throws {Error} as `lintSources` does, and what `visit` throws
 */
export async function visitPackages(
  files: ReadonlyMap<string, string>,
  visit: (store: FactStore) => void,
): Promise<void> {
  const shown = visitor(visit);
  await analyse(files, [shown], [shown.name]);
}

/** A rule that shows each package once, and finds nothing. */
export function visitor(visit: (store: FactStore) => void): Rule {
  const seen = new Set<FactStore>();
  const on: Trigger<never> = {
    name: 'package',
    ops: ['return', 'jump', 'if', 'select', 'panic', 'unreachable'],
    lift(_instruction, _body, _pkg, store) {
      if (seen.has(store)) return undefined;
      seen.add(store);
      visit(store);
      return undefined;
    },
  };
  return { ...rules[0], name: 'visitor', requires: {}, on, check: () => undefined };
}

/** @param only names of the rules that run, of those that are known */
async function analyse(
  files: ReadonlyMap<string, string>,
  known: readonly Rule[],
  only: readonly string[],
): Promise<readonly Diagnostic[]> {
  const memory = new MemoryFiles(Object.fromEntries(files));
  const project = openProject(['/...'], { cwd: '/', tests: true }, memory);
  const unread = project.skipped.filter(({ kind }) => kind !== 'generated'); // those are there for their importers
  for (const { path, message } of [...project.errors, ...project.notes, ...unread, ...project.notAnalysed]) {
    throw new Error(`${path}: ${message}`);
  }
  const selection = { only, disabled: [], preview: true };
  const states = new RuleSettings({ selection, root: '/' });
  const session = new Session({
    project,
    files: memory,
    parser: await shippedParser(),
    library: shippedDeclarations,
    tables: shippedTables,
    summaries,
    rules: states.running(known),
    states,
    knownRules: rules,
  });
  const found: Diagnostic[] = [];
  for (const unit of project.units) {
    const result = session.analyse(unit);
    for (const { file, function: func, reason } of result.notAnalysed) {
      throw new Error(`${file}: ${func ?? ''}: ${reason}`);
    }
    found.push(...result.diagnostics);
  }
  return found;
}
