import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lint } from '../src/index.js';
import { isOpenRule } from './open-expectations.js';

const service = fileURLToPath(new URL('./fixtures/example-service', import.meta.url));

/** The mistakes of the leaky version: rule, file, and the line that the finding begins on. */
const mistakes = [
  ['conversion-in-hot-loop', 'leaky/stats/stats.go', 'sold[string(sku)]++'],
  ['missing-context-cancellation', 'leaky/prices/prices.go', 'for range l.ticker.C {'],
  ['pool-missing-reset', 'leaky/export/export.go', 'buffers.Put(buf)'],
  ['returned-pointer-escape', 'leaky/wire/wire.go', 'h, err := d.header()'],
  ['subslice-retention', 'leaky/preview/preview.go', 'Head:        head,'],
  ['unbounded-goroutine', 'leaky/notify/notify.go', 'go func() {'],
] as const;

/** What a user sees who changes no setting, as rows like those of `mistakes`. */
async function findings(pattern: string): Promise<string[][]> {
  const { diagnostics, errors } = await lint({
    patterns: [pattern],
    cwd: service,
    severity: 'warning',
    confidence: 'likely',
    rules: { only: [], disabled: [], preview: false },
    tests: false,
    maxFileSize: 4 << 20,
    showSuppressed: false,
  });
  expect(errors).toEqual([]);
  return diagnostics.map(({ rule, place }) => {
    const line = readFileSync(place.file, 'utf8').split('\n')[place.line - 1];
    return [rule, relative(service, place.file).replaceAll('\\', '/'), line.trim()];
  });
}

describe('the example service', async () => {
  const leaky = await findings('./leaky/...');

  for (const mistake of mistakes) {
    test.skipIf(isOpenRule(mistake[0]))(`${mistake[0]} is found`, () => expect(leaky).toContainEqual(mistake));
  }

  test('nothing else is found', () => {
    expect(leaky.filter((row) => !mistakes.some((mistake) => String(mistake) === String(row)))).toEqual([]);
  });

  test('nothing is found in the repaired version', async () => {
    expect(await findings('./repaired/...')).toEqual([]);
  });
});
