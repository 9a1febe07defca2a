import { readFileSync } from 'node:fs';
import type { LintOptions } from '../index.js';
import { type Baseline, knownIn, readBaseline } from './baseline-file.js';
import { reasonOf } from './file-errors.js';
import { changesSince } from './git/changed.js';
import type { Host } from './host.js';
import type { Settings } from './settings.js';
import { UsageError } from './usage-error.js';

/** What a run reads beside Go files. */
export interface Input {
  readonly options: LintOptions;
  readonly baseline: Baseline;
  /** What the user should know about it. */
  readonly notes: readonly string[];
}

/**
 * Reads what stands on standard input, what git says has changed, and the baseline.
 *
 * @throws UsageError for what cannot be read
 */
export function readInput(settings: Settings, { cwd }: Host): Input {
  const { since, stdin, purpose } = settings;
  const changed = since && changesSince(since, cwd);
  const baseline = baselineOf(settings);
  const contents = stdin === undefined ? changed?.contents : new Map([[stdin, standardInput()]]);
  const isKnown = purpose.kind !== 'write-baseline' && baseline.entries.length > 0;
  const nothing = changed?.lines.size === 0 ? ['no Go file has changed'] : [];
  return {
    baseline,
    notes: [...nothing, ...(baseline.note === undefined ? [] : [baseline.note])],
    options: {
      ...settings.lint,
      ...(contents === undefined ? {} : { contents }),
      ...(changed === undefined ? {} : { changed: changed.lines }),
      ...(isKnown ? { known: knownIn(baseline.entries) } : {}),
    },
  };
}

function baselineOf({ baseline, purpose }: Settings): Baseline {
  const from = purpose.kind === 'write-baseline' ? purpose.to : baseline;
  return from === undefined ? { entries: [] } : readBaseline(from.path, from.shown, purpose.kind === 'write-baseline');
}

function standardInput(): Uint8Array {
  try {
    return readFileSync(0);
  } catch (error) {
    throw new UsageError(`standard input cannot be read: ${reasonOf(error)}`);
  }
}
