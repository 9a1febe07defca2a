import { describe, expect, test } from 'vitest';
import { lineHashes } from '../../src/engine/report/line-hash.js';
import { formatSarif, type SarifOptions } from '../../src/engine/report/sarif.js';
import type { Diagnostic, DiagnosticNote } from '../../src/engine/run/diagnostic.js';
import type { LintResult, RuleDescription } from '../../src/engine/run/options.js';
import { finding, goSource, note, replacement, reportOf, resultOf, unboundedGoroutine } from './sample.js';

const options: SarifOptions = {
  informationUri: 'https://example.com/',
  examplesOf: () => undefined,
  gzippedSize: () => 0,
};

// biome-ignore lint/suspicious/noExplicitAny: the log is looked into, property by property
function runOf(result: LintResult, more: Partial<SarifOptions> = {}, rules = [unboundedGoroutine]): any {
  const log = JSON.parse(formatSarif(reportOf(result, { rules }), { ...options, ...more }));
  expect(log).toMatchObject({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' });
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

const source = goSource('/repo/a b/c.go', ['func f() {', '\tx := m[k](v)', '\tgo g(x)', '}']);

test('a run without findings has results, and no automation details', () => {
  const run = runOf(resultOf([], []));
  expect(run.results).toEqual([]);
  expect(run.columnKind).toBe('utf16CodeUnits');
  expect(run.invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  expect(run).not.toHaveProperty('automationDetails');
  expect(run.tool.driver).toMatchObject({
    name: 'go-oom-lint',
    semanticVersion: '0.1.0',
    informationUri: 'https://example.com/',
  });
});

test.each(['lint', 'lint/'])('category %s', (category) => {
  expect(runOf(resultOf([], []), { category }).automationDetails).toEqual({ id: 'lint/' });
});

describe('a result', () => {
  test('has one location, its notes as links, and what to do', () => {
    const one = finding(source, 'go g(x)', {
      message: 'g[x](2) keeps \\ x',
      advice: 'copy x[:1]',
      notes: [note(source, 'm[k](v)', 'm[k] comes (from) here'), note(source, 'x', 'x')],
    });
    const [result] = runOf(resultOf([one], [source])).results;
    expect(result).toEqual({
      ruleId: 'unbounded-goroutine',
      ruleIndex: 0,
      level: 'warning',
      message: {
        text: 'g\\[x\\](2) keeps \\\\ x. [m\\[k\\] comes (from) here](1). [x](2). To mend it, copy x\\[:1\\].',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/c.go' },
            region: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 9 },
          },
        },
      ],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/c.go' },
            region: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 14 },
          },
          message: { text: 'm\\[k\\] comes (from) here' },
        },
        {
          id: 2,
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/c.go' },
            region: { startLine: 2, startColumn: 2, endLine: 2, endColumn: 3 },
          },
          message: { text: 'x' },
        },
      ],
      partialFingerprints: {
        primaryLocationLineHash: lineHashes(source)[2],
        'finding/v1': '0123456789abcdef',
      },
      properties: { confidence: 'certain' },
    });
  });

  test('has fixes, file by file', () => {
    const other = goSource('/repo/d.go', ['x']);
    const edits = [
      ...replacement(source, 'go g', 'g', '').edits,
      ...replacement(other, 'x', '', '').edits,
      ...replacement(source, 'm[k]', 'n', '').edits,
    ];
    const one = finding(source, 'go', { fixes: [{ description: 'call [it]', safe: true, edits }] });
    const [fix] = runOf(resultOf([one], [source, other])).results[0].fixes;
    expect(fix.description).toEqual({ text: 'call \\[it\\]' });
    expect(fix.artifactChanges).toEqual([
      {
        artifactLocation: { uri: 'a%20b/c.go' },
        replacements: [
          {
            deletedRegion: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 6 },
            insertedContent: { text: 'g' },
          },
          {
            deletedRegion: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 11 },
            insertedContent: { text: 'n' },
          },
        ],
      },
      {
        artifactLocation: { uri: 'd.go' },
        replacements: [
          { deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }, insertedContent: { text: '' } },
        ],
      },
    ]);
  });

  test('says that it is silenced; then all say whether they are', () => {
    const silenced = finding(source, 'x', { suppressed: { directive: '//nolint', reason: '' } });
    const withReason = finding(source, 'x', { suppressed: { directive: '//nolint', reason: 'why' } });
    const { results } = runOf(resultOf([finding(source, 'go'), silenced, withReason], [source]));
    expect(results.map(({ suppressions }: { suppressions: unknown }) => suppressions)).toEqual([
      [],
      [{ kind: 'inSource', justification: '//nolint' }],
      [{ kind: 'inSource', justification: 'why' }],
    ]);
    expect(runOf(resultOf([finding(source, 'go')], [source])).results[0]).not.toHaveProperty('suppressions');
  });

  test('has no line hash when its file is gone', () => {
    const [result] = runOf(resultOf([finding(source, 'go')], [])).results;
    expect(result.partialFingerprints).toEqual({ 'finding/v1': '0123456789abcdef' });
  });

  test('links at most as many places as GitHub shows', () => {
    const notes = Array.from({ length: 150 }, (_, i) => note(source, 'x', `note ${i}`));
    const { results, invocations } = runOf(resultOf([finding(source, 'go', { notes })], [source]));
    const [result] = results;
    expect(result.relatedLocations).toHaveLength(100);
    expect(result.message.text).toContain('[note 99](100). To mend it');
    const [{ message }] = invocations[0].toolExecutionNotifications;
    expect(message.text).toBe(
      '1 of the findings have more than the 100 further places that GitHub shows; the rest is left out.',
    );
  });
});

