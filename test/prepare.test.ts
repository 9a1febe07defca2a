import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { build, buildIsCurrent, ensureBuild } from '../scripts/build.mjs';
import { packagesAreCurrent, withoutInstallTarget } from '../scripts/packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const temporary: string[] = [];

afterEach(() => {
  for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A new directory with these files: path to text, or to what is written as JSON. */
function directoryOf(files: Readonly<Record<string, unknown>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'go-oom-lint-prepare-'));
  temporary.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

/** Runs a piece of a module of scripts/ in a process that finds no npm. */
function withoutNpm(code: string): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], { env: { PATH: '' }, encoding: 'utf8' });
}

describe('packages', () => {
  const locked = {
    '': { name: 'x' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-o', optional: true },
  };
  const installed = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };

  function project(installed: unknown, files: Readonly<Record<string, unknown>> = { 'node_modules/a/index.js': '' }) {
    const hidden = installed === undefined ? {} : { 'node_modules/.package-lock.json': { packages: installed } };
    return directoryOf({ 'package-lock.json': { packages: locked }, ...hidden, ...files });
  }

  test('are current when all that is locked is there, for this system', () => {
    expect(packagesAreCurrent(project(installed))).toBe(true);
  });

  test.each<[string, unknown, Readonly<Record<string, unknown>>?]>([
    ['nothing was installed', undefined],
    ['a package is missing', {}],
    ['a version differs', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['the content differs', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    ['a folder was deleted', installed, {}],
  ])('are stale when %s', (_, installed, files) => {
    expect(packagesAreCurrent(project(installed, files))).toBe(false);
  });

  const ensure = (directory: string) => {
    const module = pathToFileURL(join(root, 'scripts/packages.mjs')).href;
    return withoutNpm(`(await import(${JSON.stringify(module)})).ensurePackages(${JSON.stringify(directory)})`);
  };

  test('that are current need no npm', () => {
    expect(ensure(project(installed))).toMatchObject({ status: 0, stderr: '' });
  });

  test('that are stale without npm end with a message', () => {
    const { status, stderr } = ensure(project(undefined));
    expect(status).not.toBe(0);
    expect(stderr).toContain('npm could not be started');
  });

  test('are installed without the target of a global install', () => {
    const environment = { npm_config_global: 'true', NPM_CONFIG_PREFIX: '/usr', npm_config_location: 'global' };
    expect(withoutInstallTarget({ ...environment, npm_config_cache: '/c', PATH: '/bin' })).toEqual({
      npm_config_cache: '/c',
      PATH: '/bin',
    });
  });
});

describe('build', () => {
  function project(sources: Readonly<Record<string, string>>): string {
    const directory = directoryOf(sources);
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(join(root, file), join(directory, file));
    }
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction');
    return directory;
  }

  test('happens once, and again when a source has changed', () => {
    const directory = project({ 'src/a.ts': 'export const a = 1;\n' });
    expect(buildIsCurrent(directory)).toBe(false);
    ensureBuild(directory);
    expect(buildIsCurrent(directory)).toBe(true);

    const output = join(directory, 'dist/a.js');
    writeFileSync(output, 'marked');
    ensureBuild(directory);
    expect(readFileSync(output, 'utf8'), 'nothing has changed').toBe('marked');

    writeFileSync(join(directory, 'src/a.ts'), 'export const a = 2;\n');
    ensureBuild(directory);
    expect(readFileSync(output, 'utf8')).toContain('a = 2');
  });

  test('is stale when its output or its settings are gone or changed', () => {
    const directory = project({ 'src/a.ts': 'export const a = 1;\n' });
    build(directory);
    writeFileSync(
      join(directory, 'tsconfig.build.json'),
      `${readFileSync(join(root, 'tsconfig.build.json'), 'utf8')}\n`,
    );
    expect(buildIsCurrent(directory)).toBe(false);
    build(directory);
    rmSync(join(directory, 'dist'), { recursive: true });
    expect(buildIsCurrent(directory)).toBe(false);
  });

  test('leaves nothing of a source that was deleted', () => {
    const directory = project({ 'src/a.ts': 'export const a = 1;\n', 'src/b/c.ts': 'export const c = 1;\n' });
    build(directory);
    expect(existsSync(join(directory, 'dist/b/c.js'))).toBe(true);
    rmSync(join(directory, 'src/b/c.ts'));
    ensureBuild(directory);
    expect(existsSync(join(directory, 'dist/b/c.js'))).toBe(false);
    expect(existsSync(join(directory, 'dist/b/c.d.ts'))).toBe(false);
    expect(existsSync(join(directory, 'dist/a.js'))).toBe(true);
  });

  test('that fails is told and tried again', () => {
    const directory = project({ 'src/a.ts': 'export const a: string = 1;\n' });
    expect(() => ensureBuild(directory)).toThrow('src does not compile');
    expect(() => ensureBuild(directory)).toThrow('src does not compile');
  });
});
