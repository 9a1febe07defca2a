import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatNames } from '../../src/cli/formats.js';
import { goOomLint, leaky, temporaryTree } from './bin.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The code blocks in a language below a heading. */
function examplesBelow(heading: string, language: string): string[] {
  const section = new RegExp(`^## ${heading}$.*?(?=^## )`, 'ms').exec(readme)?.[0] ?? '';
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code);
}

const module = { 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a.go': leaky('t') };

describe('the examples of the README', () => {
  test.each(examplesBelow('Configuration', 'yaml'))('are valid: %#', async (config) => {
    const tree = temporaryTree({ ...module, '.go-oom-lint.yaml': config });
    expect(await goOomLint(tree, 'config', 'verify')).toMatchObject({ code: 0, stderr: '' });
  });

  test('of formats name every one', () => {
    const table = /^## Formats$.*?(?=^## )/ms.exec(readme)?.[0] ?? '';
    expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(formatNames);
  });

  test('of the configuration are there', () => {
    expect(examplesBelow('Configuration', 'yaml')).toHaveLength(2);
  });

  test('of the library runs', () => {
    const tree = temporaryTree(module);
    mkdirSync(join(tree, 'node_modules'));
    symlinkSync(root, join(tree, 'node_modules/go-oom-lint'), 'junction');
    writeFileSync(join(tree, 'example.mjs'), examplesBelow('Library', 'js')[0]);
    const output = execFileSync(process.execPath, ['example.mjs'], { cwd: tree, encoding: 'utf8' });
    expect(output).toMatch(/a\.go:5: error: starts a goroutine for each of urls.* \(unbounded-goroutine\)\n$/);
  });
});
