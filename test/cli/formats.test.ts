import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatNames } from '../../src/cli/formats.js';
import { goOomLint, goOomLintWith, leaky, temporaryTree } from './bin.js';

/** A module in a folder of a repository. */
const repository = temporaryTree({
  '.git/HEAD': 'ref: refs/heads/main\n',
  'service/go.mod': 'module example.com/t\n\ngo 1.25\n',
  'service/a.go': leaky('t'),
  'clean/go.mod': 'module example.com/clean\n\ngo 1.25\n',
  'clean/a.go': 'package clean\n',
});
const service = join(repository, 'service');

/** How each format names a.go, seen from the module. */
const named: Readonly<Record<(typeof formatNames)[number], RegExp>> = {
  text: /^a\.go:5:3: warning: /,
  json: /"file": "a\.go"/,
  jsonl: /"file":"a\.go"/,
  sarif: /"uri": "service\/a\.go"/,
  github: /^::warning file=service\/a\.go,line=5,/,
  gitlab: /"path": "service\/a\.go"/,
  checkstyle: /<file name="service\/a\.go">/,
  junit: /<testsuite name="service\/a\.go" /,
  rdjson: /"path": "service\/a\.go"/,
};

/** Flags that write every format to a file in a folder of the repository. */
function toFiles(folder: string): string[] {
  mkdirSync(join(repository, folder));
  return formatNames.flatMap((name) => ['--format', `${name}:${join(repository, folder, name)}`]);
}

/** What was written there, without what takes another time on every run. */
function written(folder: string, name: string): string {
  return steady(readFileSync(join(repository, folder, name), 'utf8'));
}

function steady(text: string): string {
  return text.replace(/\d+\.\d+ s$|(?<="durationMs": ?)\d+|(?<=time=")[\d.]+/gm, '');
}

test.each(formatNames)('%s goes to standard output', async (name) => {
  const { code, stdout, stderr } = await goOomLint(service, '--format', name);
  expect(stdout).toMatch(named[name]);
  expect(stderr).toBe('');
  expect(code).toBe(1);
});

test('all formats at once go each to its file, with paths from where its readers start', async () => {
  const { code, stdout, stderr } = await goOomLint(service, ...toFiles('all'));
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^go-oom-lint: 1 finding \(1 warning\)/);
  expect(code).toBe(1);
  for (const name of formatNames) expect(written('all', name)).toMatch(named[name]);
  expect(written('all', 'json')).toBe(steady((await goOomLint(service, '--format', 'json')).stdout));
});

test('formats for other programs take another root', async () => {
  await goOomLint(repository, '--path-root', 'service', ...toFiles('rooted'), './service');
  for (const name of formatNames) {
    const fromHere = ['text', 'json', 'jsonl'].includes(name);
    expect(written('rooted', name).includes('service/a.go'), name).toBe(fromHere);
  }
});

test('a clean run exits with 0 and says so in every format', async () => {
  const { code } = await goOomLint(join(repository, 'clean'), ...toFiles('none'));
  expect(code).toBe(0);
  const empty = formatNames.filter((name) => written('none', name) === '');
  expect(empty).toEqual(['github']);
});

describe('in a GitHub workflow', () => {
  const env = { GITHUB_ACTIONS: 'true' };

  test('annotations come behind the text', async () => {
    const { stdout } = await goOomLintWith({ env }, service);
    expect(stdout).toMatch(/^a\.go:5:3: warning: .*\n1 finding .*\n::warning file=service\/a\.go,line=5,[^\n]*\n$/s);
  });

  test('a format that is asked for comes alone', async () => {
    expect((await goOomLintWith({ env }, service, '--format', 'text')).stdout).not.toContain('::warning');
  });

  test('elsewhere there are none', async () => {
    expect((await goOomLintWith({ env: { GITHUB_ACTIONS: 'false' } }, service)).stdout).not.toContain('::warning');
  });
});

test('an output that cannot be written is told, and the others are written', async () => {
  const run = await goOomLint(
    service,
    '--format',
    'json:no/such.json',
    '--format',
    'sarif:ok.sarif',
    '--format',
    'text',
  );
  expect(run.code).toBe(2);
  expect(run.stderr).toBe(
    'go-oom-lint: no/such.json: the json output cannot be written: there is no such file or directory\n',
  );
  expect(run.stdout).toMatch(named.text);
  expect(existsSync(join(service, 'ok.sarif'))).toBe(true);
});

test('an output that would replace a directory is told', async () => {
  mkdirSync(join(service, 'taken'));
  const run = await goOomLint(service, '--format', 'json:taken');
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('taken: the json output cannot be written: it is a directory');
});

describe.skipIf(process.platform === 'win32')('a reader that has seen enough', () => {
  const bin = fileURLToPath(new URL('../../bin/go-oom-lint.js', import.meta.url));

  test.each(['text', 'json', 'sarif'])('of %s is no error', async (format) => {
    const child = spawn(process.execPath, [bin, '--format', format], {
      cwd: service,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('of a pipe that is named as a file neither', () => {
    const { stderr } = spawnSync('sh', ['-c', '"$0" "$1" --format json:/dev/stdout | true', process.execPath, bin], {
      cwd: service,
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/cannot be written/);
  });
});
