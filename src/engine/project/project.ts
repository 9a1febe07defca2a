import type { BuildConfiguration } from './configuration.js';
import { baseConfiguration } from './configuration.js';
import { Directories } from './directories.js';
import type { FileSystem } from './files.js';
import { byCodeUnits } from './files.js';
import { bottomUp } from './graph.js';
import { leadsInto, Modules } from './modules.js';
import type { Build, BuildRequest } from './packages.js';
import { buildAlone, buildsOf, importedBuild, withTests } from './packages.js';
import { entryPath, join } from './paths.js';
import type { Selection } from './patterns.js';
import { selectFiles } from './patterns.js';
import type { NotAnalysedFile, ProjectError, ProjectNote, Remark, Skipped } from './remark.js';
import { Resolver } from './resolver.js';
import type { SourceFile } from './source-file.js';
import { declaredNames, readSourceFile } from './source-file.js';
import type { DeclarationPackage, GoFile, Import, Module, Unit } from './unit.js';
import type { GoVersion } from './versions.js';

export interface ProjectOptions {
  /** Absolute path that relative patterns start from. */
  readonly cwd: string;
  /** Of the base configuration; `linux` and `amd64` when absent. */
  readonly goos?: string;
  readonly goarch?: string;
  /** Custom build tags that every configuration has. */
  readonly tags?: readonly string[];
  /** Language version instead of each module's own. */
  readonly goVersion?: GoVersion;
  /** What builds the program, instead of what go.mod names. */
  readonly toolchain?: GoVersion;
  /** Whether _test.go files take part, all of them or by path. */
  readonly tests?: boolean | ((path: string) => boolean);
  /** In bytes; larger files take no part. 4 MB when absent. */
  readonly maxFileSize?: number;
  /** Where Go keeps downloaded modules; without it they are unknown. */
  readonly moduleCache?: string;
  /** Whether the user excludes a file (absolute path), however it was selected. */
  readonly excludes?: (path: string) => boolean;
}

/** What a command line selects, ready to be analysed. */
export interface Project {
  /** Every unit after those that it imports. */
  readonly units: readonly Unit[];
  /** In the order of the patterns. */
  readonly errors: readonly ProjectError[];
  readonly notes: readonly ProjectNote[];
  /** The selected files that are in no unit's `reported`, by what became of them; in order of their paths. */
  readonly skipped: readonly Skipped[];
  readonly notAnalysed: readonly NotAnalysedFile[];
  /**
   * The package in a directory that an import of kind `declarations` names, for a program that `module` is the main
   * module of: that of the unit whose imports lead there. Undefined when the base configuration has no such package.
   */
  declarations(directory: string, module: Module | undefined): DeclarationPackage | undefined;
}

/**
 * From command-line patterns to units in bottom-up order. Only headers of files are read. What the selected packages
 * import from the same repository is among the units for context, with nothing to report.
 */
export function openProject(patterns: readonly string[], options: ProjectOptions, files: FileSystem): Project {
  return new Opening(patterns, options, files).project();
}

/** A build in its directory. */
interface Draft {
  readonly id: string;
  readonly build: Build;
  readonly directory: string;
  readonly module: Module | undefined;
}

/** The packages of one directory. */
interface Folder {
  readonly drafts: readonly Draft[];
  /** What an import of the directory means. */
  readonly imported: Draft | undefined;
}

const defaultMaxFileSize = 4_000_000;

class Opening {
  readonly #options: ProjectOptions;
  readonly #files: FileSystem;
  readonly #directories: Directories;
  readonly #modules: Modules;
  readonly #resolver: Resolver;
  readonly #base: BuildConfiguration;
  readonly #selection: Selection;

  readonly #folders = new Map<string, Folder>();
  readonly #drafts = new Map<string, Draft>();
  readonly #imports = new Map<string, readonly Import[]>();
  readonly #declarations = new Map<string, DeclarationPackage | undefined>();
  readonly #declared = new Map<string, ReadonlySet<string>>();
  readonly #notes: ProjectNote[] = [];
  readonly #skipped: Skipped[] = [];
  readonly #notAnalysed: NotAnalysedFile[] = [];

