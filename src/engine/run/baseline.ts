import { type Diagnostic, kindOf } from './diagnostic.js';
import type { KnownFindings } from './options.js';

/**
 * Splits findings into those that are known and new ones. Where there are more of a kind than are known, the last ones
 * are new. What has no fingerprint, such as a wrong directive, is always new.
 *
 * @param found in order of their places
 */
export function splitByKnown(
  found: readonly Diagnostic[],
  known: KnownFindings,
): { readonly known: readonly Diagnostic[]; readonly fresh: readonly Diagnostic[] } {
  const left = new Map(known);
  const split = { known: [] as Diagnostic[], fresh: [] as Diagnostic[] };
  for (const one of found) {
    const kind = kindOf(one);
    const count = kind === '' || one.suppressed !== undefined ? 0 : (left.get(kind) ?? 0);
    if (count > 0) left.set(kind, count - 1);
    split[count > 0 ? 'known' : 'fresh'].push(one);
  }
  return split;
}
