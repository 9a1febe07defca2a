/** What every element may be in a package pattern. */
export const wildcard = '...';

/** Stands in for an element `vendor` that wildcards must not reach into. */
const sealed = '\0';

/**
 * Matches names against a pattern as `go help packages` has it: `...` is any string, `/...` at the end may be nothing,
 * and no wildcard matches an element `vendor` that something follows.
 */
export function matcher(pattern: string): (name: string) => boolean {
  const literal = sealVendor(pattern)
    .split(wildcard)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  let source = literal.join(`[^${sealed}]*`);
  const end = `/[^${sealed}]*`;
  if (source.endsWith(`${sealed}${end}`)) {
    source = `${source.slice(0, -end.length - 1)}(?:vendor|${sealed}${end})`;
  } else if (source.endsWith(end)) {
    source = `${source.slice(0, -end.length)}(?:${end})?`;
  }
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(sealVendor(name));
}

function sealVendor(name: string): string {
  return name.replace(/(?<=^|\/)vendor(?=\/)/g, sealed);
}
