import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { printable } from '../../engine/report/escape.js';
import { relativePath } from '../../engine/report/paths.js';
import { gitTopLevel } from '../git/top-level.js';
import { UsageError } from '../usage-error.js';

/** A configuration file as it is on disk. */
export interface ConfigText {
  /** As messages name it: from the working directory, with `/`. */
  readonly shown: string;
  /** Absolute path, with `/`, of the directory that holds it. */
  readonly directory: string;
  readonly text: string;
}

const names = ['.go-oom-lint.yaml', '.go-oom-lint.yml', '.go-oom-lint.json'];

/** In bytes. */
const largest = 1_000_000;

/**
 * The configuration for a working directory: the nearest one upwards, not above the git top level, else the root of the
 * module, else the directory itself.
 *
 * @throws UsageError when there are several in one directory, or it cannot be read, or is a link that leads out of there
 */
export function findConfig(cwd: string): ConfigText | undefined {
  const last = gitTopLevel(cwd) ?? moduleRoot(cwd) ?? cwd;
  for (let at = cwd; ; at = parentOf(at)) {
    const found = names.filter((name) => isThere(join(at, name)));
    if (found.length > 1) {
      const paths = found.map((name) => shownFrom(cwd, `${at}/${name}`));
      throw new UsageError(`${paths.join(' and ')} are both there; one directory has one configuration`);
    }
    if (found.length === 1) return readWithin(last, join(at, found[0]), cwd);
    if (at === last || at === parentOf(at)) return undefined;
  }
}

/**
 * A configuration that the user names.
 *
 * @throws UsageError when it cannot be read
 */
export function readConfig(path: string, cwd: string): ConfigText {
  const absolute = withSlashes(resolve(cwd, path));
  const shown = shownFrom(cwd, absolute);
  return { shown, directory: parentOf(absolute), text: readText(absolute, shown) };
}

function readWithin(boundary: string, path: string, cwd: string): ConfigText {
  const way = relative(realpathSync(boundary), realPath(path));
  if (way.startsWith('..') || resolve(way) === way) {
    throw new UsageError(`${shownFrom(cwd, withSlashes(path))} is a link that leads out of the repository`);
  }
  return readConfig(path, cwd);
}

function readText(path: string, shown: string): string {
  const fail = (reason: string): never => {
    throw new UsageError(`${shown}: ${reason}`);
  };
  try {
    const status = statSync(path);
    if (!status.isFile()) return fail(status.isDirectory() ? 'is a directory' : 'is not a regular file');
    if (status.size > largest) return fail(`has ${status.size} bytes; a configuration has at most ${largest}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    return fail(reasons[code] ?? (error as Error).message);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ELOOP: 'is a link that goes round',
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8',
};

/** The nearest directory upwards that holds a go.mod. */
function moduleRoot(directory: string): string | undefined {
  for (let at = directory; ; at = parentOf(at)) {
    if (isThere(join(at, 'go.mod'))) return at;
    if (parentOf(at) === at) return undefined;
  }
}

/** Whether there is something of that name, were it only a link that leads nowhere. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realpathSync(dirname(path)), basename(path)); // what is wrong with it is said when it is read
  }
}

function shownFrom(cwd: string, path: string): string {
  return printable(relativePath(cwd, path));
}

function parentOf(path: string): string {
  return withSlashes(dirname(path));
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
