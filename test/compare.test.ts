import { describe, expect, test } from 'vitest';
import type { Diagnostic, Severity } from '../src/engine/run/diagnostic.js';
import { compare } from './compare.js';
import { parseExpectations } from './expectations.js';

interface Found {
  readonly line: number;
  readonly message: string;
  readonly severity?: Severity;
  readonly notes?: readonly string[];
}

function diagnostic({ line, message, severity = 'warning', notes = [] }: Found): Diagnostic {
  const place = { file: '/fixture/x.go', line, column: 1, endLine: line, endColumn: 2 };
  return {
    rule: 'some-rule',
    severity,
    confidence: 'certain',
    message,
    advice: '',
    place,
    function: 'f',
    notes: notes.map((message) => ({ message, place: { ...place, line: line - 1 } })),
    fixes: [],
    fingerprint: '',
  };
}

/** Differences between a fixture and findings, for a rule whose default severity is warning. */
function differences(text: string, ...found: readonly Found[]): string[] {
  return compare(parseExpectations(text, 'x.go'), found.map(diagnostic), 'warning', (line) => `x.go:${line}`);
}

describe('want', () => {
  test('accepts what it asks for', () => {
    const found = { line: 1, message: 'starts a goroutine', notes: ['unrelated', 'runs once for each of urls'] };
    expect(differences('f() // want `a goroutine` because `each of urls`', found)).toEqual([]);
  });

  test('missing and unexpected findings are both told, by line', () => {
    const text = 'f() // want `a` because `b`\ng()';
    expect(differences(text, { line: 2, message: 'c', notes: ['d'] })).toEqual([
      'x.go:1: missing: warning `a` because `b`',
      'x.go:2: unexpected: warning, certain: c\n    because (line 1): d',
    ]);
  });

  test.each<[string, Found]>([
    ['the line', { line: 2, message: 'a', notes: ['b'] }],
    ['the message', { line: 1, message: 'x', notes: ['b'] }],
    ['the severity', { line: 1, message: 'a', severity: 'info', notes: ['b'] }],
    ['a note', { line: 1, message: 'a', notes: ['x'] }],
  ])('a finding that differs in %s is not the wanted one', (_, found) => {
    expect(differences('f() // want `a` because `b`', found)).toHaveLength(2);
  });

  test('a severity other than the default must be named', () => {
    const found: Found = { line: 1, message: 'a', severity: 'info' };
    expect(differences('f() // want info `a`', found)).toEqual([]);
    expect(differences('f() // want `a`', found)).not.toEqual([]);
  });

  test('two findings with the same words need two wants', () => {
    const twice = [
      { line: 1, message: 'a' },
      { line: 1, message: 'a' },
    ];
    expect(differences('f() // want `a` `a`', ...twice)).toEqual([]);
    expect(differences('f() // want `a`', ...twice)).toEqual(['x.go:1: unexpected: warning, certain: a']);
    expect(differences('f() // want `a` `a`', twice[0])).toEqual(['x.go:1: missing: warning `a`']);
  });

  test('a loose pattern does not take the finding that a strict one needs', () => {
    const found = [
      { line: 1, message: 'ab' },
      { line: 1, message: 'a' },
    ];
    expect(differences('f() // want `a` `ab`', ...found)).toEqual([]);
  });

  test('one note does not serve two reasons', () => {
    const text = 'f() // want `a` because `b` because `.`';
    expect(differences(text, { line: 1, message: 'a', notes: ['b'] })).toHaveLength(2);
    expect(differences(text, { line: 1, message: 'a', notes: ['c', 'b'] })).toEqual([]);
  });
});

describe('noise', () => {
  test('stands for whatever is reported on its line and not wanted', () => {
    const found = [
      { line: 1, message: 'a' },
      { line: 1, message: 'b' },
    ];
    expect(differences('f() // noise: c', ...found)).toEqual([]);
    expect(differences('f() // noise: c\n// want-1 `a`', ...found)).toEqual([]);
  });

  test('fails when the report is gone', () => {
    expect(differences('f() // noise: c')).toEqual(['x.go:1: no noise any more, remove the marker: c']);
    expect(differences('f() // noise: c\n// want-1 `a`', { line: 1, message: 'a' })).toHaveLength(1);
  });
});

describe('miss', () => {
  test('holds as long as nothing is reported on its line', () => {
    expect(differences('f() // miss: c\ng() // want `a`', { line: 2, message: 'a' })).toEqual([]);
  });

  test('fails when the defect is found', () => {
    expect(differences('f() // miss: c', { line: 1, message: 'a' })).toEqual([
      'x.go:1: not missed any more, make it a `want`: c\nwarning, certain: a',
    ]);
  });
});
