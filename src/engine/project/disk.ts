import type { Dirent, Stats } from 'node:fs';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { EntryKind, FileHead, FileStatus, FileSystem } from './files.js';
import { byCodeUnits, FileError } from './files.js';
import { clean, isAbsolute, join, withSlashes } from './paths.js';

/** The disk of the machine. The only place of the engine that opens files. */
export const disk: FileSystem = {
  readFile(path) {
    return read(path, (size) => Buffer.allocUnsafeSlow(size)).bytes;
  },

  readHead(path, limit) {
    if (headBuffer.length < limit) headBuffer = Buffer.allocUnsafeSlow(limit);
    return read(path, (size) => headBuffer.subarray(0, Math.min(size, limit)));
  },

  list(directory) {
    const entries = attempt(directory, () => readdirSync(directory, { withFileTypes: true }));
    return entries
      .map((entry) => ({ name: entry.name, kind: kindOfEntry(entry) }))
      .sort((a, b) => byCodeUnits(a.name, b.name));
  },

  stat(path): FileStatus | undefined {
    const stats = unlessMissing(path, () => statSync(path, { throwIfNoEntry: false }));
    return stats && { kind: kindOf(stats), size: stats.size };
  },

  realPath(path) {
    const real = unlessMissing(path, () => realpathSync.native(path));
    return real === undefined ? undefined : withSlashes(real);
  },
};

/**
 * Where Go keeps the sources of downloaded modules, whether or not it is there: GOMODCACHE, else GOPATH/pkg/mod, else
 * go/pkg/mod in the home directory.
 */
export function moduleCacheDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { GOMODCACHE, GOPATH } = environment;
  if (GOMODCACHE && isAbsolute(withSlashes(GOMODCACHE))) return clean(withSlashes(GOMODCACHE));
  const first = GOPATH?.split(process.platform === 'win32' ? ';' : ':').find((entry) => entry !== '');
  return join(withSlashes(first ?? join(withSlashes(homedir()), 'go')), 'pkg/mod');
}

/** A pipe that took a file's place since it was listed must not block, hence O_NONBLOCK (absent on Windows). */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

let headBuffer = Buffer.alloc(0);

/** Fills the buffer that `bufferFor` has for a file of a size, from the start of the file. */
function read(path: string, bufferFor: (size: number) => Buffer): FileHead {
  return attempt(path, () => {
    const descriptor = openSync(path, openFlags);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw new FileError(path, stats.isDirectory() ? 'is a directory' : 'not a regular file');
      const bytes = bufferFor(stats.size);
      let filled = 0;
      while (filled < bytes.length) {
        const count = readSync(descriptor, bytes, filled, bytes.length - filled, null);
        if (count === 0) break;
        filled += count;
      }
      return { bytes: bytes.subarray(0, filled), size: stats.size };
    } finally {
      closeSync(descriptor);
    }
  });
}

function kindOf(stats: Stats | Dirent): 'file' | 'directory' | 'other' {
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}

function kindOfEntry(entry: Dirent): EntryKind {
  return entry.isSymbolicLink() ? 'link' : kindOf(entry);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ENOENT: 'no such file or directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device reports an error',
  EMFILE: 'too many open files',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function attempt<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    if (error instanceof FileError) throw error;
    const code = codeOf(error);
    throw new FileError(path, reasons[code] ?? (code || String(error)));
  }
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

function unlessMissing<T>(path: string, operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (missing.has(codeOf(error))) return undefined;
    return attempt(path, () => {
      throw error;
    });
  }
}
