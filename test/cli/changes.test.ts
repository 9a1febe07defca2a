import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goOomLint, leaky, temporaryTree } from './bin.js';

const identity = ['-c', 'user.email=a@example.com', '-c', 'user.name=a', '-c', 'init.defaultBranch=main'];

function git(root: string, ...args: readonly string[]): string {
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

function commitAll(root: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'x');
}

/** A repository with one commit, in which one thing is found. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryTree({ 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a.go': leaky('t'), ...files });
  git(root, 'init', '-q');
  commitAll(root);
  return root;
}

async function foundIn(root: string, ...args: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await goOomLint(root, '--format', 'json', ...args);
  expect(stderr).not.toContain('internal error');
  const { findings } = JSON.parse(stdout) as { findings: { file: string; line: number }[] };
  expect(code).toBe(findings.length > 0 ? 1 : 0);
  return findings.map(({ file, line }) => `${file}:${line}`);
}

const more = '\nfunc Fetch2(urls []string) {\n\tfor _, u := range urls {\n\t\tgo get(u)\n\t}\n}\n';

describe('--new-from-rev', () => {
  test('finds what changed lines bring about', async () => {
    const root = repository();
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual([]);
    appendFileSync(join(root, 'a.go'), more);
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual(['a.go:13']);
    git(root, 'add', 'a.go');
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual(['a.go:13']);
    commitAll(root);
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual([]);
    expect(await foundIn(root, '--new-from-rev', 'HEAD~1')).toEqual(['a.go:13']);
  });

  test('finds what a changed line elsewhere in the finding brings about', async () => {
    const limited = leaky('t')
      .replace('\t\tgo get(u)\n', '\t\tsem <- 0\n\t\tgo get(u)\n')
      .replace('(string) {}', '(string) { <-sem }');
    const root = repository({ 'a.go': `${limited}\nvar sem = make(chan int, 4)\n` });
    expect(await foundIn(root)).toEqual([]);
    writeFileSync(join(root, 'a.go'), leaky('t').replace('range urls', 'range append(urls, urls...)'));
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual(['a.go:5']);
  });

  test('takes files that git does not know for new, and those that moved for old', async () => {
    const root = repository({ 'b.go': leaky('t').replaceAll('etch', 'etchB').replaceAll('get', 'getB') });
    writeFileSync(join(root, 'c.go'), leaky('t').replaceAll('etch', 'etchC').replaceAll('get', 'getC'));
    git(root, 'mv', 'b.go', 'd.go');
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual(['c.go:5']);
  });

  test('does not mind how lines end', async () => {
    const root = repository();
    writeFileSync(join(root, 'a.go'), leaky('t').replaceAll('\n', '\r\n'));
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual([]);
  });

  test('looks at what the patterns select, from wherever it is called', async () => {
    const root = repository({ 'sub dir/ü.go': leaky('s') });
    appendFileSync(join(root, 'a.go'), more);
    appendFileSync(join(root, 'sub dir/ü.go'), more);
    expect(await foundIn(join(root, 'sub dir'), '--new-from-rev', 'HEAD')).toEqual(['ü.go:13']);
    expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual(['a.go:13', 'sub dir/ü.go:13']);
  });

  test('says that nothing has changed', async () => {
    const { stderr, code } = await goOomLint(repository(), '--new-from-rev', 'HEAD');
    expect(stderr).toContain('note: no Go file has changed');
    expect(code).toBe(0);
  });

  test('says what is wrong with a revision', async () => {
    const root = repository();
    expect(await goOomLint(root, '--new-from-rev', 'nope')).toMatchObject({
      code: 2,
      stderr: 'go-oom-lint: --new-from-rev nope: there is no such commit here\n',
    });
    expect((await goOomLint(root, '--new-from-rev=--output=x')).stderr).toContain('a revision does not begin with -');
    expect(existsSync(join(root, 'x'))).toBe(false);
  });
});

test('--new-from-merge-base tells changes since the branches parted', async () => {
  const root = repository();
  git(root, 'branch', '-M', 'main');
  git(root, 'checkout', '-q', '-b', 'topic');
  appendFileSync(join(root, 'a.go'), more);
  commitAll(root);
  git(root, 'checkout', '-q', 'main');
  writeFileSync(join(root, 'main.go'), 'package t\n');
  commitAll(root);
  git(root, 'checkout', '-q', 'topic');
  expect(await foundIn(root, '--new-from-merge-base', 'main')).toEqual(['a.go:13']);
  git(root, 'checkout', '-q', '--orphan', 'other');
  git(root, 'commit', '-q', '-m', 'x');
  const { stderr } = await goOomLint(root, '--new-from-merge-base', 'main');
  expect(stderr).toContain('--new-from-merge-base main: it has no commit in common with HEAD');
});

test('a shallow clone is told how to get more history', async () => {
  const root = repository();
  appendFileSync(join(root, 'a.go'), more);
  commitAll(root);
  const clone = join(temporaryTree({}), 'clone');
  git(root, 'clone', '-q', '--depth', '1', `file://${root}`, clone);
  const { code, stderr } = await goOomLint(clone, '--new-from-rev', 'HEAD~1');
  expect(code).toBe(2);
  expect(stderr).toContain('this clone is shallow; fetch more of its history (git fetch --unshallow');
});

describe('--staged', () => {
  test('looks at the index, not at the disk', async () => {
    const root = repository();
    appendFileSync(join(root, 'a.go'), more);
    expect(await foundIn(root, '--staged')).toEqual([]);
    git(root, 'add', 'a.go');
    writeFileSync(join(root, 'a.go'), 'this is no Go\n');
    expect(await foundIn(root, '--staged')).toEqual(['a.go:13']);
  });

  test('takes what a file that is not staged has in the index', async () => {
    const root = repository({ 'b.go': 'package t\n\nconst few = 4\n' });
    const loop = '\nfunc F() {\n\tfor i := 0; i < few; i++ {\n\t\tgo get("")\n\t}\n}\n';
    appendFileSync(join(root, 'a.go'), loop);
    git(root, 'add', 'a.go');
    writeFileSync(join(root, 'b.go'), 'package t\n\nvar few = len(many)\n\nvar many []string\n');
    expect(await foundIn(root, '--staged')).toEqual([]);
    rmSync(join(root, 'b.go'));
    expect(await foundIn(root, '--staged')).toEqual([]);
  });

  test('before the first commit, and with deleted and renamed files', async () => {
    const root = temporaryTree({ 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a.go': leaky('t') });
    git(root, 'init', '-q');
    git(root, 'add', '-A');
    expect(await foundIn(root, '--staged')).toEqual(['a.go:5']);
    commitAll(root);
    renameSync(join(root, 'a.go'), join(root, 'b.go'));
    git(root, 'add', '-A');
    expect(await foundIn(root, '--staged')).toEqual([]);
    appendFileSync(join(root, 'b.go'), more);
    git(root, 'add', '-A');
    expect(await foundIn(root, '--staged')).toEqual(['b.go:13']);
    git(root, 'rm', '-q', '-f', 'b.go');
    expect(await foundIn(root, '--staged')).toEqual([]);
  });
});

test('runs no program that the configuration of the repository names', async () => {
  const root = repository();
  const trap = join(root, 'trap.sh');
  const sprung = join(root, 'sprung');
  writeFileSync(trap, `#!/bin/sh\ntouch '${sprung}'\ncat\n`, { mode: 0o755 });
  for (const key of [
    'core.fsmonitor',
    'diff.external',
    'filter.x.clean',
    'filter.x.smudge',
    'filter.x.process',
    'diff.x.textconv',
    'core.pager',
  ])
    git(root, 'config', key, trap);
  git(root, 'config', 'filter.x.required', 'true');
  mkdirSync(join(root, '.git/hooks'), { recursive: true });
  writeFileSync(join(root, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch '${sprung}'\n`, { mode: 0o755 });
  writeFileSync(join(root, '.gitattributes'), '*.go filter=x diff=x\n');
  appendFileSync(join(root, 'a.go'), more);
  expect(await foundIn(root, '--new-from-rev', 'HEAD')).toEqual(['a.go:13']);
  expect(await foundIn(root, '--new-from-merge-base', 'HEAD')).toEqual(['a.go:13']);
  expect(await foundIn(root, '--staged')).toEqual([]);
  expect(existsSync(sprung)).toBe(false);
});
