/** The import path of an import spec's string literal, quotes of either kind taken off. */
export function importPath(literal: string): string {
  return literal.slice(1, -1);
}

const versionSuffix = /^v[0-9]+$/;

/**
 * Names that a package whose declarations are not at hand may have, the likeliest first. Convention only: the last
 * element, less a major version (`x/v2`, `gopkg.in/x.v3`), less what authors add to repository names.
 */
export function candidateNames(path: string): string[] {
  const elements = path.split('/');
  let last = elements.pop() ?? '';
  if (versionSuffix.test(last) && elements.length > 0) last = elements.pop() ?? '';
  last = last.replace(/\.v[0-9]+$/, '');
  const names = [last, last.replace(/^go[-_.]|[-_.]go$/g, ''), last.replace(/^golang[-_.]|[-_.]golang$/g, '')];
  names.push(...names.map((name) => name.replace(/[-.]/g, '_')), ...names.map((name) => name.replace(/[-.]/g, '')));
  names.push(...last.split(/[-.]/).reverse());
  return [...new Set(names)].filter((name) => /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name));
}
