import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatJson, formatJsonLines } from '../../src/engine/report/json.js';
import { finding, goSource, note, replacement, reportOf, resultOf } from './sample.js';

const source = goSource('/repo/sub dir/a.go', ['func f(b []byte) []byte {', '\tx := "🎉"; return b[:16]', '}']);

test('a run without findings', () => {
  expect(JSON.parse(formatJson(reportOf(resultOf([], []))))).toEqual({
    version: '0.1.0',
    findings: [],
    summary: {
      findings: 0,
      bySeverity: { error: 0, warning: 0, info: 0 },
      byRule: {},
      suppressed: 0,
      hidden: { belowSeverity: 0, belowConfidence: 0, unchanged: 0, known: 0 },
      files: 0,
      functions: 2,
      excluded: 0,
      notAnalysed: [],
      notes: [],
      errors: [],
      durationMs: 812,
    },
  });
});

test('findings with all there is to say', () => {
  const one = finding(source, 'b[:16]', {
    notes: [note(source, 'b []byte', 'a parameter')],
    fixes: [replacement(source, 'b[:16]', 'bytes.Clone(b[:16])', 'copy it')],
  });
  const silenced = finding(source, 'x', { severity: 'info', suppressed: { directive: '//nolint', reason: 'why' } });
  const output = JSON.parse(
    formatJson(
      reportOf(
        resultOf([one, silenced], [source], {
          hidden: { belowSeverity: 3, belowConfidence: 4, unchanged: 0, known: 0 },
          errors: [{ message: 'permission denied', path: '/repo/b.go' }, { message: 'no space' }],
          summary: {
            files: 1,
            functions: 1,
            excluded: 0,
            notAnalysed: [
              { file: '/other/huge.go', reason: 'larger than 4 MB' },
              { file: '/repo/a.go', line: 3, function: 'f', reason: 'it does not parse' },
            ],
            notes: ['./x/... matches no Go file'],
            durationMs: 1.6,
          },
        }),
      ),
    ),
  );
  expect(output.findings[0]).toEqual({
    rule: 'unbounded-goroutine',
    severity: 'warning',
    confidence: 'certain',
    message: 'starts a goroutine for each of items; nothing limits how many run at once',
    advice: 'set a limit before the loop',
    file: 'sub dir/a.go',
    line: 2,
    column: 20,
    endLine: 2,
    endColumn: 26,
    function: 'poll',
    notes: [{ message: 'a parameter', file: 'sub dir/a.go', line: 1, column: 8, endLine: 1, endColumn: 16 }],
    fixes: [
      {
        description: 'copy it',
        safe: true,
        edits: [
          { file: 'sub dir/a.go', line: 2, column: 20, endLine: 2, endColumn: 26, newText: 'bytes.Clone(b[:16])' },
        ],
      },
    ],
    fingerprint: '0123456789abcdef',
  });
  expect(output.findings[1].suppressed).toEqual({ directive: '//nolint', reason: 'why' });
  expect(output.summary).toEqual({
    findings: 1,
    bySeverity: { error: 0, warning: 1, info: 0 },
    byRule: { 'unbounded-goroutine': 1 },
    suppressed: 1,
    hidden: { belowSeverity: 3, belowConfidence: 4, unchanged: 0, known: 0 },
    files: 1,
    functions: 1,
    excluded: 0,
    notAnalysed: [
      { file: '../other/huge.go', reason: 'larger than 4 MB' },
      { file: 'a.go', line: 3, function: 'f', reason: 'it does not parse' },
    ],
    notes: ['./x/... matches no Go file'],
    errors: [{ message: 'permission denied', file: 'b.go' }, { message: 'no space' }],
    durationMs: 2,
  });
});

test('line by line there are the same findings, then the summary', () => {
  const report = reportOf(resultOf([finding(source, 'x'), finding(source, 'f')], [source]));
  const lines = formatJsonLines(report).split('\n');
  expect(lines.pop()).toBe('');
  const { version, findings, summary } = JSON.parse(formatJson(report));
  expect(lines.map((line) => JSON.parse(line))).toEqual([...findings, { version, summary }]);
});

test('the schema describes every property and no other', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/output.schema.json', import.meta.url), 'utf8'));
  const one = finding(source, 'x', {
    notes: [{ ...note(source, 'x', 'n'), step: 'before' }],
    fixes: [replacement(source, 'x', 'y', 'd')],
    suppressed: { directive: '//nolint', reason: '' },
  });
  const { findings, summary } = JSON.parse(formatJson(reportOf(resultOf([one], [source]))));
  const { finding: described, note: noted, fix, edit, summary: summed } = schema.$defs;
  const pairs = [
    [findings[0], described],
    [findings[0].notes[0], noted],
    [findings[0].fixes[0], fix],
    [findings[0].fixes[0].edits[0], edit],
    [findings[0].suppressed, described.properties.suppressed],
    [summary, summed],
  ];
  for (const [value, { properties, additionalProperties }] of pairs) {
    expect(Object.keys(value).sort()).toEqual(Object.keys(properties).sort());
    expect(additionalProperties).toBe(false);
  }
  const undescribed = Object.values(schema.$defs).flatMap((definition) =>
    Object.entries((definition as { properties?: Record<string, Record<string, string>> }).properties ?? {})
      .filter(([, property]) => property.description === undefined && property.$ref === undefined)
      .map(([name]) => name),
  );
  expect(undescribed).toEqual([]);
});

test('no character of a message reaches a terminal or a log as anything but text', () => {
  const message = '\u001b[31m\u009b\u202e\u2066##[error]x ##vso[y]\ud800\u{e0041}\n::error::z';
  const text = formatJson(reportOf(resultOf([finding(source, 'x', { message })], [source])));
  expect(JSON.parse(text).findings[0].message).toBe(message);
  expect(text).not.toMatch(/[^\n\x20-\x7e🎉]/u);
  expect(text).not.toMatch(/##\w*\[|^\s*::/m);
});
