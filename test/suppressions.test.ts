import { describe, expect, test } from 'vitest';
import { readDirective } from '../src/engine/run/directive.js';
import { currentNames } from '../src/engine/run/rule-names.js';
import { suppressionContext } from '../src/engine/run/suppression-lines.js';
import { FileSuppressions, type SuppressionProblem, suppressionRules } from '../src/engine/run/suppressions.js';
import { Source } from '../src/engine/text/source.js';
import { shippedParser } from '../src/modules.js';
import { applyEdits } from './report/sample.js';

const rules = [
  { name: 'unbounded-goroutine' },
  { name: 'subslice-retention', formerly: ['slice-leak'] },
  ...suppressionRules,
];
const known = currentNames(rules);
const parser = await shippedParser();

function suppressionsOf(text: string): FileSuppressions {
  return new FileSuppressions(suppressionContext(parser.parse(Source.fromText('/p/a.go', text))), rules);
}

describe('a directive is read', () => {
  test.each<[comment: string, rules: string, reason: string]>([
    ['//oomlint:ignore unbounded-goroutine the caller limits it', 'unbounded-goroutine', 'the caller limits it'],
    ['//oomlint:ignore unbounded-goroutine,subslice-retention why', 'unbounded-goroutine,subslice-retention', 'why'],
    ['//oomlint:ignore unbounded-goroutine, subslice-retention why', 'unbounded-goroutine,subslice-retention', 'why'],
    ['//oomlint:ignore\tunbounded-goroutine\twhy', 'unbounded-goroutine', 'why'],
    ['//oomlint:ignore unbounded-goroutine // why', 'unbounded-goroutine', 'why'],
    ['//oomlint:ignore unbounded-goroutine -- why', 'unbounded-goroutine', 'why'],
    ['//oomlint:file-ignore subslice-retention small files only', 'subslice-retention', 'small files only'],
    ['//nolint', 'all', ''],
    ['//nolint // later', 'all', 'later'],
    ['//nolint because', 'all', 'because'],
    ['//nolint:all', 'all', ''],
    ['//nolint:errcheck,all // both', 'all', 'both'],
    ['//nolint:go-oom-lint', 'all', ''],
    ['//nolint:gosec,go-oom-lint // fine', 'all', 'fine'],
    ['//nolint:gosec, Unbounded-Goroutine', 'unbounded-goroutine', ''],
    ['//nolint: unbounded-goroutine', 'unbounded-goroutine', ''],
    ['// nolint:unbounded-goroutine', 'unbounded-goroutine', ''],
    ['//nolint:unbounded-goroutine the caller limits it', 'unbounded-goroutine', 'the caller limits it'],
    ['//nolint:unbounded-goroutine//why', 'unbounded-goroutine', 'why'],
    ['//lint:ignore unbounded-goroutine the caller limits it', 'unbounded-goroutine', 'the caller limits it'],
    ['//lint:ignore SA1019,subslice-retention why', 'subslice-retention', 'why'],
    ['//lint:ignore go-oom-lint why', 'all', 'why'],
    ['//lint:file-ignore subslice-retention why', 'subslice-retention', 'why'],
  ])('%s', (comment, names, reason) => {
    const directive = readDirective(comment, known);
    expect(directive && [[directive.rules].flat().join(), directive.reason]).toEqual([names, reason]);
    expect(directive?.faults).toEqual([]);
    expect(directive?.wholeFile).toBe(comment.includes('file-ignore'));
  });

  test.each([
    '// nothing of the kind',
    '//nolintlint',
    '//nolint-next-line',
    '//nolint:errcheck',
    '//nolint:unbounded-goroutines',
    '//nolint:',
    '//lint:ignore SA1019 deprecated',
    '//lint:ignore',
    '// lint:ignore unbounded-goroutine staticcheck wants no space',
    '//go:generate stringer',
    '//oomlinter:ignore unbounded-goroutine why',
    '// oomlint:ignore silences findings, says the manual',
    '/* nolint */',
  ])('not %s', (comment) => {
    expect(readDirective(comment, known)).toBeUndefined();
  });
});

