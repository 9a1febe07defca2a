import { describe, expect, test } from 'vitest';
import { formatText, type TextOptions } from '../../src/engine/report/text.js';
import type { Diagnostic } from '../../src/engine/run/diagnostic.js';
import type { LintResult } from '../../src/engine/run/options.js';
import type { Source } from '../../src/engine/text/source.js';
import { applyEdits, finding, goSource, note, placeOf, replacement, reportOf, resultOf } from './sample.js';

const plain: TextOptions = { colour: false, width: 100, quiet: true, stats: false };

/** The text for some findings, without the summary. */
function textOf(sources: readonly Source[], ...diagnostics: readonly Diagnostic[]): string {
  return formatText(reportOf(resultOf(diagnostics, sources)), plain);
}

/** The last line of a run: the headline of its summary. */
function summaryOf(more: Partial<LintResult>, options: Partial<TextOptions> = {}): string {
  return formatText(reportOf(resultOf([], [], more)), { ...plain, quiet: false, ...options });
}

/** A golden text: its lines without the indent of the closing backquote. */
function golden(text: string): string {
  const lines = text.split('\n');
  const indent = lines[lines.length - 1].length;
  return `${lines
    .slice(1, -1)
    .map((line) => line.slice(indent))
    .join('\n')}\n`;
}

const poller = goSource('/repo/internal/poll/poller.go', [
  'package poll',
  '',
  'func (s *Poller) poll(ctx context.Context, items []Item) {',
  '\tfor _, it := range items {',
  '\t\ts.count++',
  '\t\tgo s.fetch(ctx, it)',
  '\t}',
  '}',
]);

