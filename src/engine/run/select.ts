import type { RuleDescription, RuleSelection } from './options.js';

const tagPrefix = 'tag:';

/** The rules that a selection lets run, in their own order. Names that fit no rule select nothing. */
export function selectRules<R extends RuleDescription>(rules: readonly R[], selection: RuleSelection): R[] {
  const { only, disabled, preview } = selection;
  return rules.filter((rule) => {
    if (disabled.some((entry) => matches(rule, entry))) return false;
    if (only.includes(rule.name)) return true;
    if (rule.status === 'preview' && !preview) return false;
    return only.length > 0 ? only.some((entry) => matches(rule, entry)) : rule.default !== 'off';
  });
}

function matches(rule: RuleDescription, entry: string): boolean {
  return entry === rule.name || rule.tags.some((tag) => entry === tagPrefix + tag);
}