  constructor(patterns: readonly string[], options: ProjectOptions, files: FileSystem) {
    this.#options = options;
    this.#files = files;
    this.#directories = new Directories(files);
    this.#modules = new Modules(files, this.#directories, options);
    this.#resolver = new Resolver(files, this.#directories, this.#modules, options.moduleCache);
    this.#base = baseConfiguration(options.goos, options.goarch, options.tags);
    const { cwd } = options;
    this.#selection = selectFiles(patterns, { cwd, files, directories: this.#directories, modules: this.#modules });
  }

  project(): Project {
    const selected = [...this.#selection.directories.keys()].sort(byCodeUnits);
    const roots = selected.flatMap((directory) => this.#folder(directory).drafts);
    const { order, cycles } = bottomUp(
      roots.filter(({ build }) => build.reported.size > 0).map(({ id }) => id),
      (id) => this.#importsOf(id).flatMap((each) => (each.kind === 'unit' ? [each.unit] : [])),
    );
    for (const cycle of cycles) this.#breakCycle(cycle);
    const moduleNotes = this.#modules.problems.map((problem): ProjectNote => ({ kind: 'module-file', ...problem }));
    return {
      units: order.map((id) => this.#unit(id)),
      errors: this.#selection.errors,
      notes: [...this.#selection.notes, ...moduleNotes, ...inOrder(this.#notes)],
      skipped: inOrder(this.#skipped),
      notAnalysed: inOrder(this.#notAnalysed),
      declarations: (directory, module) => this.#declarationsIn(directory, module),
    };
  }

  #unit(id: string): Unit {
    const { build, directory, module } = this.#draft(id);
    const { name, configuration, files, reported } = build;
    const own = this.#modules.importPathOf(directory);
    const isExternalTest = files.every(({ file }) => file.test) && name.endsWith('_test');
    return {
      id,
      importPath: isExternalTest ? `${own}_test` : own,
      name,
      directory,
      module,
      configuration,
      goVersion: this.#modules.goVersionOf(module),
      toolchain: this.#modules.toolchainOf(module),
      isToolchainNamed: this.#modules.namedToolchainOf(module) !== undefined,
      godebug: this.#modules.godebugOf(module),
      files: files.map(({ file }) => file),
      reported,
      imports: this.#importsOf(id),
    };
  }

  #draft(id: string): Draft {
    const draft = this.#drafts.get(id);
    if (draft === undefined) throw new Error(`no unit ${id}`);
    return draft;
  }

  #folder(directory: string): Folder {
    let folder = this.#folders.get(directory);
    if (folder === undefined) {
      folder = this.#readFolder(directory);
      this.#folders.set(directory, folder);
    }
    return folder;
  }

  #readFolder(directory: string): Folder {
    const selected = this.#selection.directories.get(directory);
    const request: BuildRequest = {
      base: this.#base,
      files: this.#readFiles(directory, selected),
      isReported: this.#reporting(directory, selected),
      declares: ({ file }) => this.#declaredNames(file.path),
    };
    const { builds, inNone } = buildsOf(request);
    const alone = this.#unlisted(directory, selected).map((source) => buildAlone(source, request));
    for (const { file } of [...inNone, ...alone.flatMap((each) => each.inNone)]) {
      this.#remark(this.#notAnalysed, 'no-configuration', file.path, 'no build configuration tried includes it');
    }
    const drafts = [...builds, ...alone.flatMap((each) => each.builds)].map((build) =>
      this.#addDraft(build, directory),
    );
    const imported = importedBuild(builds, this.#base) ?? importedBuild(contextBuilds(request), this.#base);
    return { drafts, imported: imported && this.#addDraft(imported, directory) };
  }

  #declaredNames(path: string): ReadonlySet<string> {
    const names = this.#declared.get(path) ?? declaredNames(this.#files, path);
    this.#declared.set(path, names);
    return names;
  }

  #addDraft(build: Build, directory: string): Draft {
    const id = `${directory} ${build.name}${build.variant && ` [${build.variant}]`}`;
    const draft = this.#drafts.get(id) ?? { id, build, directory, module: this.#modules.moduleOf(directory) };
    this.#drafts.set(id, draft);
    return draft;
  }

  /** The files of a directory that make up its packages. Of files that are context only, unusable ones do not matter. */
  #readFiles(directory: string, selected: ReadonlySet<string> | undefined): SourceFile[] {
    const sources: SourceFile[] = [];
    const names = this.#directories.goFiles(directory);
    const isTest = (name: string) => name.endsWith('_test.go');
    // Tests of a package that are not asked for are context of those that are.
    const withTests = names.some(
      (name) => isTest(name) && selected?.has(name) && this.#wantsTest(entryPath(directory, name)),
    );
    for (const name of names) {
      if (isTest(name) && !withTests) {
        if (selected?.has(name)) this.#remarkTest(entryPath(directory, name));
        continue;
      }
      const source = this.#readFile(directory, name, selected?.has(name) ?? false);
      if (source) sources.push(source);
    }
    return sources;
  }

  #wantsTest(path: string): boolean {
    const { tests = false } = this.#options;
    return typeof tests === 'function' ? tests(path) : tests;
  }