describe('the way that a finding tells', () => {
  const step = (message: string, step: 'before' | 'after') => ({ ...note(source, 'x', message), step });

  function wayOf(notes: readonly DiagnosticNote[]): string[] | undefined {
    const [{ codeFlows }] = runOf(resultOf([finding(source, 'go', { message: 'here', notes })], [source])).results;
    return codeFlows?.[0].threadFlows[0].locations.map(
      ({ location }: { location: { message: { text: string } } }) => location.message.text,
    );
  }

  test('is a code flow through its place', () => {
    const notes = [
      step('last', 'after'),
      note(source, 'x', 'why'),
      step('first', 'before'),
      step('[second]', 'before'),
    ];
    expect(wayOf(notes)).toEqual(['first', '\\[second\\]', 'here', 'last']);
  });

  test('is none without steps', () => {
    expect(wayOf([note(source, 'x', 'why')])).toBeUndefined();
  });

  test('has at most as many steps as GitHub shows, the nearest ones', () => {
    const before = Array.from({ length: 600 }, (_, i) => step(`before ${i}`, 'before'));
    const after = Array.from({ length: 600 }, (_, i) => step(`after ${i}`, 'after'));
    const way = wayOf([...before, ...after]);
    expect(way).toHaveLength(1000);
    expect(way?.slice(599, 602)).toEqual(['before 599', 'here', 'after 0']);
    const long = wayOf([...before, ...before, ...after]);
    expect(long).toHaveLength(1000);
    expect(long?.at(-1)).toBe('here');
  });
});

