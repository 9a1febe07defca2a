import { type BuildConfiguration, baseConfiguration, satisfies } from './configuration.js';
import { fileNameConstraint, holds } from './constraints.js';
import { byCodeUnits, type Entry, FileError, type FileSystem } from './files.js';
import { type Header, type ImportSpec, readHeader } from './header.js';

/** A Go file as its top says. */
export interface GoFile {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly packageName: string;
  readonly imports: readonly ImportSpec[];
  readonly generated: boolean;
}

/** The files of one package that build together. */
export interface Unit {
  readonly importPath: string;
  readonly files: readonly GoFile[];
  /** Paths whose findings are asked for. */
  readonly reported: ReadonlySet<string>;
}

/** A file that was selected and is left out, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

export interface Project {
  /** Every unit after those that it imports. */
  readonly units: readonly Unit[];
  /** Patterns that name nothing that exists, files that cannot be read. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly skipped: readonly SkippedFile[];
  /** Patterns that matched no Go file. */
  readonly notes: readonly string[];
}

export interface ProjectOptions {
  /** Absolute, with `/`. */
  readonly cwd: string;
  readonly goos?: string;
  readonly goarch?: string;
  readonly tags?: readonly string[];
  readonly tests: boolean;
  /** In bytes. */
  readonly maxFileSize: number;
}

/** Bytes of a file that hold its imports, in all but a few files. */
const HEAD = 8 << 10;

/** Finds the packages that patterns select: `dir`, `dir/...`, single files. */
export function openProject(patterns: readonly string[], options: ProjectOptions, files: FileSystem): Project {
  const reader = new Reader(options, files);
  for (const pattern of patterns) reader.select(pattern);
  return reader.finish();
}

class Reader {
  readonly #options: ProjectOptions;
  readonly #files: FileSystem;
  readonly #configuration: BuildConfiguration;
  readonly #directories = new Map<string, Set<string> | 'all'>();
  readonly #errors: { path: string; message: string }[] = [];
  readonly #skipped: SkippedFile[] = [];
  readonly #notes: string[] = [];

  constructor(options: ProjectOptions, files: FileSystem) {
    this.#options = options;
    this.#files = files;
    this.#configuration = baseConfiguration(options.goos, options.goarch, options.tags);
  }

  select(pattern: string): void {
    const recursive = pattern === '...' || pattern.endsWith('/...');
    const named = absolute(this.#options.cwd, recursive ? pattern.slice(0, -3) : pattern);
    const status = this.#files.stat(named);
    if (status === undefined) {
      this.#errors.push({ path: named, message: 'there is no such file or directory' });
    } else if (status.kind === 'file') {
      this.#selectFile(named);
    } else if (recursive) {
      const before = this.#directories.size;
      this.#walk(named);
      if (this.#directories.size === before) this.#notes.push(`${pattern} matched no Go files`);
    } else {
      this.#directories.set(named, 'all');
    }
  }

  #selectFile(path: string): void {
    const directory = path.slice(0, path.lastIndexOf('/'));
    const selected = this.#directories.get(directory);
    if (selected === 'all') return;
    if (selected === undefined) this.#directories.set(directory, new Set([path]));
    else selected.add(path);
  }

  #walk(directory: string): void {
    let entries: readonly Entry[];
    try {
      entries = this.#files.list(directory);
    } catch (error) {
      this.#fail(error, directory);
      return;
    }
    if (entries.some((entry) => entry.kind === 'file' && entry.name.endsWith('.go')))
      this.#directories.set(directory, 'all');
    for (const { name, kind } of entries) {
      if (kind === 'directory' && !isSkipped(name)) this.#walk(`${directory}/${name}`);
    }
  }

