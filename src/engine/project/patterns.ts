import type { Directories } from './directories.js';
import type { FileStatus, FileSystem } from './files.js';
import { FileError } from './files.js';
import type { Modules } from './modules.js';
import { importPrefix } from './modules.js';
import { baseName, clean, entryPath, isWithin, join, parentOf, relativeTo, withSlashes } from './paths.js';
import type { ProjectError, ProjectNote } from './remark.js';
import type { Module } from './unit.js';
import { matcher, wildcard } from './wildcard.js';
import { WorkTree } from './work-tree.js';

/** What the command line asks for. */
export interface Selection {
  /** From directories to the names of their selected files, each in the order in which the patterns brought it in. */
  readonly directories: ReadonlyMap<string, ReadonlySet<string>>;
  readonly errors: readonly ProjectError[];
  readonly notes: readonly ProjectNote[];
}

/** Where patterns are looked up. */
export interface PatternContext {
  /** Absolute; what relative patterns start from. */
  readonly cwd: string;
  readonly files: FileSystem;
  readonly directories: Directories;
  readonly modules: Modules;
  /** Of what patterns match, the files that are selected; all when absent. */
  readonly selects?: (path: string) => boolean;
}

/**
 * Finds the files that package patterns and file names mean. `...` passes over vendored and ignored code, test data
 * and links, and enters nested modules; whatever a pattern names before its first wildcard is taken as it is.
 */
export function selectFiles(patterns: readonly string[], context: PatternContext): Selection {
  const selector = new Selector(context);
  for (const pattern of patterns) selector.add(pattern);
  return selector;
}

class Selector implements Selection {
  readonly directories = new Map<string, Set<string>>();
  readonly errors: ProjectError[] = [];
  readonly notes: ProjectNote[] = [];
  readonly #context: PatternContext;
  readonly #workTrees = new Map<string, WorkTree>();

  constructor(context: PatternContext) {
    this.#context = context;
  }

  add(pattern: string): void {
    const path = join(this.#context.cwd, withSlashes(pattern));
    if (path.includes(wildcard)) this.#addTree(pattern, path);
    else this.#addPath(pattern, path);
  }

  #addPath(pattern: string, path: string): void {
    const status = this.#status(path);
    if (status === 'failed') return;
    if (status?.kind === 'directory') this.#addDirectory(path);
    else if (status !== undefined) this.#addFile(path, status);
    else this.#addPackage(pattern, path);
  }