describe('a finding', () => {
  test('with its line, what explains it nearby, and what to do', () => {
    const one = finding(poller, 'go s.fetch(ctx, it)', {
      notes: [note(poller, 'for _, it := range items', 'runs once for each of items, a parameter')],
    });
    expect(textOf([poller], one)).toBe(
      golden(`
      internal/poll/poller.go:6:3: warning: starts a goroutine for each of items; nothing limits how many run at once  unbounded-goroutine
          4 |     for _, it := range items {
            |     ------------------------ runs once for each of items, a parameter
          5 |         s.count++
          6 |         go s.fetch(ctx, it)
            |         ^^^^^^^^^^^^^^^^^^^
        do: set a limit before the loop
      `),
    );
  });

  test('leaves out lines between that have nothing to say, unless there is only one', () => {
    const one = finding(poller, 'go s.fetch(ctx, it)', {
      notes: [
        note(poller, 'items []Item', 'comes from here'),
        note(poller, 'for _, it := range items', 'runs once for each of items'),
      ],
    });
    expect(textOf([poller], one)).toContain(
      golden(`
          3 | func (s *Poller) poll(ctx context.Context, items []Item) {
            |                                            ------------ comes from here
          4 |     for _, it := range items {
            |     ------------------------ runs once for each of items
          5 |         s.count++
          6 |         go s.fetch(ctx, it)
            |         ^^^^^^^^^^^^^^^^^^^
      `),
    );
    const far = finding(poller, 'go s.fetch(ctx, it)', { notes: [note(poller, 'package', 'this one')] });
    expect(textOf([poller], far)).toContain(
      golden(`
          1 | package poll
            | ------- this one
        ...
          6 |         go s.fetch(ctx, it)
            |         ^^^^^^^^^^^^^^^^^^^
      `),
    );
  });

  test('with notes elsewhere, each with its own place', () => {
    const cache = goSource('/repo/cache.go', ['package cache', '', 'func keep(b []byte) { m[k] = b }']);
    const distant = goSource('/repo/d.go', ['package d', ...Array(60).fill(''), 'var x = 1']);
    expect(
      textOf(
        [poller, cache, distant],
        finding(poller, 'it)', { notes: [note(cache, 'm[k] = b', 'kept here')] }),
        finding(distant, 'package', { notes: [note(distant, 'x', 'declared here')] }),
      ),
    ).toBe(
      golden(`
      internal/poll/poller.go:6:19: warning: starts a goroutine for each of items; nothing limits how many run at once  unbounded-goroutine
          6 |         go s.fetch(ctx, it)
            |                         ^^^
        note: cache.go:3:23: kept here
          3 | func keep(b []byte) { m[k] = b }
            |                       --------
        do: set a limit before the loop

      d.go:1:1: warning: starts a goroutine for each of items; nothing limits how many run at once  unbounded-goroutine
          1 | package d
            | ^^^^^^^
        note: d.go:62:5: declared here
         62 | var x = 1
            |     -
        do: set a limit before the loop
      `),
    );
  });

  test('with several notes on one line: the finding comes first, one to its right shares its row', () => {
    const source = goSource('/repo/a.go', ['\tf(one, two, three)']);
    const one = finding(source, 'two', {
      notes: [note(source, 'f', 'called'), note(source, 'three', 'the third'), note(source, 'one', 'the first')],
    });
    expect(textOf([source], one)).toContain(
      golden(`
          1 |     f(one, two, three)
            |            ^^^  ----- the third
            |     - called
            |       --- the first
      `),
    );
  });

  test('over several lines shows the first and the last; a note over several the first', () => {
    const source = goSource('/repo/a.go', [
      '\tgo func() {',
      '\t\ta()',
      '\t\tb()',
      '\t}()',
      '\tfor {',
      '\t\tc()',
      '\t}',
    ]);
    const one = finding(source, 'go func() {\n\t\ta()\n\t\tb()\n\t}()', {
      notes: [note(source, 'for {\n\t\tc()\n\t}', 'never ends')],
    });
    expect(textOf([source], one)).toContain(
      golden(`
          1 |     go func() {
            |     ^^^^^^^^^^^
        ...
          4 |     }()
            |     ^^^
          5 |     for {
            |     ----- never ends
      `),
    );
  });

  test('that ends at the start of a line does not underline that line', () => {
    const source = goSource('/repo/a.go', ['a()', 'b()', '', 'c()']);
    expect(textOf([source], finding(source, 'a()\nb()\n\n'))).toContain(
      golden(`
          1 | a()
            | ^^^
          2 | b()
            | ^^^
      `),
    );
  });

  test('of no width has one mark', () => {
    const source = goSource('/repo/a.go', ['ab']);
    const place = { ...placeOf(source, 'b'), endColumn: 2 };
    expect(textOf([source], finding(source, 'b', { place }))).toContain('    1 | ab\n      |  ^\n');
  });

  test('that is silenced or only possible says so', () => {
    const source = goSource('/repo/a.go', ['a()', 'b()']);
    expect(
      textOf(
        [source],
        finding(source, 'a()', {
          severity: 'error',
          suppressed: { directive: '//nolint:go-oom-lint', reason: 'the caller limits it' },
        }),
        finding(source, 'b()', { severity: 'info', confidence: 'possible', message: 'may leak', advice: '' }),
      ),
    ).toBe(
      golden(`
      a.go:1:1: error, silenced: starts a goroutine for each of items; nothing limits how many run at once  unbounded-goroutine
          1 | a()
            | ^^^
        silenced by: //nolint:go-oom-lint (the caller limits it)
        do: set a limit before the loop

      a.go:2:1: info: may leak  unbounded-goroutine (possible)
          2 | b()
            | ^^^
      `),
    );
  });

  test('whose file is gone keeps its notes', () => {
    const one = finding(poller, 'go s.fetch(ctx, it)', { notes: [note(poller, 'items', 'a parameter')] });
    expect(textOf([], one)).toBe(
      golden(`
      internal/poll/poller.go:6:3: warning: starts a goroutine for each of items; nothing limits how many run at once  unbounded-goroutine
        note: internal/poll/poller.go:3:44: a parameter
        do: set a limit before the loop
      `),
    );
  });

  test('whose file has become shorter is still shown', () => {
    const one = finding(poller, 'go s.fetch(ctx, it)');
    const shorter = goSource(poller.path, ['package poll']);
    expect(textOf([shorter], one)).toContain('    6 |\n      | ^\n');
  });
});

describe('columns', () => {
  test('count bytes, as in go vet, those of a byte order mark on line 1 too', () => {
    const source = goSource('/repo/a.go', ['\ufeffx := "é漢🎉" + y', 'z := "é" + y']);
    expect(textOf([source], finding(source, 'y'))).toMatch(/^a\.go:1:23: /);
    expect(textOf([source], finding(source, 'y', { place: placeOf(source, 'y', 2) }))).toMatch(/^a\.go:2:13: /);
  });
});

