/** A place in a text: 1-based line, 1-based column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const decoder = new TextDecoder('utf-8');

/**
 * A decoded Go file. Every offset in the engine is an index into `text`, in UTF-16 code units, the byte order
 * mark left out. Invalid UTF-8 becomes U+FFFD, one for each ill-formed sequence, as the WHATWG decoder does; Go
 * rejects such files, so that their offsets need not agree with its compiler's.
 */
export class Source {
  /** Absolute path, with `/` on every system. */
  readonly path: string;
  readonly text: string;
  /** Whether the file begins with U+FEFF, which `text` does not hold. */
  readonly hasByteOrderMark: boolean;
  #lineStarts: Uint32Array | undefined;

  private constructor(path: string, text: string, hasByteOrderMark: boolean) {
    this.path = path;
    this.text = text;
    this.hasByteOrderMark = hasByteOrderMark;
  }

  static fromBytes(path: string, bytes: Uint8Array): Source {
    const marked = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return new Source(path, decoder.decode(bytes), marked);
  }

  static fromText(path: string, text: string): Source {
    const marked = text.charCodeAt(0) === 0xfeff;
    return new Source(path, marked ? text.slice(1) : text, marked);
  }

  /** Offsets at which lines begin; the first is 0. Go ends a line at LF alone (Go spec, "Source code representation"). */
  get lineStarts(): Uint32Array {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }

  /** Line and column, both 1-based; the column counts UTF-16 code units. */
  position(offset: number): Position {
    const line = this.lineIndex(offset);
    return { line: line + 1, column: offset - this.lineStarts[line] + 1 };
  }

  /** The offset of a position; the end of the text when the position lies behind it. */
  offset({ line, column }: Position): number {
    const starts = this.lineStarts;
    if (line > starts.length) return this.text.length;
    return Math.min(starts[line - 1] + column - 1, this.text.length);
  }

  /** The text of a 1-based line without its line end (LF or CRLF); empty when there is no such line. */
  line(line: number): string {
    const starts = this.lineStarts;
    if (line < 1 || line > starts.length) return '';
    const start = starts[line - 1];
    let end = line < starts.length ? starts[line] - 1 : this.text.length;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return this.text.slice(start, end);
  }

  /**
   * The column as Go's own tools count it: in bytes of UTF-8, from 1, a byte order mark included.
   */
  byteColumn({ line, column }: Position): number {
    const mark = this.hasByteOrderMark && line === 1 ? 3 : 0;
    return byteColumn(this.line(line), column) + mark;
  }

  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  /** Index (0-based) of the line that holds the offset. */
  private lineIndex(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}

/** The 1-based column in UTF-8 bytes, as Go's own tools print it, of a 1-based UTF-16 column in a line's text. */
export function byteColumn(lineText: string, column: number): number {
  let bytes = 1;
  for (let i = 0; i < column - 1 && i < lineText.length; i++) {
    const unit = lineText.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff)
      bytes += 4; // a pair is four bytes; its second half adds none
    else if (unit >= 0xdc00 && unit <= 0xdfff) continue;
    else bytes += 3;
  }
  return bytes;
}
