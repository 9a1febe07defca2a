import { describe, expect, test } from 'vitest';
import { formatCheckstyle } from '../../src/engine/report/checkstyle.js';
import { formatJunit } from '../../src/engine/report/junit.js';
import { xmlDocument } from '../../src/engine/report/xml.js';
import { finding, goSource, note, reportOf, resultOf } from './sample.js';

const a = goSource('/repo/a b/<a>&"c".go', ['func f() {', '\tgo g(x)', '}']);
const b = goSource('/repo/b.go', ['go g(x)']);
const errors = [{ message: 'permission denied', path: '/repo/secret.go' }, { message: 'no space' }];
const silenced = finding(b, 'x', { suppressed: { directive: '//nolint', reason: '' } });

test('what XML has a meaning for, or no place for, is escaped', () => {
  const text = '<&>"\' \u0000\u001b\n\t\u202e\ufffe\uffff\ud800 🎉';
  expect(xmlDocument({ name: 'a', attributes: { b: text }, children: [{ name: 'c', text: [text, 'd'] }] })).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<a b="&lt;&amp;&gt;&quot;' \\x00\\x1b\\n\\t\\u202e\\ufffe\\uffff\\ud800 🎉">
  <c>&lt;&amp;&gt;&quot;' \\x00\\x1b\\n\\t\\u202e\\ufffe\\uffff\\ud800 🎉
d</c>
</a>
`);
});

describe('checkstyle', () => {
  test('a clean run', () => {
    expect(formatCheckstyle(reportOf(resultOf([], [])))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3"/>\n',
    );
  });

  test('findings by file, then what went wrong', () => {
    const found = [finding(a, 'go'), finding(a, 'x', { severity: 'info', advice: '' }), finding(b, 'go'), silenced];
    expect(
      formatCheckstyle(reportOf(resultOf(found, [a, b], { errors })))
        .split('\n')
        .slice(2, -2),
    ).toEqual([
      '  <file name="a b/&lt;a&gt;&amp;&quot;c&quot;.go">',
      '    <error line="2" column="2" severity="warning" message="starts a goroutine for each of items; nothing limits how many run at once. To mend it, set a limit before the loop" source="go-oom-lint.unbounded-goroutine"/>',
      '    <error line="2" column="7" severity="info" message="starts a goroutine for each of items; nothing limits how many run at once" source="go-oom-lint.unbounded-goroutine"/>',
      '  </file>',
      '  <file name="b.go">',
      '    <error line="1" column="1" severity="warning" message="starts a goroutine for each of items; nothing limits how many run at once. To mend it, set a limit before the loop" source="go-oom-lint.unbounded-goroutine"/>',
      '  </file>',
      '  <file name="secret.go">',
      '    <error line="0" severity="error" message="permission denied" source="go-oom-lint"/>',
      '  </file>',
      '  <file name=".">',
      '    <error line="0" severity="error" message="no space" source="go-oom-lint"/>',
      '  </file>',
    ]);
  });
});

describe('junit', () => {
  test('a clean run is one test that passed', () => {
    expect(formatJunit(reportOf(resultOf([], [])))).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="go-oom-lint" tests="1" failures="0" errors="0" skipped="0" time="0.812">
  <testsuite name="go-oom-lint" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="no findings" classname="go-oom-lint"/>
  </testsuite>
</testsuites>
`);
  });

  test('findings are failures, what is silenced is skipped, what went wrong is an error', () => {
    const one = finding(a, 'go', { notes: [note(b, 'g', 'called here')] });
    expect(formatJunit(reportOf(resultOf([one, silenced], [a, b], { errors })))).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="go-oom-lint" tests="4" failures="1" errors="2" skipped="1" time="0.812">
  <testsuite name="a b/&lt;a&gt;&amp;&quot;c&quot;.go" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="unbounded-goroutine 2:2" classname="a b/&lt;a&gt;&amp;&quot;c&quot;.go" file="a b/&lt;a&gt;&amp;&quot;c&quot;.go" line="2">
      <failure message="starts a goroutine for each of items; nothing limits how many run at once" type="warning">a b/&lt;a&gt;&amp;&quot;c&quot;.go:2:2: starts a goroutine for each of items; nothing limits how many run at once
b.go:1:1: called here
do: set a limit before the loop</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.go" tests="1" failures="0" errors="0" skipped="1">
    <testcase name="unbounded-goroutine 1:6" classname="b.go" file="b.go" line="1">
      <skipped message="//nolint"/>
    </testcase>
  </testsuite>
  <testsuite name="go-oom-lint" tests="2" failures="0" errors="2" skipped="0">
    <testcase name="secret.go" classname="go-oom-lint">
      <error message="permission denied" type="error"/>
    </testcase>
    <testcase name="." classname="go-oom-lint">
      <error message="no space" type="error"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });
});
