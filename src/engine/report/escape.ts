/**
 * Characters that a terminal, a log or a reader could take for something else than text: controls, surrogates
 * without a partner, line separators, invisible characters, and those that change the direction of text
 * (CVE-2021-42574). The zero-width joiner stays: emoji need it.
 */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/**
 * What runners of GitHub (`##[`), Azure (`##vso[`) and TeamCity (`##teamcity[`) take for a command, the first two
 * anywhere in a line.
 */
const hashCommand = /##(?=\w*\[)/g;

/** Text as it may be printed inside a line: what could mislead is written as Go would escape it in a string. */
export function printable(text: string): string {
  return text.replace(unsafe, escaped).replace(hashCommand, '#\\x23');
}

/** Offsets in a line of the `#` that has to be escaped lest a runner takes what follows for a command. */
export function commandMarks(line: string): ReadonlySet<number> {
  return new Set(Array.from(line.matchAll(hashCommand), (match) => match.index + 1));
}

/** A path as it may begin a line: as {@link printable}, and never the start of a workflow command (`::name::`). */
export function printablePath(path: string): string {
  return printable(/^\s*::/.test(path) ? `./${path}` : path);
}

/**
 * JSON whose strings hold none of the characters that {@link printable} escapes; it parses to the same value. `indent`
 * is the number of spaces, 0 for all of it on one line.
 */
export function printableJson(value: unknown, indent = 2): string {
  const json = JSON.stringify(value, undefined, indent);
  return json
    .replace(unsafe, (char) => (char === '\n' ? char : [...utf16(char)].map(unicodeEscape).join('')))
    .replace(hashCommand, '#\\u0023');
}

function escaped(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  if (char === '\t') return '\\t';
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : unicodeEscape(code);
}

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function* utf16(text: string): Iterable<number> {
  for (let i = 0; i < text.length; i++) yield text.charCodeAt(i);
}
