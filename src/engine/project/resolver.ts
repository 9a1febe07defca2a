import type { Directories } from './directories.js';
import type { FileSystem } from './files.js';
import { isDirectoryPath } from './gomod.js';
import type { BuildList, Modules } from './modules.js';
import { importPrefix, joinImportPath, leadsInto } from './modules.js';
import { baseName, isWithin, join, parentOf, relativeTo, upwards } from './paths.js';
import type { Module } from './unit.js';

/** What an import path means, before anything is known about the package. */
export type Target =
  /** `own`: inside what the importing configuration may reach, so that its bodies may be analysed too. */
  | { readonly kind: 'directory'; readonly directory: string; readonly own: boolean }
  | { readonly kind: 'standard' }
  | { readonly kind: 'cgo' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Finds the directories that imports name, as far as sources are on disk. Reads go.mod, go.work, vendor and the cache. */
export class Resolver {
  readonly #files: FileSystem;
  readonly #directories: Directories;
  readonly #modules: Modules;
  readonly #moduleCache: string | undefined;
  readonly #targets = new Map<string, Map<string, Target>>();
  readonly #reaches = new Map<string, boolean>();

  /** `moduleCache` is the directory that GOMODCACHE names. */
  constructor(files: FileSystem, directories: Directories, modules: Modules, moduleCache?: string) {
    this.#files = files;
    this.#directories = directories;
    this.#modules = modules;
    this.#moduleCache = moduleCache;
  }

  /** What `path` means to a package in `directory` when the module `main`, or no module, is what is built. */
  resolve(path: string, directory: string, main: Module | undefined): Target {
    const key = main?.directory ?? directory;
    const known = this.#targets.get(key) ?? new Map<string, Target>();
    this.#targets.set(key, known);
    const isLocal = localPath.test(path); // means something else in every directory
    const target = (isLocal ? undefined : known.get(path)) ?? this.#find(path, directory, main);
    if (!isLocal) known.set(path, target);
    return target;
  }

  #find(path: string, directory: string, main: Module | undefined): Target {
    if (path === 'C') return { kind: 'cgo' };
    if (path === 'unsafe') return { kind: 'standard' }; // the language's own, even where its documentation is linted
    if (localPath.test(path)) return this.#ownIfReached(join(directory, path), directory) ?? notFound;
    if (!isImportPath(path)) return { kind: 'unknown', reason: 'is not a valid import path' };
    const found = main ? this.#findInModules(path, main) : this.#findOutsideModules(path, directory);
    if (found !== undefined) return found;
    const [first] = path.split('/', 1);
    return first.includes('.') ? notFound : { kind: 'standard' };
  }

  #findInModules(path: string, main: Module): Target | undefined {
    const list = this.#modules.buildListOf(main);
    return (
      this.#findInStandardLibrary(path, main) ??
      this.#findInMembers(path, main, list) ??
      this.#findReplaced(path, list) ??
      this.#declarations(join(list.directory, `vendor/${path}`)) ??
      this.#declarations(join(main.directory, `vendor/${path}`)) ??
      this.#findNearby(path, main) ??
      this.#findDownloaded(path, list)
    );
  }

  /** The standard library's own source tree imports itself: modules `std` and, in its directory cmd, `cmd`. */
  #findInStandardLibrary(path: string, main: Module): Target | undefined {
    const std = main.path === 'cmd' ? this.#modules.moduleOf(parentOf(main.directory)) : main;
    if (std?.path !== 'std' || isWithin(path, 'cmd')) return undefined;
    return this.#ownIfReached(join(std.directory, path), std.directory);
  }

  #findInMembers(path: string, main: Module, { members }: BuildList): Target | undefined {
    const longestFirst = [...members].sort((a, b) => b.path.length - a.path.length);
    for (const member of longestFirst) {
      const prefix = importPrefix(member);
      if (prefix === '' || !isWithin(path, prefix)) continue;
      const directory = join(member.directory, relativeTo(prefix, path));
      if (this.#modules.moduleOf(directory) !== member) continue; // a nested module's, in or out of the build list
      const found = this.#ownIfReached(directory, main.directory);
      if (found) return found;
    }
    return undefined;
  }

  #findReplaced(path: string, list: BuildList): Target | undefined {
    const fitting = list.replacements.filter((replacement) => isWithin(path, replacement.path));
    for (const replacement of fitting.sort((a, b) => b.path.length - a.path.length)) {
      const { version, target, targetVersion, from } = replacement;
      const required = list.requirements.find((requirement) => requirement.path === replacement.path);
      if (version !== undefined && required?.version !== version) continue;
      const rest = relativeTo(replacement.path, path);
      const found = isDirectoryPath(target)
        ? this.#ownIfReached(join(join(from, target.replaceAll('\\', '/')), rest), from)
        : this.#downloaded(target, targetVersion ?? '', rest);
      if (found) return found;
    }
    return undefined;
  }

  /**
   * Another module of the repository, though nothing but its place says so: where a module's path ends as its
   * directory does, the rest of the path names the rest of the repository.
   */
  #findNearby(path: string, main: Module): Target | undefined {
    const boundary = this.#modules.boundaryOf(main.directory);
    let root = main.directory;
    let prefix = withoutMajorVersion(main.path, baseName(root));
    while (root !== boundary && prefix.includes('/') && baseName(prefix) === baseName(root)) {
      root = parentOf(root);
      prefix = withoutMajorVersion(prefix.slice(0, prefix.lastIndexOf('/')), baseName(root));
    }
    if (prefix === '' || !isWithin(path, prefix)) return undefined;
    for (const rest of withAndWithoutMajorVersion(relativeTo(prefix, path))) {
      const directory = join(root, rest);
      const module = this.#modules.moduleOf(directory);
      if (module === undefined) continue;
      if (joinImportPath(module.path, relativeTo(module.directory, directory)) !== path) continue;
      const found = this.#ownIfReached(directory, main.directory);
      if (found) return found;
    }
    return undefined;
  }

  #findDownloaded(path: string, { requirements }: BuildList): Target | undefined {
    const fitting = requirements.filter((requirement) => isWithin(path, requirement.path));
    for (const { path: module, version } of fitting.sort((a, b) => b.path.length - a.path.length)) {
      const found = this.#downloaded(module, version, relativeTo(module, path));
      if (found) return found;
    }
    return undefined;
  }

  /** Outside modules: vendor directories upwards, then the GOPATH that the directory is in. */
  #findOutsideModules(path: string, directory: string): Target | undefined {
    const boundary = this.#modules.boundaryOf(directory);
    for (const at of upwards(directory, boundary)) {
      const vendored = this.#declarations(join(at, `vendor/${path}`));
      if (vendored) return vendored;
    }
    for (const at of upwards(directory)) {
      if (baseName(at) === 'src') return this.#ownIfReached(join(at, path), directory);
    }
    return undefined;
  }

  /** Go Modules Reference, "Module cache": capitals are written with `!`. */
  #downloaded(module: string, version: string, rest: string): Target | undefined {
    if (this.#moduleCache === undefined || !isImportPath(module) || !/^v[0-9A-Za-z.+-]+$/.test(version))
      return undefined;
    return this.#declarations(join(this.#moduleCache, `${escapedPath(module)}@${escapedPath(version)}/${rest}`));
  }

  #declarations(directory: string): Target | undefined {
    return this.#directories.goFiles(directory).length > 0 ? { kind: 'directory', directory, own: false } : undefined;
  }

  /** The directory if it holds Go files; `own` if the configuration found in `from` may reach it, links followed. */
  #ownIfReached(directory: string, from: string): Target | undefined {
    if (this.#directories.goFiles(directory).length === 0) return undefined;
    const boundary = this.#modules.boundaryOf(from);
    const key = `${boundary}\n${directory}`;
    const reached = this.#reaches.get(key) ?? leadsInto(this.#files, directory, boundary);
    this.#reaches.set(key, reached);
    return { kind: 'directory', directory, own: reached };
  }
}

const localPath = /^\.\.?(?:\/|$)/;
const notFound: Target = { kind: 'unknown', reason: 'its source is not on disk' };

/** Nothing that leads out of where it is looked up (Go spec, "Import declarations"; golang.org/x/mod/module). */
function isImportPath(path: string): boolean {
  return /^[^\s\\:\0-\x1f"'`<>|?*]+$/.test(path) && path.split('/').every((element) => !/^(?:\.\.?)?$/.test(element));
}

function escapedPath(path: string): string {
  return path.replace(/[A-Z]/g, (capital) => `!${capital.toLowerCase()}`);
}

/** A module path less its `/v2`, unless the directory is named so too. */
function withoutMajorVersion(path: string, directoryName: string): string {
  return /^v[0-9]+$/.test(directoryName) ? path : path.replace(/\/v[0-9]+$/, '');
}

/** A path within a repository, and the directory for it when the module there has its major version in its path only. */
function withAndWithoutMajorVersion(path: string): string[] {
  const elements = path.split('/');
  const index = elements.findIndex((element) => /^v[0-9]+$/.test(element));
  return index < 0 ? [path] : [path, elements.toSpliced(index, 1).join('/')];
}
