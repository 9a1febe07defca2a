import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { summaries } from '../src/engine/facts/summaries.js';
import { parseExpectations } from './expectations.js';
import type { Ask } from './facts/asked.js';
import { type Fixture, factFixtureFolders, fixturesOf } from './fixtures.js';
import { visitPackages } from './harness.js';

const folder = 'facts/';
const names = readdirSync(fileURLToPath(new URL('./facts', import.meta.url)))
  .filter((file) => file !== 'asked.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

test('every folder of fixtures belongs to a fact that can be asked, and the other way round', () => {
  expect(factFixtureFolders()).toEqual(names.map((name) => folder + name));
});

for (const name of names) {
  describe(name, async () => {
    const { default: ask } = (await import(`./facts/${name}.ts`)) as { default: Ask };

    test.each(fixturesOf(folder + name))('$name', async (fixture) => {
      const wrong = await check(name, ask, fixture);
      if (wrong.length > 0) expect.fail(`\n${wrong.join('\n')}`);
    });
  });
}

describe('every summary has fixtures, what it answers of the unknown among them', () => {
  test.each(summaries.map(({ name }) => name))('%s', async (name) => {
    expect(names, `test/facts/${name}.ts and test/fixtures/facts/${name} are missing`).toContain(name);
    const { unknown = 'nothing' } = (await import(`./facts/${name}.ts`)) as { unknown?: string };
    const stated = fixturesOf(folder + name).flatMap(({ files, path }) =>
      files.flatMap(({ text }) => parseExpectations(text, path).facts.map(({ value }) => value)),
    );
    expect(stated, `no fixture of ${name} states the answer for what is not known: ${unknown}`).toContain(unknown);
  });
});

/** The facts that are answered differently from what a fixture states. */
async function check(name: string, ask: Ask, fixture: Fixture): Promise<string[]> {
  const path = (file: { readonly path: string }) => `/fixture/${file.path}`;
  const stated = new Map(
    fixture.files
      .filter((file) => file.path.endsWith('.go'))
      .map((file) => [path(file), { file, facts: parseExpectations(file.text, fixture.path).facts }]),
  );
  const wrong: string[] = [];
  const asked = new Set<string>();
  await visitPackages(new Map(fixture.files.map((file) => [path(file), file.text])), (store) => {
    for (const file of store.pkg.pkg.files) {
      const { facts = [], file: { linesBefore } = { linesBefore: 0 } } = stated.get(file.tree.source.path) ?? {};
      for (const { name: fact, line, subject, value } of facts) {
        const where = `${fixture.path}:${line + linesBefore}: fact ${[fact, subject].join(' ').trim()}`;
        const answer = fact === name ? ask({ store, file, line, subject }) : undefined;
        asked.add(where);
        if (answer === undefined) wrong.push(`${where}: nothing on this line can be asked`);
        else if (answer !== value) wrong.push(`${where}: ${value}, not ${answer}`);
      }
    }
  });
  const expected = [...stated.values()].reduce((sum, { facts }) => sum + facts.length, 0);
  if (expected === 0) wrong.push(`${fixture.path}: states no fact`);
  if (asked.size < expected)
    wrong.push(`${fixture.path}: ${expected - asked.size} facts are where nothing was analysed`);
  return wrong;
}
