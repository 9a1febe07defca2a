import { appendFileSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goOomLint, leaky, temporaryTree } from './bin.js';

const usual = '.go-oom-lint-baseline.json';

function project(files: Readonly<Record<string, string>> = {}): string {
  return temporaryTree({ 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a/a.go': leaky('a'), ...files });
}

function entriesIn(root: string): { file: string; count: number }[] {
  const { findings } = JSON.parse(readFileSync(join(root, usual), 'utf8'));
  return findings.map(({ file, count }: { file: string; count: number }) => ({ file, count }));
}

const again = '\nfunc Fetch2(urls []string) {\n\tfor _, u := range urls {\n\t\tgo get(u)\n\t}\n}\n';

describe('what the baseline has is not found again', () => {
  test('and what is new is', async () => {
    const root = project();
    const written = await goOomLint(root, '--write-baseline');
    expect(written).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('has 1 finding now: 1 new, 0 gone'),
    });
    expect((await goOomLint(root)).code).toBe(1);
    const known = await goOomLint(root, '--baseline', usual);
    expect(known).toMatchObject({ code: 0, stdout: expect.stringContaining('no findings (1 in the baseline)') });

    appendFileSync(join(root, 'a/a.go'), again);
    const { code, stdout } = await goOomLint(root, '--baseline', usual, '--format', 'json');
    expect(code).toBe(1);
    const { findings, summary } = JSON.parse(stdout);
    expect(findings.map((one: { function: string }) => one.function)).toEqual(['Fetch2']);
    expect(summary.hidden.known).toBe(1);
  });

  test('of what looks alike, as many as there were', async () => {
    const twice = leaky('a').replace('\t\tgo get(u)\n', '\t\tgo get(u)\n\t\tgo get(u)\n');
    const root = project({ 'a/a.go': twice });
    await goOomLint(root, '--write-baseline');
    expect(entriesIn(root)).toEqual([{ file: 'a/a.go', count: 2 }]);
    writeFileSync(join(root, 'a/a.go'), twice.replace('\t\tgo get(u)\n', '\t\tgo get(u)\n\t\tgo get(u)\n'));
    const { stdout } = await goOomLint(root, '--baseline', usual, '--format', 'json');
    expect(JSON.parse(stdout).findings.map(({ line }: { line: number }) => line)).toEqual([7]);
  });

  test('though lines moved, were indented anew, or the function went to another file', async () => {
    const root = project();
    await goOomLint(root, '--write-baseline');
    const text = leaky('a').replace('{\n\t\tgo get(u)\n\t}', '{\n\t\t{\n\t\t\tgo get(u)\n\t\t}\n\t}');
    rmSync(join(root, 'a/a.go'));
    writeFileSync(join(root, 'a/b.go'), text.replace('package a\n', 'package a\n\n// Moved.\n'));
    expect((await goOomLint(root, '--baseline', usual)).code).toBe(0);
  });
});

describe('writing a baseline again', () => {
  test('drops what is gone and keeps what was not looked at', async () => {
    const root = project({ 'b/b.go': leaky('b'), 'c/c.go': leaky('c') });
    await goOomLint(root, '--write-baseline');
    writeFileSync(join(root, 'a/a.go'), 'package a\n');
    rmSync(join(root, 'c/c.go'));
    const run = await goOomLint(root, '--write-baseline', './a');
    expect(run.stderr).toContain('has 1 finding now: 0 new, 2 gone');
    expect(entriesIn(root)).toEqual([{ file: 'b/b.go', count: 1 }]);
  });

  test('keeps what another rule found, and what is in a file that cannot be read as a whole', async () => {
    const root = project();
    await goOomLint(root, '--write-baseline');
    await goOomLint(root, '--write-baseline', '--rule', 'pool-missing-reset');
    expect(entriesIn(root)).toHaveLength(1);
    writeFileSync(join(root, 'a/a.go'), `${leaky('a').replace('go get(u)', 'go get(u')}\nfunc broken( {\n`);
    await goOomLint(root, '--write-baseline');
    expect(entriesIn(root)).toHaveLength(1);
  });

  test('is the same, whatever the order in which things are found', async () => {
    const root = project({ 'b/b.go': leaky('b') });
    await goOomLint(root, '--write-baseline', './a', './b');
    const first = readFileSync(join(root, usual), 'utf8');
    await goOomLint(root, '--write-baseline', './b', './a');
    expect(readFileSync(join(root, usual), 'utf8')).toBe(first);
  });
});

test('the configuration names the baseline, from where it stands', async () => {
  const root = project({ '.go-oom-lint.yaml': 'baseline: lint/known.json\n', 'lint/.keep': '' });
  await goOomLint(join(root, 'a'), '--write-baseline');
  expect(readFileSync(join(root, 'lint/known.json'), 'utf8')).toContain('"file":"../a/a.go"');
  expect((await goOomLint(root)).code).toBe(0);
  expect((await goOomLint(root, 'config', 'print')).stdout).toContain(
    'baseline: lint/known.json # .go-oom-lint.yaml:1',
  );
});

test('the configuration does not lead out by a link', async () => {
  const outside = temporaryTree({ 'known.json': '{"version": 1, "findings": []}' });
  const root = project({ '.go-oom-lint.yaml': 'baseline: known.json\n' });
  symlinkSync(join(outside, 'known.json'), join(root, 'known.json'));
  const { code, stderr } = await goOomLint(root);
  expect(code).toBe(2);
  expect(stderr).toContain('.go-oom-lint.yaml:1: baseline known.json is a link that leads out');
});

test('a baseline of another version is left aside, with a note', async () => {
  const root = project({ 'old.json': '{"version": 99, "findings": {}}' });
  const { code, stderr } = await goOomLint(root, '--baseline', 'old.json');
  expect(stderr).toContain('old.json was written by another version of go-oom-lint and is not used');
  expect(code).toBe(1);
});

test('a baseline that cannot be written', async () => {
  const root = project();
  renameSync(join(root, 'a'), join(root, 'b'));
  const { code, stderr } = await goOomLint(root, '--write-baseline', '--baseline', 'nowhere/known.json');
  expect(stderr).toMatch(/nowhere\/known\.json: the baseline cannot be written: there is no such/);
  expect(code).toBe(2);
});
