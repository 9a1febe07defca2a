import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type DeclarationIndex, indexedDeclarations } from '../src/engine/knowledge/declarations.js';
import { Source } from '../src/engine/text/source.js';
import { shippedDeclarations, shippedParser } from '../src/modules.js';
import { runTool } from './go.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readIndex = (library: string) =>
  JSON.parse(readFileSync(`${root}knowledge/${library}/index.json`, 'utf8')) as DeclarationIndex & {
    readonly go: string;
  };
const indexes = { std: readIndex('std'), modules: readIndex('modules') };
const packages = [...Object.entries(indexes.std.packages), ...Object.entries(indexes.modules.packages)];

/** About what the folders add to the archive that is published, in bytes. */
function packed(folders: readonly string[]): number {
  const files = folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return gzipSync(Buffer.concat(files.map((file) => readFileSync(file)))).length;
}

describe('shipped declarations', () => {
  test('are found by import path', () => {
    expect(shippedDeclarations.lookup('net/http')?.text).toContain(
      '\nfunc ListenAndServe(addr string, handler Handler) error\n',
    );
    expect(shippedDeclarations.lookup('math/rand/v2')?.text).toContain('\npackage rand\n');
    expect(shippedDeclarations.lookup('golang.org/x/sync/errgroup')?.text).toContain(
      '\nfunc (g *Group) SetLimit(n int)\n',
    );
  });

  test.each([
    '',
    'net/http/',
    'nothing/of/the/kind',
    '../package',
    'std/net/http',
    'net/http.go',
    '__proto__',
    'constructor',
  ])('are not found for %j', (path) => expect(shippedDeclarations.lookup(path)).toBeUndefined());

  test('import nothing that is not shipped', () => {
    const missing = packages.flatMap(([path, { imports }]) =>
      imports
        .filter((imported) => shippedDeclarations.lookup(imported) === undefined)
        .map((imported) => `${path}: ${imported}`),
    );
    expect(missing).toEqual([]);
  });

  test('are Go to our parser', async () => {
    const parser = await shippedParser();
    const broken = packages.filter(([path]) => {
      const { path: file, text } = shippedDeclarations.lookup(path)!;
      return parser.parse(Source.fromText(file, text)).arrays.errors.length > 0;
    });
    expect(broken.map(([path]) => path)).toEqual([]);
  });

  test('stay within what the package may weigh, as it is packed', () => {
    const knowledge = packed(['knowledge']);
    expect(knowledge).toBeLessThan(1_500_000);
    // The compiled code is published, which takes about what its source does.
    expect(knowledge + packed(['src', 'bin', 'wasm', 'schema'])).toBeLessThan(3_000_000);
  });

  test('are read when they are asked for, and no others', () => {
    const read: string[] = [];
    const entry = { name: 'b', complete: true, bytes: 0, imports: [] };
    const source = indexedDeclarations(
      { packages: { 'a/b': { ...entry, file: 'a/b.go' }, 'a/c': { ...entry, file: 'a/c.go' } } },
      (file) => {
        read.push(file);
        return 'package b\n';
      },
    );
    expect(source.lookup('a/d')).toBeUndefined();
    expect(source.lookup('a/b')).toEqual({ path: 'a/b.go', text: 'package b\n' });
    expect(read).toEqual(['a/b.go']);
  });
});

/** The library that was written belongs to one version of Go, and only that version can tell whether it is right. */
const environment = { GOTOOLCHAIN: indexes.std.go, GOWORK: 'off', GOFLAGS: '' };

/** Folder of the files that say when a declaration appeared; only whole distributions of Go have it. */
const api = `${spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } }).stdout?.trim()}/api`;

const unreachable =
  spawnSync('go', ['version'], { env: { ...process.env, ...environment }, timeout: 300_000 }).status !== 0
    ? `${indexes.std.go} cannot be had`
    : existsSync(api)
      ? undefined
      : 'Go was installed without its folder api';

if (unreachable !== undefined) {
  const message = `${unreachable}: the shipped declarations`;
  if (process.env.CI) throw new Error(`${message} cannot be checked, and CI does not skip that`);
  console.log(`${message} are not checked against Go`);
}

describe.skipIf(unreachable !== undefined)('shipped declarations, says Go,', () => {
  const timeout = 600_000; // the first run compiles go/types

  /** Runs tests of the generator, all of which print their names. */
  async function runGoTests(pattern: string, names: readonly string[]): Promise<void> {
    const args = ['test', '-v', '-count=1', '-run', pattern, '.', '-args', '-api', api];
    const { status, output } = await runTool('go', args, `${root}scripts/declarations`, environment);
    expect(status, output).toBe(0);
    for (const name of names) expect(output).toContain(`--- PASS: ${name} `);
  }

  test(
    'type-check, and are those of its standard library',
    () =>
      runGoTests('Stubs|Indexes|StandardLibrary', [
        'TestStubsTypeCheck',
        'TestIndexesNameTheirFiles',
        'TestStandardLibraryIsTheReal',
        'TestStandardLibraryHasWhatGoPromises',
      ]),
    timeout,
  );

  // Fetches some fifty modules.
  test.runIf(process.env.DEEP)(
    'are those of the modules',
    () => runGoTests('Modules', ['TestModulesAreTheReal']),
    timeout,
  );
});
