import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixturesRoot, ruleFixtureFolders } from './fixtures.js';
import { describeWithGo, runTool } from './go.js';
import { type Comparison, compareFiles, compareStandardLibrary } from './oracle/semantics.js';

/** The first run compiles the standard library. */
const timeout = 600_000;

/** What is not known is silent, so that it costs findings: at most this share of types, in the worst package. */
const mostUnknown = 0.002;

function check({ wrong, types, unknown }: Comparison): void {
  expect(wrong).toEqual([]);
  expect(types).toBeGreaterThan(1000);
  const missed = [...unknown].filter(([reason]) => reason !== 'name' && !reason.startsWith('constant'));
  const count = missed.reduce((sum, [, places]) => sum + places.length, 0);
  const examples = missed.map(([reason, places]) => `${places.length} × ${reason}, at ${places[0]}`);
  expect(count / types, examples.join('\n')).toBeLessThan(mostUnknown);
}

describeWithGo('names, types and constants are those of go/types', () => {
  test(
    'in the standard library',
    async () => check(await compareStandardLibrary(['strings', 'sync', 'os', 'fmt', 'encoding/json', 'net/url'])),
    timeout,
  );

  test(
    'in the fixtures',
    async () => {
      const files = ruleFixtureFolders().flatMap((folder) =>
        readdirSync(join(fixturesRoot, folder))
          .filter((name) => name.endsWith('.go'))
          .map((name) => join(fixturesRoot, folder, name)),
      );
      check(await compareFiles(fixturesRoot, files));
    },
    timeout,
  );

  test.runIf(process.env.DEEP === '1')(
    'in the whole standard library',
    async () => {
      const { output } = await runTool(
        'go',
        ['list', '-f', '{{if .GoFiles}}{{.ImportPath}}{{end}}', 'std'],
        fixturesRoot,
        {
          CGO_ENABLED: '0',
          GOOS: 'linux',
          GOARCH: 'amd64',
          GOFLAGS: '-e',
        },
      );
      const paths = output.split('\n').filter((path) => path !== '' && !path.startsWith('vendor/'));
      // In parts: what Go says of all of it is longer than a string may be.
      for (let i = 0; i < paths.length; i += 60) {
        const { wrong } = await compareStandardLibrary(paths.slice(i, i + 60), true);
        expect(wrong).toEqual([]);
      }
    },
    timeout,
  );
});
