import { type Corpus, lintCorpus } from './corpus.js';

/** Findings per 1,000 lines at the default thresholds, a row for each rule and one for all, tab-separated. */
export async function density(corpus: Corpus): Promise<string[]> {
  const { diagnostics, lines } = await lintCorpus(corpus);
  const thousands = lines() / 1000;
  const counts = new Map<string, number>();
  for (const { rule, severity } of diagnostics) {
    if (severity !== 'info') for (const name of [rule, 'all']) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([rule, count]) => [corpus, rule, count, (count / thousands).toFixed(4)].join('\t'));
}
