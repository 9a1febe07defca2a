import type { Contents } from '../../engine/text/contents.js';
import type { LintOptions, LintResult } from '../../index.js';
import { mend } from './edits.js';

/** Fixes bring forth others when they no longer overlap; more rounds than these mean that two undo each other. */
const mostRounds = 10;

/** What a run looks like once everything is mended that can be, with nothing written yet. */
export interface Fixed {
  /** Before anything was mended. */
  readonly original: LintResult;
  /** Of the mended files: what is still found. */
  readonly result: LintResult;
  /** The new text of each file that changes, by path, without a byte order mark. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many findings were mended. */
  readonly mended: number;
  /** Files in which a fix did more harm than good, and that stay as they are. */
  readonly spoiled: readonly string[];
}

/**
 * Lints and mends in turns until nothing is left that can be mended. A file that can no longer be parsed as a whole
 * stays as it was.
 */
export async function fix(
  options: LintOptions,
  unsafe: boolean,
  lint: (options: LintOptions) => Promise<LintResult>,
): Promise<Fixed> {
  const texts = new Map<string, string>();
  const spoiled = new Set<string>();
  let mended = 0;
  const original = await lint(options);
  let result = original;
  for (let round = 0; round < mostRounds; round++) {
    const readable = (file: string) => (spoiled.has(file) ? undefined : result.readSource(file));
    const changes = mend(result.diagnostics, unsafe, readable);
    if (changes.size === 0) break;
    const before = new Map(texts);
    for (const [file, { text }] of changes) texts.set(file, text);
    const next = await lint({ ...options, contents: withTexts(options.contents, texts) });
    const worse = [...changes.keys()].filter((file) => lostIn(file, next) > lostIn(file, result));
    if (worse.length === 0) {
      mended += [...changes.values()].reduce((sum, { fixes }) => sum + fixes, 0);
      result = next;
      continue;
    }
    texts.clear();
    for (const [file, text] of before) texts.set(file, text);
    for (const file of worse) spoiled.add(file);
  }
  return { original, result, texts, mended, spoiled: [...spoiled] };
}

function lostIn(file: string, { summary }: LintResult): number {
  return summary.notAnalysed.filter((one) => one.file === file).length;
}

function withTexts(contents: Contents = new Map(), texts: ReadonlyMap<string, string>): Contents {
  const encoder = new TextEncoder();
  return new Map([...contents, ...[...texts].map(([file, text]) => [file, encoder.encode(text)] as const)]);
}
