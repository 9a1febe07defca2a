import type { Place } from '../run/diagnostic.js';
import type { Source } from '../text/source.js';
import { printable } from './escape.js';
import type { Paint, Style } from './paint.js';
import type { Cell } from './width.js';
import { cellsOf } from './width.js';

/** Something to underline in an excerpt. */
export interface Label {
  readonly place: Place;
  /** Printed behind the underline; may be empty. */
  readonly message: string;
  /** `^` for the finding itself, `-` for what explains it. */
  readonly mark: '^' | '-';
  readonly style: Style;
}

/** An underline within one line: 1-based UTF-16 columns, end exclusive. */
interface Underline {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly label: Label;
  readonly message: string;
}

/**
 * Draws lines of a source with underlines below them, without a final line end. Only lines with an underline are
 * shown, and a single one between two of them; the first label matters most where a line does not fit.
 *
 * @param width columns of code to show of a line
 */
export function excerpt(source: Source, labels: readonly Label[], width: number, paint: Paint): string[] {
  const underlines = labels.flatMap((label) => underlinesOf(source, label));
  const lines = [...new Set(underlines.map(({ line }) => line))].sort((a, b) => a - b);
  const gutter = Math.max(5, String(lines.at(-1)).length + 2);
  const rows: string[] = [];
  for (const [i, line] of lines.entries()) {
    const gap = i === 0 ? 0 : line - lines[i - 1] - 1;
    if (gap === 1) rows.push(...drawLine(source, line - 1, [], width, gutter, paint));
    if (gap > 1) rows.push(paint('dim', '...'.padStart(gutter)));
    rows.push(
      ...drawLine(
        source,
        line,
        underlines.filter((underline) => underline.line === line),
        width,
        gutter,
        paint,
      ),
    );
  }
  return rows;
}

/** Of a span over several lines the finding's first and last line are underlined, of an explanation's the first. */
function underlinesOf(source: Source, label: Label): Underline[] {
  const { line, column, endLine, endColumn } = label.place;
  const text = source.line(line);
  if (endLine <= line)
    return [{ line, from: column, to: Math.max(endColumn, column + 1), label, message: label.message }];
  const first = { line, from: column, to: Math.max(text.length + 1, column + 1), label, message: label.message };
  const last = lastLineOf(source, label.place);
  if (label.mark === '-' || last === line) return [first];
  const lastText = source.line(last);
  const from = lastText.length - lastText.trimStart().length + 1;
  const to = last === endLine ? endColumn : lastText.length + 1;
  return [first, { line: last, from, to: Math.max(to, from + 1), label, message: '' }];
}

/** The last line that a place has any text on. */
function lastLineOf(source: Source, { line, endLine, endColumn }: Place): number {
  let last = endLine;
  for (; last > line; last--) {
    const covered = source.line(last).slice(0, last === endLine ? endColumn - 1 : undefined);
    if (covered.trim() !== '') break;
  }
  return last;
}

function drawLine(
  source: Source,
  line: number,
  underlines: readonly Underline[],
  width: number,
  gutter: number,
  paint: Paint,
): string[] {
  const view = new LineView(source.line(line), underlines, width);
  const number = paint('dim', `${String(line).padStart(gutter)} |`);
  const blank = paint('dim', `${' '.repeat(gutter)} |`);
  const rows = [`${number} ${view.text}`.trimEnd()];
  for (const row of rowsOf(underlines, view)) rows.push(`${blank} ${drawUnderlines(row, view, paint)}`);
  return rows;
}

/** The finding's underline first; the first explanation to its right shares its row. */
function rowsOf(underlines: readonly Underline[], view: LineView): Underline[][] {
  const sorted = [...underlines].sort((a, b) => a.from - b.from);
  const finding = sorted.find(({ label }) => label.mark === '^');
  if (finding === undefined) return sorted.map((underline) => [underline]);
  const { end } = view.columns(finding);
  const neighbour = sorted.find((underline) => view.columns(underline).start > end);
  const others = sorted.filter((underline) => underline !== finding && underline !== neighbour);
  return [neighbour ? [finding, neighbour] : [finding], ...others.map((underline) => [underline])];
}

