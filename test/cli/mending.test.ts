import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mend } from '../../src/cli/mending/edits.js';
import { withIgnores } from '../../src/cli/mending/ignoring.js';
import { rewrite } from '../../src/cli/mending/writing.js';
import type { Diagnostic, DiagnosticFix } from '../../src/engine/run/diagnostic.js';
import { Source } from '../../src/engine/text/source.js';
import { describeWithGo, runTool } from '../go.js';
import { goOomLint, goOomLintWith, leaky, temporaryTree } from './bin.js';

/** A fix that puts a text in place of each occurrence of another. */
function fixOf(source: Source, from: string, to: string, safe = true): DiagnosticFix {
  const start = source.text.indexOf(from);
  const [begin, end] = [source.position(start), source.position(start + from.length)];
  const place = { file: source.path, ...begin, endLine: end.line, endColumn: end.column };
  return { description: `${from} → ${to}`, safe, edits: [{ place, newText: to }] };
}

function findingWith(...fixes: readonly DiagnosticFix[]): Diagnostic {
  const { place } = fixes[0].edits[0];
  return {
    ...{ rule: 'r', severity: 'warning', confidence: 'certain', message: 'm', advice: '', place, function: 'f' },
    ...{ notes: [], fixes, fingerprint: 'x:1' },
  };
}

describe('fixes', () => {
  const source = Source.fromText('/a.go', 'one two three four\n');
  const mended = (found: readonly Diagnostic[], unsafe = false) =>
    mend(found, unsafe, (file) => (file === '/a.go' ? source : undefined)).get('/a.go');

  test('are made together where they do not overlap', () => {
    const found = [fixOf(source, 'three', '3'), fixOf(source, 'one', '1')].map((fix) => findingWith(fix));
    expect(mended(found)).toEqual({ text: '1 two 3 four\n', fixes: 2 });
  });

  test('wait where they overlap, begin at one place, or one of their edits does', () => {
    const wide = fixOf(source, 'one two', 'x');
    const both = { ...fixOf(source, 'four', '4'), edits: [...fixOf(source, 'four', '4').edits, ...wide.edits] };
    const found = [fixOf(source, 'two three', 'y'), wide, both].map((fix) => findingWith(fix));
    expect(mended(found)).toEqual({ text: 'one y four\n', fixes: 1 });
    const insert = { ...wide, edits: [{ place: { ...wide.edits[0].place, endColumn: 1 }, newText: '+' }] };
    expect(mended([findingWith(insert), findingWith(insert)])).toEqual({ text: '+one two three four\n', fixes: 1 });
  });

  test('that need a second look are made only when asked for', () => {
    const found = [findingWith(fixOf(source, 'one', '1', false), fixOf(source, 'one', 'uno'))];
    expect(mended(found)?.text).toBe('uno two three four\n');
    expect(mended(found, true)?.text).toBe('1 two three four\n');
    expect(mended([{ ...found[0], suppressed: { directive: '//nolint', reason: '' } }])).toBeUndefined();
  });

  test('in a file that is not to be changed are not made elsewhere either', () => {
    const other = fixOf(Source.fromText('/b.go', 'five'), 'five', '5');
    const both = { ...other, edits: [...fixOf(source, 'one', '1').edits, ...other.edits] };
    expect(mended([findingWith(both)])).toBeUndefined();
  });

  test('end their lines as the file does', () => {
    const dos = Source.fromText('/a.go', 'one\r\ntwo\r\n');
    const { text } = mend([findingWith(fixOf(dos, 'two', '2\n3'))], false, () => dos).get('/a.go')!;
    expect(text).toBe('one\r\n2\r\n3\r\n');
  });
});

