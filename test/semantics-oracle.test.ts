import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { fixturesRoot, importsAbsent, ruleFixtureFolders } from './fixtures.js';
import { describeWithGo } from './go.js';
import type { Comparison, Tally } from './oracle/comparison.js';
import { share, tooUnknown, tooWrong } from './oracle/limits.js';
import {
  compareFiles,
  compareModule,
  compareStandardLibrary,
  somePackages,
  standardPackages,
} from './oracle/semantics.js';

/** The first run compiles the oracle. */
const timeout = 600_000;

/** Where all declarations are at hand, this much is known. */
const leastKnown = { names: 0.9995, types: 0.998, callees: 0.98, interfaceCallees: 0.98 };

function check(comparison: Comparison): void {
  expect([...comparison.unbuilt, ...comparison.wrong]).toEqual([]);
  expect(comparison.types.all).toBeGreaterThan(1000);
  for (const [question, least] of Object.entries(leastKnown)) {
    const tally = comparison[question as keyof typeof leastKnown];
    expect(share(tally), `${question}\n${examples(tally)}`).toBeGreaterThan(least);
  }
}

function examples({ unknown }: Tally): string {
  return [...unknown].map(([reason, { count, examples }]) => `${count} × ${reason}, at ${examples[0]}`).join('\n');
}

const deep = process.env.DEEP === '1';

/** Folders of modules whose dependencies are there. */
const modules = (process.env.ORACLE_MODULES ?? '').split(delimiter).filter((folder) => folder !== '');

describeWithGo('names, types, constants and callees are those of go/types', () => {
  test.each(['present', 'absent'] as const)(
    'in the standard library, what it imports being %s',
    async (dependencies) => check(await compareStandardLibrary(somePackages, dependencies)),
    timeout,
  );

  test(
    'in the fixtures',
    async () => {
      const files = ruleFixtureFolders().flatMap((folder) =>
        readdirSync(join(fixturesRoot, folder))
          .filter((name) => name.endsWith('.go'))
          .map((name) => join(fixturesRoot, folder, name))
          .filter((path) => !importsAbsent(readFileSync(path, 'utf8'))),
      );
      check(await compareFiles(fixturesRoot, files));
    },
    timeout,
  );

  test.runIf(deep)(
    'in the whole standard library',
    async () => {
      const { wrong } = await compareStandardLibrary(await standardPackages(), 'present');
      expect(wrong).toEqual([]);
    },
    timeout,
  );

  test.runIf(deep).each(modules)(
    'in %s',
    async (folder) => {
      const present = await compareModule(folder, 'present');
      expect([...tooWrong(present), ...tooUnknown(present, 'present')], present.wrong.join('\n')).toEqual([]);
      const absent = await compareModule(folder, 'absent');
      expect(tooWrong(absent), absent.wrong.join('\n')).toEqual([]);
    },
    timeout,
  );
});
