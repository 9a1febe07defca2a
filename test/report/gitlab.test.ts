import { expect, test } from 'vitest';
import { formatGitlab } from '../../src/engine/report/gitlab.js';
import { finding, goSource, reportOf, resultOf } from './sample.js';

const source = goSource('/repo/a b/c.go', ['func f() {', '\tgo g(', '\t)', '}']);

function issuesOf(...args: Parameters<typeof resultOf>) {
  return JSON.parse(formatGitlab(reportOf(resultOf(...args))));
}

test('a finding is an issue', () => {
  expect(issuesOf([finding(source, 'go g(\n\t)', { message: 'a\u202eb' })], [source])).toEqual([
    {
      description: 'a\\u202eb. To mend it, set a limit before the loop',
      check_name: 'unbounded-goroutine',
      fingerprint: '0123456789abcdef',
      severity: 'major',
      location: { path: 'a b/c.go', lines: { begin: 2, end: 3 } },
    },
  ]);
});

test('severities are those of Code Quality', () => {
  const issues = issuesOf(
    (['error', 'warning', 'info'] as const).map((severity) => finding(source, 'g', { severity })),
    [source],
  );
  expect(issues.map(({ severity }: { severity: string }) => severity)).toEqual(['critical', 'major', 'minor']);
});

test('no two issues share a fingerprint, and none is without', () => {
  const bare = finding(source, 'g', { fingerprint: '' });
  const issues = issuesOf(
    [finding(source, 'g'), finding(source, 'g'), bare, bare, { ...bare, message: 'other' }],
    [source],
  );
  const fingerprints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
  expect(new Set(fingerprints).size).toBe(5);
  for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test('a clean run, and what is silenced, leave an empty array', () => {
  const silenced = finding(source, 'g', { suppressed: { directive: '//nolint', reason: '' } });
  expect(issuesOf([silenced], [source])).toEqual([]);
});
