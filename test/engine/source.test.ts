import { describe, expect, test } from 'vitest';
import { byteColumn, Source } from '../../src/engine/text/source.js';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));

describe('a source', () => {
  test('leaves out the byte order mark and remembers it', () => {
    const source = Source.fromBytes('/a.go', bytes([0xef, 0xbb, 0xbf], 'package a'));
    expect(source.text).toBe('package a');
    expect(source.hasByteOrderMark).toBe(true);
    expect(Source.fromText('/a.go', '\ufeffpackage a').text).toBe('package a');
  });

  test('keeps a byte order mark that does not come first', () => {
    expect(Source.fromBytes('/a.go', bytes('a', [0xef, 0xbb, 0xbf])).text).toBe('a\ufeff');
  });

  test('replaces invalid UTF-8 and goes on', () => {
    expect(Source.fromBytes('/a.go', bytes('a', [0xff], 'b')).text).toBe('a\ufffdb');
  });

  test('ends lines at LF, and gives them without CR', () => {
    const source = Source.fromText('/a.go', 'one\r\ntwo\rstill two\nlast');
    expect([1, 2, 3, 4].map((line) => source.line(line))).toEqual(['one', 'two\rstill two', 'last', '']);
  });

  test('keeps NUL', () => {
    expect(Source.fromBytes('/a.go', bytes('a', [0], 'b')).text).toHaveLength(3);
  });

  test('finds the line and UTF-16 column of every offset, and the offset back', () => {
    const text = 'a\n\n😀é\r\nend';
    const source = Source.fromText('/a.go', text);
    let line = 1;
    let column = 1;
    for (let offset = 0; offset <= text.length; offset++) {
      expect(source.position(offset)).toEqual({ line, column });
      expect(source.offset({ line, column })).toBe(offset);
      if (text[offset] === '\n') [line, column] = [line + 1, 1];
      else column++;
    }
  });

  test('has one line when it is empty', () => {
    const source = Source.fromText('/a.go', '');
    expect(source.position(0)).toEqual({ line: 1, column: 1 });
    expect(source.line(1)).toBe('');
  });
});

test.each(['plain', 'é then x', '日本語', '😀😀', 'a😀é日'])('byte columns of %s are those of its UTF-8', (line) => {
  for (let column = 1; column <= line.length + 1; column++) {
    const before = line.slice(0, column - 1);
    if (/[\ud800-\udbff]$/.test(before)) continue; // inside a pair
    expect(byteColumn(line, column)).toBe(new TextEncoder().encode(before).length + 1);
  }
});