function drawUnderlines(underlines: readonly Underline[], view: LineView, paint: Paint): string {
  let column = 0;
  let row = '';
  for (const underline of underlines) {
    const { start, end } = view.columns(underline);
    const { mark, style } = underline.label;
    const message = underline.message === '' ? '' : ` ${printable(underline.message)}`;
    row += ' '.repeat(start - column) + paint(style, mark.repeat(end - start) + message);
    column = end;
  }
  return row;
}

const ellipsis = '…';

/** A line as far as it fits, and where in it the columns of the source are drawn. */
class LineView {
  readonly text: string;
  readonly #cells: readonly Cell[];
  /** The column (0-based) at which each cell would be drawn if the line were shown whole, and one for its end. */
  readonly #columns: number[] = [0];
  /** First and last column that are shown, end exclusive. */
  readonly #from: number;
  readonly #to: number;

  constructor(line: string, underlines: readonly Underline[], width: number) {
    this.#cells = cellsOf(line);
    for (const { width: columns } of this.#cells) this.#columns.push((this.#columns.at(-1) ?? 0) + columns);
    const length = this.#columns.at(-1) ?? 0;
    [this.#from, this.#to] = length <= width ? [0, length] : this.#window(length, underlines, width);
    this.text = this.#draw(length);
  }

  /** Where an underline is drawn, 0-based, end exclusive; at least one column wide. */
  columns({ from, to }: Underline): { start: number; end: number } {
    const shift = this.#from > 0 ? 1 - this.#from : 0;
    const start = clamp(this.#startOf(from), this.#from, Math.max(this.#from, this.#to - 1)) + shift;
    const end = clamp(this.#endOf(to), this.#from, Math.max(this.#from, this.#to)) + shift;
    return { start, end: Math.max(end, start + 1) };
  }

  /** All underlines if they fit, else from a little before the first one of the finding. */
  #window(length: number, underlines: readonly Underline[], width: number): [from: number, to: number] {
    const room = width - 2 * ellipsis.length;
    const starts = underlines.map(({ from }) => this.#startOf(from));
    const ends = underlines.map(({ to }) => this.#endOf(to));
    const first = Math.min(...starts, length);
    const last = Math.max(...ends, 0);
    const spare = room - (last - first);
    const from = spare >= 0 ? first - Math.floor(spare / 2) : (starts[0] ?? 0) - Math.floor(room / 8);
    const start = clamp(from, 0, length - room);
    return [start, start + room];
  }

  #draw(length: number): string {
    let text = this.#from > 0 ? ellipsis : '';
    for (const [i, cell] of this.#cells.entries()) {
      const start = this.#columns[i];
      const end = this.#columns[i + 1];
      if ((start < this.#from && end <= this.#from) || (start >= this.#to && end > this.#to)) continue;
      const whole = start >= this.#from && end <= this.#to;
      text += whole ? cell.text : ' '.repeat(Math.min(end, this.#to) - Math.max(start, this.#from));
    }
    return this.#to < length ? text + ellipsis : text;
  }

  /** Where the cell that holds a 1-based UTF-16 column begins in the whole line; behind the line when none does. */
  #startOf(column: number): number {
    return this.#columnOf(
      this.#cells.findIndex(({ end }) => end >= column),
      column,
    );
  }

  /** Where the cell before a 1-based UTF-16 column ends. */
  #endOf(column: number): number {
    return this.#columnOf(
      this.#cells.findIndex(({ start }) => start >= column - 1),
      column,
    );
  }

  #columnOf(cell: number, column: number): number {
    if (cell >= 0) return this.#columns[cell];
    const behind = column - 1 - (this.#cells.at(-1)?.end ?? 0);
    return (this.#columns.at(-1) ?? 0) + Math.max(0, behind);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
