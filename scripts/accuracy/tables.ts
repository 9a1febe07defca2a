import type { Judgement, Verdict } from './verdicts.js';

const judgements: readonly Judgement[] = ['true', 'arguable', 'false'];

/** The page with its tables, each between its markers, made from the verdicts. */
export function renderAccuracy(page: string, verdicts: readonly Verdict[]): string {
  return withTable(withTable(page, 'counts', counts(verdicts)), 'false', falseAlarms(verdicts));
}

/**
 * The page with a text between the markers of a name.
 * @throws {Error} when the page does not have them
 */
export function withTable(page: string, name: string, text: string): string {
  const markers = new RegExp(`(<!-- ${name}:begin[^>]*-->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`);
  if (!markers.test(page)) throw new Error(`docs/accuracy.md has no <!-- ${name}:begin --> … <!-- ${name}:end -->`);
  return page.replace(markers, (_, begin: string, end: string) => `${begin}\n${text}\n${end}`);
}

/** Rule × corpus × severity, with the counts of each judgement among what is still reported, and what was mended. */
function counts(verdicts: readonly Verdict[]): string {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = [verdict.rule, verdict.corpus, verdict.severity].join(' | ');
    groups.set(key, [...(groups.get(key) ?? []), verdict]);
  }
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => {
      const counts = judgements.map(
        (judgement) => own.filter((one) => one.judgement === judgement && isReported(one)).length,
      );
      const mended = own.filter((one) => one.judgement === 'false' && !isReported(one)).length;
      return `| ${key} | ${counts.join(' | ')} | ${mended} |\n`;
    });
  return `| Rule | Corpus | Severity when read | True | Arguable | False | False, mended since |
|---|---|---|---|---|---|---|
${rows.join('')}`;
}

/** What was still reported as wrong, and why it is. */
function falseAlarms(verdicts: readonly Verdict[]): string {
  const rows = verdicts
    .filter((one) => one.judgement === 'false' && isReported(one))
    .map(({ rule, corpus, place, reason }) => `| ${rule} | ${corpus} ${place} | ${reason.replaceAll('|', '\\|')} |\n`);
  return rows.length === 0 ? 'None.\n' : `| Rule | Place | Reason |\n|---|---|---|\n${rows.join('')}`;
}

/** Reported at the severity at which it was read: what was demoted counts as mended. */
function isReported({ state, severity }: Verdict): boolean {
  return state === severity;
}
