import type { Place } from '../text/place.js';

/** Least to most urgent: info, warning, error. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * How sure a finding is. Derived by the engine, never chosen by a rule: `certain` when every fact that decided was
 * proved, `likely` when one rests on a listed assumption, `possible` when one was unknown and the rule accepted it.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

export type { Place } from '../text/place.js';

/**
 * Where a note lies on a way that control or a value takes through a finding's place: it comes there before, or after.
 * The steps of a finding are in the order of the way.
 */
export type Step = 'before' | 'after';

/** Another place that explains a finding: the loop, the early return, the callee. */
export interface DiagnosticNote {
  readonly message: string;
  readonly place: Place;
  /** Absent: it explains, and is no step of a way. */
  readonly step?: Step;
}

export interface DiagnosticEdit {
  readonly place: Place;
  readonly newText: string;
}

/** One way to mend a finding; fixes of one finding are alternatives, each against the same original text. */
export interface DiagnosticFix {
  readonly description: string;
  /** Whether the behaviour of a correct program stays as it is. */
  readonly safe: boolean;
  readonly edits: readonly DiagnosticEdit[];
}

export interface Suppression {
  /** The directive as written, such as `//nolint:go-oom-lint`. */
  readonly directive: string;
  readonly reason: string;
}

/** A finding as it leaves the engine: plain JSON, so that it crosses workers and the cache. */
export interface Diagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What is wrong; its first sentence stands alone. */
  readonly message: string;
  /** What to do about it, an imperative clause without a final stop; the text reporter prints it behind `do:`. */
  readonly advice: string;
  readonly place: Place;
  /** The function that holds the finding, as Go's tools name it, `(*T).m` or `f`; empty outside functions. */
  readonly function: string;
  readonly notes: readonly DiagnosticNote[];
  readonly fixes: readonly DiagnosticFix[];
  /** Survives moved and re-indented lines: a hash of rule, package, function, the statement's text without white space, and its number among equals. */
  readonly fingerprint: string;
  /** Set when a directive silences the finding. */
  readonly suppressed?: Suppression;
}

/** What findings that look alike have in common: the fingerprint without its number. */
export function kindOf({ fingerprint }: Pick<Diagnostic, 'fingerprint'>): string {
  return fingerprint.slice(0, fingerprint.lastIndexOf(':'));
}

/** Something that was selected and of which the linter could not say anything. */
export interface NotAnalysed {
  readonly file: string;
  /** 1-based; absent when the whole file is meant. */
  readonly line?: number;
  /** The function, when only it could not be analysed. */
  readonly function?: string;
  readonly reason: string;
}

/** What a run did, beside its diagnostics. */
export interface RunSummary {
  /** Files whose findings were asked for and that were analysed. */
  readonly files: number;
  readonly functions: number;
  /** Files that were selected and that `exclude` leaves out. */
  readonly excluded: number;
  readonly notAnalysed: readonly NotAnalysed[];
  /** Notes for the user: a pattern that matched nothing, files left out by rule. */
  readonly notes: readonly string[];
  readonly durationMs: number;
}
