import type { Diagnostic } from '../../src/index.js';
import { type Corpus, lintCorpus } from './corpus.js';
import { keyOf, placeOf, readVerdicts } from './verdicts.js';

export interface SampleOptions {
  readonly rule: string;
  readonly corpora: readonly Corpus[];
  /** At most so many findings. */
  readonly count: number;
  readonly seed: number;
  /** The only severity that is sampled. */
  readonly severity: Diagnostic['severity'];
}

/**
 * Findings that nobody has judged yet, chosen by chance and the same for the same seed: rows of the table of verdicts
 * with the verdict left open, each followed by the message.
 */
export async function sample({ rule, corpora, count, seed, severity }: SampleOptions): Promise<string[]> {
  const judged = new Set(readVerdicts().map((verdict) => `${verdict.corpus} ${keyOf(verdict)}`));
  const rows: string[] = [];
  for (const corpus of corpora) {
    const { diagnostics } = await lintCorpus(corpus, [rule]);
    for (const one of diagnostics) {
      const place = placeOf(one);
      if (one.severity !== severity || one.rule !== rule || judged.has(`${corpus} ${keyOf({ rule, place })}`)) continue;
      rows.push([corpus, place, rule, severity, '?', severity, one.message].join('\t'));
    }
  }
  return shuffled(rows, seed).slice(0, count);
}

/** Fisher and Yates, over a linear congruential generator (Numerical Recipes). */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const all = [...list];
  let state = seed >>> 0;
  for (let i = all.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}
