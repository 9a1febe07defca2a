import type { RuleDescription } from '../run/options.js';
import { type Paint, plainPaint } from './paint.js';

/** The documented examples of a rule, Go source each; empty when there is none. */
export interface RuleExamples {
  readonly bad: string;
  readonly good: string;
}

const noExamples: RuleExamples = { bad: '', good: '' };

/** The page of a rule in GitHub's Markdown, a paragraph a line: docs/rules, and SARIF's `help.markdown`. */
export function renderRuleMarkdown(rule: RuleDescription, examples: RuleExamples = noExamples): string {
  const { reports, why, instead, quiet = [], misses } = rule.docs;
  const blocks = [
    `# ${rule.name}`,
    `Reports ${markdown(reports)}.`,
    traits(rule).map(markdown).join(' · '),
    '## Why',
    markdown(why),
    '## What to do',
    `${markdown(sentence(instead))}`,
    ...(examples.bad === '' ? [] : ['Reported:', fenced(examples.bad)]),
    ...(examples.good === '' ? [] : ['Not reported:', fenced(examples.good)]),
    ...(quiet.length === 0 ? [] : ['## When it stays quiet', quiet.map((one) => `- ${markdown(one)}`).join('\n')]),
    ...(misses === undefined ? [] : ['## What it misses', markdown(sentence(misses))]),
    ...optionBlocks(rule),
    '## Silencing it',
    `${markdown(silencing)}:`,
    fenced(directiveFor(rule)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/**
 * The same as plain text: `explain`, and SARIF's `help.text`.
 *
 * @param width columns to wrap prose at; absent, a paragraph is a line
 */
export function renderRuleText(
  rule: RuleDescription,
  examples: RuleExamples = noExamples,
  width = Number.POSITIVE_INFINITY,
  paint: Paint = plainPaint,
): string {
  const { reports, why, instead, quiet = [], misses } = rule.docs;
  const prose = (text: string) => wrapped(text, width, '  ');
  const section = (title: string, ...blocks: string[]) => [paint('bold', title), ...blocks].join('\n');
  const sections = [
    `${paint('bold', rule.name)}\n${prose(`Reports ${reports}.`)}\n${prose(traits(rule).join(' · '))}`,
    section('Why', prose(why)),
    section('What to do', prose(sentence(instead))),
    ...(examples.bad === '' ? [] : [section('Reported', indented(examples.bad))]),
    ...(examples.good === '' ? [] : [section('Not reported', indented(examples.good))]),
    ...(quiet.length === 0
      ? []
      : [section('When it stays quiet', quiet.map((one) => wrapped(`- ${one}`, width, '  ', '    ')).join('\n'))]),
    ...(misses === undefined ? [] : [section('What it misses', prose(sentence(misses)))]),
    ...(rule.options === undefined
      ? []
      : [
          section(
            'Options',
            optionRows(rule)
              .map((one) => wrapped(`- ${one}`, width, '  ', '    '))
              .join('\n'),
          ),
        ]),
    section('Silencing it', prose(`${silencing}:`), `    ${directiveFor(rule)}`),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** `warning, sometimes info` and what else there is to know at a glance. */
function traits({ severity, otherSeverities = [], status, default: on, tags, since }: RuleDescription): string[] {
  const others = otherSeverities.length === 0 ? '' : `, sometimes ${otherSeverities.join(' or ')}`;
  return [
    severity + others,
    ...(status === 'preview' ? ['preview: runs with --preview'] : []),
    ...(on === 'off' ? ['off by default: runs with --rule'] : []),
    ...tags,
    `since ${since}`,
  ];
}

function optionBlocks(rule: RuleDescription): string[] {
  if (rule.options === undefined) return [];
  const rows = optionRows(rule).map((one) => `- ${markdown(one)}`);
  return ['## Options', 'In the configuration, under `rules`:', rows.join('\n')];
}

/** `few (16): what it says` */
function optionRows({ options = {} }: RuleDescription): string[] {
  return Object.entries(options).map(([name, option]) => `${name} (${option.default}): ${option.describe}`);
}

const silencing = 'On the line, or on the one above it, above a statement or above a function';

function directiveFor(rule: RuleDescription): string {
  return `//oomlint:ignore ${rule.name} why the code is right as it is`;
}

/** A clause or a sentence, as a sentence. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** Prose for Markdown: what would be markup is escaped, but for code between backquotes. */
function markdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*[\]<]|\b_|_\b/g, '\\$&')))
    .join('');
}

/** A code block that the code cannot close. */
function fenced(code: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}go\n${code.trimEnd()}\n${fence}`;
}

function indented(code: string): string {
  return code
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line.replaceAll('\t', '    ')}`))
    .join('\n');
}

/** Breaks prose between words; `hanging` indents every line but the first. */
function wrapped(text: string, width: number, indent: string, hanging = indent): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    const empty = line === indent || line === hanging;
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hanging + word;
    } else line += empty ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
