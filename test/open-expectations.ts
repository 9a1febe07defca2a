import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ledger = fileURLToPath(new URL('./open-expectations.txt', import.meta.url));

/**
 * Expectations that the linter does not meet yet, one `path:line: missing` or `path:line: unexpected` each, and rules
 * that have fixtures and are still to be written, `rule: NAME`. Strict: an entry that no longer holds is a failure, so
 * that the list can only become shorter.
 */
const open: ReadonlySet<string> = new Set(
  existsSync(ledger)
    ? readFileSync(ledger, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
    : [],
);

export function isOpenRule(name: string): boolean {
  return open.has(`rule: ${name}`);
}

/** The differences of a fixture that are not open, and the open ones that no longer hold. */
export function settle(path: string, differences: readonly string[]): string[] {
  const keys = new Set(differences.map(keyOf));
  const settled = [...open].filter((entry) => entry.startsWith(`${path}:`) && !keys.has(entry));
  return [
    ...differences.filter((difference) => !open.has(keyOf(difference))),
    ...settled.map((entry) => `${entry}: holds no longer, remove it from test/open-expectations.txt`),
  ];
}

/** `path:line: missing` of a difference that goes on with what is missing. */
function keyOf(difference: string): string {
  return /^[^\n]*?:\d+: \w+/.exec(difference)?.[0] ?? difference;
}
