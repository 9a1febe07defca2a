import type { Comparison, Tally } from './comparison.js';
import type { Dependencies } from './semantics.js';

/** At most this share of the answers to each question may be wrong. */
const MOST_WRONG = 0.0005;

type Question = 'names' | 'types' | 'callees' | 'ownCallees';

/** At least this share must be known, and right. */
const leastAgreed: Readonly<Record<Dependencies, Partial<Record<Question, number>>>> = {
  present: { names: 0.995, types: 0.98, callees: 0.98 },
  absent: { names: 0.99, types: 0.9, ownCallees: 0.95 },
};

/** The questions to which too many answers are wrong. */
export function tooWrong(comparison: Comparison): string[] {
  const tallies = Object.entries(comparison).filter((entry): entry is [string, Tally] => 'wrong' in Object(entry[1]));
  return tallies.filter(([, tally]) => tally.wrong.length > tally.all * MOST_WRONG).map(([question]) => question);
}

/** The questions to which too few answers are known. */
export function tooUnknown(comparison: Comparison, dependencies: Dependencies): string[] {
  const limits = Object.entries(leastAgreed[dependencies]) as [Question, number][];
  return limits.filter(([question, least]) => share(comparison[question]) < least).map(([question]) => question);
}

/** What was answered rightly, of all that was asked. */
export function share(tally: Tally): number {
  return tally.all === 0 ? 1 : tally.agreed / tally.all;
}
