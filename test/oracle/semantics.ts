import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { baseConfiguration } from '../../src/engine/project/configuration.js';
import { disk, moduleCacheDirectory } from '../../src/engine/project/disk.js';
import type { FileSystem } from '../../src/engine/project/files.js';
import { MemoryFiles } from '../../src/engine/project/memory.js';
import { openProject, type Project } from '../../src/engine/project/project.js';
import type { Unit } from '../../src/engine/project/unit.js';
import { Session } from '../../src/engine/run/session.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';
import { Comparison, type FileMeaning } from './comparison.js';
import { ask, runGo } from './oracle.js';
import { environment, shipped, standardLibrary } from './toolchain.js';

/** Whether the sources of what a package imports are there, or only what go-oom-lint knows by itself. */
export type Dependencies = 'present' | 'absent';

/** Packages whose exported declarations are all shipped. */
const shippedWhole = new Set(
  Object.entries(shipped.packages).flatMap(([path, { complete }]) => (complete ? path : [])),
);

/** Packages of the standard library that differ in what they make of the language. */
export const somePackages: readonly string[] = [
  ...['archive/tar', 'archive/zip', 'bufio', 'bytes', 'compress/flate', 'compress/gzip', 'container/heap'],
  ...['container/list', 'context', 'crypto/tls', 'crypto/x509', 'database/sql', 'encoding/base64', 'encoding/binary'],
  ...['encoding/csv', 'encoding/json', 'encoding/xml', 'errors', 'flag', 'fmt', 'go/ast', 'go/types', 'html/template'],
  ...['io', 'io/fs', 'iter', 'log', 'log/slog', 'maps', 'math/big', 'mime/multipart', 'net/http', 'net/netip'],
  ...['net/textproto', 'net/url', 'os', 'os/exec', 'os/signal', 'path/filepath', 'reflect', 'regexp', 'slices'],
  ...['sort', 'strconv', 'strings', 'sync', 'sync/atomic', 'testing', 'text/template', 'time', 'unicode/utf8'],
];

/** Every package of the standard library that user code may import, and those that they are made of. */
export async function standardPackages(): Promise<readonly string[]> {
  const output = await runGo(['list', '-f', '{{if .GoFiles}}{{.ImportPath}}{{end}}', 'std'], tmpdir(), environment);
  return output.split('\n').filter((path) => path !== '' && !path.startsWith('vendor/'));
}

/** Packages of the standard library. What is absent is what is shipped whole: the rest is the library's own. */
export async function compareStandardLibrary(
  paths: readonly string[],
  dependencies: Dependencies,
): Promise<Comparison> {
  const cwd = await standardLibrary();
  const wanted = new Set(paths.map((path) => `${cwd}/${path}`));
  const files =
    dependencies === 'present'
      ? disk
      : withoutGo((directory) => !wanted.has(directory) && shippedWhole.has(directory.slice(cwd.length + 1)));
  const patterns = paths.map((path) => `./${path}`);
  return compare(openProject(patterns, { cwd }, files), files, cwd, paths, (unit) => wanted.has(unit.directory));
}

/**
 * The packages of a module on disk.
 * @param cwd folder of its go.mod
 * @throws {Error} with Go's output when it cannot list the module's packages
 */
export async function compareModule(cwd: string, dependencies: Dependencies): Promise<Comparison> {
  const present = dependencies === 'present';
  const files = present ? disk : withoutGo((directory) => directory.startsWith(`${cwd}/vendor/`));
  const moduleCache = present ? moduleCacheDirectory() : undefined;
  const project = openProject(['./...'], { cwd, moduleCache }, files);
  return compare(project, files, cwd, ['./...'], (unit) => unit.module?.directory === cwd);
}

/** Files that are a package each, of a module whose go.mod names what they import. */
export async function compareFiles(module: string, paths: readonly string[]): Promise<Comparison> {
  const folders = new Map(paths.map((path, i) => [`/${i}`, path]));
  const contents = [...folders].map(([folder, path]) => [`${folder}/${basename(path)}`, readFileSync(path)]);
  const files = new MemoryFiles({ '/go.mod': readFileSync(join(module, 'go.mod')), ...Object.fromEntries(contents) });
  const project = openProject(['/...'], { cwd: '/' }, files);
  const isWanted = (unit: Unit) => folders.has(unit.directory);
  return compare(project, files, module, importsOf(project), isWanted, (unit) => [folders.get(unit.directory)!]);
}

function importsOf({ units }: Project): string[] {
  return [...new Set(units.flatMap(({ imports }) => imports.map(({ path }) => path)))];
}

async function compare(
  project: Project,
  files: FileSystem,
  directory: string,
  patterns: readonly string[],
  isWanted: (unit: Unit) => boolean,
  onDisk = (unit: Unit) => unit.files.map(({ path }) => path),
): Promise<Comparison> {
  const base = JSON.stringify(baseConfiguration());
  const isBase = ({ configuration, files }: Unit) =>
    JSON.stringify(configuration) === base && files.every(({ test }) => !test);
  const wanted = project.units.filter((unit) => isWanted(unit) && isBase(unit));
  const session = new Session({
    project,
    files,
    parser: await shippedParser(),
    library: shippedDeclarations,
    tables: shippedTables,
    rules: [],
    knownRules: [],
  });
  const comparison = new Comparison();
  const asked = new Map(wanted.map((unit) => [unit, onDisk(unit)]));
  await withMeanings(directory, patterns, asked, comparison, (meaningsOf) => {
    for (const unit of project.units) {
      session.open(unit, (pkg) => {
        const meanings = meaningsOf(unit);
        if (meanings !== undefined) comparison.add(pkg, meanings);
      });
    }
  });
  return comparison;
}

/** Asks Go about units; its answers are read one by one, since all of them are longer than a string may be. */
async function withMeanings(
  directory: string,
  patterns: readonly string[],
  asked: ReadonlyMap<Unit, readonly string[]>,
  { unbuilt }: Comparison,
  use: (meaningsOf: (unit: Unit) => readonly FileMeaning[] | undefined) => void,
): Promise<void> {
  const answers = mkdtempSync(join(tmpdir(), 'go-oom-lint-meanings-'));
  try {
    const packages = [...asked].map(([{ importPath: path }, files]) => ({ path, files }));
    const problems = await ask<{ path: string; says: string }[]>(
      ['semantics', directory, answers, ...patterns],
      JSON.stringify(packages),
      environment,
    );
    unbuilt.push(...problems.map(({ path, says }) => `${path}: ${says}`));
    const failed = new Set(problems.map(({ path }) => path));
    const units = [...asked.keys()];
    use((unit) => {
      const number = units.indexOf(unit);
      if (number < 0 || failed.has(unit.importPath)) return undefined;
      return JSON.parse(readFileSync(join(answers, `${number}.json`), 'utf8')) as FileMeaning[];
    });
  } finally {
    rmSync(answers, { recursive: true });
  }
}

/** The disk without the Go files of some directories. */
function withoutGo(hidden: (directory: string) => boolean): FileSystem {
  return {
    ...disk,
    list(directory) {
      const entries = disk.list(directory);
      return hidden(directory) ? entries.filter(({ name }) => !name.endsWith('.go')) : entries;
    },
  };
}
