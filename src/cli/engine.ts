import type { LintOptions, LintResult, RuleDescription } from '../index.js';

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
}
