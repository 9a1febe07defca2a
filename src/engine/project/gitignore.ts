/** One pattern of a .gitignore file (gitignore(5)). */
export interface IgnorePattern {
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
  /** Whether it is matched against the path from the file's directory; else against the name alone, at any depth. */
  readonly anchored: boolean;
  readonly segments: readonly Segment[];
}

/** What stands between two slashes of a pattern; undefined is `**`, any number of directories. */
type Segment = readonly Part[] | undefined;

/** Undefined is `*`. A string is that one character. */
type Part = string | ((character: string) => boolean) | undefined;

/** The patterns of a file, in order; those that can never match are left out. */
export function parseIgnoreFile(text: string): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const pattern = parsePattern(withoutTrailingSpaces(line.replace(/\r$/, '')));
    if (pattern !== undefined) patterns.push(pattern);
  }
  return patterns;
}

/**
 * Whether the last pattern that matches a path ignores it (true) or takes it back (false); undefined: none matches.
 * The path is relative to the directory of the patterns' file and uses `/`.
 */
export function verdict(patterns: readonly IgnorePattern[], path: string, isDirectory: boolean): boolean | undefined {
  const names = path.split('/').map((name) => [...name]);
  for (let i = patterns.length - 1; i >= 0; i--) {
    const { negated, directoriesOnly, anchored, segments } = patterns[i];
    if (directoriesOnly && !isDirectory) continue;
    if (matchSegments(segments, anchored ? names : names.slice(-1))) return !negated;
  }
  return undefined;
}

/** A space at the end counts only behind a backslash. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  let backslashes = 0;
  while (line[end - 1 - backslashes] === '\\') backslashes++;
  return line.slice(0, backslashes % 2 === 1 ? end + 1 : end);
}

/** Undefined for an empty line, a comment, and what can never match. */
export function parsePattern(line: string): IgnorePattern | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  let glob = negated ? line.slice(1) : line;
  const directoriesOnly = glob.endsWith('/');
  if (directoriesOnly) glob = glob.slice(0, -1);
  if (glob === '') return undefined;
  const anchored = glob.includes('/');
  const segments: Segment[] = [];
  for (const text of glob.replace(/^\//, '').split('/')) {
    const segment = anchored && text === '**' ? undefined : parseSegment(text);
    if (segment === 'malformed') return undefined;
    segments.push(segment);
  }
  return { negated, directoriesOnly, anchored, segments };
}

function parseSegment(text: string): Part[] | 'malformed' {
  const parts: Part[] = [];
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === '*') {
      if (parts.length === 0 || parts.at(-1) !== undefined) parts.push(undefined);
    } else if (character === '?') {
      parts.push(() => true);
    } else if (character === '\\') {
      if (++i === characters.length) return 'malformed';
      parts.push(characters[i]);
    } else if (character === '[') {
      const set = parseSet(characters, i + 1);
      if (set === undefined) return 'malformed';
      parts.push(set.has);
      i = set.end;
    } else {
      parts.push(character);
    }
  }
  return parts;
}

const namedSets: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[A-Fa-f0-9]/,
};

/** A bracket expression whose first character is at `start`; `end` is the place of its `]`. */
function parseSet(
  characters: readonly string[],
  start: number,
): { has: (character: string) => boolean; end: number } | undefined {
  let at = start;
  const inverted = characters[at] === '!' || characters[at] === '^';
  if (inverted) at++;
  const tests: ((character: string) => boolean)[] = [];
  for (let first = true; first || characters[at] !== ']'; first = false) {
    if (at >= characters.length) return undefined;
    const named = /^\[:([a-z]+):\]/.exec(characters.slice(at, at + 12).join(''));
    if (named) {
      const set = namedSets[named[1]];
      if (set === undefined) return undefined;
      tests.push((character) => set.test(character));
      at += named[0].length;
      continue;
    }
    if (characters[at] === '\\') at++;
    const low = characters[at++];
    let high = low;
    if (characters[at] === '-' && characters[at + 1] !== ']' && at + 1 < characters.length) {
      at += characters[at + 1] === '\\' ? 2 : 1;
      high = characters[at++];
    }
    if (low === undefined || high === undefined) return undefined;
    tests.push((character) => character >= low && character <= high);
  }
  return { has: (character) => tests.some((test) => test(character)) !== inverted, end: at };
}

/**
 * Both matchers below remember only their last wildcard, so that no pattern of a repository can take more than
 * the product of the two lengths.
 */
function matchSegments(segments: readonly Segment[], names: readonly (readonly string[])[]): boolean {
  const last = segments.length - 1;
  if (last > 0 && segments[last] === undefined) {
    // `dir/**` is everything in the directory, not the directory.
    for (let length = 1; length < names.length; length++) {
      if (matchList(segments.slice(0, last), names.slice(0, length), matchName)) return true;
    }
    return false;
  }
  return matchList(segments, names, matchName);
}

function matchName(parts: readonly Part[], name: readonly string[]): boolean {
  return matchList(parts, name, (part, character) => (typeof part === 'string' ? part === character : part(character)));
}

/** Matches a list against a pattern in which undefined stands for any number of elements. */
function matchList<P, E>(
  pattern: readonly (P | undefined)[],
  elements: readonly E[],
  matches: (part: P, element: E) => boolean,
): boolean {
  let p = 0;
  let e = 0;
  let star = -1;
  let resume = 0;
  while (e < elements.length) {
    const part = pattern[p];
    if (p < pattern.length && part === undefined) {
      star = p++;
      resume = e;
    } else if (p < pattern.length && matches(part as P, elements[e])) {
      p++;
      e++;
    } else if (star >= 0) {
      p = star + 1;
      e = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.length && pattern[p] === undefined) p++;
  return p === pattern.length;
}
