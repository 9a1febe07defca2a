const OPEN = '{';

/**
 * The text of a Go file with spaces for the statements of its functions, which those who want its declarations alone
 * need not parse: as Go's own formatting lays them out, from a brace that ends a line up to the next line that is a
 * brace alone. Offsets stay what they are. Where a file is laid out otherwise, nothing is taken, or too much, and the
 * rest does not parse.
 */
export function withoutBodies(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (let at = functionAfter(text, 0); at >= 0; ) {
    const open = headerEnd(text, at);
    const close = text[open] === OPEN ? text.indexOf('\n}', open) : -1;
    if (close > open && isLineEnd(text, close + 2)) {
      parts.push(text.slice(kept, open + 1), ' '.repeat(close - open - 1));
      kept = close;
    }
    at = functionAfter(text, Math.max(open, kept));
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(kept);
}

/** Where the next `func` at the left margin begins; -1 when there is none. */
function functionAfter(text: string, from: number): number {
  const found = text.indexOf('\nfunc ', from);
  return found < 0 ? -1 : found + 1;
}

/** The last character of a function's header, which goes on behind a line that ends in an open list. */
function headerEnd(text: string, start: number): number {
  for (let at = start; ; ) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length - 1;
    const last = text[newline - 1];
    if (last !== '(' && last !== ',') return newline - 1;
    at = newline + 1;
  }
}

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\n';
}
