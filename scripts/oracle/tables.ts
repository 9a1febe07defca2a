import { moduleCacheDirectory } from '../../src/engine/project/disk.js';
import type { Comparison, Tally } from '../../test/oracle/comparison.js';
import type { Judged } from '../../test/oracle/compiler.js';
import { type FlowComparison, unexplained } from '../../test/oracle/flow.js';
import { share } from '../../test/oracle/limits.js';
import type { Dependencies } from '../../test/oracle/semantics.js';

export interface Compared {
  readonly corpus: string;
  readonly dependencies: Dependencies;
  readonly comparison: Comparison;
}

/** What each oracle was asked about, by name. */
export type ByCorpus<Answer> = readonly { readonly corpus: string; readonly answer: Answer }[];

type Question = 'names' | 'types' | 'callees' | 'ownCallees' | 'interfaceCallees';

const questions: readonly (readonly [Question, string])[] = [
  ['names', 'Identifiers'],
  ['types', 'Types'],
  ['callees', 'Static callees'],
  ['ownCallees', 'Those of the module and the standard library'],
  ['interfaceCallees', 'Interface methods'],
];

/** `module@version` of a folder in the module cache, and the folder's name elsewhere. */
export function corpusName(folder: string): string {
  const cache = `${moduleCacheDirectory()}/`;
  return folder.startsWith(cache) ? folder.slice(cache.length) : (folder.split('/').pop() ?? folder);
}

/** How much is known and right, of how much, and what is wrong. */
export function sharesTable(compared: readonly Compared[]): string {
  const head = ['Code', 'Dependencies', ...questions.map(([, title]) => title)];
  const rows = compared.map(({ corpus, dependencies, comparison }) => [
    corpus,
    dependencies,
    ...questions.map(([question]) => cell(comparison[question])),
  ]);
  return table([head, head.map(() => '---'), ...rows]);
}

function cell(tally: Tally): string {
  const wrong = tally.wrong.length === 0 ? '' : `, ${tally.wrong.length} wrong`;
  return `${(Math.floor(share(tally) * 100_000) / 1000).toFixed(3)} % of ${number(tally.all)}${wrong}`;
}

/** What is not known, by reason. */
export function reasonsTable(compared: readonly Compared[]): string {
  const head = ['Code', 'Dependencies', 'Asked for', 'Not known'];
  const rows = compared.flatMap(({ corpus, dependencies, comparison }) =>
    questions.flatMap(([question, title]) => {
      const reasons = [...comparison[question].unknown].sort(([, a], [, b]) => b.count - a.count);
      if (reasons.length === 0 || question === 'ownCallees') return [];
      return [[corpus, dependencies, title, reasons.map(([reason, { count }]) => `${reason}: ${count}`).join(', ')]];
    }),
  );
  return table([head, head.map(() => '---'), ...rows]);
}

/** Functions and statements, how many of them cannot be left or reached, and where Go's own analysis says otherwise. */
export function flowTable(compared: ByCorpus<FlowComparison>): string {
  const head = ['Code', 'Functions', 'Never return', 'Statements', 'Never reached', 'Differ, explained', 'Differ'];
  const rows = compared.map(({ corpus, answer }) => {
    const unclear = unexplained(answer).length;
    const explained = Object.values(answer.explained).reduce((sum, count) => sum + count, 0);
    const counts = [answer.functions, answer.endless, answer.statements, answer.dead];
    return [corpus, ...[...counts, explained + answer.differences.length - unclear, unclear].map(number)];
  });
  return table([head, head.map(() => '---'), ...rows]);
}

/** Findings by rule and severity, and what the compiler makes of them. */
export function compilerTable(judged: ByCorpus<readonly Judged[]>): string {
  const head = ['Code', 'Rule', 'Severity', 'Findings', 'Borne out', 'Contradicted', 'Not built'];
  const rows = judged.flatMap(({ corpus, answer }) =>
    answer.map(({ rule, severity, findings, unseen, contradictions: { length: contradicted } }) => {
      const counts = [findings, findings - unseen - contradicted, contradicted, unseen];
      return [corpus, rule, severity, ...counts.map(number)];
    }),
  );
  return table([head, head.map(() => '---'), ...rows]);
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
}
