import type { Knowledge } from '../knowledge/known.js';
import type { Contents } from '../text/contents.js';
import type { LineRange } from '../text/lines.js';
import type { Source } from '../text/source.js';
import type { Confidence, Diagnostic, RunSummary, Severity } from './diagnostic.js';
import type { Rule } from './rule.js';

/** What a rule is, without how it checks: all that selecting, documenting and reporting it takes. */
export type RuleDescription = Omit<Rule, 'requires' | 'on' | 'check'>;

/** Which rules run. Each entry is the name of a rule or `tag:` with one of its tags. */
export interface RuleSelection {
  /** Only these, also when they are off by default; none: every rule that is on by default. */
  readonly only?: readonly string[];
  readonly disabled?: readonly string[];
  /** Whether rules whose status is preview run without being named. */
  readonly preview?: boolean;
}

/** How a rule runs: not at all, with another severity, or with both a severity and values for its options. */
export type RuleSetting = 'off' | Severity | (RuleOptionValues & { readonly severity?: 'off' | Severity });

/** By name, of the options that the rule declares. */
interface RuleOptionValues {
  readonly [option: string]: number | string | undefined;
}

/** What is different for some files. The last override that matches a file and says something decides. */
export interface Override {
  /** Globs as in `exclude`. */
  readonly files: readonly string[];
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** Whether _test.go files among them are linted. */
  readonly tests?: boolean;
}

/** The lines that have changed since some revision, by absolute path, in order. Files that are not here have not. */
export type ChangedLines = ReadonlyMap<string, readonly LineRange[]>;

/** How many findings of each kind are known already: by fingerprint without its number. */
export type KnownFindings = ReadonlyMap<string, number>;

export interface LintOptions {
  /** As `go list` takes them: `./...` (the usual one), directories, single files. */
  readonly patterns?: readonly string[];
  /** Absolute path, with `/` on every system, that relative patterns start from. */
  readonly cwd: string;
  /** The least severity that is returned; `warning` when absent. */
  readonly severity?: Severity;
  /** The least confidence that is returned; `likely` when absent. */
  readonly confidence?: Confidence;
  readonly rules?: RuleSelection;
  /** By rule. What `rules` names goes first: it runs, or does not run, whatever is set here or in `overrides`. */
  readonly ruleSettings?: Readonly<Record<string, RuleSetting>>;
  /** Whether _test.go files are linted. */
  readonly tests?: boolean;
  /** Absolute path, with `/`, of the directory that globs start from; `cwd` when absent. */
  readonly root?: string;
  /**
   * Globs of files that are not linted, however they are selected, and are read for context only. As in .gitignore, with
   * braces too: without a slash at any depth, else from `root`; a directory stands for what is in it; `!` takes back.
   */
  readonly exclude?: readonly string[];
  readonly overrides?: readonly Override[];
  /** What the project knows of its own functions, so that their bodies need not be at hand. */
  readonly knows?: Knowledge;
  /** Target system of the base build configuration; `linux` when absent. */
  readonly goos?: string;
  /** Target processor of the base build configuration; `amd64` when absent. */
  readonly goarch?: string;
  readonly tags?: readonly string[];
  /** Language version, such as `1.22`, instead of each module's own. */
  readonly goVersion?: string;
  /** Version of the toolchain that builds the program, such as `1.25.1`. */
  readonly toolchain?: string;
  /** In bytes; larger files are not parsed and are listed in the summary. 4 MB when absent. */
  readonly maxFileSize?: number;
  /** Whether silenced findings are returned too, marked as such. */
  readonly showSuppressed?: boolean;
  /** What stands in place of files on the disk, by absolute path: unsaved or staged contents. */
  readonly contents?: Contents;
  /** Absent: everything counts as changed. Files without changed lines are not among the selected ones. */
  readonly changed?: ChangedLines;
  /** Findings that are known already and not returned. */
  readonly known?: KnownFindings;
  /** Called after each package: files done, files in all (those read for context too), findings so far. */
  onProgress?(done: number, total: number, findings: number): void;
}

/** Something that went wrong and makes the run incomplete. */
export interface LintError {
  readonly message: string;
  /** Absolute path with `/`, when one file or directory is meant. */
  readonly path?: string;
}

/** How many findings were not returned, and why. */
export interface Hidden {
  readonly belowSeverity: number;
  readonly belowConfidence: number;
  /** Neither the finding nor what explains it is on a changed line. */
  readonly unchanged: number;
  /** The baseline has them. */
  readonly known: number;
}

export interface LintResult {
  /** In order of file, line and column. Silenced ones are among them only when asked for. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was found and not returned, each counted once, for the first reason that holds. */
  readonly hidden: Hidden;
  /** The names of the rules that ran, on some files at least. */
  readonly ran: readonly string[];
  /** Absolute paths of the files whose findings were asked for and that were analysed, in part at least. */
  readonly files: readonly string[];
  readonly summary: RunSummary;
  readonly errors: readonly LintError[];
  /** The text of a file that a diagnostic names (absolute path); undefined when it is no longer to be had. */
  readSource(file: string): Source | undefined;
}
