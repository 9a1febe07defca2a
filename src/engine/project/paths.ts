/** The root that an absolute path starts with: `/`, `C:/` or `//host/`; empty when the path is relative. */
function rootOf(path: string): string {
  return /^(?:[A-Za-z]:\/|\/\/[^/]+(?:\/|$)|\/)/.exec(path)?.[0] ?? '';
}

/** Windows separators turned into `/`. */
export function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

export function isAbsolute(path: string): boolean {
  return rootOf(path) !== '';
}

/** The shortest equal path: no empty and no `.` elements, `..` resolved, no `/` at the end except of a root. */
export function clean(path: string): string {
  const root = rootOf(path);
  const elements: string[] = [];
  for (const element of path.slice(root.length).split('/')) {
    if (element === '' || element === '.') continue;
    if (element !== '..') elements.push(element);
    else if (elements.length > 0 && elements.at(-1) !== '..') elements.pop();
    else if (root === '') elements.push('..');
  }
  return root + elements.join('/') || '.';
}

/** `path` as seen from an absolute directory. */
export function join(directory: string, path: string): string {
  return isAbsolute(path) ? clean(path) : clean(entryPath(directory, path));
}

/** The path of an entry of a clean directory. */
export function entryPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** The directory that holds a clean absolute path; a root holds itself. */
export function parentOf(path: string): string {
  const root = rootOf(path);
  return path.slice(0, Math.max(path.lastIndexOf('/'), root.length)) || root;
}

/** The last element of a clean path; empty for a root. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a clean absolute path is the directory or lies somewhere in it, going by names alone. */
export function isWithin(path: string, directory: string): boolean {
  if (path === directory) return true;
  return path.startsWith(entryPath(directory, ''));
}

/** A path within a directory, as seen from it: `a/b`, empty for the directory itself. */
export function relativeTo(directory: string, path: string): string {
  return path.slice(directory.endsWith('/') ? directory.length : directory.length + 1);
}

/** A clean absolute directory and those that hold it, innermost first, up to and including `last` or the root. */
export function* upwards(directory: string, last?: string): Generator<string> {
  for (let at = directory; ; at = parentOf(at)) {
    yield at;
    if (at === last || at === parentOf(at)) return;
  }
}
