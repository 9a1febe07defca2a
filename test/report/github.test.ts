import { describe, expect, test } from 'vitest';
import { formatGithub } from '../../src/engine/report/github.js';
import type { Severity } from '../../src/engine/run/diagnostic.js';
import { finding, goSource, note, reportOf, resultOf } from './sample.js';

const source = goSource('/repo/a b/c,d:e%.go', ['func f() {', '\tgo g(', '\t)', '}']);

/** A command as the runner takes it apart (actions/runner, ActionCommand.TryParseV2). */
function parsed(line: string): { name: string; properties: Record<string, string>; data: string } {
  const [, name, list, data] = /^::(\w+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
  const unescaped = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = Object.fromEntries(
    list.split(',').map((pair) => {
      const [key, value] = pair.split(/=(.*)/s);
      return [key, unescaped(value)];
    }),
  );
  return { name, properties, data: data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%') };
}

function commandsOf(...args: Parameters<typeof resultOf>) {
  const text = formatGithub(reportOf(resultOf(...args)));
  return text === '' ? [] : text.replace(/\n$/, '').split('\n').map(parsed);
}

test('a finding is an annotation with its notes and what to do', () => {
  const one = finding(source, 'g(', {
    message: '100%: a, b',
    advice: 'mend it',
    notes: [note(source, 'func', 'this\nis it')],
  });
  expect(commandsOf([one], [source])).toEqual([
    {
      name: 'warning',
      properties: {
        file: 'a b/c,d:e%.go',
        line: '2',
        endLine: '2',
        col: '5',
        endColumn: '7',
        title: 'unbounded-goroutine',
      },
      data: '100%: a, b\na b/c,d:e%.go:1: this\\nis it\ndo: mend it',
    },
  ]);
});

test('what has a meaning in a command is escaped', () => {
  const text = formatGithub(reportOf(resultOf([finding(source, 'g(', { message: 'a%b', advice: '' })], [source])));
  expect(text).toBe(
    '::warning file=a b/c%2Cd%3Ae%25.go,line=2,endLine=2,col=5,endColumn=7,title=unbounded-goroutine::a%25b\n',
  );
});

test('several lines have no columns: the runner would drop them', () => {
  const [{ properties }] = commandsOf([finding(source, 'go g(\n\t)')], [source]);
  expect(properties).toEqual({ file: 'a b/c,d:e%.go', line: '2', endLine: '3', title: 'unbounded-goroutine' });
});

test('no text becomes a command of its own', () => {
  const message = '\n::stop-commands::x ##[error]y';
  const text = formatGithub(reportOf(resultOf([finding(source, 'g', { message })], [source])));
  expect(text.match(/^/gm)).toHaveLength(2);
  expect(text).not.toContain('##[');
});

test('a clean run, and what is silenced, say nothing', () => {
  const silenced = finding(source, 'g', { suppressed: { directive: '//nolint', reason: '' } });
  expect(commandsOf([silenced], [source])).toEqual([]);
});

describe('of more than GitHub shows', () => {
  const some = (severity: Severity, count: number) =>
    Array.from({ length: count }, (_, i) => finding(source, 'g', { severity, message: `${severity} ${i}` }));

  test('the most severe have an annotation, and a last one counts the others', () => {
    const commands = commandsOf([...some('info', 12), ...some('warning', 11), ...some('error', 13)], [source]);
    expect(commands.map(({ name }) => name)).toEqual([
      ...Array(10).fill('error'),
      ...Array(10).fill('warning'),
      ...Array(10).fill('notice'),
    ]);
    expect(commands[0].data).toMatch(/^error 0\n/);
    expect(commands.at(-1)?.data).toBe(
      '7 more without an annotation (3 error, 1 warning, 3 info): GitHub shows 10 of each kind for a step',
    );
  });

  test('what went wrong goes first', () => {
    const errors = [{ message: 'no such file', path: '/repo/x.go' }, { message: 'no space' }];
    const commands = commandsOf(some('error', 10), [source], { errors });
    expect(commands.slice(0, 2)).toEqual([
      { name: 'error', properties: { file: 'x.go', title: 'go-oom-lint' }, data: 'no such file' },
      { name: 'error', properties: { title: 'go-oom-lint' }, data: 'no space' },
    ]);
    expect(commands.filter(({ name }) => name === 'error')).toHaveLength(10);
    expect(commands.at(-1)?.data).toMatch(/^2 more/);
  });
});
