import { describe, expect, test } from 'vitest';
import { formatRdjson } from '../../src/engine/report/rdjson.js';
import type { DiagnosticFix } from '../../src/engine/run/diagnostic.js';
import { finding, goSource, note, replacement, reportOf, resultOf } from './sample.js';

const source = goSource('/repo/a b/c.go', ['func f() {', '\tx := "漢🎉"; go g(x)', '}']);

function diagnosticsOf(...args: Parameters<typeof resultOf>) {
  const { source: tool, diagnostics } = JSON.parse(formatRdjson(reportOf(resultOf(...args))));
  expect(tool).toEqual({ name: 'go-oom-lint' });
  return diagnostics;
}

test('columns count bytes', () => {
  expect(diagnosticsOf([finding(source, 'go', { notes: [note(source, '漢🎉', 'this')] })], [source])).toEqual([
    {
      message:
        'starts a goroutine for each of items; nothing limits how many run at once. To mend it, set a limit before the loop',
      location: { path: 'a b/c.go', range: { start: { line: 2, column: 18 }, end: { line: 2, column: 20 } } },
      severity: 'WARNING',
      code: { value: 'unbounded-goroutine' },
      relatedLocations: [
        {
          message: 'this',
          location: { path: 'a b/c.go', range: { start: { line: 2, column: 8 }, end: { line: 2, column: 15 } } },
        },
      ],
    },
  ]);
});

test('of a file that is gone only lines are known', () => {
  const [{ location }] = diagnosticsOf([finding(source, 'go')], []);
  expect(location.range).toEqual({ start: { line: 2 }, end: { line: 2 } });
});

test('a byte order mark counts', () => {
  const marked = goSource('/repo/m.go', ['\ufeffgo g()']);
  const [{ location }] = diagnosticsOf([finding(marked, 'go')], [marked]);
  expect(location.range).toEqual({ start: { line: 1, column: 4 }, end: { line: 1, column: 6 } });
});

test('a clean run, and what is silenced, leave an empty array', () => {
  const silenced = finding(source, 'x', { suppressed: { directive: '//nolint', reason: '' } });
  expect(diagnosticsOf([silenced], [source])).toEqual([]);
});

describe('suggestions', () => {
  const fix = (...fixes: readonly DiagnosticFix[]): DiagnosticFix => ({
    description: 'd',
    safe: true,
    edits: fixes.flatMap(({ edits }) => edits),
  });
  const edit = (text: string, newText: string, of = source) => replacement(of, text, newText, '');

  test('the edits of a fix are one text', () => {
    const fixes = [fix(edit('g(x)', 'h()'), edit('x :=', '_ ='))];
    const [{ suggestions }] = diagnosticsOf([finding(source, 'go', { fixes })], [source]);
    expect(suggestions).toEqual([
      { range: { start: { line: 2, column: 2 }, end: { line: 2, column: 25 } }, text: '_ = "漢🎉"; go h()' },
    ]);
  });

  test('of several fixes the first one that can be told is taken', () => {
    const other = goSource('/repo/other.go', ['x']);
    const fixes = [
      { ...fix(edit('x', 'unsafe')), safe: false },
      fix(edit('x', 'elsewhere', other)),
      fix(edit('go', 'first')),
      fix(edit('go', 'second')),
    ];
    const [{ suggestions }] = diagnosticsOf([finding(source, 'go', { fixes })], [source, other]);
    expect(suggestions.map(({ text }: { text: string }) => text)).toEqual(['first']);
  });
});
