import { describe, expect, test } from 'vitest';
import { printable, printablePath } from '../../src/engine/report/escape.js';
import { relativePath, relativeUri } from '../../src/engine/report/paths.js';

test.each([
  ['/repo', '/repo/a.go', 'a.go'],
  ['/repo', '/repo/x/y/a.go', 'x/y/a.go'],
  ['/repo/x', '/repo/a.go', '../a.go'],
  ['/repo/x/y', '/repo/xy/a.go', '../../xy/a.go'],
  ['/', '/a.go', 'a.go'],
  ['/repo/', '/repo/a.go', 'a.go'],
  ['/repo', '/repo', '.'],
  ['C:/repo', 'C:/repo/a.go', 'a.go'],
  ['c:/repo', 'C:/other/a.go', '../other/a.go'],
  ['C:/repo', 'D:/a.go', 'D:/a.go'],
])('from %s to %s', (directory, file, path) => {
  expect(relativePath(directory, file)).toBe(path);
});

describe('a URI', () => {
  test.each([
    ['/repo/a b/100%.go', 'a%20b/100%25.go'],
    ['/repo/[x]{y}#z?.go', '%5Bx%5D%7By%7D%23z%3F.go'],
    ['/repo/a:b/c.go', 'a%3Ab/c.go'],
    ['/repo/é漢🎉.go', '%C3%A9%E6%BC%A2%F0%9F%8E%89.go'],
    ["/repo/it's(1)*!.go", 'it%27s%281%29%2A%21.go'],
    ['/repo/\ud800.go', '%EF%BF%BD.go'],
    ['/repo/a\\b.go', 'a%5Cb.go'],
    ['/else/a.go', '../else/a.go'],
  ])('for %s', (file, uri) => {
    expect(relativeUri('/repo', file)).toBe(uri);
    const reached = new URL(uri, 'https://host/repo/');
    expect(decodeURIComponent(reached.pathname)).toBe(file.replace(/\ud800/, '\ufffd'));
  });
});

test.each([
  ['plain "text" \\ é 漢 🎉 👩‍👧', 'plain "text" \\ é 漢 🎉 👩‍👧'],
  ['\0\x07\b\t\n\r\x1b\x7f', '\\x00\\x07\\x08\\t\\n\\r\\x1b\\x7f'],
  ['\x85\x9b', '\\u0085\\u009b'],
  ['\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e', '\\u061c\\u200e\\u200f\\u202a\\u202b\\u202c\\u202d\\u202e'],
  ['\u2066\u2067\u2068\u2069\u2028\u2029', '\\u2066\\u2067\\u2068\\u2069\\u2028\\u2029'],
  ['a\u200bb\u00adc\ufeffd', 'a\\u200bb\\u00adc\\ufeffd'],
  ['\u{e0041}', '\\U000e0041'],
  ['\ud83c', '\\ud83c'],
  ['##[group]a ##vso[b] ##teamcity[c] ## [d]', '#\\x23[group]a #\\x23vso[b] #\\x23teamcity[c] ## [d]'],
])('%j is printed as %j', (text, printed) => {
  expect(printable(text)).toBe(printed);
});

test('a path never begins a line as a workflow command does', () => {
  expect(printablePath('::error::x.go')).toBe('./::error::x.go');
  expect(printablePath(' ::x.go')).toBe('./ ::x.go');
  expect(printablePath('a/::x.go')).toBe('a/::x.go');
});
