import type { RuleDescription } from './options.js';

export type NamedRule = Pick<RuleDescription, 'name' | 'formerly'>;

/** What users may call a rule: its name, and those of earlier versions. */
export function namesOf({ name, formerly = [] }: NamedRule): readonly string[] {
  return [name, ...formerly];
}

/** From all that users may call rules to the names that they have now. */
export function currentNames(rules: readonly NamedRule[]): ReadonlyMap<string, string> {
  return new Map(rules.flatMap((rule) => namesOf(rule).map((name) => [name, rule.name] as const)));
}
