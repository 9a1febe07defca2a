import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseExpectations } from './expectations.js';
import { fixturesOf, fixturesRoot } from './fixtures.js';
import { describeWithGo } from './go.js';
import { checkFixtures } from './oracle/oracle.js';

/** The first run compiles what the fixtures import, with the compiler's remarks. */
const timeout = 600_000;

describeWithGo('the compiler agrees with the fixtures', () => {
  test.each(['conversion-in-hot-loop', 'returned-pointer-escape'])(
    'of %s',
    async (rule) => {
      const report = await checkFixtures([join(fixturesRoot, rule)]);
      for (const skipped of report.skipped) console.log(`not asked: ${skipped}`);

      expect(report.contradictions).toEqual([]);
      expect(report.unmeasured).toEqual([]);
      expect(report.measured).toBe(wantsInGoFiles(rule));
    },
    timeout,
  );
});

/** Archives are compiled but not run. */
function wantsInGoFiles(rule: string): number {
  return fixturesOf(rule)
    .filter(({ name }) => name.endsWith('.go'))
    .flatMap(({ files, path }) => files.flatMap(({ text }) => parseExpectations(text, path).wants)).length;
}
