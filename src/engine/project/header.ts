import type { Constraint } from './constraints.js';
import { and, ConstraintError, parseGoBuild, parsePlusBuild } from './constraints.js';

/** One import of a file. */
export interface ImportSpec {
  readonly path: string;
  /** What stands before the path: a name, `_` or `.`. */
  readonly name?: string;
}

/** What stands in a Go file up to the end of its imports. */
export interface Header {
  readonly packageName: string;
  readonly imports: readonly ImportSpec[];
  /** Of the `//go:build` line, else of the `// +build` lines; the file's name is not looked at. */
  readonly constraint: Constraint | undefined;
  /** Why the `//go:build` line was disregarded. */
  readonly constraintProblem?: string;
  /** Whether the `//go:build` line, the only one that can raise the file's Go version, is where the constraint is from. */
  readonly goBuild: boolean;
  readonly generated: boolean;
}

/** Why a file has no header: a clause that completes "The file …". */
export interface HeaderProblem {
  readonly problem: string;
}

const decoder = new TextDecoder('utf-8');

/**
 * Reads the top of a Go file; Go 1.27's go/build decides what counts. Broken imports end the list, the parser will
 * say where. Undefined when the bytes are only the beginning of the file (`whole` is false) and end too early.
 */
export function readHeader(bytes: Uint8Array, whole: boolean): Header | HeaderProblem | undefined {
  const text = decoder.decode(bytes);
  const comments = readLeadingComments(text);
  if (comments.end === text.length && !whole) return undefined;
  if (comments.end === text.length) {
    return { problem: text.trim() === '' ? 'is empty' : 'has no package clause' };
  }
  const clauses = readClauses(text, comments.end);
  if (clauses.ranOut && !whole) return undefined;
  if (clauses.packageName === '') return { problem: 'does not begin with a package clause' };
  const { packageName, imports } = clauses;
  return { packageName, imports, generated: comments.generated, ...readConstraint(comments) };
}

interface LeadingComments {
  /** Texts of `//go:build` lines, behind the marker. */
  readonly goBuild: string[];
  /** Texts of `// +build` lines where such lines count, behind the marker. */
  readonly plusBuild: string[];
  readonly generated: boolean;
  /** Offset of the first thing that is no comment. */
  readonly end: number;
}

const goBuildLine = /^\/\/go:build(?:\s+(.*))?$/su;
const plusBuildLine = /^\/\/\s*\+build(?:\s+(.*))?$/su;
const generatedLine = /^\/\/ Code generated .* DO NOT EDIT\.$/;

/**
 * The comments before the package clause. `//go:build` counts on a line of its own outside a block comment;
 * `// +build` only in the first run of line comments, and only above its last blank line (go/build, parseFileHeader).
 */
function readLeadingComments(text: string): LeadingComments {
  const goBuild: string[] = [];
  const plusBuild: string[] = [];
  let undecided: string[] = []; // `// +build` lines that no blank line follows yet
  let lineCommentsOnly = true;
  let inBlock = false;
  let generated = false;

  for (let start = 0; start < text.length; ) {
    const lineEnd = endOfLine(text, start);
    const line = text.slice(start, lineEnd).trim();
    if (line === '' && lineCommentsOnly) {
      plusBuild.push(...undecided);
      undecided = [];
    }
    if (line !== '' && !line.startsWith('//')) lineCommentsOnly = false;
    if (!inBlock) {
      const build = goBuildLine.exec(line);
      if (build) goBuild.push(build[1] ?? '');
      const legacy = lineCommentsOnly && plusBuildLine.exec(line);
      if (legacy) undecided.push(legacy[1] ?? '');
    }

    for (let at = start; at < lineEnd; ) {
      if (inBlock) {
        if (at === start) generated ||= generatedLine.test(withoutReturns(text.slice(at, lineEnd)));
        const close = text.indexOf('*/', at);
        inBlock = close < 0 || close >= lineEnd;
        at = inBlock ? lineEnd : close + 2;
      } else if (isSpace(text, at)) {
        at++;
      } else if (text.startsWith('//', at)) {
        generated ||= generatedLine.test(withoutReturns(text.slice(at, lineEnd)));
        at = lineEnd;
      } else if (text.startsWith('/*', at)) {
        inBlock = true;
        at += 2;
      } else {
        return { goBuild, plusBuild, generated, end: at };
      }
    }
    start = lineEnd + 1;
  }
  return { goBuild, plusBuild, generated, end: text.length };
}

function readConstraint(comments: LeadingComments): Pick<Header, 'constraint' | 'constraintProblem' | 'goBuild'> {
  const { goBuild, plusBuild } = comments;
  if (goBuild.length > 1) {
    return { constraint: undefined, goBuild: false, constraintProblem: 'there is more than one //go:build line' };
  }
  if (goBuild.length === 0) {
    return { constraint: plusBuild.map(parsePlusBuild).reduce(and, undefined), goBuild: false };
  }
  try {
    return { constraint: parseGoBuild(goBuild[0].trim()), goBuild: true };
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    return { constraint: undefined, goBuild: false, constraintProblem: `the //go:build line: ${error.message}` };
  }
}

interface Clauses {
  /** Empty when there is no package clause. */
  readonly packageName: string;
  readonly imports: readonly ImportSpec[];
  /** Whether the text ended before something other than an import came. */
  readonly ranOut: boolean;
}

const identifier = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const stringLiteral = /`([^`]*)`|"((?:[^"\\\n]|\\.)*)"/y;

/** The package clause and the imports. Semicolons are not needed to understand them and count as space. */
function readClauses(text: string, start: number): Clauses {
  const imports: ImportSpec[] = [];
  let at = start;

  function skip(): void {
    while (at < text.length) {
      if (isSpace(text, at) || text[at] === '\n' || text[at] === ';') at++;
      else if (text.startsWith('//', at)) at = endOfLine(text, at);
      else if (text.startsWith('/*', at)) at = endOfBlock(text, at);
      else return;
    }
  }

  function take(pattern: RegExp): RegExpExecArray | null {
    skip();
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  }

  function takeWord(word: string): boolean {
    const before = at;
    if (take(identifier)?.[0] === word) return true;
    at = before;
    return false;
  }

  function readImport(): boolean {
    skip();
    const dot = text[at] === '.';
    if (dot) at++;
    const name = dot ? '.' : take(identifier)?.[0];
    const literal = take(stringLiteral);
    if (literal === null) return false;
    const path = literal[1] ?? literal[2];
    imports.push(name === undefined ? { path } : { path, name });
    return true;
  }

  function readImports(): void {
    while (takeWord('import')) {
      skip();
      if (text[at] !== '(') {
        if (!readImport()) return;
        continue;
      }
      at++;
      for (skip(); text[at] !== ')'; skip()) if (!readImport()) return;
      at++;
    }
  }

  const packageName = takeWord('package') ? (take(identifier)?.[0] ?? '') : '';
  if (packageName !== '') readImports();
  skip();
  // At the very end, in a word that touches it or before a string that does not close, the rest of the file decides.
  const ranOut = at >= text.length - 1 || text[at] === '"' || text[at] === '`' || endsInWord(text, at);
  return { packageName, imports, ranOut };
}

/** Whether a word that begins here reaches the end of the text. */
function endsInWord(text: string, at: number): boolean {
  identifier.lastIndex = at;
  return identifier.exec(text) !== null && identifier.lastIndex === text.length;
}

function isSpace(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 32 || unit === 9 || unit === 13 || unit === 12;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfBlock(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

/** Go's scanner leaves carriage returns out of comments. */
function withoutReturns(text: string): string {
  return text.replaceAll('\r', '');
}
