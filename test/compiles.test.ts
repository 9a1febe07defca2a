import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  type Fixture,
  factFixtureFolders,
  fixturesOf,
  fixturesRoot,
  importsAbsent,
  ruleFixtureFolders,
} from './fixtures.js';
import { describeWithGo, runTool } from './go.js';

/** The first run compiles what fixtures import: much of the standard library. */
const timeout = 600_000;

const exampleService = join(fixturesRoot, 'example-service');
const hasExample = existsSync(exampleService);

describeWithGo('fixtures are Go', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'go-oom-lint-fixtures-'));
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  const fixtures = [...ruleFixtureFolders(), ...factFixtureFolders()]
    .flatMap((folder) =>
      fixturesOf(folder).map((fixture) => ({ ...fixture, folder: `${folder}/${fixture.name.replace('.', '_')}` })),
    )
    .filter(({ files }) => !files.some(({ text }) => importsAbsent(text)));
  const isModule = ({ files }: Fixture) => files.some((file) => file.path === 'go.mod');
  const packages = fixtures.filter((fixture) => !isModule(fixture));

  copyFileSync(join(fixturesRoot, 'go.mod'), join(temporary, 'go.mod'));
  copyFileSync(join(fixturesRoot, 'go.sum'), join(temporary, 'go.sum'));
  for (const { folder, files } of fixtures) for (const { path, text } of files) write(`${folder}/${path}`, text);
  if (hasExample) cpSync(exampleService, join(temporary, 'example-service'), { recursive: true });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(temporary, path)), { recursive: true });
    writeFileSync(join(temporary, path), text);
  }

  /** The output of a Go tool with the fixtures' own paths in it. */
  function inTermsOfFixtures(output: string): string {
    return packages.reduce((text, { folder, files, path }) => {
      const single = files.length === 1 && path.endsWith('.go') ? files[0].path : undefined;
      return single === undefined ? text : text.replaceAll(`${folder}/${single}`, path);
    }, output);
  }

  async function build(directory: string, toolchain: Readonly<Record<string, string>> = {}): Promise<void> {
    // -trimpath keeps the temporary folder's name out of the build cache's keys.
    const { status, output } = await runTool('go', ['build', '-trimpath', '-o', devNull, './...'], directory, {
      GOFLAGS: '-buildvcs=false -mod=mod',
      GOWORK: 'off',
      ...toolchain,
    });
    expect(status, inTermsOfFixtures(output)).toBe(0);
  }

  test('that compiles', () => build(temporary), timeout);

  test.each(fixtures.filter(isModule))(
    'that compiles: $path',
    ({ folder, files }) => {
      copyFileSync(join(fixturesRoot, 'go.sum'), join(temporary, folder, 'go.sum'));
      // What is written in a language newer than Go at hand is built by the release that has it, which Go fetches.
      const isNewer = files.some(({ path, text }) => path === 'go.mod' && /^go 1\.27/m.test(text));
      return build(join(temporary, folder), isNewer ? { GOTOOLCHAIN: 'go1.27.0' } : {});
    },
    timeout,
  );

  test('formatted by gofmt', async () => {
    const { output } = await runTool('gofmt', ['-l', '.'], temporary);
    expect(inTermsOfFixtures(output)).toBe('');
  });

  test.runIf(hasExample)('the example service compiles', () => build(join(temporary, 'example-service')), timeout);
});
