import { describe, expect, test } from 'vitest';
import { goOomLint, leaky, temporaryTree } from './bin.js';

const root = temporaryTree({
  'go.mod': 'module example.com/t\n\ngo 1.21\n',
  'a.go': leaky('t'),
  'b_windows.go': 'package t\n\nfunc onWindows(urls []string) {\n\tfor _, u := range urls {\n\t\tgo get(u)\n\t}\n}\n',
  'conf.yaml': 'fail-on: never\n',
  'known.json': '{"version": 1, "findings": []}',
  'c.go': '//go:build integration\n\npackage t\n\nvar c = 1\n',
});

/** Every flag of the specification's table with a value that means something, and the exit code of a run with it. */
const built: Readonly<Record<string, readonly [args: readonly string[], code: number]>> = {
  '--format': [['--format', 'json', '--format', 'text:out.txt'], 1],
  '--severity': [['--severity', 'info'], 1],
  '--confidence': [['--confidence', 'certain'], 1],
  '--fail-on': [['--fail-on', 'never'], 0],
  '--rule': [['--rule', 'unbounded-goroutine'], 1],
  '--disable': [['--disable', 'unbounded-goroutine'], 0],
  '--preview': [['--preview'], 1],
  '--tests': [['--tests'], 1],
  '--go': [['--go', '1.22'], 1],
  '--toolchain': [['--toolchain', 'go1.25.1'], 1],
  '--tags': [['--tags', 'integration,other'], 1],
  '--goos': [['--goos', 'windows'], 1],
  '--goarch': [['--goarch', 'arm64'], 1],
  '--config': [['--config', 'conf.yaml'], 0],
  '--no-config': [['--no-config'], 1],
  '--path-root': [['--path-root', '.', '--format', 'sarif'], 1],
  '--category': [['--category', 'x', '--format', 'sarif'], 1],
  '--show-suppressed': [['--show-suppressed'], 1],
  '--baseline': [['--baseline', 'known.json'], 1],
  '--fix': [['--fix'], 1],
  '--unsafe-fixes': [['--fix', '--unsafe-fixes'], 1],
  '--diff': [['--diff', '--quiet'], 1],
  '--threads': [['--threads', '2'], 1],
  '--cache-dir': [['--cache-dir', 'cache'], 1],
  '--no-cache': [['--no-cache'], 1],
  '--max-file-size': [['--max-file-size', '1MB'], 1],
  '--stats': [['--stats'], 1],
  '--quiet': [['--quiet'], 1],
  '--color': [['--color', 'always'], 1],
  '--version': [['--version'], 0],
  '--help': [['--help'], 0],
};

const wrong: readonly (readonly [args: readonly string[], words: RegExp])[] = [
  [['--severety', 'info'], /unknown flag --severety; did you mean --severity\?/],
  [['--severity', 'fatal'], /--severity cannot be fatal; it takes error, warning or info/],
  [['--severity'], /--severity needs a value/],
  [['--format', 'junit5'], /--format cannot be junit5; did you mean junit\?/],
  [['--format', 'yaml'], /--format cannot be yaml; it takes text, json, jsonl, .* or rdjson/],
  [['--format', 'json:'], /--format json: names no file/],
  [['--format', 'json', '--format', 'sarif'], /json and sarif both go to standard output; give one a file/],
  [['--format', 'json:a', '--format', 'sarif:a'], /json and sarif both go to a\n/],
  [['--rule', 'unbounded-gorutine'], /--rule unbounded-gorutine: there is no such rule; did you mean/],
  [['--goos', 'windoze'], /--goos cannot be windoze; did you mean windows\?/],
  [['--go', 'newest'], /--go newest: a Go version looks like 1\.22/],
  [['--toolchain', '2'], /--toolchain 2: a Go version looks like/],
  [['--threads', '0'], /--threads 0: it takes a number from 1/],
  [['--max-file-size', 'huge'], /--max-file-size huge: a size looks like/],
  [['--path-root', 'nowhere'], /--path-root nowhere: there is no such directory/],
  [['--tags', 'a&&b'], /--tags: a&&b is not a build tag/],
  [['-'], /- needs --stdin-filename/],
  [['-', 'a.go', '--stdin-filename', 'a.go'], /- stands alone/],
  [['--stdin-filename', 'a.go'], /means something only with -/],
  [['-', '--stdin-filename', 'a.go', '--fix'], /--fix changes files; for standard input, --diff/],
  [['-', '--stdin-filename', 'a.go', '--staged'], /--staged means nothing to standard input/],
  [['-', '--stdin-filename', 'a.txt'], /--stdin-filename a.txt: it is not the name of a Go file/],
  [['--unsafe-fixes'], /--unsafe-fixes says which changes --fix and --diff make/],
  [['--fix', '--write-baseline'], /--fix and --write-baseline do not go together/],
  [['--staged', '--new-from-rev', 'HEAD'], /--new-from-rev and --staged do not go together/],
  [['--staged'], /--staged needs a git repository, and .* is in none/],
  [['--baseline', 'nowhere.json'], /nowhere.json: the baseline cannot be read: .*; --write-baseline creates it/],
  [['--baseline', 'go.mod'], /go.mod is not a baseline/],
];

describe('a flag of this version is taken', () => {
  test.each(Object.entries(built))('%s', async (_, [args, code]) => {
    const run = await goOomLint(root, ...args);
    expect(run.code, run.stdout + run.stderr).toBe(code);
    expect(run.stderr).toBe('');
  });
});

describe('a flag that means nothing is explained', () => {
  test.each(wrong.map(([args, words]) => [args.join(' '), args, words] as const))('%s', async (_, args, words) => {
    const run = await goOomLint(root, ...args);
    expect(run.stderr).toMatch(words);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
  });
});

test('files of other systems are linted too, each once', async () => {
  const { stdout } = await goOomLint(root, '--format', 'json');
  const { findings } = JSON.parse(stdout) as { findings: { file: string }[] };
  expect(findings.map(({ file }) => file)).toEqual(['a.go', 'b_windows.go']);
});
