import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** The lines of shell blocks that run go-oom-lint. */
function commands(): string[] {
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) => block.split('\n'));
  return blocks.filter((line) => line.startsWith('go-oom-lint'));
}

const module = { 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a.go': leaky('t') };

/** A module in a repository with two commits, the first of which is the main branch of its origin. */
function repository(): string {
  const tree = temporaryTree({
    ...module,
    'cmd/serve/main.go': 'package main\n\nfunc main() {}\n',
    'internal/store/store.go': 'package store\n',
  });
  const git = (...args: readonly string[]) => {
    execFileSync('git', ['-c', 'user.email=a@example.com', '-c', 'user.name=a', ...args], { cwd: tree });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'one');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('commit', '--quiet', '--allow-empty', '--message', 'two');
  return tree;
}

/** A folder with what the README's commands call; reviewdog only takes what it is given. */
function programs(): string {
  const folder = temporaryTree({
    'go-oom-lint': `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin/go-oom-lint.js')}" "$@"\n`,
    reviewdog: '#!/bin/sh\nexec cat\n',
  });
  for (const name of ['go-oom-lint', 'reviewdog']) chmodSync(join(folder, name), 0o755);
  return folder;
}

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

  describe.skipIf(process.platform === 'win32')('run as written, one after the other', () => {
    const tree = repository();
    const { GITHUB_ACTIONS: _, ...rest } = process.env;
    const env = { ...rest, PATH: `${programs()}:${process.env.PATH}` };

    test.each(commands())('%s', (line) => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: tree, env, encoding: 'utf8' });
      expect([0, 1], stdout + stderr).toContain(status);
    });
  });

  test('of quieting quiet', async () => {
    const [example] = examplesBelow('Quieting', 'go');
    const body = example.replace(/^/gm, '\t\t');
    const code = `package t\n\nfunc F(hosts []string) {\n\tfor _, host := range hosts {\n${body}\t}\n}\n\nfunc dial(string) {}\n`;
    const tree = temporaryTree({ ...module, 'a.go': code });
    const { code: status, stdout } = await goOomLint(tree, '--severity', 'info');
    expect(stdout).toMatch(/^no findings /);
    expect(status).toBe(0);
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
