import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { staleFiles } from '../scripts/generate.js';
import type { Rule } from '../src/engine/run/rule.js';
import { namesOf } from '../src/engine/run/rule-names.js';
import { rules, suppressionRules } from '../src/index.js';
import { fixturesOf, ruleNames } from './fixtures.js';
import { lintSources } from './harness.js';

const root = fileURLToPath(new URL('..', import.meta.url));

test('what is generated is up to date', async () => {
  const stale = await staleFiles();
  expect([...stale.keys()], 'stale: run `npm run generate`').toEqual([]);
});

test.each(['README.md', 'CONTRIBUTING.md'])('%s names scripts and files that exist', (page) => {
  const text = readFileSync(root + page, 'utf8');
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);

  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path);
  expect(links.filter((path) => !existsSync(root + path))).toEqual([]);
});

test('no two rules go by one name, now or before', () => {
  const names = [...rules, ...suppressionRules].flatMap(namesOf);
  expect(names).toEqual([...new Set(names)]);
});

for (const name of ruleNames()) {
  describe(name, async () => {
    const { default: rule } = (await import(`../src/rules/${name}.ts`)) as { default: Rule };

    test('has its file for a name, in kebab case', () => {
      expect(rule.name).toBe(name);
      expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    });

    test('says what it reports, why, and what to write instead', () => {
      const { reports, why, instead, misses, quiet } = rule.docs;
      for (const text of [reports, why, instead, misses ?? 'nothing', ...(quiet ?? [])]) {
        expect(text.trim()).toBe(text);
        expect(text).not.toBe('');
      }
      for (const clause of [reports, instead]) expect(clause).not.toMatch(/[.\n]$|\n/);
      expect(why).toMatch(/\.$/);
    });

    test('declares other severities than its default one', () => {
      expect(rule.otherSeverities ?? []).not.toContain(rule.severity);
    });

    test('finds something in docs_bad.go and nothing in docs_good.go', async () => {
      expect(await findings(name, 'docs_bad.go')).not.toEqual([]);
      expect(await findings(name, 'docs_good.go')).toEqual([]);
    });
  });
}

async function findings(rule: string, example: string): Promise<string[]> {
  const fixture = fixturesOf(rule).find(({ name }) => name === example);
  if (fixture === undefined) throw new Error(`test/fixtures/${rule}/${example} is missing`);
  const files = new Map([[`/fixture/${example}`, fixture.files[0].text]]);
  const diagnostics = await lintSources(files, { rules: [rule], severity: 'info', confidence: 'likely' });
  return diagnostics.map(({ message, place }) => `${place.line}: ${message}`);
}
