// Runs the hooks of .pre-commit-hooks.yaml in the real pre-commit, which installs them from a git checkout of this
// project: what passes, what fails, and which files are asked about. Needs Python, npm and their registries.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, workshop } from './tools/programs.mjs';
import { gitEnvironment, git as gitIn, snapshot } from './tools/snapshot.mjs';

const { temporary, python } = workshop('pre-commit');
const project = join(temporary, 'project');
const user = join(temporary, 'a user');
mkdirSync(project);
mkdirSync(user);
const rev = snapshot(project);
const git = (...args) => gitIn(user, ...args);

const leaky = (name) =>
  `package p\n\nfunc ${name}(urls []string) {\n\tfor _, u := range urls {\n\t\tgo func() { println(u) }()\n\t}\n}\n`;

function write(path, text) {
  mkdirSync(dirname(join(user, path)), { recursive: true });
  writeFileSync(join(user, path), text);
}

/** What pre-commit, or a git that calls it, says and exits with. */
function outcome(program, args) {
  const env = {
    ...process.env,
    ...gitEnvironment,
    PRE_COMMIT_HOME: join(temporary, 'cache'),
    PRE_COMMIT_COLOR: 'never',
  };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: user, env, encoding: 'utf8' });
  const output = stdout + stderr;
  const found = [...output.matchAll(/^(\S.*?\.go):\d+:\d+: warning: .*unbounded-goroutine$/gm)].map(([, path]) => path);
  return { status, output, found };
}

const preCommit = (...args) => outcome(python('pre-commit'), ['-m', 'pre_commit', ...args]);
const commit = (message) => outcome('git', ['commit', '--message', message]);

/** Checks an outcome: the files with findings, and none means that it passes. */
function expect(what, { status, output, found }, files) {
  assert.deepEqual(found, files, `${what}:\n${output}`);
  assert.equal(status, files.length === 0 ? 0 : 1, `${what}:\n${output}`);
  console.log(`${what}: ${files.length === 0 ? 'passes' : `fails for ${files.join(', ')}`}`);
}

const [, example] = /^```yaml\n(repos:\n.*?)^```$/ms.exec(readFileSync(join(root, 'README.md'), 'utf8'));
writeFileSync(join(temporary, 'example.yaml'), example);
for (const args of [
  ['validate-config', join(temporary, 'example.yaml')],
  ['validate-manifest', join(project, '.pre-commit-hooks.yaml')],
]) {
  const { status, output } = preCommit(...args);
  assert.equal(status, 0, output);
}

git('init', '--quiet');
write('go.mod', 'module example.com/user\n\ngo 1.25\n');
write(
  '.pre-commit-config.yaml',
  `repos:\n  - repo: ${project}\n    rev: ${rev}\n    hooks:\n      - id: go-oom-lint\n      - id: go-oom-lint-full\n        stages: [manual]\n`,
);
git('add', '--all');

const installed = preCommit('install', '--install-hooks');
assert.equal(installed.status, 0, installed.output);

expect('a commit without Go files', commit('begin'), []);

write('clean.go', 'package p\n\nfunc clean() {}\n');
git('add', '--all');
expect('a commit of clean code', commit('clean'), []);

write('sp ace/le aky.go', leaky('leaky'));
git('add', '--all');
expect('a commit of leaky code in a path with blanks', commit('leaky'), ['sp ace/le aky.go']);
git('commit', '--quiet', '--no-verify', '--message', 'leaky all the same');

write('sp ace/other.go', 'package p\n\nfunc other() {}\n');
git('add', '--all');
expect('a commit beside leaky code', commit('beside'), []);

expect('all files', preCommit('run', '--all-files'), ['sp ace/le aky.go']);

write('clean.go', `package p\n\nfunc clean() {}\n\nfunc more() {}\n`);
git('add', 'clean.go');
write('clean.go', leaky('clean'));
write('untracked.go', leaky('untracked'));
expect('what is not staged', commit('staged only'), []);
git('checkout', '--quiet', 'clean.go');

expect('the whole module', preCommit('run', '--hook-stage', 'manual', '--all-files', 'go-oom-lint-full'), [
  'sp ace/le aky.go',
  'untracked.go',
]);
renameSync(join(user, 'untracked.go'), join(user, 'untracked.txt'));

git('mv', 'sp ace/le aky.go', 'renamed.go');
expect('a renamed file', commit('renamed'), ['renamed.go']);
git('commit', '--quiet', '--no-verify', '--message', 'renamed all the same');

git('rm', '--quiet', 'renamed.go');
expect('a deleted file', commit('deleted'), []);
