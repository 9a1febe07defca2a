import type { Contents } from '../text/contents.js';
import type { Entry, FileHead, FileStatus, FileSystem } from './files.js';
import { byCodeUnits, FileError } from './files.js';
import { baseName, parentOf } from './paths.js';

/** A disk on which some files hold something else: what an editor or git's index has of them. */
export function overlaid(files: FileSystem, contents: Contents): FileSystem {
  return contents.size === 0 ? files : new Overlay(files, contents);
}

class Overlay implements FileSystem {
  readonly #files: FileSystem;
  readonly #contents: Contents;
  /** The names of the files that stand in a directory in addition to those on the disk, or do no longer. */
  readonly #byDirectory = new Map<string, Map<string, boolean>>();

  constructor(files: FileSystem, contents: Contents) {
    this.#files = files;
    this.#contents = contents;
    for (const [path, bytes] of contents) {
      const directory = parentOf(path);
      const names = this.#byDirectory.get(directory) ?? new Map<string, boolean>();
      this.#byDirectory.set(directory, names.set(baseName(path), bytes !== undefined));
    }
  }

  readFile(path: string): Uint8Array {
    return this.#contents.has(path) ? this.#present(path) : this.#files.readFile(path);
  }

  readHead(path: string, limit: number): FileHead {
    if (!this.#contents.has(path)) return this.#files.readHead(path, limit);
    const bytes = this.#present(path);
    return { bytes: bytes.subarray(0, limit), size: bytes.length };
  }

  list(directory: string): readonly Entry[] {
    const names = this.#byDirectory.get(directory);
    if (names === undefined) return this.#files.list(directory);
    const others = this.#onDisk(directory).filter(({ name }) => !names.has(name));
    const added = [...names].flatMap(([name, isThere]): Entry[] => (isThere ? [{ name, kind: 'file' }] : []));
    return [...others, ...added].sort((a, b) => byCodeUnits(a.name, b.name));
  }

  stat(path: string): FileStatus | undefined {
    if (!this.#contents.has(path)) return this.#files.stat(path) ?? this.#newDirectory(path);
    const bytes = this.#contents.get(path);
    return bytes && { kind: 'file', size: bytes.length };
  }

  realPath(path: string): string | undefined {
    if (!this.#contents.has(path)) return this.#files.realPath(path) ?? (this.#newDirectory(path) && path);
    return this.#contents.get(path) && (this.#files.realPath(path) ?? path);
  }

  #present(path: string): Uint8Array {
    const bytes = this.#contents.get(path);
    if (bytes === undefined) throw new FileError(path, 'no such file or directory');
    return bytes;
  }

  /** A directory that is not on the disk, but some of whose files are here. */
  #newDirectory(path: string): FileStatus | undefined {
    const isThere = [...(this.#byDirectory.get(path)?.values() ?? [])].includes(true);
    return isThere ? { kind: 'directory', size: 0 } : undefined;
  }

  #onDisk(directory: string): readonly Entry[] {
    return this.#files.stat(directory) === undefined ? [] : this.#files.list(directory);
  }
}
