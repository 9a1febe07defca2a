import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const fixturesRoot = fileURLToPath(new URL('./fixtures', import.meta.url));
const rulesRoot = fileURLToPath(new URL('../src/rules', import.meta.url));

/** One file of a fixture, as the linter gets it. */
export interface FixtureFile {
  /** Relative to the fixture, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Lines of the fixture's own file before the first line of this one: 0 but in an archive. */
  readonly linesBefore: number;
}

/** What is linted in one go: a Go file, or an archive of several files. */
export interface Fixture {
  /** File name without folder, such as `docs_bad.go` or `two_packages.txtar`. */
  readonly name: string;
  /** Path from the project's root, with `/`, as failures print it. */
  readonly path: string;
  readonly files: readonly FixtureFile[];
}

/** The rules that exist: the files of src/rules. */
export function ruleNames(): string[] {
  return readdirSync(rulesRoot)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => basename(file, '.ts'))
    .sort();
}

/**
 * The folders of test/fixtures that hold fixtures of a rule: Go files and archives, but no module (the example
 * service and the projects that other tests read have a go.mod).
 */
export function ruleFixtureFolders(): string[] {
  return readdirSync(fixturesRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !existsSync(join(fixturesRoot, entry.name, 'go.mod')))
    .map((entry) => entry.name)
    .filter((folder) => readdirSync(join(fixturesRoot, folder)).some((file) => /\.(go|txtar)$/.test(file)))
    .sort();
}

/** The folders of test/fixtures/facts, each named after a fact or summary, from test/fixtures: `facts/trips`. */
export function factFixtureFolders(): string[] {
  const folders = readdirSync(join(fixturesRoot, 'facts'), { withFileTypes: true });
  return folders.flatMap((entry) => (entry.isDirectory() ? [`facts/${entry.name}`] : [])).sort();
}

/** The fixtures of a rule or, with `facts/` before it, of a fact, by name; none when there is no such folder. */
export function fixturesOf(rule: string): Fixture[] {
  const folder = join(fixturesRoot, rule);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(go|txtar)$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const files = name.endsWith('.txtar') ? parseArchive(text) : [{ path: name, text, linesBefore: 0 }];
      return { name, path: `test/fixtures/${rule}/${name}`, files };
    });
}

/**
 * The files of a txtar archive (golang.org/x/tools/txtar): each begins behind a line `-- name --`; what stands before
 * the first one is a comment.
 */
export function parseArchive(text: string): FixtureFile[] {
  const markers = [...text.matchAll(/^-- (?<path>.+) --\r?\n?/gm)];
  return markers.map((marker, i) => {
    const start = marker.index + marker[0].length;
    const before = text.slice(0, start);
    return {
      path: marker.groups?.path.trim() ?? '',
      text: text.slice(start, markers[i + 1]?.index),
      linesBefore: before.split('\n').length - 1,
    };
  });
}

/** Whether a fixture is about code whose dependencies are not at hand: it imports what is nowhere, and Go cannot build it. */
export function importsAbsent(text: string): boolean {
  return text.includes('"example.org/absent/');
}
