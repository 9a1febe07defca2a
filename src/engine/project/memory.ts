import type { Entry, FileHead, FileStatus, FileSystem } from './files.js';
import { byCodeUnits, FileError } from './files.js';
import { entryPath, parentOf, upwards } from './paths.js';

const encoder = new TextEncoder();

/** Files that exist in memory only: what a browser lints, and a small module for a test. */
export class MemoryFiles implements FileSystem {
  readonly #files = new Map<string, Uint8Array>();
  readonly #directories = new Map<string, Set<string>>();

  /** From absolute clean paths to contents. Directories are there because something is in them. */
  constructor(files: Readonly<Record<string, string | Uint8Array>>) {
    for (const [path, contents] of Object.entries(files)) this.write(path, contents);
  }

  /** Adds a file, or gives one new contents. */
  write(path: string, contents: string | Uint8Array): void {
    this.#files.set(path, typeof contents === 'string' ? encoder.encode(contents) : contents);
    for (const at of upwards(path)) {
      const parent = parentOf(at);
      const entries = this.#directories.get(parent) ?? new Set();
      if (at !== parent) entries.add(at.slice(parent.endsWith('/') ? parent.length : parent.length + 1));
      this.#directories.set(parent, entries);
    }
  }

  readFile(path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (bytes === undefined) throw new FileError(path, 'no such file or directory');
    return bytes;
  }

  readHead(path: string, limit: number): FileHead {
    const bytes = this.readFile(path);
    return { bytes: bytes.subarray(0, limit), size: bytes.length };
  }

  list(directory: string): readonly Entry[] {
    const names = this.#directories.get(directory);
    if (names === undefined) throw new FileError(directory, 'no such file or directory');
    return [...names].sort(byCodeUnits).map((name) => ({
      name,
      kind: this.#directories.has(entryPath(directory, name)) ? 'directory' : 'file',
    }));
  }

  stat(path: string): FileStatus | undefined {
    if (this.#directories.has(path)) return { kind: 'directory', size: 0 };
    const bytes = this.#files.get(path);
    return bytes && { kind: 'file', size: bytes.length };
  }

  realPath(path: string): string | undefined {
    return this.stat(path) && path;
  }
}
