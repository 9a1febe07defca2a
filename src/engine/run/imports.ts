import type { GoPackage, Importer } from '../names/package.js';
import { FileError, type FileSystem } from '../project/files.js';
import type { Project } from '../project/project.js';
import type { DeclarationPackage, Import, Module, Unit } from '../project/unit.js';
import { outline } from '../syntax/outline.js';
import { type GoParser, ParserCrash } from '../syntax/parse.js';
import type { Tree } from '../syntax/tree.js';
import { Source } from '../text/source.js';
import type { Program } from './program.js';

/** A unit that was analysed, as its importers see it. */
interface Provided {
  readonly unit: Unit;
  readonly outlines: readonly Tree[];
  /** Made when first asked for. */
  pkg?: GoPackage;
}

/** Where the imports of a project lead: to its units, to declarations on disk, and to the library behind `program`. */
export class Imports {
  readonly #project: Project;
  readonly #program: Program;
  readonly #parser: GoParser;
  readonly #files: FileSystem;
  readonly #unitNames: ReadonlyMap<string, string>;
  readonly #wanted: ReadonlySet<string>;
  readonly #units = new Map<string, Provided>();
  /** By directory, the unit that importers of it see. */
  readonly #unitsIn = new Map<string, string>();
  readonly #onDisk = new Map<DeclarationPackage, GoPackage | undefined>();

  constructor(project: Project, program: Program, parser: GoParser, files: FileSystem) {
    this.#project = project;
    this.#program = program;
    this.#parser = parser;
    this.#files = files;
    this.#unitNames = new Map(project.units.map(({ id, name }) => [id, name]));
    const imports = project.units.flatMap((unit) => unit.imports);
    this.#wanted = new Set(imports.flatMap((each) => (each.kind === 'unit' ? [each.unit] : [])));
  }

  /** Whether another unit imports this one. */
  wants(unit: Unit): boolean {
    return this.#wanted.has(unit.id);
  }

  /** Lets later units import this one: its declarations are kept, all else of it may go. */
  provide(unit: Unit, trees: readonly Tree[]): void {
    if (!this.wants(unit)) return;
    this.#units.set(unit.id, { unit, outlines: trees.map(outline) });
    if (!unit.files.some((file) => file.test)) this.#unitsIn.set(unit.directory, unit.id);
  }

  /** Finds the packages of import paths as a unit, or another package of a program of `module`, means them. */
  importer(imports: readonly Import[], module: Module | undefined): Importer {
    const meant = new Map(imports.map((each) => [each.path, each]));
    return {
      import: (path) => this.#import(meant.get(path) ?? { path, kind: 'standard' }, module),
      nameOf: (path) => this.#nameOf(meant.get(path) ?? { path, kind: 'standard' }, module),
      linted: (path) => {
        const each = meant.get(path);
        return each?.kind === 'unit' ? this.#unit(each.unit) : undefined;
      },
    };
  }

  #import(meant: Import, module: Module | undefined): GoPackage | undefined {
    switch (meant.kind) {
      case 'unit':
        return this.#unit(meant.unit);
      case 'declarations':
        return this.#inDirectory(meant.path, meant.directory, module) ?? this.#program.import(meant.path);
      case 'cgo':
        return undefined;
      default:
        return this.#program.import(meant.path);
    }
  }

  #nameOf(meant: Import, module: Module | undefined): string | undefined {
    if (meant.kind === 'unit') return this.#unitNames.get(meant.unit);
    const onDisk = meant.kind === 'declarations' ? this.#project.declarations(meant.directory, module) : undefined;
    return onDisk?.name ?? this.#program.nameOf(meant.path);
  }

  #unit(id: string): GoPackage | undefined {
    const provided = this.#units.get(id);
    if (provided === undefined) return undefined;
    const { importPath, name, imports, module } = provided.unit;
    provided.pkg ??= this.#program.addDeclarations(importPath, name, provided.outlines, this.importer(imports, module));
    return provided.pkg;
  }

  /** A dependency may import what is linted: its types are then one with those of the unit. */
  #inDirectory(path: string, directory: string, module: Module | undefined): GoPackage | undefined {
    const unit = this.#unitsIn.get(directory);
    return unit === undefined ? this.#declared(path, directory, module) : this.#unit(unit);
  }

  #declared(path: string, directory: string, module: Module | undefined): GoPackage | undefined {
    const found = this.#project.declarations(directory, module);
    if (found === undefined) return undefined;
    if (this.#onDisk.has(found)) return this.#onDisk.get(found);
    this.#onDisk.set(found, undefined); // packages that import each other end here
    const trees = found.files.flatMap((file) => this.#parse(file.path));
    const importer = this.importer(found.imports, module);
    const pkg = this.#program.addDeclarations(path, found.name, trees, importer);
    this.#onDisk.set(found, pkg);
    return pkg;
  }

  /** Nothing of a file that cannot be had: what it declares is not known then. */
  #parse(path: string): Tree[] {
    try {
      return [outline(this.#parser.parseDeclarations(Source.fromBytes(path, this.#files.readFile(path))))];
    } catch (error) {
      if (error instanceof FileError || error instanceof ParserCrash) return [];
      throw error;
    }
  }
}
