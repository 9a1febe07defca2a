import { commandMarks, printable } from './escape.js';

/** A piece of a line that is drawn as one: which UTF-16 units it covers (0-based, end exclusive), how it looks. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  /** As printed: a tab is spaces, what could mislead is escaped. */
  readonly text: string;
  /** In columns of a terminal; 0 for what is drawn over the cell before. */
  readonly width: number;
}

const tabStop = 4;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const plainAscii = /^[\t\x20-\x7e]*$/;

/** Cuts a line (without its end) into cells. */
export function cellsOf(line: string): Cell[] {
  const pieces = plainAscii.test(line) ? [...line] : Array.from(graphemes.segment(line), (piece) => piece.segment);
  const marks = commandMarks(line);
  const cells: Cell[] = [];
  let start = 0;
  let column = 0;
  for (const piece of pieces) {
    const text = marks.has(start) ? '\\x23' : shown(piece, column);
    const width = text === piece ? graphemeWidth(text) : text.length;
    cells.push({ start, end: start + piece.length, text, width });
    start += piece.length;
    column += width;
  }
  return cells;
}

function shown(piece: string, column: number): string {
  return piece === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : printable(piece);
}

/** Scripts and symbols that take two columns (Unicode Standard Annex 11, classes W and F, by block). */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2fb}\u{20000}-\u{3fffd}]/u;
const emoji = /^\p{Emoji_Presentation}|^\p{Emoji}[\u{1f3fb}-\u{1f3ff}]?\ufe0f/u;
const markOnly = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1 && grapheme < '\x7f') return 1;
  if (markOnly.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}
