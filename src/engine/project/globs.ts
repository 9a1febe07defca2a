import { type IgnorePattern, parsePattern, verdict } from './gitignore.js';
import { isAbsolute } from './paths.js';

/**
 * Globs as users of .gitignore know them, with braces: `*.pb.go` at any depth, `internal/gen/**` and `./cmd` from the
 * root, `{a,b}`, `!` to take back. The name of a directory stands for what is in it. No glob takes more time than the
 * product of its length and the path's.
 */
export class Globs {
  /** What each glob stands for. */
  readonly #globs: readonly (readonly IgnorePattern[])[];

  /**
   * @param globs in order: the last one that matches decides
   * @throws TypeError for one that has a problem
   */
  constructor(globs: readonly string[]) {
    this.#globs = globs.map((glob) => {
      const patterns = parseGlob(glob);
      if (typeof patterns === 'string') throw new TypeError(`the glob ${glob} ${patterns}`);
      return patterns;
    });
  }

  /** Whether the last glob that matches a file, or a directory that holds it, is not one that takes back. */
  matches(path: string): boolean {
    for (const patterns of this.#globs.toReversed()) {
      for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
        const decision = verdict(patterns, path.slice(0, end), end < path.length);
        if (decision !== undefined) return decision;
      }
    }
    return false;
  }
}

/** What is wrong with a glob, a clause; undefined when it is right. */
export function globProblem(glob: string): string | undefined {
  const patterns = parseGlob(glob);
  return typeof patterns === 'string' ? patterns : undefined;
}

const MOST_LETTERS = 500;

/** So many globs may braces make of one. */
const MOST_EXPANSIONS = 100;

/** The patterns that a glob stands for, or what is wrong with it. */
function parseGlob(glob: string): readonly IgnorePattern[] | string {
  if (glob.length > MOST_LETTERS) return `is longer than ${MOST_LETTERS} letters`;
  const expanded = expand(glob);
  if (typeof expanded === 'string') return expanded;
  const patterns: IgnorePattern[] = [];
  for (const one of expanded) {
    const path = one.replace(/^!/, '');
    if (path === '') return 'is empty';
    if (isAbsolute(path) || path.startsWith('\\'))
      return 'is absolute; globs start from the folder of the configuration';
    if (path.split('/').includes('..')) return 'leads out of the folder of the configuration with ..';
    const pattern = parsePattern(anchored(one));
    if (pattern === undefined) return 'is no glob: it can match nothing';
    patterns.push(pattern);
  }
  return patterns;
}

/** `./cmd` is from the root, as `/cmd` is in .gitignore; `#` begins no comment. */
function anchored(glob: string): string {
  return glob.replace(/^(!?)\.\//, '$1/').replace(/^#/, '\\#');
}

/** The globs without braces that a glob stands for, or what is wrong with it. */
function expand(glob: string): readonly string[] | string {
  const done: string[] = [];
  const pending = [glob];
  while (pending.length > 0) {
    const next = pending.pop() as string;
    const braces = firstBraces(next);
    if (braces === 'unmatched') return 'has a brace without a partner';
    if (braces === undefined) done.push(next);
    else for (const choice of braces.choices.toReversed()) pending.push(braces.before + choice + braces.after);
    if (done.length + pending.length > MOST_EXPANSIONS) return `stands for more than ${MOST_EXPANSIONS} globs`;
  }
  return done;
}

interface Braces {
  readonly before: string;
  readonly choices: readonly string[];
  readonly after: string;
}

/** The first braces that no others are around; a backslash takes the meaning of what follows it. */
function firstBraces(glob: string): Braces | 'unmatched' | undefined {
  let depth = 0;
  let start = -1;
  let choice = 0;
  const choices: string[] = [];
  for (let i = 0; i < glob.length; i++) {
    const character = glob[i];
    if (character === '\\') i++;
    else if (character === '{' && depth++ === 0) start = choice = i + 1;
    else if (character === ',' && depth === 1) {
      choices.push(glob.slice(choice, i));
      choice = i + 1;
    } else if (character === '}') {
      if (depth-- === 0) return 'unmatched';
      if (depth > 0) continue;
      choices.push(glob.slice(choice, i));
      return { before: glob.slice(0, start - 1), choices, after: glob.slice(i + 1) };
    }
  }
  return depth > 0 ? 'unmatched' : undefined;
}