  #addFile(path: string, status: FileStatus): void {
    if (path.endsWith('.go')) this.#select(parentOf(path), [baseName(path)]);
    else if (status.kind === 'file') this.#note('not-go', path, 'is not a Go file');
    else this.#note('not-go', path, 'is neither a file nor a directory and is not opened');
  }

  #addDirectory(directory: string): void {
    const { directories } = this.#context;
    const names = directories.goFiles(directory);
    const problem = directories.problem(directory);
    if (problem) this.#fail('unreadable', directory, problem.reason);
    else if (names.length > 0) this.#select(directory, names);
    else
      this.#note('no-go-files', directory, 'holds no Go files itself; a pattern that ends in /... looks further down');
  }

  /** A name that is no path may be the import path of a package of the modules at hand. */
  #addPackage(pattern: string, path: string): void {
    const name = withSlashes(pattern);
    for (const module of this.#modules()) {
      const prefix = importPrefix(module);
      if (prefix === '' || !isWithin(name, prefix)) continue;
      const directory = join(module.directory, relativeTo(prefix, name));
      if (this.#status(directory)) return this.#addDirectory(directory);
    }
    const isLink = this.#context.directories.isLink(parentOf(path), baseName(path));
    this.#fail('not-found', path, isLink ? 'is a link that leads nowhere' : 'no such file or directory');
  }

  #addTree(pattern: string, path: string): void {
    const root = parentOf(`${path.slice(0, path.indexOf(wildcard))}_`);
    const status = this.#status(root);
    if (status === 'failed') return;
    if (status?.kind === 'directory') {
      this.#addMatches(pattern, path, root, (directory) => directory);
      return;
    }
    const name = clean(withSlashes(pattern));
    const literal = name.slice(0, name.indexOf(wildcard));
    const roots = this.#modules().filter(
      ({ path: prefix }) => prefix.startsWith(literal) || literal.startsWith(prefix),
    );
    if (roots.length === 0) this.#fail('not-found', root, 'no such directory');
    for (const module of roots) {
      this.#addMatches(pattern, name, module.directory, (directory) => this.#context.modules.importPathOf(directory));
    }
  }

  #addMatches(pattern: string, named: string, root: string, nameOf: (directory: string) => string): void {
    const matches = matcher(named);
    let found = false;
    for (const { directory, names } of this.#walk(root, /(?:^|\/)vendor\//.test(named))) {
      if (names.length === 0 || !matches(nameOf(directory))) continue;
      this.#select(directory, names);
      found = true;
    }
    const problem = this.#context.directories.problem(root);
    if (problem) this.#fail('unreadable', root, problem.reason);
    else if (!found) this.#note('no-match', pattern, 'matches no Go files');
  }

  /** The directories below one with the Go files in each, parents first. */
  *#walk(root: string, intoVendor: boolean): Generator<{ directory: string; names: readonly string[] }> {
    const { directories, modules } = this.#context;
    const top = modules.gitTopOf(root);
    const pending = [{ directory: root, tree: top === undefined ? undefined : this.#workTree(top), ignored: false }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { directory } = next;
      const isTop = modules.gitTopOf(directory) === directory;
      const tree = isTop ? this.#workTree(directory) : next.tree;
      const ignored = !isTop && next.ignored;
      const stays = (path: string, isDirectory: boolean): boolean =>
        tree === undefined || !(ignored || tree.excludes(path, isDirectory)) || tree.tracks(path);

      if (directory !== root) this.#noteUnreadable(directory);
      const names = directories.goFiles(directory);
      yield { directory, names: names.filter((name) => stays(entryPath(directory, name), false)) };

      if (baseName(directory) === 'vendor' && directory !== root && !intoVendor) continue;
      for (const { name, kind } of directories.entries(directory).toReversed()) {
        if (kind !== 'directory' || isPassedOver(name)) continue;
        const path = join(directory, name);
        if (this.#isIgnoredByModule(path) || !stays(path, true)) continue;
        pending.push({ directory: path, tree, ignored: ignored || (tree?.excludes(path, true) ?? false) });
      }
    }
  }

  /** Whether an `ignore` line of the module that holds the directory names it; what it holds follows. */
  #isIgnoredByModule(path: string): boolean {
    const { modules } = this.#context;
    const module = modules.moduleOf(parentOf(path));
    if (module === undefined) return false;
    const below = `/${relativeTo(module.directory, path)}/`;
    return modules.ignores(module).some((line) => {
      const ignored = `/${clean(withSlashes(line)).replace(/^\//, '')}/`;
      return /^\.[/\\]/.test(line) ? below === ignored : below.endsWith(ignored);
    });
  }

  #workTree(top: string): WorkTree {
    const tree = this.#workTrees.get(top) ?? new WorkTree(top, this.#context.files, this.#context.directories);
    this.#workTrees.set(top, tree);
    return tree;
  }

  /** The module of the working directory and those it shares a workspace with. */
  #modules(): readonly Module[] {
    const { cwd, modules } = this.#context;
    const own = modules.moduleOf(cwd);
    return own === undefined ? [] : modules.buildListOf(own).members;
  }

  #status(path: string): FileStatus | undefined | 'failed' {
    try {
      return this.#context.files.stat(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#fail('unreadable', path, error.reason);
      return 'failed';
    }
  }

  #select(directory: string, names: readonly string[]): void {
    const { selects } = this.#context;
    const wanted = selects === undefined ? names : names.filter((name) => selects(entryPath(directory, name)));
    if (wanted.length === 0 && names.length > 0) return;
    const selected = this.directories.get(directory) ?? new Set();
    for (const name of wanted) selected.add(name);
    this.directories.set(directory, selected);
  }

  #noteUnreadable(directory: string): void {
    const problem = this.#context.directories.problem(directory);
    if (problem) this.#note('unreadable', directory, problem.reason);
  }

  #note(kind: ProjectNote['kind'], path: string, message: string): void {
    this.notes.push({ kind, path, message });
  }

  #fail(kind: ProjectError['kind'], path: string, message: string): void {
    this.errors.push({ kind, path, message });
  }
}

function isPassedOver(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_') || name === 'testdata' || name === 'node_modules';
}
