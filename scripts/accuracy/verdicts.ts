import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../src/index.js';
import type { Corpus } from './corpus.js';

/** What someone who read a finding and its code, but not the rule, says of it. */
export type Judgement = 'true' | 'arguable' | 'false';

const judgements: readonly string[] = ['true', 'arguable', 'false'] satisfies Judgement[];

/** How a finding is reported today; `silent`: not at all any more. */
export type State = Diagnostic['severity'] | 'silent';

/** A row of accuracy/verdicts.tsv. */
export interface Verdict {
  readonly corpus: Corpus;
  /** `file:line`, the file relative to the corpus, the line 1-based. */
  readonly place: string;
  readonly rule: string;
  /** The severity when it was read. */
  readonly severity: Diagnostic['severity'];
  readonly judgement: Judgement;
  readonly state: State;
  /** The path that goes wrong, or why nothing does. */
  readonly reason: string;
}

const header = 'corpus\tplace\trule\tseverity\tverdict\tnow\treason';

const file = new URL('../../accuracy/verdicts.tsv', import.meta.url);

/** @throws {Error} naming the line that is no row of the table */
export function readVerdicts(): Verdict[] {
  const [first, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  if (first !== header) throw new Error(`accuracy/verdicts.tsv: the first line is not ${header}`);
  return rows.map((row, i) => {
    const [corpus, place, rule, severity, judgement, state, reason] = row.split('\t');
    if (reason === undefined || !judgements.includes(judgement))
      throw new Error(`accuracy/verdicts.tsv:${i + 2}: not a verdict: ${row}`);
    return { corpus, place, rule, severity, judgement, state, reason } as Verdict;
  });
}

/** What a verdict and a finding have in common. */
export function keyOf({ rule, place }: Pick<Verdict, 'rule' | 'place'>): string {
  return `${place} ${rule}`;
}

export function placeOf({ place }: Diagnostic): string {
  return `${place.file}:${place.line}`;
}