describe('a rule', () => {
  function descriptorOf(more: Partial<RuleDescription>) {
    return runOf(resultOf([], []), {}, [{ ...unboundedGoroutine, ...more }]).tool.driver.rules[0];
  }

  test('is described as GitHub reads it', () => {
    const { help, ...rest } = descriptorOf({});
    expect(rest).toEqual({
      id: 'unbounded-goroutine',
      name: 'UnboundedGoroutine',
      shortDescription: {
        text: 'Goroutines started once for each piece of data, with nothing that limits how many run at once.',
      },
      fullDescription: {
        text:
          'Reports goroutines started once for each piece of data, with nothing that limits how many run at once. ' +
          'A burst of input becomes a burst of goroutines: each holds at least 2.5 KB and whatever it captures.',
      },
      defaultConfiguration: { level: 'warning' },
      properties: {
        tags: ['security', 'external/cwe/cwe-770', 'goroutine'],
        precision: 'high',
        'problem.severity': 'warning',
        'security-severity': '5.3',
      },
    });
    expect(help.markdown).toMatch(/^# unbounded-goroutine\n/);
    expect(help.text).toMatch(/^unbounded-goroutine\n/);
  });

  test('is a security matter only when its CWE is', () => {
    expect(descriptorOf({ tags: ['CWE-401', 'retention'] }).properties).toEqual({
      tags: ['external/cwe/cwe-401', 'retention'],
      precision: 'high',
      'problem.severity': 'warning',
    });
    expect(descriptorOf({ tags: ['CWE-400', 'CWE-789'] }).properties['security-severity']).toBe('7.5');
  });

  test('has the level of its severity, and is off when it is off', () => {
    expect(descriptorOf({ severity: 'info', default: 'off' })).toMatchObject({
      defaultConfiguration: { level: 'note', enabled: false },
      properties: { 'problem.severity': 'recommendation' },
    });
  });

  test('has descriptions of at most 1,024 characters and ten tags', () => {
    const tags = Array.from({ length: 14 }, (_, i) => `CWE-${i + 1}` as const);
    const long = descriptorOf({ tags, docs: { ...unboundedGoroutine.docs, reports: 'x'.repeat(2000) } });
    expect(long.shortDescription.text).toHaveLength(1024);
    expect(long.fullDescription.text).toHaveLength(1024);
    expect(long.properties.tags).toHaveLength(10);
  });
});

test('what could not be analysed, went wrong or is worth knowing is a notification', () => {
  const run = runOf(
    resultOf([], [], {
      errors: [{ message: 'permission denied', path: '/repo/x.go' }, { message: 'no [space]' }],
      summary: {
        files: 0,
        functions: 0,
        excluded: 0,
        durationMs: 0,
        notAnalysed: [
          { file: '/repo/a b.go', line: 3, function: 'f', reason: 'it does not parse' },
          { file: '/repo/huge.go', reason: 'larger than 4 MB' },
        ],
        notes: ['./x/... matches no Go file'],
      },
    }),
  );
  expect(run.invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          descriptor: { id: 'error' },
          level: 'error',
          message: { text: 'permission denied.' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'x.go' } } }],
        },
        { descriptor: { id: 'error' }, level: 'error', message: { text: 'no \\[space\\].' } },
        {
          descriptor: { id: 'not-analysed' },
          level: 'warning',
          message: { text: 'function f not analysed: it does not parse.' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.go' }, region: { startLine: 3 } } }],
        },
        {
          descriptor: { id: 'not-analysed' },
          level: 'warning',
          message: { text: 'not analysed: larger than 4 MB.' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'huge.go' } } }],
        },
        { descriptor: { id: 'note' }, level: 'note', message: { text: './x/... matches no Go file.' } },
      ],
    },
  ]);
});

describe("GitHub's limits", () => {
  const levels = (count: number): Diagnostic[] =>
    Array.from({ length: count }, (_, i) =>
      finding(source, 'x', { severity: i % 3 === 0 ? 'info' : i % 3 === 1 ? 'warning' : 'error', fingerprint: `${i}` }),
    );

  function notesOf(run: { invocations: { toolExecutionNotifications: { message: { text: string } }[] }[] }): string[] {
    return run.invocations[0].toolExecutionNotifications.map(({ message }) => message.text);
  }

  test('of 30,000 findings the 25,000 most severe are kept, in their order', () => {
    const run = runOf(resultOf(levels(30_000), [source]));
    expect(run.results).toHaveLength(25_000);
    const count = (level: string) => run.results.filter((result: { level: string }) => result.level === level).length;
    expect([count('error'), count('warning'), count('note')]).toEqual([10_000, 10_000, 5_000]);
    const order = run.results.map((result: { partialFingerprints: Record<string, string> }) =>
      Number(result.partialFingerprints['finding/v1']),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(notesOf(run)).toEqual([
      "5,000 of 30,000 findings are left out, the least severe, for the file to stay within GitHub's limits.",
    ]);
  });

  test('of 6,000 all are kept, and a note says what GitHub shows', () => {
    const run = runOf(resultOf(levels(6_000), [source]));
    expect(run.results).toHaveLength(6_000);
    expect(notesOf(run)).toEqual(['GitHub shows the 5,000 most severe of 6,000 findings.']);
  });

  test('a log that stays too large loses findings until it fits', () => {
    const run = runOf(resultOf(levels(30), [source]), {
      gzippedSize: (text) => (text.match(/"ruleIndex"/g) ?? []).length * 1_000_000,
    });
    expect(run.results).toHaveLength(10);
    expect(run.results.every(({ level }: { level: string }) => level === 'error')).toBe(true);
    expect(notesOf(run)[0]).toMatch(/^20 of 30 findings are left out/);
  });

  test('one that cannot fit ends without results', () => {
    expect(runOf(resultOf(levels(3), [source]), { gzippedSize: () => 20_000_000 }).results).toEqual([]);
  });
});

test('messages hold nothing that misleads', () => {
  const one = finding(source, 'go', { message: 'a\u202e\u001b[1m', notes: [note(source, 'x', 'b\u2066')] });
  const [result] = runOf(resultOf([one], [source])).results;
  expect(result.message.text).toMatch(/^a\\\\u202e\\\\x1b\\\[1m\. \[b\\\\u2066\]\(1\)\./);
});
