import { join } from 'node:path/posix';
import { fields, type Git } from './git.js';

/** A Go file as it is, and what it was before. */
export interface Change {
  /** Absolute, with `/`. */
  readonly path: string;
  /** The object that holds what it was; undefined for a new file. */
  readonly before: string | undefined;
  /** The object that holds what it is, where the index is meant; undefined: it is on the disk. */
  readonly after: string | undefined;
}

/** No program that the repository's configuration names shows or converts anything. */
const raw = ['--raw', '-z', '--no-abbrev', '--no-ext-diff', '--no-textconv'];

/** The Go files of the index that differ from a commit; undefined: from nothing, before the first commit. */
export function stagedSince(git: Git, commit: string | undefined): Change[] {
  const base = commit ?? git.ask(['hash-object', '-t', 'tree', '--stdin']).toString('utf8').trim();
  const output = git.ask(['diff-index', '--cached', ...raw, '-M', base]);
  return entriesOf(output)
    .filter(isGoFile)
    .filter(({ status }) => status !== 'D')
    .map(({ path, status, old, now }) => ({
      path: join(git.top, path),
      before: status === 'A' ? undefined : old,
      after: now,
    }));
}

/** The Go files on the disk that differ from a commit, those that git does not know yet included. */
export function changedSince(git: Git, commit: string): Change[] {
  const found = new Map<string, Change>();
  for (const { path, before } of stagedSince(git, commit)) found.set(path, { path, before, after: undefined });
  for (const { path, status, old } of unstaged(git)) {
    const known = found.get(path);
    if (status === 'D') found.delete(path);
    else found.set(path, { path, before: known === undefined ? old : known.before, after: undefined });
  }
  for (const name of fields(git.ask(['ls-files', '-z', '--others', '--exclude-standard', '--', '*.go']))) {
    const path = join(git.top, name);
    found.set(path, { path, before: undefined, after: undefined });
  }
  return [...found.values()];
}

/** The Go files on the disk that differ, or may differ, from the index. */
export function unstaged(git: Git): { readonly path: string; readonly status: string; readonly old: string }[] {
  const output = git.ask(['diff-files', ...raw]);
  return entriesOf(output)
    .filter(isGoFile)
    .map(({ path, status, old }) => ({ path: join(git.top, path), status, old }));
}

/** The contents of objects. */
export function objects(git: Git, names: Iterable<string>): Map<string, Buffer> {
  const wanted = [...new Set(names)];
  const found = new Map<string, Buffer>();
  if (wanted.length === 0) return found;
  const output = git.ask(['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const [name, , size] = output.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue; // `missing`: a clone without all objects
    found.set(name, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

/** A line of `--raw`: `:mode mode object object status`, then one path, or two of a rename. */
interface RawEntry {
  readonly path: string;
  readonly status: string;
  readonly old: string;
  readonly now: string;
}

function entriesOf(output: Buffer): RawEntry[] {
  const found: RawEntry[] = [];
  const parts = fields(output)[Symbol.iterator]();
  for (const head of parts) {
    const [, , old, now, status] = head.split(' ');
    const first = parts.next().value ?? '';
    const path = /^[RC]/.test(status) ? (parts.next().value ?? '') : first;
    found.push({ path, status: status[0], old, now });
  }
  return found;
}

function isGoFile({ path }: RawEntry): boolean {
  return path.endsWith('.go');
}
