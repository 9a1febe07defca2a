import { fileURLToPath } from 'node:url';
import { formatText } from '../src/engine/report/text.js';
import { lint, rules } from '../src/index.js';

const service = fileURLToPath(new URL('../test/fixtures/example-service/leaky', import.meta.url));

/** What README.md shows: the report on two packages of the example service, as a terminal of the usual width has it. */
export async function shownOutput(): Promise<string> {
  const result = await lint({
    patterns: ['./notify', './prices'],
    cwd: service,
    severity: 'warning',
    confidence: 'likely',
    rules: { only: [], disabled: [], preview: false },
    tests: false,
    maxFileSize: 4_000_000,
    showSuppressed: false,
  });
  // The summary says how long it took, which is another time on every run.
  return formatText(
    { result, version: '', rules, cwd: service, pathRoot: service },
    { colour: false, width: 100, quiet: true, stats: false },
  );
}
