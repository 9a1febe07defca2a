import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { goOomLint, temporaryTree } from './cli/bin.js';
import { parseArchive } from './fixtures.js';

const folder = fileURLToPath(new URL('./knows', import.meta.url));

/**
 * Modules whose wrappers are understood with `knows` only. A comment `// with: RULE` says what is found on its line with
 * the configuration, `// without: RULE` what is found with `--no-config`; other rules do not run.
 */
describe.each(readdirSync(folder))('%s', (name) => {
  const files = parseArchive(readFileSync(join(folder, name), 'utf8'));
  const root = temporaryTree(Object.fromEntries(files.map(({ path, text }) => [path, text])));

  test.each(['with', 'without'] as const)('%s what the project knows', async (how) => {
    const rules = new Set([...expected('with'), ...expected('without')].map((one) => one.slice(one.indexOf(' ') + 1)));
    const only = [...rules].flatMap((rule) => ['--rule', rule]);
    const args = ['--severity', 'info', '--format', 'json', ...only, ...(how === 'with' ? [] : ['--no-config'])];
    const { stdout, stderr } = await goOomLint(root, ...args);
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as { findings: { file: string; line: number; rule: string }[] };
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual(expected(how));
  });

  function expected(how: 'with' | 'without'): string[] {
    return files
      .filter(({ path }) => path.endsWith('.go') && !path.startsWith('vendor/'))
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, i) =>
            [...line.matchAll(/\/\/ (with|without): (\S+)/g)]
              .filter(([, when]) => when === how)
              .map(([, , rule]) => `${path}:${i + 1} ${rule}`),
          ),
      );
  }
});
