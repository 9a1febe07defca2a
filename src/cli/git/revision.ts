import { UsageError } from '../usage-error.js';
import type { Git } from './git.js';

/**
 * The commit that a revision names.
 *
 * @param flag that the revision was given to
 * @throws UsageError when there is none, with what to do in a shallow clone
 */
export function commitOf(git: Git, revision: string, flag: string): string {
  if (revision.startsWith('-')) throw new UsageError(`--${flag} ${revision}: a revision does not begin with -`);
  const { output } = git.try(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (output !== undefined) return output.toString('utf8').trim();
  throw new UsageError(`--${flag} ${revision}: there is no such commit here${shallowHint(git)}`);
}

/**
 * The last commit that HEAD and a revision have in common.
 *
 * @throws UsageError when there is none
 */
export function mergeBaseOf(git: Git, revision: string, flag: string): string {
  const commit = commitOf(git, revision, flag);
  const { output } = git.try(['merge-base', commit, 'HEAD']);
  if (output !== undefined) return output.toString('utf8').trim();
  throw new UsageError(`--${flag} ${revision}: it has no commit in common with HEAD${shallowHint(git)}`);
}

function shallowHint(git: Git): string {
  const { output } = git.try(['rev-parse', '--is-shallow-repository']);
  if (output?.toString('utf8').trim() !== 'true') return '';
  return ', and this clone is shallow; fetch more of its history (git fetch --unshallow, or fetch-depth: 0 for actions/checkout)';
}