describe('the underline stands below its text', () => {
  test.each<[what: string, line: string, text: string, excerpt: readonly [string, string]]>([
    ['tabs', '\tx\t:=\ty', 'y', ['    x   :=  y', '            ^']],
    ['tabs inside', 'f(a,\tb)', 'a,\tb', ['f(a,    b)', '  ^^^^^^^']],
    ['wide characters', 's := "漢字" + bad', 'bad', ['s := "漢字" + bad', '              ^^^']],
    ['emoji', 's := "🎉👍🏽❤️" + bad', 'bad', ['s := "🎉👍🏽❤️" + bad', '                ^^^']],
    ['a family', '"👩‍👩‍👧‍👦", bad', 'bad', ['"👩‍👩‍👧‍👦", bad', '      ^^^']],
    ['full-width forms', '"ＡＢ", bad', 'bad', ['"ＡＢ", bad', '        ^^^']],
    ['combining marks', 's := "e\u0301a\u0308" + bad', 'bad', ['s := "e\u0301a\u0308" + bad', '            ^^^']],
    ['hangul', '"한국어", bad', 'bad', ['"한국어", bad', '          ^^^']],
    ['wide characters in it', 'f("漢字")', '"漢字"', ['f("漢字")', '  ^^^^^^']],
    ['CRLF', 'f(a)\r', 'a', ['f(a)', '  ^']],
    ['escaped characters', '"\u202e\u001b[31m", bad', 'bad', ['"\\u202e\\x1b[31m", bad', '                  ^^^']],
    ['a form feed', 'f(\f a)', 'a', ['f(\\x0c a)', '       ^']],
  ])('%s', (_, line, text, [code, marks]) => {
    const source = goSource('/repo/a.go', [line]);
    expect(textOf([source], finding(source, text)).split('\n').slice(1, 3)).toEqual([
      `    1 | ${code}`,
      `      | ${marks}`,
    ]);
  });
});

