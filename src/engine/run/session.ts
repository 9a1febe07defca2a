import { Summaries } from '../facts/summary.js';
import type { DeclarationSource } from '../knowledge/declarations.js';
import { type GoParser, ParserCrash } from '../syntax/parse.js';
import type { Tree } from '../syntax/tree.js';
import type { Source } from '../text/source.js';
import { analysePackage, type PackageResult } from './analyse.js';
import type { NotAnalysed } from './diagnostic.js';
import { Program, packageName } from './program.js';
import type { Rule } from './rule.js';

/** The files of one package that build together, read and ready. */
export interface PackageSources {
  readonly importPath: string;
  readonly sources: readonly Source[];
  readonly goVersion: readonly [number, number];
  /** Whether findings in the file are asked for. */
  reported(path: string): boolean;
}

/** Analyses packages one after the other, each after those that it imports. */
export class Session {
  readonly #parser: GoParser;
  readonly #program: Program;
  readonly #summaries = new Summaries();
  readonly #rules: readonly Rule[];
  readonly #knownRules: readonly string[];

  /** `rules` run; `knownRules` are the names that directives may use. */
  constructor(
    parser: GoParser,
    declarations: DeclarationSource,
    rules: readonly Rule[],
    knownRules: readonly string[],
  ) {
    this.#parser = parser;
    this.#program = new Program(parser, declarations);
    this.#rules = rules;
    this.#knownRules = knownRules;
  }

  analyse({ importPath, sources, goVersion, reported }: PackageSources): PackageResult {
    const lost: NotAnalysed[] = [];
    const trees = sources.flatMap((source) => this.#parse(source, lost));
    const name = trees.map(packageName).find((one) => one !== undefined) ?? '';
    const pkg = this.#program.add(importPath, name, trees);
    const types = this.#program.of(pkg);
    const options = { rules: this.#rules, knownRules: this.#knownRules, goVersion, reported };
    const result = analysePackage(pkg, types, this.#summaries, options);
    return { ...result, notAnalysed: [...lost.filter((one) => reported(one.file)), ...result.notAnalysed] };
  }

  #parse(source: Source, lost: NotAnalysed[]): Tree[] {
    try {
      return [this.#parser.parse(source)];
    } catch (error) {
      if (!(error instanceof ParserCrash)) throw error;
      lost.push({ file: source.path, reason: error.message });
      return [];
    }
  }
}
