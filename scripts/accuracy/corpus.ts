import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactStore } from '../../src/engine/facts/fact.js';
import { summaries } from '../../src/engine/facts/summaries.js';
import { disk } from '../../src/engine/project/disk.js';
import { openProject } from '../../src/engine/project/project.js';
import { Session } from '../../src/engine/run/session.js';
import { Source } from '../../src/engine/text/source.js';
import { type Diagnostic, lint } from '../../src/index.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';
import { visitor } from '../../test/harness.js';

/** Code that does not change: `module@version`, or `std@go1.26.8`, the standard library of a release. */
export type Corpus = string;

export interface LintedCorpus {
  /** Of every severity, in the order of the report. `place.file` is relative to the corpus. */
  readonly diagnostics: readonly Diagnostic[];
  /** Lines of the files that were linted. */
  lines(): number;
}

/**
 * Fetches a corpus, unless it is there, and lints it with everything but the thresholds at their defaults.
 * @param rules names of the only rules that run; all of them when empty
 * @throws {Error} when it cannot be had
 */
export async function lintCorpus(corpus: Corpus, rules: readonly string[] = []): Promise<LintedCorpus> {
  const directory = realpathSync(directoryOf(corpus));
  const { diagnostics } = await lint({
    patterns: ['./...'],
    cwd: directory,
    severity: 'info',
    confidence: 'likely',
    rules: { only: rules, disabled: [], preview: true },
    tests: false,
    maxFileSize: 4_000_000,
    showSuppressed: false,
  });
  const relative = (file: string) => (file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file);
  return {
    diagnostics: diagnostics.map((one) => ({ ...one, place: { ...one.place, file: relative(one.place.file) } })),
    lines: () => countLines(directory),
  };
}

/**
 * Fetches a corpus, unless it is there, and shows each package of it to `visit` while all of it is at hand.
 * @param visit also gets what makes a path relative to the corpus
 */
export async function visitCorpus(
  corpus: Corpus,
  visit: (store: FactStore, relative: (path: string) => string) => void,
): Promise<void> {
  const directory = realpathSync(directoryOf(corpus));
  const relative = (path: string) => (path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path);
  const project = openProject(['./...'], { cwd: directory }, disk);
  const session = new Session({
    project,
    files: disk,
    parser: await shippedParser(),
    library: shippedDeclarations,
    tables: shippedTables,
    summaries,
    rules: [visitor((store) => visit(store, relative))],
    knownRules: [],
  });
  for (const unit of project.units) session.analyse(unit);
}

function countLines(directory: string): number {
  const { units } = openProject(['./...'], { cwd: directory }, disk);
  const paths = units.flatMap((unit) => [...unit.reported]);
  return paths.reduce((sum, path) => sum + Source.fromBytes(path, disk.readFile(path)).lineStarts.length, 0);
}

function directoryOf(corpus: Corpus): string {
  const [module, version] = corpus.split('@');
  if (version === undefined) throw new Error(`${corpus}: a corpus is module@version or std@go1.N.N`);
  if (module === 'std') return join(go(['env', 'GOROOT'], { GOTOOLCHAIN: version }).trim(), 'src');
  const temporary = mkdtempSync(join(tmpdir(), 'go-oom-lint-corpus-'));
  try {
    // Outside any module, so that no go.mod has a say in what is downloaded.
    return (JSON.parse(go(['mod', 'download', '-json', corpus], { cwd: temporary })) as { Dir: string }).Dir;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function go(args: readonly string[], { cwd, ...env }: { cwd?: string; GOTOOLCHAIN?: string }): string {
  return execFileSync('go', args, { cwd, encoding: 'utf8', env: { ...process.env, ...env, GOWORK: 'off' } });
}