describe('a line that does not fit is cut round what is underlined', () => {
  const long = goSource('/repo/a.go', [`x := "${'a'.repeat(300)}" + bad(call) + "${'b'.repeat(300)}"`]);

  function excerptOf(source: Source, one: Diagnostic): string[] {
    return textOf([source], one).split('\n').slice(1, 3);
  }

  test('at both ends', () => {
    const [code, marks] = excerptOf(long, finding(long, 'bad(call)'));
    expect(code).toMatch(/^ {4}1 \| …a+" \+ bad\(call\) \+ "b+…$/);
    expect(code.length).toBe(99);
    expect(marks.indexOf('^')).toBe(code.indexOf('bad(call)'));
    expect(marks.trimEnd().length - marks.indexOf('^')).toBe('bad(call)'.length);
  });

  test('at its end alone', () => {
    const [code, marks] = excerptOf(long, finding(long, 'x :='));
    expect(code).toMatch(/^ {4}1 \| x := "a+…$/);
    expect(marks).toBe('      | ^^^^');
  });

  test('at its start alone', () => {
    const [code, marks] = excerptOf(long, finding(long, 'bbb"'));
    expect(code).toMatch(/^ {4}1 \| …b+"$/);
    expect(marks.indexOf('^')).toBe(code.indexOf('bbb"'));
  });

  test('with what is underlined cut too when it is longer than the room', () => {
    const [code, marks] = excerptOf(long, finding(long, `"${'a'.repeat(300)}"`));
    expect(code).toMatch(/^ {4}1 \| x := "a+…$/);
    expect(marks.trimEnd().length).toBeLessThanOrEqual(code.length);
    expect(marks.indexOf('^')).toBe(code.indexOf('"'));
  });

  test('between two wide characters', () => {
    const wide = goSource('/repo/a.go', [`"${'漢'.repeat(100)}", bad, "${'字'.repeat(100)}"`]);
    const [code, marks] = excerptOf(wide, finding(wide, 'bad'));
    const columns = (text: string) => text.replace(/[漢字]/g, '..').length;
    expect(columns(marks.slice(0, marks.indexOf('^')))).toBe(columns(code.slice(0, code.indexOf('bad'))));
    expect(columns(code)).toBe(99);
  });
});

describe('nothing in the code misleads a terminal, a log or a reader', () => {
  test('controls and characters that change direction are written out', () => {
    const source = goSource('/repo/\u001b[2J\n/a\u202e.go', ['x := "\u001b]0;title\u0007\u2066"']);
    const text = textOf([source], finding(source, 'x', { message: 'keeps \u001b[1m\r\nit\u0085', advice: 'a\u2028b' }));
    expect(text).toBe(
      golden(`
      \\x1b[2J\\n/a\\u202e.go:1:1: warning: keeps \\x1b[1m\\r\\nit\\u0085  unbounded-goroutine
          1 | x := "\\x1b]0;title\\x07\\u2066"
            | ^
        do: a\\u2028b
      `),
    );
  });

  test('no line is a command to GitHub, Azure or TeamCity', () => {
    const lines = ['::error::x', '##[error]x', 'f() // ##vso[task.setvariable variable=a]b', '  ##teamcity[x]'];
    for (const line of lines) {
      const source = goSource(`/repo/${line.trim()}.go`, [line]);
      const one = finding(source, line, { message: line, advice: line });
      const text = textOf([source], { ...one, notes: [{ message: line, place: one.place }] });
      expect(text).not.toMatch(/^\s*::/m);
      expect(text).not.toMatch(/##\w*\[/);
    }
    const source = goSource('/repo/a.go', ['f() // ##[error]', 'g()']);
    expect(textOf([source], finding(source, 'error'))).toContain(
      '    1 | f() // #\\x23[error]\n      |              ^^^^^\n',
    );
  });
});

describe('a fix', () => {
  const source = goSource('/repo/a.go', ['func f() []byte {', '\treturn data[:16]', '}']);

  test('is shown with the lines it changes', () => {
    const fix = replacement(source, 'data[:16]', 'bytes.Clone(data[:16])', 'copy the piece');
    expect(textOf([source], finding(source, 'data[:16]', { fixes: [fix] }))).toBe(
      golden(`
      a.go:2:9: warning: starts a goroutine for each of items; nothing limits how many run at once  unbounded-goroutine
          2 |     return data[:16]
            |            ^^^^^^^^^
        do: set a limit before the loop
        fix: copy the piece
          2 -     return data[:16]
          2 +     return bytes.Clone(data[:16])
      `),
    );
  });

  test('says when it changes what the program does, and shows each place that it edits', () => {
    const edits = [
      ...replacement(source, '}', '}\n\nvar x int', '').edits,
      ...replacement(source, 'func', '// new\nfunc', '').edits,
      ...replacement(source, 'f()', 'g()', '').edits,
    ];
    const text = textOf([source], finding(source, 'data', { fixes: [{ description: 'rename', safe: false, edits }] }));
    expect(text).toContain(
      golden(`
        fix: rename (changes what the program does)
          1 - func f() []byte {
          1 + // new
          2 + func g() []byte {
          3 - }
          3 + }
          4 +
          5 + var x int
      `),
    );
    expect(applyEdits(source, edits)).toBe('// new\nfunc g() []byte {\n\treturn data[:16]\n}\n\nvar x int\n');
  });

  test('that deletes a line, or edits another file', () => {
    const other = goSource('/repo/b.go', ['package b', 'var x int', 'var y int']);
    const edits = [
      { place: placeOf(source, 'data'), newText: 'd' },
      { place: placeOf(other, 'var x int\n'), newText: '' },
    ];
    const text = textOf(
      [source, other],
      finding(source, 'data', { fixes: [{ description: 'drop', safe: true, edits }] }),
    );
    expect(text).toContain(
      golden(`
        fix: drop
          2 -     return data[:16]
          2 +     return d[:16]
        b.go
          2 - var x int
      `),
    );
  });

  test('that is long is described only', () => {
    const long = replacement(source, 'data', 'x\n'.repeat(20), 'rewrite');
    expect(textOf([source], finding(source, 'data', { fixes: [long] }))).toMatch(/ {2}fix: rewrite\n$/);
  });
});

describe('the summary', () => {
  const summary = { files: 212, functions: 1840, excluded: 0, notAnalysed: [], notes: [], durationMs: 812 };

  test('of a run without findings', () => {
    expect(summaryOf({ summary })).toBe('no findings in 212 files, 1,840 functions · 0.8 s\n');
    expect(summaryOf({ summary: { ...summary, files: 1, functions: 1, durationMs: 3 } })).toBe(
      'no findings in 1 file, 1 function · 0.1 s\n',
    );
    expect(summaryOf({ summary: { ...summary, durationMs: 127_400 } })).toContain('· 2 min 7 s');
    expect(summaryOf({ summary: { ...summary, excluded: 3 } })).toContain('1,840 functions; 3 files excluded ·');
  });

  test('counts by severity and rule, and says how to see what is hidden', () => {
    const source = goSource('/repo/a.go', ['a']);
    const some = (count: number, more: Partial<Diagnostic>) =>
      Array<Diagnostic>(count).fill(finding(source, 'a', more));
    const diagnostics = [
      ...some(2, {}),
      ...some(1, { severity: 'error', rule: 'subslice-retention' }),
      ...some(10, { severity: 'info', rule: 'pool-missing-reset' }),
      ...some(3, { suppressed: { directive: '//nolint', reason: '' } }),
    ];
    const result = resultOf(diagnostics, [source], {
      summary,
      hidden: { belowSeverity: 1234, belowConfidence: 2, unchanged: 0, known: 0 },
    });
    const lines = formatText(reportOf(result), { ...plain, quiet: false }).split('\n');
    expect(lines.slice(-5, -1).join('\n')).toBe(
      [
        '13 findings (1 error, 2 warnings, 10 info; 1,234 more with --severity info; 2 more with --confidence possible; 3 silenced) in 212 files, 1,840 functions · 0.8 s',
        '  10  pool-missing-reset',
        '   2  unbounded-goroutine',
        '   1  subslice-retention',
      ].join('\n'),
    );
  });

  const lost = [
    { file: '/repo/huge.go', reason: 'larger than 4 MB' },
    { file: '/repo/a.go', line: 12, function: '(*T).m', reason: 'it does not parse' },
    { file: '/repo/a.go', line: 30, function: 'f', reason: 'it does not parse' },
  ];

  test('names files that were not analysed, and functions when asked', () => {
    expect(summaryOf({ summary: { ...summary, notAnalysed: lost } })).toBe(
      golden(`
      no findings in 212 files, 1,840 functions; 1 file and 2 functions not analysed (--stats lists them) · 0.8 s
        not analysed: huge.go: larger than 4 MB
      `),
    );
    expect(summaryOf({ summary: { ...summary, notAnalysed: lost } }, { stats: true })).toBe(
      golden(`
      no findings in 212 files, 1,840 functions; 1 file and 2 functions not analysed · 0.8 s
        not analysed: huge.go: larger than 4 MB
        not analysed: a.go:12: function (*T).m: it does not parse
        not analysed: a.go:30: function f: it does not parse
      `),
    );
  });

  test('names the first ten of many files, and says how to see the rest', () => {
    const notAnalysed = Array.from({ length: 13 }, (_, i) => ({ file: `/repo/${i}.go`, reason: 'not UTF-8' }));
    const lines = summaryOf({ summary: { ...summary, notAnalysed } })
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('  not analysed: 3 more files; --stats lists them');
    expect(
      summaryOf({ summary: { ...summary, notAnalysed } }, { stats: true })
        .trimEnd()
        .split('\n'),
    ).toHaveLength(14);
  });

  test('is left out when quiet', () => {
    expect(summaryOf({ summary }, { quiet: true })).toBe('');
  });
});

describe('colour', () => {
  const one = finding(poller, 'go s.fetch(ctx, it)', {
    notes: [note(poller, 'for _, it := range items', 'runs once for each')],
    fixes: [replacement(poller, 'go s', 's', 'call it')],
  });
  const report = reportOf(resultOf([one], [poller]));

  test('changes nothing but colour', () => {
    const coloured = formatText(report, { ...plain, quiet: false, colour: true });
    expect(coloured).toContain('\x1b[33mwarning:\x1b[0m');
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(formatText(report, { ...plain, quiet: false }));
  });

  test('never runs over the end of a line', () => {
    for (const line of formatText(report, { ...plain, colour: true }).split('\n')) {
      expect(line.split('\x1b[0m').length).toBe(line.split(/\x1b\[[1-9]\d*m/).length);
    }
  });
});

test('a narrow terminal still shows some code', () => {
  const text = formatText(reportOf(resultOf([finding(poller, 'go s.fetch(ctx, it)')], [poller])), {
    ...plain,
    width: 10,
  });
  expect(text).toContain('go s.fetch(ctx, it)');
});
