import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderRuleMarkdown } from '../src/engine/report/explain.js';
import type { Rule } from '../src/engine/run/rule.js';
import { parseExpectations, withoutExpectations } from '../test/expectations.js';
import { fixturesOf, ruleNames } from '../test/fixtures.js';
import { shownOutput } from './shown-output.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is generated for the rules: path from the project's root, with `/`, to the text that belongs there. */
export async function renderRuleFiles(): Promise<ReadonlyMap<string, string>> {
  const names = ruleNames();
  const rules = await Promise.all(names.map(loadRule));
  const readme = readFileSync(`${root}README.md`, 'utf8');
  return new Map([
    ['src/rules/index.ts', renderIndex(names)],
    ['README.md', withOutput(withTable(readme, renderTable(rules)), await shownOutput())],
    ['knowledge/examples.json', renderExamples(rules)],
    ...rules.map((rule): [string, string] => [
      `docs/rules/${rule.name}.md`,
      renderRuleMarkdown(rule, examplesOf(rule)),
    ]),
  ]);
}

async function loadRule(name: string): Promise<Rule> {
  const { default: rule } = (await import(/* @vite-ignore */ `../src/rules/${name}.ts`)) as { default: Rule };
  return rule;
}

/** The source of src/rules/index.ts: every rule, in the order of names. */
export function renderIndex(names: readonly string[]): string {
  const lines = names.map((name) => `import ${identifier(name)} from './${name}.js';\n`);
  const list = names.map((name) => `  ${identifier(name)},\n`);
  return `// Written by \`npm run generate\`: every other file of this folder.
import type { Rule } from '../engine/api.js';
${lines.join('')}
/** All rules, in the order of their names. */
export const rules: readonly Rule[] = [
${list.join('')}];
`;
}

/** `unbounded-goroutine` → `unboundedGoroutine`. */
function identifier(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The documented examples of a rule; empty when they are not written yet. */
function examplesOf(rule: Rule): { readonly bad: string; readonly good: string } {
  const fixtures = fixturesOf(rule.name);
  const read = (name: string) => {
    const fixture = fixtures.find((fixture) => fixture.name === name);
    return fixture === undefined ? '' : withoutExpectations(fixture.files[0].text);
  };
  return { bad: read('docs_bad.go'), good: read('docs_good.go') };
}

/** The examples of all rules as JSON, for `explain` and SARIF's help. */
function renderExamples(rules: readonly Rule[]): string {
  const examples = rules.map((rule) => [rule.name, examplesOf(rule)] as const);
  return `${JSON.stringify(Object.fromEntries(examples), undefined, 2)}\n`;
}

function renderTable(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => {
    const { misses, noises } = countMarkers(rule.name);
    const cells = [
      `[${rule.name}](docs/rules/${rule.name}.md)`,
      describeDefault(rule),
      rule.docs.reports.replaceAll('|', '\\|'),
      misses,
      noises,
    ];
    return `| ${cells.join(' | ')} |\n`;
  });
  return `| Rule | Default | Reports | Known misses | Known noise |\n|---|---|---|---|---|\n${rows.join('')}`;
}

function describeDefault({ severity, status, default: on }: Rule): string {
  if (status === 'preview') return `${severity}, with \`--preview\``;
  return on === 'off' ? `${severity}, off` : severity;
}

/** How many defects the rule's fixtures mark as not found, and how many reports as wrong. */
function countMarkers(rule: string): { readonly misses: number; readonly noises: number } {
  const files = fixturesOf(rule).flatMap((fixture) => fixture.files.filter((file) => file.path.endsWith('.go')));
  const expectations = files.map((file) => parseExpectations(file.text, file.path));
  return {
    misses: expectations.reduce((sum, { misses }) => sum + misses.length, 0),
    noises: expectations.reduce((sum, { noises }) => sum + noises.length, 0),
  };
}

const tableMarkers = /(<!-- rules:begin[^>]*-->\n)[\s\S]*?(<!-- rules:end -->)/;

function withTable(readme: string, table: string): string {
  if (!tableMarkers.test(readme)) throw new Error('README.md has no <!-- rules:begin --> … <!-- rules:end -->');
  return readme.replace(tableMarkers, (_, begin: string, end: string) => `${begin}\n${table}\n${end}`);
}

const outputMarkers = /(<!-- output:begin[^>]*-->\n)[\s\S]*?(<!-- output:end -->)/;

function withOutput(readme: string, output: string): string {
  if (!outputMarkers.test(readme)) throw new Error('README.md has no <!-- output:begin --> … <!-- output:end -->');
  return readme.replace(
    outputMarkers,
    (_, begin: string, end: string) => `${begin}\n\`\`\`text\n${output}\`\`\`\n\n${end}`,
  );
}
