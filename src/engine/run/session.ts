import type { AnalysedPackage } from '../facts/analysed-package.js';
import { type AnySummary, askedByRules } from '../facts/summaries.js';
import { Summaries } from '../facts/summary.js';
import type { DeclarationSource } from '../knowledge/declarations.js';
import type { Tables } from '../knowledge/tables.js';
import { FileError, type FileSystem } from '../project/files.js';
import type { Project } from '../project/project.js';
import type { Unit } from '../project/unit.js';
import { type GoParser, ParserCrash } from '../syntax/parse.js';
import type { Tree } from '../syntax/tree.js';
import { Source } from '../text/source.js';
import { analysePackage, type PackageResult, preparePackage } from './analyse.js';
import type { NotAnalysed } from './diagnostic.js';
import { Imports } from './imports.js';
import { Program } from './program.js';
import type { Rule } from './rule.js';
import type { NamedRule } from './rule-names.js';
import { asDeclared, type RuleStates } from './rule-settings.js';

/** What a session works with. */
export interface SessionOptions {
  readonly project: Project;
  /** Where the project was opened. */
  readonly files: FileSystem;
  readonly parser: GoParser;
  /** The declarations of packages whose source is not at hand. */
  readonly library: DeclarationSource;
  readonly tables: Tables;
  /** The rules that run. */
  readonly rules: readonly Rule[];
  /** What importers of a package may ask for; absent: what the rules ask for. */
  readonly summaries?: readonly AnySummary[];
  /** Where rules run, and how; absent: everywhere, as they declare themselves. */
  readonly states?: RuleStates;
  /** What directives may name. */
  readonly knownRules: readonly NamedRule[];
}

/** Analyses the units of a project, one after the other and in their order. */
export class Session {
  readonly #options: SessionOptions;
  readonly #program: Program;
  readonly #imports: Imports;
  readonly #summaries: Summaries;
  /** Those of the unit before: builds of one package for several systems follow one another and share most files. */
  #trees: ReadonlyMap<string, Tree> = new Map();

  constructor(options: SessionOptions) {
    const { project, files, parser, library, tables } = options;
    this.#options = options;
    this.#summaries = new Summaries(tables);
    this.#program = new Program(parser, library);
    this.#imports = new Imports(project, this.#program, parser, files);
  }

  analyse(unit: Unit): PackageResult {
    const { rules, knownRules, summaries = askedByRules, states = asDeclared } = this.#options;
    const imported = this.#imports.wants(unit);
    const { result, lost } = this.open(unit, (pkg) =>
      analysePackage(pkg, this.#summaries, { rules, summaries, states, knownRules, unit, imported }),
    );
    return { ...result, notAnalysed: [...lost.filter((one) => unit.reported.has(one.file)), ...result.notAnalysed] };
  }

  /** Looks at the package of a unit. Once that is done, later units may import it. */
  open<T>(
    unit: Unit,
    look: (pkg: AnalysedPackage) => T,
  ): { readonly result: T; readonly lost: readonly NotAnalysed[] } {
    const lost: NotAnalysed[] = [];
    const trees = unit.files.flatMap(({ path }) => this.#trees.get(path) ?? this.#parse(path, lost));
    this.#trees = new Map(trees.map((tree) => [tree.source.path, tree]));
    const importer = this.#imports.importer(unit.imports, unit.module);
    const pkg = this.#program.add(unit.importPath, unit.name, trees, importer);
    const result = look(preparePackage(pkg, this.#program.of(pkg), this.#summaries, unit));
    this.#imports.provide(unit, trees);
    return { result, lost };
  }

  #parse(path: string, lost: NotAnalysed[]): Tree[] {
    try {
      return [this.#options.parser.parse(Source.fromBytes(path, this.#options.files.readFile(path)))];
    } catch (error) {
      if (error instanceof FileError) lost.push({ file: path, reason: error.reason });
      else if (error instanceof ParserCrash) lost.push({ file: path, reason: error.message });
      else throw error;
      return [];
    }
  }
}
