import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { baseConfiguration } from '../../src/engine/project/configuration.js';
import { disk } from '../../src/engine/project/disk.js';
import { currentMinor } from '../../src/engine/project/platforms.js';
import { openProject, type Project, type ProjectOptions } from '../../src/engine/project/project.js';
import type { Unit } from '../../src/engine/project/unit.js';
import { parseArchive } from '../fixtures.js';
import { describeWithGo, runTool } from '../go.js';
import { trees } from './trees.js';

/** What `go list -json` says of a package, as far as it matters here. */
interface Listed {
  readonly Dir: string;
  readonly ImportPath: string;
  readonly Standard?: boolean;
  readonly Name?: string;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly TestGoFiles?: readonly string[];
  readonly XTestGoFiles?: readonly string[];
  readonly Imports?: readonly string[];
  readonly ImportMap?: Readonly<Record<string, string>>;
}

interface Setting {
  readonly goos?: string;
  readonly goarch?: string;
  readonly tags?: readonly string[];
}

const fields = 'Dir,ImportPath,Standard,Name,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Imports,ImportMap';
const timeout = 120_000;

async function goList(
  directory: string,
  args: readonly string[],
  { goos = 'linux', goarch = 'amd64', tags = [] }: Setting,
  environment: Readonly<Record<string, string>> = {},
): Promise<Listed[]> {
  const tagFlag = tags.length === 0 ? [] : [`-tags=${tags.join()}`];
  const { output } = await runTool('go', ['list', '-e', `-json=${fields}`, ...tagFlag, ...args], directory, {
    GOOS: goos,
    GOARCH: goarch,
    CGO_ENABLED: '1',
    GOFLAGS: '',
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    ...environment,
  });
  return JSON.parse(`[${output.slice(output.indexOf('{')).replace(/^\}\n\{/gm, '},{')}]`) as Listed[];
}

/** A row for each package: directory, name, files. */
function rowsOf(listed: readonly Listed[]): string[] {
  return listed
    .map(({ Dir, Name = '', GoFiles = [], CgoFiles = [] }) => ({ Dir, Name, files: [...GoFiles, ...CgoFiles].sort() }))
    .filter(({ files }) => files.length > 0)
    .map(({ Dir, Name, files }) => `${Dir} ${Name}: ${files.join(' ')}`)
    .sort();
}

/** The units that a plain build has. */
function plain({ units }: Project, { goos, goarch, tags }: Setting): Unit[] {
  const base = JSON.stringify(baseConfiguration(goos, goarch, tags));
  const isPlain = (unit: Unit) => unit.reported.size > 0 && JSON.stringify(unit.configuration) === base;
  return units.filter((unit) => isPlain(unit) && !unit.files.some((file) => file.test));
}

/** What is listed, less packages that are generated as a whole: we do not lint them. */
function lintable(listed: readonly Listed[], { skipped }: Project): Listed[] {
  const generated = new Set(skipped.filter(({ kind }) => kind === 'generated').map(({ path }) => path));
  return listed.filter(({ Dir, GoFiles = [], CgoFiles = [] }) =>
    [...GoFiles, ...CgoFiles].some((file) => !generated.has(`${Dir}/${file}`)),
  );
}

function ourRows(units: readonly Unit[]): string[] {
  return units
    .map(({ directory, name, files }) => `${directory} ${name}: ${files.map(({ path }) => basename(path)).join(' ')}`)
    .sort();
}

function open(cwd: string, patterns: readonly string[], options: Partial<ProjectOptions> = {}) {
  return openProject(patterns, { cwd, ...options }, disk);
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'go-oom-lint-list-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function plant(name: string, archive: string): string {
  const directory = join(root, name);
  for (const { path, text } of parseArchive(archive)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    const link = /^link to (.+)\n$/.exec(text);
    if (link) symlinkSync(link[1], join(directory, path));
    else writeFileSync(join(directory, path), text);
  }
  return directory;
}

const settings: readonly Setting[] = [
  {},
  { goos: 'windows' },
  { goos: 'darwin', goarch: 'arm64' },
  { goos: 'android', goarch: 'arm64' },
  { goos: 'illumos' },
  { goos: 'js', goarch: 'wasm' },
  { goarch: 'ppc64le', tags: ['integration', 'x.y'] },
];

