import type { Confidence, Diagnostic, Severity } from '../src/engine/run/diagnostic.js';

export interface LintSourcesOptions {
  /** Names of the rules to run, also when they are off by default or in preview. */
  readonly rules: readonly string[];
  /** The least severity and confidence that are returned. */
  readonly severity: Severity;
  readonly confidence: Confidence;
}

/**
 * Lints files that exist in memory only, as one project.
 * @param files absolute path, with `/`, to text; a go.mod among them is the module's, else the current Go is assumed
 * @returns what was found, in the order of the report; `place.file` is one of the given paths
 * @throws {Error} naming the file or function when something was not analysed: a fixture that the linter cannot read
 *   would pass as a quiet one
 */
export async function lintSources(
  files: ReadonlyMap<string, string>,
  options: LintSourcesOptions,
): Promise<readonly Diagnostic[]> {
  throw new Error(`the engine cannot run ${options.rules.join(', ')} over ${files.size} files yet`);
}
