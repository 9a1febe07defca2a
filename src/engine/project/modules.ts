import type { Directories } from './directories.js';
import type { FileSystem } from './files.js';
import { FileError } from './files.js';
import { type Godebug, godebugOf } from './godebug.js';
import type { GoMod, ModFileError, Replacement, Requirement } from './gomod.js';
import { parseGoMod, parseGoWork } from './gomod.js';
import { baseName, entryPath, isWithin, join, parentOf, relativeTo, upwards } from './paths.js';
import type { Module } from './unit.js';
import { type GoVersion, go1, laterOf, newestGo, parseVersion } from './versions.js';

/** A replacement and the directory that its target is relative to. */
export interface PlacedReplacement extends Replacement {
  readonly from: string;
}

/** What decides where a module's imports come from: its own go.mod, joined by those of its workspace if it is in one. */
export interface BuildList {
  /** The directory of go.work, else the module's. */
  readonly directory: string;
  /** The module itself and the other members of its workspace. */
  readonly members: readonly Module[];
  /** Those of go.work first: they win. */
  readonly replacements: readonly PlacedReplacement[];
  readonly requirements: readonly Requirement[];
  /** As written in the `toolchain` line of go.work, else of go.mod. */
  readonly toolchain: string | undefined;
  /** By go.work, else by go.mod. */
  readonly godebug: Godebug;
}

/** What the user says of versions, in place of go.mod. */
export interface VersionOptions {
  readonly goVersion?: GoVersion;
  readonly toolchain?: GoVersion;
}

/** The Go version of a module without a `go` line (Go modules reference, "go directive"). */
const withoutGoLine = go1(16);

/** The same of a workspace (Go modules reference, "go.work files"). */
const withoutWorkLine = go1(18);

const decoder = new TextDecoder('utf-8');

/** Which module and which repository a directory belongs to. Every file is read once, when first asked about. */
export class Modules {
  /** What is wrong with the go.mod and go.work files read so far. */
  readonly problems: { readonly path: string; readonly message: string }[] = [];

  readonly #files: FileSystem;
  readonly #directories: Directories;
  readonly #versions: VersionOptions;
  readonly #moduleOf = new Map<string, Module | undefined>();
  readonly #modFiles = new Map<string, GoMod>(); // by the module's directory, as below
  readonly #buildLists = new Map<string, BuildList>();
  readonly #gitTops = new Map<string, string | undefined>();

  constructor(files: FileSystem, directories: Directories, versions: VersionOptions) {
    this.#files = files;
    this.#directories = directories;
    this.#versions = versions;
  }

  /** The module that a directory is in: that of the nearest go.mod at or above it. */
  moduleOf(directory: string): Module | undefined {
    if (this.#moduleOf.has(directory)) return this.#moduleOf.get(directory);
    const parent = parentOf(directory);
    const module = this.#directories.hasFile(directory, 'go.mod')
      ? this.#load(directory)
      : parent === directory
        ? undefined
        : this.moduleOf(parent);
    this.#moduleOf.set(directory, module);
    return module;
  }

  /** The language version of a module's files, or of files outside every module. */
  goVersionOf(module: Module | undefined): GoVersion {
    return module?.goVersion ?? this.#versions.goVersion ?? newestGo;
  }

  /**
   * The toolchain that builds a module: the one that is named, the newest when none is. A `toolchain` line older than
   * the `go` line does not count (Go toolchains, "Go version selection").
   */
  toolchainOf(module: Module | undefined): GoVersion {
    return this.namedToolchainOf(module) ?? newestGo;
  }

  /** The same; undefined when none is named. */
  namedToolchainOf(module: Module | undefined): GoVersion | undefined {
    if (this.#versions.toolchain !== undefined) return this.#versions.toolchain;
    const line = module && this.buildListOf(module).toolchain;
    const named = line === undefined ? undefined : parseVersion(line);
    return module && named && laterOf(named, module.goVersion);
  }

  /** Which behaviour the runtime keeps up in the programs of a module. */
  godebugOf(module: Module | undefined): Godebug {
    return module === undefined ? godebugOf(this.goVersionOf(undefined), []) : this.buildListOf(module).godebug;
  }

  /** The directories that `...` passes over by the module's `ignore` lines, as written. */
  ignores(module: Module): readonly string[] {
    return this.#modFile(module).ignores;
  }

  buildListOf(module: Module): BuildList {
    let list = this.#buildLists.get(module.directory);
    if (list === undefined) {
      list = this.#workspaceOf(module) ?? this.#ownBuildList(module);
      this.#buildLists.set(module.directory, list);
    }
    return list;
  }

  /** The top directory of the git work tree that a directory is in. */
  gitTopOf(directory: string): string | undefined {
    if (this.#gitTops.has(directory)) return this.#gitTops.get(directory);
    const parent = parentOf(directory);
    const isTop = this.#exists(entryPath(directory, '.git'));
    const top = isTop ? directory : parent === directory ? undefined : this.gitTopOf(parent);
    this.#gitTops.set(directory, top);
    return top;
  }

  /**
   * How far the configuration found in a directory may reach: the git top level, else the workspace, the module or
   * the GOPATH that the directory is in, else the directory itself.
   */
  boundaryOf(directory: string): string {
    const top = this.gitTopOf(directory);
    if (top !== undefined) return top;
    const module = this.moduleOf(directory);
    return module ? this.buildListOf(module).directory : (goPathSource(directory) ?? directory);
  }

  /** The path by which other packages import the one in a directory; a guess outside modules. */
  importPathOf(directory: string): string {
    const module = this.moduleOf(directory);
    const root = module?.directory ?? goPathSource(directory);
    const inside = root === undefined ? undefined : `/${relativeTo(root, directory)}`;
    const vendored = inside?.lastIndexOf('/vendor/') ?? -1;
    if (inside !== undefined && vendored >= 0) return inside.slice(vendored + '/vendor/'.length);
    if (module !== undefined) return joinImportPath(importPrefix(module), relativeTo(module.directory, directory));
    if (root !== undefined && root !== directory) return relativeTo(root, directory);
    const top = this.gitTopOf(directory);
    return top === undefined ? baseName(directory) : relativeTo(parentOf(top), directory);
  }

  #load(directory: string): Module {
    const path = entryPath(directory, 'go.mod');
    const modFile = parseGoMod(this.#read(path));
    this.#addProblems(path, modFile.errors);
    const goVersion = this.#languageOf(modFile.go, withoutGoLine);
    const module: Module = { path: modFile.module ?? '', directory, goVersion };
    this.#modFiles.set(directory, modFile);
    return module;
  }

  #languageOf(line: string | undefined, without: GoVersion): GoVersion {
    return this.#versions.goVersion ?? (line === undefined ? undefined : parseVersion(line)) ?? without;
  }

  #modFile(module: Module): GoMod {
    const modFile = this.#modFiles.get(module.directory);
    if (modFile === undefined) throw new Error(`a module from elsewhere: ${module.directory}`);
    return modFile;
  }

  #ownBuildList(module: Module): BuildList {
    const { requires, replaces, toolchain, godebug } = this.#modFile(module);
    return {
      directory: module.directory,
      members: [module],
      replacements: replaces.map((replacement) => ({ ...replacement, from: module.directory })),
      requirements: requires,
      toolchain,
      godebug: godebugOf(module.goVersion, godebug),
    };
  }