describeWithGo('as go list has it', () => {
  for (const [name, tree] of Object.entries(trees)) {
    describe(name, () => {
      const directory = plant(name.replaceAll(' ', '_'), tree.archive);

      test.each(settings)(
        'packages and files for %o',
        async (setting) => {
          for (const module of tree.modules) {
            const cwd = join(directory, module);
            const project = open(cwd, tree.patterns ?? ['./...'], setting);
            const own = plain(project, setting).filter(({ module: of }) => (of?.directory ?? cwd) === cwd);
            const listed = await goList(cwd, tree.patterns ?? ['./...'], setting);
            expect(ourRows(own), module).toEqual(rowsOf(listed));
          }
        },
        timeout,
      );

      test(
        'tests',
        async () => {
          for (const module of tree.modules) {
            const cwd = join(directory, module);
            const { units } = open(cwd, tree.patterns ?? ['./...'], { tests: true });
            const own = units.filter(({ module: of }) => (of?.directory ?? cwd) === cwd);
            expect(ourTests(own)).toEqual(testsOf(await goList(cwd, tree.patterns ?? ['./...'], {})));
          }
        },
        timeout,
      );

      test(
        'what imports mean',
        async () => {
          for (const module of tree.modules) {
            const cwd = join(directory, module);
            const project = open(cwd, tree.patterns ?? ['./...']);
            const listed = await goList(cwd, ['-deps', ...(tree.patterns ?? ['./...'])], {});
            const own = plain(project, {});
            expect(importRows(project.units, own)).toEqual(expectedImports(listed, own));
          }
        },
        timeout,
      );
    });
  }
});

/** The test files that a plain build has. */
function ourTests(units: readonly Unit[]): string[] {
  const base = JSON.stringify(baseConfiguration());
  return units
    .filter(({ configuration }) => JSON.stringify(configuration) === base)
    .flatMap(({ files, reported }) => files.filter((file) => file.test && reported.has(file.path)))
    .map(({ path }) => path)
    .sort();
}

function testsOf(listed: readonly Listed[]): string[] {
  return listed
    .flatMap(({ Dir, TestGoFiles = [], XTestGoFiles = [] }) =>
      [...TestGoFiles, ...XTestGoFiles].map((file) => join(Dir, file)),
    )
    .sort();
}

/** A row for each import of the packages: where it leads, `standard` for the library, `nowhere`. */
function importRows(units: readonly Unit[], of: readonly Unit[]): string[] {
  const directories = new Map(units.map(({ id, directory }) => [id, directory]));
  return of
    .flatMap(({ directory, imports }) =>
      imports.map((each) => {
        const target =
          each.kind === 'unit'
            ? directories.get(each.unit)
            : each.kind === 'declarations'
              ? each.directory
              : each.kind === 'unknown'
                ? 'nowhere'
                : 'standard';
        return `${directory}: ${each.path} → ${target}`;
      }),
    )
    .sort();
}

function expectedImports(listed: readonly Listed[], of: readonly Unit[]): string[] {
  const byPath = new Map(listed.map((one) => [one.ImportPath, one]));
  const directories = new Set(of.map(({ directory }) => directory));
  return listed
    .filter(({ Dir }) => directories.has(Dir))
    .flatMap(({ Dir, Imports = [], ImportMap = {} }) => [
      ...Imports.map((path) => {
        const as = Object.entries(ImportMap).find(([, target]) => target === path)?.[0] ?? path;
        const found = byPath.get(path);
        const target = path === 'C' || found?.Standard ? 'standard' : found?.Dir || 'nowhere';
        return `${Dir}: ${as} → ${target}`;
      }),
    ])
    .sort();
}

const toolchain = `go1.${currentMinor}.0`;
const newest = await runTool('go', ['env', 'GOROOT'], root, { GOTOOLCHAIN: toolchain }).catch(() => undefined);
const library = newest?.status === 0 ? join(newest.output.trim().split('\n').at(-1) ?? '', 'src') : undefined;
if (library === undefined) console.log(`${toolchain} is not at hand: what it lists of its own source is not compared`);

describe.skipIf(library === undefined)('the source of Go itself', () => {
  const source = library ?? '';
  const environment = { GOTOOLCHAIN: toolchain };

  test.each(settings.slice(0, 6))(
    'packages and files for %o',
    async (setting) => {
      for (const [module, pattern] of [
        [source, './...'],
        [join(source, 'cmd'), './...'],
      ]) {
        const project = open(module, [pattern], setting);
        const own = plain(project, setting).filter((unit) => unit.module?.directory === module);
        const listed = await goList(module, [pattern], setting, environment);
        const documented = own.filter(({ importPath }) => importPath !== 'builtin'); // no package to the go command
        expect(ourRows(documented)).toEqual(rowsOf(lintable(listed, project)));
      }
    },
    timeout,
  );

  test(
    'what imports mean',
    async () => {
      const project = open(source, ['./...']);
      const own = plain(project, {}).filter(
        ({ module, importPath }) => module?.directory === source && importPath !== 'builtin',
      );
      const listed = await goList(source, ['-deps', './...'], {}, environment);
      // To go list everything is standard here; to us it is what is linted.
      const bare = listed.map((one) => ({ ...one, Standard: one.ImportPath === 'unsafe' }));
      expect(importRows(project.units, own)).toEqual(expectedImports(bare, own));
    },
    timeout,
  );
});
