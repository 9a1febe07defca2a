import { lintCorpus } from './corpus.js';
import { keyOf, placeOf, readVerdicts, type State, type Verdict } from './verdicts.js';

/** The verdicts that no longer hold as the table has them, each as a line for people. */
export async function replay(verdicts: readonly Verdict[] = readVerdicts()): Promise<string[]> {
  const changed: string[] = [];
  for (const [corpus, own] of byCorpus(verdicts)) {
    const { diagnostics } = await lintCorpus(corpus);
    const states = new Map(
      diagnostics.map((one): [string, State] => [keyOf({ rule: one.rule, place: placeOf(one) }), one.severity]),
    );
    for (const verdict of own) {
      const now = states.get(keyOf(verdict)) ?? 'silent';
      if (now === verdict.state) continue;
      changed.push(`${corpus} ${keyOf(verdict)}: ${verdict.judgement}, was ${verdict.state}, is ${now}`);
    }
  }
  return changed;
}

function byCorpus(verdicts: readonly Verdict[]): Map<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) groups.set(verdict.corpus, [...(groups.get(verdict.corpus) ?? []), verdict]);
  return groups;
}