describe('one of our own with faults says so and what to write', () => {
  test.each<[comment: string, faults: readonly string[]]>([
    ['//oomlint:ignore', ['the directive names no rule / write //oomlint:ignore RULE REASON']],
    [
      '//oomlint:ignore unbounded-goroutine',
      [
        'the directive gives no reason / say why the code is right as it is: //oomlint:ignore unbounded-goroutine REASON',
      ],
    ],
    [
      '//oomlint:ignore unbounded-gorutine why',
      ['unknown rule unbounded-gorutine in the directive / write unbounded-goroutine'],
    ],
    [
      '//oomlint:ignore subslice-retention,xyz why',
      ['unknown rule xyz in the directive / name one of the rules that `go-oom-lint rules` lists'],
    ],
    [
      '//oomlint:ignore all why',
      ['unknown rule all in the directive / name one of the rules that `go-oom-lint rules` lists'],
    ],
    ['//oomlint:ingore subslice-retention why', ['unknown directive //oomlint:ingore / write //oomlint:ignore']],
    ['//oomlint:xyz', ['unknown directive //oomlint:xyz / write //oomlint:ignore RULE REASON']],
    [
      '// oomlint:ignore subslice-retention why',
      ['this comment silences nothing: //oomlint:ignore is written without spaces / write //oomlint:ignore'],
    ],
    [
      '//oomlint: ignore subslice-retention why',
      ['this comment silences nothing: //oomlint:ignore is written without spaces / write //oomlint:ignore'],
    ],
  ])('%s', (comment, faults) => {
    const found = readDirective(comment, known)?.faults ?? [];
    expect(found.map(({ message, advice }) => `${message} / ${advice}`)).toEqual(faults);
  });

  test('what it names rightly is silenced all the same', () => {
    expect(readDirective('//oomlint:ignore subslice-retention,xyz why', known)?.rules).toEqual(['subslice-retention']);
    expect(readDirective('//oomlint:ignore subslice-retention', known)?.rules).toEqual(['subslice-retention']);
  });
});

test.each(['//oomlint:ignore slice-leak why', '//nolint:slice-leak', '//lint:ignore slice-leak why'])(
  '%s names the rule that was called so',
  (comment) => {
    expect(readDirective(comment, known)).toMatchObject({ rules: ['subslice-retention'], faults: [] });
  },
);

describe('a directive holds for', () => {
  /** Go in which the lines that the directive holds for begin with `+`. */
  const cases: Readonly<Record<string, string>> = {
    'the line that it ends': `
 func f() {
 	a()
+	b() //nolint:go-oom-lint
 	c()
 }`,
    'only the first line, behind a statement that goes on': `
 func f() {
+	go func() { //oomlint:ignore unbounded-goroutine why
 		b()
 	}()
 }`,
    'the line below': `
 func f() {
+	//oomlint:ignore unbounded-goroutine why
+	a()
 	b()
 }`,
    'all of the statement below': `
 func f() {
+	//oomlint:ignore unbounded-goroutine why
+	for range 3 {
+		go func() {
+			a()
+		}()
+	}
 	b()
 }`,
    'the statement below other comments': `
 func f() {
+	//oomlint:ignore unbounded-goroutine why
+	// and more of the same block
+	/* also this */
+	a(
+		1,
+	)
 	b()
 }`,
    'the function below, wherever it stands in its comment': `
 // f does what it does.
+//oomlint:ignore unbounded-goroutine why
+//
+// It is not done yet.
+func f() {
+	a()
+}
 
 func g() {
 	a()
 }`,
    'the method below': `
+//nolint:go-oom-lint
+func (t *T) f() {
+	a()
+}`,
    'the declarations below': `
+//lint:ignore unbounded-goroutine why
+var (
+	x = a()
+	y = b()
+)
 
 var z = c()`,
    'the case below': `
 func f() {
 	switch {
+	//nolint:unbounded-goroutine
+	case a():
+		b()
 	case c():
 		d()
 	}
 }`,
    'the communication below': `
 func f() {
 	select {
+	//nolint:unbounded-goroutine
+	case v := <-ch:
+		b(v)
+
+		c()
 
 	default:
 		d()
 	}
 }`,
    'the element below': `
 var x = T{
+	//oomlint:ignore unbounded-goroutine why
+	a: func() {
+		b()
+	},
 	c: d(),
 }`,
    'the line below, where nothing begins': `
 func f() {
 	if a() {
 		b()
+		//oomlint:ignore unbounded-goroutine why
+	} else if c() {
 		d()
 	}
 }`,
    'its line alone when a blank line follows': `
 func f() {
+	//oomlint:ignore unbounded-goroutine why
 
 	a()
 }`,
    'its line alone at the end of the file': `
 func f() {}
 
+//oomlint:ignore unbounded-goroutine why`,
  };

  test.each(Object.entries(cases))('%s', (_, marked) => {
    const lines = marked.slice(1).split('\n');
    const suppressions = suppressionsOf(`package p\n${lines.map((line) => line.slice(1)).join('\n')}\n`);
    const drawn = lines.map((line, i) => (suppressions.find('unbounded-goroutine', i + 2) ? '+' : ' ') + line.slice(1));
    expect(drawn.join('\n')).toBe(lines.join('\n'));
  });

  test('the file, wherever a file-ignore stands', () => {
    const suppressions = suppressionsOf(
      'package p\n\nfunc f() {\n\ta() //oomlint:file-ignore unbounded-goroutine why\n}\n',
    );
    expect([1, 2, 3, 4, 5, 6].every((line) => suppressions.find('unbounded-goroutine', line))).toBe(true);
    expect(suppressions.find('subslice-retention', 4)).toBeUndefined();
  });

  test('the file, //nolint above its package clause', () => {
    const suppressions = suppressionsOf(
      '//nolint:unbounded-goroutine // generated by hand\npackage p\n\nfunc f() {}\n',
    );
    expect([1, 2, 3, 4].every((line) => suppressions.find('unbounded-goroutine', line))).toBe(true);
    expect(suppressions.find('subslice-retention', 4)).toBeUndefined();
  });

  test('the package clause alone, //oomlint:ignore above it', () => {
    const suppressions = suppressionsOf('//oomlint:ignore unbounded-goroutine why\npackage p\n\nfunc f() {}\n');
    expect(suppressions.find('unbounded-goroutine', 4)).toBeUndefined();
  });

  test('nothing, in a string or a block comment', () => {
    const suppressions = suppressionsOf('package p\n\nvar x = "//nolint"\n\nvar y = 1 /* //nolint */\n');
    expect([3, 5].map((line) => suppressions.find('unbounded-goroutine', line))).toEqual([undefined, undefined]);
  });

  test('its line with CRLF too', () => {
    const suppressions = suppressionsOf('package p\r\n\r\nvar x = a() //nolint:go-oom-lint // why\r\n');
    expect(suppressions.find('unbounded-goroutine', 3)).toEqual({ directive: '//nolint:go-oom-lint', reason: 'why' });
  });
});

