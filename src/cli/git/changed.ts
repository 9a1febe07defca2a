import { readFileSync } from 'node:fs';
import type { Contents } from '../../engine/text/contents.js';
import type { LineRange } from '../../engine/text/lines.js';
import type { ChangedLines } from '../../index.js';
import { UsageError } from '../usage-error.js';
import { type Change, changedSince, objects, stagedSince, unstaged } from './changes.js';
import { Git } from './git.js';
import { changedLines } from './line-changes.js';
import { commitOf, mergeBaseOf } from './revision.js';
import { gitTopLevel } from './top-level.js';

/** Against what changes are told. */
export type Since =
  | { readonly flag: 'new-from-rev' | 'new-from-merge-base'; readonly revision: string }
  | { readonly flag: 'staged' };

export interface Changed {
  readonly lines: ChangedLines;
  /** What git's index has in place of files on the disk. */
  readonly contents: Contents;
}

/**
 * What has changed in the work tree around a directory.
 *
 * @throws UsageError when there is no work tree, no such revision, or git fails
 */
export function changesSince(since: Since, cwd: string): Changed {
  const top = gitTopLevel(cwd);
  if (top === undefined) throw new UsageError(`--${since.flag} needs a git repository, and ${cwd} is in none`);
  const git = new Git(top);
  if (since.flag === 'staged') return stagedChanges(git);
  const { flag, revision } = since;
  const commit = (flag === 'new-from-rev' ? commitOf : mergeBaseOf)(git, revision, flag);
  return { lines: linesOf(changedSince(git, commit), git), contents: new Map() };
}

function stagedChanges(git: Git): Changed {
  const { output: head } = git.try(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  const changes = stagedSince(git, head?.toString('utf8').trim());
  const others = unstaged(git);
  const staged = objects(
    git,
    others.map(({ old }) => old),
  );
  return {
    lines: linesOf(changes, git),
    contents: new Map(others.flatMap(({ path, old }) => (staged.has(old) ? [[path, staged.get(old)] as const] : []))),
  };
}

function linesOf(changes: readonly Change[], git: Git): ChangedLines {
  const texts = objects(
    git,
    changes.flatMap(({ before, after }) => [before, after].filter((one) => one !== undefined)),
  );
  return new Map(changes.map((change) => [change.path, linesOfChange(change, texts)]));
}

const everything: readonly LineRange[] = [{ first: 1, last: Number.MAX_SAFE_INTEGER }];

function linesOfChange({ path, before, after }: Change, texts: ReadonlyMap<string, Buffer>): readonly LineRange[] {
  const old = before === undefined ? undefined : texts.get(before);
  const now = after === undefined ? onDisk(path) : texts.get(after);
  if (old === undefined || now === undefined) return everything;
  return changedLines(old.toString('utf8'), now.toString('utf8'));
}

/** Undefined for what cannot be read: the run says so. */
function onDisk(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
