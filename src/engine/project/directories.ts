import type { Entry, FileSystem } from './files.js';
import { FileError } from './files.js';
import { entryPath } from './paths.js';

/** Directory listings, each read once. */
export class Directories {
  readonly #files: FileSystem;
  readonly #listings = new Map<string, readonly Entry[]>();
  readonly #unreadable = new Map<string, FileError>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Empty when the directory is not there or cannot be read. */
  entries(directory: string): readonly Entry[] {
    let entries = this.#listings.get(directory);
    if (entries === undefined) {
      entries = this.#list(directory);
      this.#listings.set(directory, entries);
    }
    return entries;
  }

  /** Why a listing is empty although the directory may hold something. */
  problem(directory: string): FileError | undefined {
    this.entries(directory);
    return this.#unreadable.get(directory);
  }

  /** Whether the directory has a file (or a link to one) of that name. */
  hasFile(directory: string, name: string): boolean {
    const listing = this.#listings.get(directory);
    const entry = listing?.find((candidate) => candidate.name === name);
    if (listing !== undefined && entry?.kind !== 'link') return entry?.kind === 'file';
    return this.#kindOf(entryPath(directory, name)) === 'file'; // asked of a parent: not worth a listing
  }

  /**
   * Names of the files that make up the directory's packages: `.go`, not beginning with `_` or `.`. Links count when
   * they lead to a file, as go/build has it.
   */
  goFiles(directory: string): readonly string[] {
    return this.entries(directory)
      .filter(({ name }) => name.endsWith('.go') && !name.startsWith('_') && !name.startsWith('.'))
      .filter(({ name, kind }) => kind !== 'directory' && !(kind === 'link' && this.#leadsAstray(directory, name)))
      .map(({ name }) => name);
  }

  /** Whether the entry of a listed directory is a link. */
  isLink(directory: string, name: string): boolean {
    return this.entries(directory).some((entry) => entry.name === name && entry.kind === 'link');
  }

  #leadsAstray(directory: string, name: string): boolean {
    const kind = this.#kindOf(entryPath(directory, name));
    return kind === undefined || kind === 'directory';
  }

  #kindOf(path: string): 'file' | 'directory' | 'other' | undefined {
    try {
      return this.#files.stat(path)?.kind;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  #list(directory: string): readonly Entry[] {
    try {
      return this.#files.list(directory);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#unreadable.set(directory, error);
      return [];
    }
  }
}