describe('a file that is rewritten', () => {
  test('keeps its mode and its byte order mark', () => {
    const root = temporaryTree({ 'a.go': '\ufeffpackage a\n' });
    const path = join(root, 'a.go');
    chmodSync(path, 0o640);
    expect(rewrite(path, 'package a\n', 'package b\n')).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('\ufeffpackage b\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('stays when somebody else has changed it, or it is gone', () => {
    const root = temporaryTree({ 'a.go': 'package a\n' });
    expect(rewrite(join(root, 'a.go'), 'package z\n', 'package b\n')).toBe('the file has changed meanwhile');
    expect(rewrite(join(root, 'b.go'), '', 'package b\n')).toBe('there is no such file or directory');
    expect(readFileSync(join(root, 'a.go'), 'utf8')).toBe('package a\n');
  });
});

describe('comments that silence what is there now', () => {
  test('are written, and silence it', async () => {
    const root = temporaryTree({ 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a.go': leaky('t') });
    const run = await goOomLint(root, '--add-ignore=known since last year');
    expect(run).toEqual({ code: 0, stdout: '', stderr: 'go-oom-lint: note: silenced 1 finding in 1 file\n' });
    const text = readFileSync(join(root, 'a.go'), 'utf8');
    expect(text).toContain('\t\t//oomlint:ignore unbounded-goroutine known since last year\n\t\tgo get(u)\n');
    expect((await goOomLint(root, '--severity', 'info')).code).toBe(0);
    expect((await goOomLint(root, '--add-ignore')).stderr).toContain('silenced 0 findings in 0 files');
  });
});

describeWithGo('comments that silence', () => {
  test('stand as gofmt has them', async () => {
    const text = [
      'package p',
      '',
      '// f does.',
      'func f(ok bool) {',
      '\tif ok {',
      '\t} else if g(string([]byte("x"))) {',
      '\t}',
      '\t//oomlint:ignore other it was so',
      '\tg(string([]byte("y")))',
      '}',
      '',
      'func g(string) bool { return true }',
      '',
    ].join('\n');
    const source = Source.fromText('/a.go', text);
    const at = (line: number, rule: string) => ({
      ...findingWith(fixOf(source, 'f', 'f')),
      rule,
      place: { file: '/a.go', line, column: 1, endLine: line, endColumn: 2 },
    });
    const result = withIgnores(source, [at(4, 'b'), at(4, 'a'), at(6, 'c'), at(9, 'd')], 'why');
    expect(result).toContain('// f does.\n//\n//oomlint:ignore a,b why\nfunc f');
    expect(result).toContain('\t\t//oomlint:ignore c why\n\t} else if');
    expect(result).toContain('\t//oomlint:ignore other,d it was so\n\tg(');
    const root = temporaryTree({ 'a.go': result });
    expect(await runTool('gofmt', ['-l', '.'], root)).toEqual({ status: 0, output: '' });
  });
});

describe('what comes on standard input', () => {
  test('stands in place of a file, among the others of its package', async () => {
    const text = 'package t\n\nfunc More(urls []string) {\n\tfor _, u := range urls {\n\t\tgo get(u)\n\t}\n}\n';
    const root = temporaryTree({ 'go.mod': 'module example.com/t\n\ngo 1.25\n', 'a.go': leaky('t') });
    const { code, stdout } = await goOomLintWith(
      { input: text },
      root,
      '-',
      '--stdin-filename',
      'b.go',
      '--format',
      'json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings).toMatchObject([{ file: 'b.go', line: 5, function: 'More' }]);
    const mended = await goOomLintWith({ input: 'package t\n' }, root, '-', '--stdin-filename', 'a.go');
    expect(mended.code).toBe(0);
  });

  test('may belong to a folder that is not there yet', async () => {
    const root = temporaryTree({ 'go.mod': 'module example.com/t\n\ngo 1.25\n' });
    const { code, stdout } = await goOomLintWith({ input: leaky('n') }, root, '-', '--stdin-filename', 'n/n.go');
    expect(code).toBe(1);
    expect(stdout).toContain('n/n.go:5:3: warning');
  });
});
