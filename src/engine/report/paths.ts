/**
 * The way from a directory to a file, both absolute with `/`; the file's own path when none leads there (another
 * drive). `.` for the directory itself.
 */
export function relativePath(directory: string, file: string): string {
  const from = segments(directory);
  const to = segments(file);
  if (driveOf(directory) !== driveOf(file)) return file;
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.';
}

/** A relative URI reference (RFC 3986, section 4.2) for {@link relativePath}: every segment percent-encoded. */
export function relativeUri(directory: string, file: string): string {
  const path = relativePath(directory, file).replace(/\p{Surrogate}/gu, '\ufffd');
  return path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

function segments(path: string): string[] {
  return path
    .slice(driveOf(path).length)
    .split('/')
    .filter((segment) => segment !== '');
}

function driveOf(path: string): string {
  return /^[a-z]:(?=\/|$)/i.exec(path)?.[0].toLowerCase() ?? '';
}