describe('problems', () => {
  const everywhere = () => true;

  function summary(problems: readonly SuppressionProblem[]): string[] {
    return problems.map(({ rule, place, message }) => `${place.line}:${place.column} ${rule}: ${message}`);
  }

  test('an own directive that silences nothing is unused, and deleting it is the fix', () => {
    const text =
      'package p\n\nfunc f() {\n\t//oomlint:ignore unbounded-goroutine why\n\ta()\n\tb() //oomlint:ignore subslice-retention why\n}\n';
    const problems = suppressionsOf(text).problems(everywhere);
    expect(summary(problems)).toEqual([
      '4:2 unused-suppression: this comment silences nothing: no finding of unbounded-goroutine on lines 4 to 5',
      '6:6 unused-suppression: this comment silences nothing: no finding of subslice-retention on line 6',
    ]);
    const source = Source.fromText('/p/a.go', text);
    expect(problems.map(({ fixes }) => applyEdits(source, fixes[0].edits))).toEqual([
      text.replace('\t//oomlint:ignore unbounded-goroutine why\n', ''),
      text.replace(' //oomlint:ignore subslice-retention why', ''),
    ]);
  });

  test('one that was needed is not', () => {
    const suppressions = suppressionsOf('package p\n\n//oomlint:ignore unbounded-goroutine why\nvar x = a()\n');
    expect(suppressions.find('unbounded-goroutine', 4)).toBeDefined();
    expect(suppressions.problems(everywhere)).toEqual([]);
  });

  test('of several rules only the idle ones are named', () => {
    const text = 'package p\n\n//oomlint:ignore unbounded-goroutine,subslice-retention why\nvar x = a()\n';
    const suppressions = suppressionsOf(text);
    suppressions.find('unbounded-goroutine', 4);
    const [problem] = suppressions.problems(everywhere);
    expect(problem.message).toBe('this comment silences nothing: no finding of subslice-retention on lines 3 to 4');
    expect(problem.advice).toBe('take subslice-retention out of the comment');
    expect(problem.fixes).toEqual([]);
  });

  test('not judged where the rule did not run', () => {
    const text =
      'package p\n\n//oomlint:ignore unbounded-goroutine why\nvar x = a()\n\n//oomlint:ignore unbounded-goroutine why\nvar y = a()\n';
    const problems = suppressionsOf(text).problems((_, { last }) => last > 4);
    expect(summary(problems).map((line) => line.split(' ')[0])).toEqual(['6:1']);
    expect(suppressionsOf(text).problems((rule) => rule !== 'unbounded-goroutine')).toEqual([]);
  });

  test('directives of other linters are never a problem', () => {
    const text =
      'package p\n\n//nolint:unbounded-goroutine\nvar x = a()\n\n//lint:ignore subslice-retention why\nvar y = b() //nolint\n';
    expect(suppressionsOf(text).problems(everywhere)).toEqual([]);
  });

  test('are silenced by name, not by a comment that names no rule', () => {
    const byName =
      '//oomlint:file-ignore malformed-suppression examples of faults\npackage p\n\n//oomlint:ignore\nvar x = a()\n';
    expect(
      suppressionsOf(byName)
        .problems(everywhere)
        .map(({ suppressed }) => suppressed?.reason),
    ).toEqual(['examples of faults']);
    const byAll = '//nolint\npackage p\n\n//oomlint:ignore\nvar x = a()\n';
    expect(
      suppressionsOf(byAll)
        .problems(everywhere)
        .map(({ suppressed }) => suppressed),
    ).toEqual([undefined]);
  });
});
