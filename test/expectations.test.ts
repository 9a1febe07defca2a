import { describe, expect, test } from 'vitest';
import { parseExpectations, withoutExpectations } from './expectations.js';

const parse = (...lines: string[]) => parseExpectations(lines.join('\n'), 'x.go');

describe('want', () => {
  test('asks for a finding on its own line, at the default severity', () => {
    expect(parse('package x', 'go f() // want `starts a \\w+`').wants).toEqual([
      { line: 2, severity: undefined, message: /starts a \w+/u, because: [] },
    ]);
  });

  test('takes several findings, each with a severity and notes of its own', () => {
    const { wants } = parse('f() // want `a` because `b` because `c` info `d` because `e` error `f`');
    expect(wants).toEqual([
      { line: 1, severity: undefined, message: /a/u, because: [/b/u, /c/u] },
      { line: 1, severity: 'info', message: /d/u, because: [/e/u] },
      { line: 1, severity: 'error', message: /f/u, because: [] },
    ]);
  });

  test('points at another line', () => {
    const { wants } = parse('// want+2 `below`', '', 'f()', 'g()', '// want-1 `above`');
    expect(wants.map((want) => want.line)).toEqual([3, 4]);
  });

  test.each([
    ['// want', 'without a regular expression'],
    ['// want "quoted"', 'expected a regular expression in backquotes at: "quoted"'],
    ['// want to do this', 'expected a regular expression in backquotes at: to do this'],
    ['// want `a` for a reason', 'in backquotes at: for a reason'],
    ['// want fatal `a`', 'in backquotes at: fatal'],
    ['// want because `a`', 'belongs behind the finding'],
    ['// want `(`', 'Invalid regular expression'],
    ['//want`a`', 'in backquotes at: `a`'],
    ['// want+ `a`', 'in backquotes at: +'],
  ])('%s is an error that names file and line', (comment, message) => {
    expect(() => parse('package x', `f() ${comment}`)).toThrow('x.go:2: ');
    expect(() => parse('package x', `f() ${comment}`)).toThrow(message);
  });
});

describe('miss and noise', () => {
  test('carry a reason and a line', () => {
    const { misses, noises } = parse('f() // miss: behind an interface', '// noise+1: configuration', 'g()');
    expect(misses).toEqual([{ line: 1, reason: 'behind an interface' }]);
    expect(noises).toEqual([{ line: 3, reason: 'configuration' }]);
  });

  test.each(['// miss', '// miss:', '// noise the deadline'])('%s is an error', (comment) => {
    expect(() => parse(comment)).toThrow(/x\.go:1: write `\/\/ (miss|noise): reason`/);
  });
});

describe('fact', () => {
  test('names the fact, its subject and the answer', () => {
    expect(parse('', '// fact blocks (*T).m: on ch, a: b').facts).toEqual([
      { line: 2, name: 'blocks', subject: '(*T).m', value: 'on ch, a: b' },
    ]);
  });

  test('needs no subject where its line leaves no doubt, and may stand above that', () => {
    expect(parse('for { // fact trips: endless', '// fact+2 blocks: yes').facts).toEqual([
      { line: 1, name: 'trips', subject: '', value: 'endless' },
      { line: 4, name: 'blocks', subject: '', value: 'yes' },
    ]);
  });

  test.each(['// fact blocks f', '// fact : yes', '// fact blocks f:'])('%s is an error', (comment) => {
    expect(() => parse(comment)).toThrow('write `// fact name');
  });
});

test('only line comments that begin with one of the words are expectations', () => {
  const text = [
    'package x',
    'const a = "// want `string`"',
    'const b = `// want raw',
    '// want raw` // want `1`',
    "const c = '\"' // want `2`",
    'const d = "\\"" // want `3`',
    '/* // want `block`',
    '// want `block` */ // want `4`',
    '// I want `this`; a wanted, unmissed factor, facts',
  ].join('\n');
  const { wants, misses, facts } = parseExpectations(text, 'x.go');
  expect(wants.map((want) => [want.line, want.message.source])).toEqual([
    [4, '1'],
    [5, '2'],
    [6, '3'],
    [8, '4'],
  ]);
  expect([...misses, ...facts]).toEqual([]);
});

test('a carriage return belongs to the line end, not to the comment', () => {
  const { wants, misses } = parseExpectations('f() // want `a`\r\ng() // miss: b\r\n', 'x.go');
  expect(wants.map((want) => want.line)).toEqual([1]);
  expect(misses).toEqual([{ line: 2, reason: 'b' }]);
});

describe('what readers see', () => {
  test('has no expectations, neither beside code nor on lines of their own', () => {
    const text = [
      '// want+1 `first line`',
      'package x',
      '',
      '// f is kept.',
      'func f() { // want `a`',
      '\t// want+2 `b`',
      '\t// miss+1: c',
      '\tgo g("// want") // kept',
      '} // noise: d',
    ].join('\n');
    expect(withoutExpectations(text)).toBe(
      ['package x', '', '// f is kept.', 'func f() {', '\tgo g("// want") // kept', '}'].join('\n'),
    );
  });

  test('is the file itself when it has none', () => {
    const text = 'package x\n\nvar s = `// want `\n';
    expect(withoutExpectations(text)).toBe(text);
  });
});
