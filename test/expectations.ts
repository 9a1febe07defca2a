import type { Severity } from '../src/engine/run/diagnostic.js';

/** A finding that a fixture asks for: ``// want warning `message` because `note` ``. */
export interface Want {
  /** The 1-based line that the finding must begin on. */
  readonly line: number;
  /** Absent: the rule's default severity. */
  readonly severity?: Severity;
  readonly message: RegExp;
  /** Each must match a note of its own. */
  readonly because: readonly RegExp[];
}

/** A known error of a rule: `miss`, a defect it does not report; `noise`, a report that is wrong. */
export interface Marker {
  /** The 1-based line of the defect or of the report. */
  readonly line: number;
  readonly reason: string;
}

/** What a fact must answer: `// fact name: value`, or `// fact name subject: value`. */
export interface FactWant {
  /** The 1-based line of what is asked about. */
  readonly line: number;
  readonly name: string;
  /** Empty where the line leaves no doubt. */
  readonly subject: string;
  readonly value: string;
}

export interface Expectations {
  readonly wants: readonly Want[];
  readonly misses: readonly Marker[];
  readonly noises: readonly Marker[];
  readonly facts: readonly FactWant[];
}

/** A line comment, from its slashes to the end of the line. */
interface LineComment {
  /** 1-based. */
  readonly line: number;
  /** UTF-16 offset of the first slash. */
  readonly start: number;
  readonly text: string;
}

/** The words that make a comment an expectation; a fixture cannot begin another comment with one of them. */
const expectation = /^\/\/\s*(?<word>want|miss|noise|fact)\b(?<rest>.*)$/;

/**
 * The expectation comments of a Go file.
 * @param file is named in errors, as `file:line`
 * @throws {SyntaxError} on the first comment that begins like an expectation and is none
 */
export function parseExpectations(text: string, file: string): Expectations {
  const wants: Want[] = [];
  const misses: Marker[] = [];
  const noises: Marker[] = [];
  const facts: FactWant[] = [];

  for (const comment of lineComments(text)) {
    const { word, rest } = expectation.exec(comment.text)?.groups ?? {};
    if (word === undefined) continue;
    try {
      if (word === 'want') wants.push(...parseWants(rest, comment.line));
      else if (word === 'fact') facts.push(parseFact(rest, comment.line));
      else (word === 'miss' ? misses : noises).push(parseMarker(word, rest, comment.line));
    } catch (error) {
      throw new SyntaxError(`${file}:${comment.line}: ${(error as Error).message}`);
    }
  }
  return { wants, misses, noises, facts };
}

/** The file as readers of the documentation see it. A line that held nothing else goes with its comment. */
export function withoutExpectations(text: string): string {
  let result = '';
  let copied = 0;
  for (const { start, text: comment } of lineComments(text)) {
    if (!expectation.test(comment)) continue;
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const alone = text.slice(lineStart, start).trim() === '';
    result += alone ? text.slice(copied, lineStart) : text.slice(copied, start).trimEnd();
    copied = start + comment.length + (alone ? 1 : 0);
  }
  return result + text.slice(copied);
}

/** The tokens of Go in which two slashes may stand, line comments among them. */
const comments = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

function lineComments(text: string): LineComment[] {
  const found: LineComment[] = [];
  let line = 1;
  let counted = 0;
  for (const { 0: token, index } of text.matchAll(comments)) {
    if (!token.startsWith('//')) continue;
    for (let at = text.indexOf('\n', counted); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
    counted = index;
    found.push({ line, start: index, text: token.trimEnd() });
  }
  return found;
}

/** `+2`, `-1` or nothing: how far below the comment the line lies. */
const distance = /^(?<distance>[+-]\d+)?/;

function splitDistance(rest: string): { distance: number; rest: string } {
  const written = distance.exec(rest)?.groups?.distance ?? '';
  return { distance: Number(written), rest: rest.slice(written.length) };
}

const item = /^\s+(?:(?<word>error|warning|info|because)\s+)?`(?<pattern>[^`]+)`/;

function parseWants(text: string, commentLine: number): Want[] {
  const { distance, rest } = splitDistance(text);
  const wants: (Want & { because: RegExp[] })[] = [];
  let left = rest;
  while (left.trim() !== '') {
    const match = item.exec(left);
    if (match?.groups === undefined) throw new Error(`expected a regular expression in backquotes at: ${left.trim()}`);
    const { word, pattern } = match.groups;
    const regexp = new RegExp(pattern, 'u');
    if (word !== 'because') {
      wants.push({ line: commentLine + distance, severity: word as Severity, message: regexp, because: [] });
    } else {
      const last = wants.at(-1);
      if (last === undefined) throw new Error('`because` belongs behind the finding that it explains');
      last.because.push(regexp);
    }
    left = left.slice(match[0].length);
  }
  if (wants.length === 0) throw new Error('`// want` without a regular expression in backquotes');
  return wants;
}

function parseMarker(word: string, text: string, commentLine: number): Marker {
  const { distance, rest } = splitDistance(text);
  const reason = /^:\s*(?<reason>\S.*)$/.exec(rest)?.groups?.reason;
  if (reason === undefined) throw new Error(`write \`// ${word}: reason\``);
  return { line: commentLine + distance, reason };
}

function parseFact(text: string, commentLine: number): FactWant {
  const { distance, rest } = splitDistance(text);
  const match = /^\s+(?<name>[^\s:]+)(?:\s+(?<subject>[^:]+?))?:\s*(?<value>\S.*)$/.exec(rest)?.groups;
  if (match === undefined) throw new Error('write `// fact name: value` or `// fact name subject: value`');
  const { name, subject = '', value } = match;
  return { line: commentLine + distance, name, subject, value };
}
