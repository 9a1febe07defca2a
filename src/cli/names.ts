import type { Effective } from './effective.js';
import type { Engine } from './engine.js';
import { instead, UsageError } from './usage-error.js';

/**
 * Checks the names that only the engine knows.
 *
 * @throws UsageError for a rule, tag, system or processor that there is not
 */
export function checkNames({ only, disabled, goos, goarch }: Effective, engine: Engine): void {
  const rules = [...engine.rules, ...engine.suppressionRules];
  const tags = new Set(rules.flatMap((rule) => rule.tags.map((tag) => `tag:${tag}`)));
  const selectors = [...rules.flatMap(({ name, formerly = [] }) => [name, ...formerly]), ...tags];
  for (const entry of only) checkSelector('rule', entry, selectors);
  for (const entry of disabled) checkSelector('disable', entry, selectors);
  checkPlatform('goos', goos.value, engine.knownSystems);
  checkPlatform('goarch', goarch.value, engine.knownArchitectures);
}

function checkSelector(flag: string, entry: string, selectors: readonly string[]): void {
  if (selectors.includes(entry)) return;
  const kind = entry.startsWith('tag:') ? 'tag' : 'rule';
  const known = selectors.filter((one) => one.startsWith('tag:') === (kind === 'tag'));
  throw new UsageError(`--${flag} ${entry}: there is no such ${kind}; ${instead(entry, known)}`);
}

function checkPlatform(flag: string, value: string, known: ReadonlySet<string>): void {
  if (known.has(value)) return;
  throw new UsageError(`--${flag} cannot be ${value}; ${instead(value, [...known])}`);
}