  /** The nearest go.work at or above the module, if it uses the module. */
  #workspaceOf(module: Module): BuildList | undefined {
    for (const directory of upwards(module.directory)) {
      if (!this.#directories.hasFile(directory, 'go.work')) continue;
      const path = entryPath(directory, 'go.work');
      const work = parseGoWork(this.#read(path));
      const uses = work.uses.map((use) => join(directory, use));
      if (!uses.includes(module.directory)) return undefined;
      this.#addProblems(path, work.errors);
      const members = uses.map((use) => this.#memberAt(use)).filter((member) => member !== undefined);
      const own = members.map((member) => this.#ownBuildList(member));
      const replacements = work.replaces.map((replacement) => ({ ...replacement, from: directory }));
      const list: BuildList = {
        directory,
        members,
        replacements: [...replacements, ...own.flatMap((each) => each.replacements)],
        requirements: newest(own.flatMap((each) => each.requirements)),
        toolchain: work.toolchain,
        godebug: godebugOf(this.#languageOf(work.go, withoutWorkLine), work.godebug),
      };
      for (const member of members) this.#buildLists.set(member.directory, list);
      return list;
    }
    return undefined;
  }

  #memberAt(directory: string): Module | undefined {
    const module = this.moduleOf(directory);
    return module?.directory === directory ? module : undefined;
  }

  #addProblems(path: string, errors: readonly ModFileError[]): void {
    for (const { line, message } of errors) this.problems.push({ path, message: `line ${line}: ${message}` });
  }

  /** Empty, and a problem, when the file cannot be read or is a link out of the repository: its lines get quoted. */
  #read(path: string): string {
    try {
      const directory = parentOf(path);
      if (!leadsInto(this.#files, path, this.gitTopOf(directory) ?? directory)) {
        throw new FileError(path, 'is a link that leads out of the repository');
      }
      return decoder.decode(this.#files.readFile(path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.problems.push({ path, message: error.reason });
      return '';
    }
  }

  #exists(path: string): boolean {
    try {
      return this.#files.stat(path) !== undefined;
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }
}

/** Whether what is at a path lies in the directory once every link is followed. */
export function leadsInto(files: FileSystem, path: string, directory: string): boolean {
  const [target, place] = [files.realPath(path), files.realPath(directory)];
  return target !== undefined && place !== undefined && isWithin(target, place);
}

/** What stands before the directory in the import paths of a module: nothing in the standard library's own. */
export function importPrefix(module: Module): string {
  return module.path === 'std' ? '' : module.path;
}

export function joinImportPath(prefix: string, directory: string): string {
  return prefix !== '' && directory !== '' ? `${prefix}/${directory}` : prefix || directory;
}

/** The `src` directory of the GOPATH that a directory seems to be in: the nearest ancestor of that name. */
function goPathSource(directory: string): string | undefined {
  for (const at of upwards(directory)) if (baseName(at) === 'src') return at;
  return undefined;
}

/** Of several requirements of a module the newest, which is what a workspace builds with. */
function newest(requirements: readonly Requirement[]): Requirement[] {
  const byPath = new Map<string, Requirement>();
  for (const requirement of requirements) {
    const other = byPath.get(requirement.path);
    if (other === undefined || compareVersions(requirement.version, other.version) > 0) {
      byPath.set(requirement.path, requirement);
    }
  }
  return [...byPath.values()];
}

/** Semantic Versioning 2.0.0, section 11, for versions that begin with `v`. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => /^v?([^-+]*)(?:-([^+]*))?/.exec(version) ?? []);
  const numbers = compareIdentifiers(left[1] ?? '', right[1] ?? '');
  if (numbers !== 0) return numbers;
  if (left[2] === undefined || right[2] === undefined)
    return Number(right[2] !== undefined) - Number(left[2] !== undefined);
  return compareIdentifiers(left[2], right[2]);
}

function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (const [index, x] of left.entries()) {
    const y = right[index];
    if (y === undefined) return 1;
    if (x === y) continue;
    const [numericX, numericY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numericX && numericY) return x.length - y.length || (x < y ? -1 : 1);
    if (numericX !== numericY) return numericX ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
