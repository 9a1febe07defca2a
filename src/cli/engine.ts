import type { LintOptions, LintResult, RuleDescription, RuleOptions, RuleStates } from '../index.js';

/** What the command takes from the library, which is loaded only when it is needed. */
export interface Engine {
  lint(options: LintOptions): Promise<LintResult>;
  readonly rules: readonly RuleDescription[];
  /** The rules that watch over directives. */
  readonly suppressionRules: readonly RuleDescription[];
  /** Values of GOOS. */
  readonly knownSystems: ReadonlySet<string>;
  /** Values of GOARCH. */
  readonly knownArchitectures: ReadonlySet<string>;
  /** What is wrong with a glob, a clause; undefined when it is right. */
  globProblem(glob: string): string | undefined;
  /** Which rules run on which files, as `lint` decides it. */
  ruleStates(options: RuleOptions): RuleStates;
}