  #fail(error: unknown, path: string): void {
    if (!(error instanceof FileError)) throw error;
    this.#errors.push({ path, message: error.reason });
  }

  finish(): Project {
    const units: Unit[] = [];
    for (const [directory, selected] of [...this.#directories].sort(([a], [b]) => byCodeUnits(a, b))) {
      units.push(...this.#unitsIn(directory, selected));
    }
    return { units: inOrder(units), errors: this.#errors, skipped: this.#skipped, notes: this.#notes };
  }

  #unitsIn(directory: string, selected: ReadonlySet<string> | 'all'): Unit[] {
    const byPackage = new Map<string, GoFile[]>();
    let entries: readonly Entry[];
    try {
      entries = this.#files.list(directory);
    } catch (error) {
      this.#fail(error, directory);
      return [];
    }
    for (const { name, kind } of entries) {
      if (kind !== 'file' || !name.endsWith('.go') || /^[._]/.test(name)) continue;
      if (name.endsWith('_test.go') && !this.#options.tests) continue;
      const file = this.#read(`${directory}/${name}`, name);
      if (file === undefined) continue;
      const list = byPackage.get(file.packageName);
      if (list === undefined) byPackage.set(file.packageName, [file]);
      else list.push(file);
    }
    const importPath = this.#importPath(directory);
    return [...byPackage].map(([name, members], i) => ({
      importPath: i === 0 ? importPath : `${importPath} [${name}]`,
      files: members,
      reported: new Set(
        members
          .filter((file) => !file.generated && (selected === 'all' || selected.has(file.path)))
          .map((file) => file.path),
      ),
    }));
  }

  #read(path: string, name: string): GoFile | undefined {
    let header: Header | { readonly problem: string } | undefined;
    try {
      const head = this.#files.readHead(path, HEAD);
      if (head.size > this.#options.maxFileSize) {
        this.#skipped.push({ path, reason: `larger than ${this.#options.maxFileSize} bytes` });
        return undefined;
      }
      header = readHeader(head.bytes, head.size <= head.bytes.length) ?? readHeader(this.#files.readFile(path), true);
    } catch (error) {
      this.#fail(error, path);
      return undefined;
    }
    if (header === undefined || 'problem' in header) {
      this.#skipped.push({ path, reason: header?.problem ?? 'cannot be read as Go' });
      return undefined;
    }
    const satisfied = (tag: string) => satisfies(this.#configuration, tag);
    if (!holds(fileNameConstraint(name), satisfied) || !holds(header.constraint, satisfied)) {
      this.#skipped.push({ path, reason: 'the build configuration leaves it out' });
      return undefined;
    }
    return { path, packageName: header.packageName, imports: header.imports, generated: header.generated };
  }

  /** The module's path and the directory below it; outside modules the directory itself. */
  #importPath(directory: string): string {
    for (let at = directory; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const mod = `${at}/go.mod`;
      if (this.#files.stat(mod)?.kind !== 'file') continue;
      const name = /^\s*module\s+"?([^\s"]+)/m.exec(new TextDecoder().decode(this.#files.readFile(mod)))?.[1];
      // The packages of Go's own tree are imported without the name of their module.
      if (name !== undefined)
        return (name === 'std' ? directory.slice(at.length + 1) : name + directory.slice(at.length)) || name;
    }
    return directory;
  }
}

function isSkipped(name: string): boolean {
  return name === 'vendor' || name === 'testdata' || name === 'node_modules' || /^[._]/.test(name);
}

function absolute(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Every unit after those that it imports; a cycle, which Go forbids, is broken where it is met. */
function inOrder(units: readonly Unit[]): Unit[] {
  const byPath = new Map(units.map((unit) => [unit.importPath, unit]));
  const ordered = new Set<Unit>();
  const met = new Set<Unit>();
  const visit = (unit: Unit) => {
    if (met.has(unit)) return;
    met.add(unit);
    for (const { path } of unit.files.flatMap((file) => file.imports)) {
      const imported = byPath.get(path);
      if (imported !== undefined) visit(imported);
    }
    ordered.add(unit);
  };
  for (const unit of units) visit(unit);
  return [...ordered];
}
