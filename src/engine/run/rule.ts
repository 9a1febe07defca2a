import type { FactMap, FactValues, Trigger } from '../facts/fact.js';
import type { SyntaxNode } from '../syntax/tree.js';
import type { Place } from '../text/place.js';
import type { Severity, Step } from './diagnostic.js';

/** A place that explains the finding, and what is to be seen there. */
export interface Note {
  /** A place where the note is about another package, whose syntax may be gone. */
  readonly at: SyntaxNode | Place;
  readonly message: string;
  /** Set on the places of a way through `at` of the finding, in their order: where memory comes from, what is called. */
  readonly step?: Step;
}

export interface Edit {
  /** The node whose text is replaced; with `end`, everything from the start of `at` to the end of `end`. */
  readonly at: SyntaxNode;
  readonly end?: SyntaxNode;
  readonly newText: string;
}

export interface Fix {
  readonly description: string;
  /** Whether the behaviour of a correct program stays as it is. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/** What a rule saw. Position, suppression, order, confidence and output are the engine's to add. */
export interface Finding {
  readonly at: SyntaxNode;
  /** What is wrong; its first sentence stands alone. No final stop. */
  readonly message: string;
  /** What to do here, an imperative clause; `docs.instead` when absent. */
  readonly advice?: string;
  readonly because?: readonly Note[];
  readonly fixes?: readonly Fix[];
  /** One of the rule's `otherSeverities`; a note then says why. */
  readonly severity?: Severity;
}

/** The documentation of a rule: the source of `explain`, docs/rules, the README table and SARIF help. */
export interface RuleDocs {
  /** Completes "Reports …". One line, no final stop. */
  readonly reports: string;
  /** What happens in production if nobody mends it. */
  readonly why: string;
  /** What to write instead. An imperative clause, no final stop: it is also the advice of findings that bring none. */
  readonly instead: string;
  /** Look-alikes on which the rule is silent, each with the reason. */
  readonly quiet?: readonly string[];
  /** What the rule is known not to find. */
  readonly misses?: string;
}

/** Topics a user can select rules by (`--rule tag:goroutine`), beside `CWE-…`. */
export type Tag =
  | `CWE-${number}`
  | ('goroutine' | 'context' | 'escape' | 'retention' | 'pool' | 'allocation' | 'timer' | 'resource');

/** A number that the configuration may give a rule. */
export interface RuleOption {
  readonly type: 'integer';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** What it says, a clause. */
  readonly describe: string;
}

/** By name, as the configuration has it. */
export type OptionMap = Readonly<Record<string, RuleOption>>;
export type OptionValues<O extends OptionMap> = { readonly [K in keyof O]: number };

/** A rule is a value: its documentation, what it asks about (`on`), which facts it needs (`requires`), and the check. */
export interface Rule<T = unknown, R extends FactMap = FactMap, O extends OptionMap = OptionMap> {
  /** Kebab-case, names the defect. File name, fixture folder, docs page, suppression token, SARIF ruleId. */
  readonly name: string;
  /** What it was called in earlier versions: flags, configurations and comments may go on calling it so. */
  readonly formerly?: readonly string[];
  /** The first version of go-oom-lint that had the rule. */
  readonly since: string;
  readonly status: 'stable' | 'preview';
  /** Absent: on. */
  readonly default?: 'off';
  readonly severity: Severity;
  readonly otherSeverities?: readonly Severity[];
  /** Of the rule as measured, in SARIF's words. */
  readonly precision: 'very-high' | 'high' | 'medium' | 'low';
  readonly tags: readonly Tag[];
  readonly docs: RuleDocs;
  readonly options?: O;
  readonly requires: R;
  readonly on: Trigger<T>;
  check(subject: T, facts: FactValues<R>, options: OptionValues<O>): Finding | readonly Finding[] | undefined;
}

/** Infers the subject's type from `on`, the facts' from `requires` and the names of options from `options`. */
export function defineRule<T, R extends FactMap, O extends OptionMap = OptionMap>(rule: Rule<T, R, O>): Rule<T, R, O> {
  return rule;
}
