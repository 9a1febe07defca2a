import type { Directories } from './directories.js';
import type { FileSystem } from './files.js';
import { FileError } from './files.js';
import { trackedPaths } from './git-index.js';
import type { IgnorePattern } from './gitignore.js';
import { parseIgnoreFile, verdict } from './gitignore.js';
import { entryPath, join, parentOf, relativeTo, upwards } from './paths.js';

const decoder = new TextDecoder('utf-8');

/**
 * What git ignores in a work tree, read from .gitignore, .git/info/exclude and .git/index without running git. The
 * user's own core.excludesFile is left out: a colleague's run must not differ.
 */
export class WorkTree {
  readonly top: string;
  readonly #files: FileSystem;
  readonly #directories: Directories;
  readonly #patterns = new Map<string, readonly IgnorePattern[]>();
  #gitDirectory: string | undefined;
  #excludes: readonly IgnorePattern[] | undefined;
  #tracked: ReadonlySet<string> | undefined;

  constructor(top: string, files: FileSystem, directories: Directories) {
    this.top = top;
    this.#files = files;
    this.#directories = directories;
  }

  /**
   * Whether the patterns exclude a path below the top, taken by itself: what is in an excluded directory is
   * ignored with it. The nearest .gitignore decides; git keeps what it tracks all the same.
   */
  excludes(path: string, isDirectory: boolean): boolean {
    for (const directory of upwards(parentOf(path), this.top)) {
      const decision = verdict(this.#patternsOf(directory), relativeTo(directory, path), isDirectory);
      if (decision !== undefined) return decision;
    }
    this.#excludes ??= this.#readPatterns(join(this.#commonDirectory(), 'info/exclude'));
    return verdict(this.#excludes, relativeTo(this.top, path), isDirectory) ?? false;
  }

  /** Whether git tracks the file, or something in the directory. Without a readable index it tracks nothing. */
  tracks(path: string): boolean {
    this.#tracked ??= this.#readIndex();
    return this.#tracked.has(relativeTo(this.top, path));
  }

  #patternsOf(directory: string): readonly IgnorePattern[] {
    let patterns = this.#patterns.get(directory);
    if (patterns === undefined) {
      const isLink = this.#directories.isLink(directory, '.gitignore'); // git does not follow it either
      patterns = isLink ? [] : this.#readPatterns(entryPath(directory, '.gitignore'));
      this.#patterns.set(directory, patterns);
    }
    return patterns;
  }

  #readPatterns(path: string): readonly IgnorePattern[] {
    const bytes = this.#read(path);
    return bytes ? parseIgnoreFile(decoder.decode(bytes)) : [];
  }

  #readIndex(): ReadonlySet<string> {
    const bytes = this.#read(join(this.#ownDirectory(), 'index'));
    return (bytes && trackedPaths(bytes)) ?? new Set();
  }

  /** .git, or where a .git file leads to: a linked work tree's or a submodule's directory. */
  #ownDirectory(): string {
    this.#gitDirectory ??= this.#follow(this.top, '.git', /^gitdir: (.+)/) ?? entryPath(this.top, '.git');
    return this.#gitDirectory;
  }

  /** What linked work trees share. */
  #commonDirectory(): string {
    const own = this.#ownDirectory();
    return this.#follow(own, 'commondir', /^(.+)/) ?? own;
  }

  #follow(directory: string, name: string, syntax: RegExp): string | undefined {
    const bytes = this.#read(entryPath(directory, name));
    const target = bytes && syntax.exec(decoder.decode(bytes));
    return target ? join(directory, target[1].trimEnd()) : undefined;
  }

  #read(path: string): Uint8Array | undefined {
    try {
      return this.#files.stat(path)?.kind === 'file' ? this.#files.readFile(path) : undefined;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }
}
