// A git repository as users clone it: this work tree with what is not committed yet, and nothing that is built.
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, run } from './programs.mjs';

/** Who commits, and nothing of what the machine's git is configured for. */
export const gitEnvironment = {
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** Runs git in a directory and gives what it prints. */
export function git(cwd, ...args) {
  return run('git', args, { cwd, env: gitEnvironment });
}

/** Copies the project to `directory` and commits it; gives the commit. */
export function snapshot(directory) {
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate');
  const gone = new Set(git(root, 'ls-files', '-z', '--deleted').split('\0'));
  for (const path of listed.split('\0').filter((path) => path !== '' && !gone.has(path))) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    cpSync(join(root, path), join(directory, path));
  }
  git(directory, 'init', '--quiet');
  git(directory, 'add', '--all', '--force');
  git(directory, 'commit', '--quiet', '--message', 'snapshot');
  return git(directory, 'rev-parse', 'HEAD').trim();
}
