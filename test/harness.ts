import { posix } from 'node:path';
import type { Confidence, Diagnostic, Severity } from '../src/engine/run/diagnostic.js';
import { selectRules } from '../src/engine/run/select.js';
import { Session } from '../src/engine/run/session.js';
import { reachesConfidence, reachesSeverity } from '../src/engine/run/thresholds.js';
import { Source } from '../src/engine/text/source.js';
import { shippedDeclarations, shippedParser } from '../src/modules.js';
import { rules } from '../src/rules/index.js';

export interface LintSourcesOptions {
  /** Names of the rules to run, also when they are off by default or in preview. */
  readonly rules: readonly string[];
  /** The least severity and confidence that are returned. */
  readonly severity: Severity;
  readonly confidence: Confidence;
}

interface FixturePackage {
  readonly importPath: string;
  readonly sources: Source[];
  readonly imports: Set<string>;
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
  const selected = selectRules(rules, { only: options.rules, disabled: [], preview: true });
  const session = new Session(
    await shippedParser(),
    shippedDeclarations,
    selected,
    rules.map((rule) => rule.name),
  );
  const found: Diagnostic[] = [];
  for (const { importPath, sources } of inOrder(packagesOf(files))) {
    const result = session.analyse({ importPath, sources, goVersion: [1, 27], reported: () => true });
    for (const { file, function: func, reason } of result.notAnalysed)
      throw new Error(`${file}: ${func ?? ''}: ${reason}`);
    found.push(...result.diagnostics);
  }
  return found.filter(
    (one) =>
      one.suppressed === undefined &&
      reachesSeverity(one, options.severity) &&
      reachesConfidence(one, options.confidence),
  );
}

/** One package a folder; the nearest go.mod above it says its import path. */
function packagesOf(files: ReadonlyMap<string, string>): Map<string, FixturePackage> {
  const modules = [...files].flatMap(([path, text]) => {
    const name = posix.basename(path) === 'go.mod' ? /^module\s+(\S+)/m.exec(text)?.[1] : undefined;
    return name === undefined ? [] : [{ dir: posix.dirname(path), name }];
  });
  modules.sort((a, b) => b.dir.length - a.dir.length);
  const packages = new Map<string, FixturePackage>();
  for (const [path, text] of files) {
    if (!path.endsWith('.go')) continue;
    const dir = posix.dirname(path);
    const module = modules.find((one) => dir === one.dir || dir.startsWith(`${one.dir}/`));
    const importPath = module === undefined ? 'fixture' : posix.join(module.name, posix.relative(module.dir, dir));
    let pkg = packages.get(importPath);
    if (pkg === undefined) packages.set(importPath, (pkg = { importPath, sources: [], imports: new Set() }));
    pkg.sources.push(Source.fromText(path, text));
    for (const [, imported] of text.matchAll(/^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"\n]+)"\s*$/gm))
      pkg.imports.add(imported);
  }
  return packages;
}

/** Every package after those that it imports. */
function inOrder(packages: ReadonlyMap<string, FixturePackage>): FixturePackage[] {
  const ordered = new Set<FixturePackage>();
  const visit = (pkg: FixturePackage | undefined) => {
    if (pkg === undefined || ordered.has(pkg)) return;
    for (const path of pkg.imports) visit(packages.get(path));
    ordered.add(pkg);
  };
  for (const pkg of packages.values()) visit(pkg);
  return [...ordered];
}