  #remarkTest(path: string): void {
    this.#remark(this.#skipped, 'test', path, 'is a test; --tests includes it');
  }

  /** The files selected by name that a listing of the directory's Go files passes over. */
  #unlisted(directory: string, selected: ReadonlySet<string> = new Set()): SourceFile[] {
    const listed = new Set(this.#directories.goFiles(directory));
    return [...selected]
      .filter((name) => !listed.has(name))
      .sort(byCodeUnits)
      .map((name) => this.#readFile(directory, name, true))
      .filter((source) => source !== undefined);
  }

  #readFile(directory: string, name: string, isSelected: boolean): SourceFile | undefined {
    const path = join(directory, name);
    const goVersion = this.#modules.goVersionOf(this.#modules.moduleOf(directory));
    const { maxFileSize = defaultMaxFileSize } = this.#options;
    const source = readSourceFile(this.#files, path, goVersion, maxFileSize);
    if ('message' in source) {
      if (isSelected) this.#notAnalysed.push({ path, ...source });
      return undefined;
    }
    if (isSelected && source.constraintProblem) {
      this.#remark(this.#notes, 'build-constraint', path, `is taken into every build: ${source.constraintProblem}`);
    }
    return source;
  }

  /** Decides for the files of a directory whether findings are asked for, and remembers why not. */
  #reporting(directory: string, selected: ReadonlySet<string> | undefined): (source: SourceFile) => boolean {
    const decisions = new Map<string, boolean>();
    return ({ file }) => {
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      if (!selected?.has(name)) return false;
      const decision = decisions.get(name) ?? !this.#isSkipped(file, directory, name);
      decisions.set(name, decision);
      return decision;
    };
  }

  #isSkipped({ path, generated, test }: GoFile, directory: string, name: string): boolean {
    if (test && !this.#wantsTest(path)) this.#remarkTest(path);
    else if (this.#options.excludes?.(path))
      this.#remark(this.#skipped, 'excluded', path, 'is excluded by the configuration');
    else if (generated) this.#remark(this.#skipped, 'generated', path, 'is generated');
    else if (this.#leadsOut(directory, name))
      this.#remark(this.#skipped, 'outside', path, 'is a link out of the repository');
    else return false;
    return true;
  }

  /** A link to a file elsewhere must not bring that file's text into a report. */
  #leadsOut(directory: string, name: string): boolean {
    if (!this.#directories.isLink(directory, name)) return false;
    const path = join(directory, name);
    const places = [directory, this.#modules.boundaryOf(directory)];
    return !places.some((place) => leadsInto(this.#files, path, place));
  }

  #importsOf(id: string): readonly Import[] {
    let imports = this.#imports.get(id);
    if (imports === undefined) {
      const draft = this.#draft(id);
      imports = importPaths(draft.build.files).map((path) => this.#import(path, draft));
      this.#imports.set(id, imports);
    }
    return imports;
  }

  #import(path: string, draft: Draft): Import {
    const target = this.#resolver.resolve(path, draft.directory, draft.module);
    if (target.kind !== 'directory') return { path, ...target };
    const { directory, own } = target;
    if (!own && !this.#selection.directories.has(directory)) return { path, kind: 'declarations', directory };
    const imported = this.#importedFrom(directory, draft);
    if (imported === undefined) return { path, kind: 'unknown', reason: 'it has no files in the base configuration' };
    if (directory !== draft.directory || imported.build.name !== draft.build.name) {
      return { path, kind: 'unit', unit: imported.id };
    }
    // A module may be called like a package of the standard library, which then goes first.
    return path.includes('.')
      ? { path, kind: 'unknown', reason: 'the package imports itself' }
      : { path, kind: 'standard' };
  }

  /** External tests see their package as it is with its in-package tests. */
  #importedFrom(directory: string, { build, directory: importer }: Draft): Draft | undefined {
    const folder = this.#folder(directory);
    if (directory !== importer || !build.tested || !build.name.endsWith('_test')) return folder.imported;
    const tested = folder.drafts.find(
      (draft) => draft.build.variant === withTests && `${draft.build.name}_test` === build.name,
    );
    return tested ?? folder.imported;
  }

  /** Takes back the import that closes a cycle. */
  #breakCycle(cycle: readonly string[]): void {
    const [importer, imported] = cycle.slice(-2);
    const imports = this.#importsOf(importer).map(
      (each): Import =>
        each.kind === 'unit' && each.unit === imported
          ? { path: each.path, kind: 'unknown', reason: 'the import closes a cycle' }
          : each,
    );
    this.#imports.set(importer, imports);
    const paths = cycle.map((id) => this.#modules.importPathOf(this.#draft(id).directory));
    const message = `packages import each other: ${paths.join(' → ')}; the last import is disregarded`;
    this.#remark(this.#notes, 'import-cycle', this.#draft(importer).directory, message);
  }

  #declarationsIn(directory: string, module: Module | undefined): DeclarationPackage | undefined {
    const key = `${module?.directory ?? ''}\n${directory}`;
    if (!this.#declarations.has(key)) this.#declarations.set(key, this.#readDeclarations(directory, module));
    return this.#declarations.get(key);
  }

  #readDeclarations(directory: string, module: Module | undefined): DeclarationPackage | undefined {
    const build = this.#folder(directory).imported?.build;
    if (build === undefined) return undefined;
    const imports = importPaths(build.files).map((path): Import => {
      const target = this.#resolver.resolve(path, directory, module);
      return target.kind === 'directory'
        ? { path, kind: 'declarations', directory: target.directory }
        : { path, ...target };
    });
    return { directory, name: build.name, files: build.files.map(({ file }) => file), imports };
  }

  #remark<Kind extends string>(remarks: Remark<Kind>[], kind: Kind, path: string, message: string): void {
    remarks.push({ kind, path, message });
  }
}

/** The builds of a package that is context and that the base leaves out as a whole. */
function contextBuilds(request: BuildRequest): Build[] {
  const { builds } = buildsOf({ ...request, isReported: ({ file }) => !file.test });
  return builds.map((build) => ({ ...build, reported: new Set<string>() }));
}

function importPaths(files: readonly SourceFile[]): string[] {
  return [...new Set(files.flatMap(({ file }) => file.imports.map((spec) => spec.path)))].sort(byCodeUnits);
}

function inOrder<R extends Remark<string>>(remarks: readonly R[]): R[] {
  return [...remarks].sort((a, b) => byCodeUnits(a.path, b.path));
}
