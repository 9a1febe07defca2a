import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../src/engine/run/diagnostic.js';
import type { Rule } from '../src/engine/run/rule.js';
import { compare } from './compare.js';
import { parseExpectations } from './expectations.js';
import { type Fixture, fixturesOf, ruleFixtureFolders, ruleNames } from './fixtures.js';
import { lintSources } from './harness.js';
import { isOpenRule, settle } from './open-expectations.js';

test('every fixture folder belongs to a rule', () => {
  const rules = new Set(ruleNames());
  expect(ruleFixtureFolders().filter((folder) => !rules.has(folder) && !isOpenRule(folder))).toEqual([]);
});

for (const name of ruleNames()) {
  describe(name, async () => {
    const { default: rule } = (await import(`../src/rules/${name}.ts`)) as { default: Rule };
    const fixtures = fixturesOf(name);

    test('has its documented examples and a quiet look-alike', () => {
      const names = fixtures.map((fixture) => fixture.name);
      expect(names).toEqual(expect.arrayContaining(['docs_bad.go', 'docs_good.go']));
      const quiet = fixtures.filter((fixture) => fixture.name !== 'docs_good.go' && isQuiet(fixture));
      expect(quiet, 'a fixture, beside docs_good.go, in which nothing is found').not.toEqual([]);
    });

    test.each(fixtures)('$name', async (fixture) => {
      const differences = settle(fixture.path, await check(rule, fixture));
      if (differences.length > 0) expect.fail(`\n${differences.join('\n')}`);
    });
  });
}

function isQuiet({ files, path }: Fixture): boolean {
  const expectations = files.filter(isGo).map((file) => parseExpectations(file.text, path));
  return expectations.every(({ wants, misses, noises }) => wants.length + misses.length + noises.length === 0);
}

async function check(rule: Rule, fixture: Fixture): Promise<string[]> {
  const sources = new Map(fixture.files.map((file) => [absolute(file.path), file.text]));
  const diagnostics = await lintSources(sources, { rules: [rule.name], severity: 'info', confidence: 'likely' });
  const elsewhere = diagnostics.filter(({ place }) => !sources.has(place.file));
  expect(elsewhere, 'findings in files that were not linted').toEqual([]);

  return fixture.files.filter(isGo).flatMap((file) => {
    const own = (diagnostic: Diagnostic) => diagnostic.place.file === absolute(file.path);
    const where = (line: number) => `${fixture.path}:${line + file.linesBefore}`;
    const expectations = parseExpectations(file.text, `${fixture.path}(${file.path})`);
    return compare(expectations, diagnostics.filter(own), rule.severity, where);
  });
}

/** Where a fixture's files are said to be: a fixture is a project of its own. */
function absolute(path: string): string {
  return `/fixture/${path}`;
}

function isGo({ path }: { readonly path: string }): boolean {
  return path.endsWith('.go');
}
