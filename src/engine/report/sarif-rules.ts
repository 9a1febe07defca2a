import type { Severity } from '../run/diagnostic.js';
import type { RuleDescription } from '../run/options.js';
import { type RuleExamples, renderRuleMarkdown, renderRuleText } from './explain.js';

export type ExamplesOf = (rule: string) => RuleExamples | undefined;

export const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

const problemSeverities: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'recommendation' };

/**
 * What a defect scores when a peer can bring it about, on CVSS's scale of 0 to 10: availability lost for good (7.5),
 * or strained (5.3). Leaks without a peer in them are no security matter, and their CWEs are not here.
 */
const securitySeverities: Readonly<Record<string, string>> = {
  'CWE-400': '5.3', // uncontrolled resource consumption
  'CWE-409': '7.5', // highly compressed data
  'CWE-674': '7.5', // uncontrolled recursion
  'CWE-770': '5.3', // allocation without limits
  'CWE-789': '7.5', // allocation of a size that a peer decides
};

const longestDescription = 1024;
const mostTags = 10;

/** A reportingDescriptor (SARIF 2.1.0, 3.49) with the properties that GitHub reads. */
export function ruleDescriptor(rule: RuleDescription, examplesOf: ExamplesOf): object {
  const { name, docs, severity, precision, tags } = rule;
  const examples = examplesOf(name);
  const score = highest(tags.flatMap((tag) => securitySeverities[tag] ?? []));
  return {
    id: name,
    name: pascalCase(name),
    shortDescription: { text: shortened(`${capital(docs.reports)}.`) },
    fullDescription: { text: shortened(`Reports ${docs.reports}. ${docs.why}`) },
    help: { text: renderRuleText(rule, examples), markdown: renderRuleMarkdown(rule, examples) },
    defaultConfiguration: { level: levels[severity], ...(rule.default === 'off' ? { enabled: false } : {}) },
    properties: {
      tags: [...(score === undefined ? [] : ['security']), ...tags.map(tagOf)].slice(0, mostTags),
      precision,
      'problem.severity': problemSeverities[severity],
      ...(score === undefined ? {} : { 'security-severity': score }),
    },
  };
}

/** CWE numbers as CodeQL writes them, which GitHub links. */
function tagOf(tag: string): string {
  const cwe = /^CWE-(\d+)$/.exec(tag);
  return cwe ? `external/cwe/cwe-${cwe[1].padStart(3, '0')}` : tag;
}

function highest(scores: readonly string[]): string | undefined {
  return [...scores].sort((a, b) => Number(b) - Number(a))[0];
}

function pascalCase(name: string): string {
  return name.split('-').map(capital).join('');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shortened(text: string): string {
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
}
