import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules, suppressionRules } from '../../src/index.js';
import { goOomLint, leaky, temporaryTree } from './bin.js';

const onWindows = process.platform === 'win32';
const found = /unbounded-goroutine/;

const files = {
  'go.mod': 'module example.com/t\n\ngo 1.25\n',
  'a/a.go': leaky('a'),
  'gen/gen.go': leaky('gen'),
  'a/a_test.go': leaky('a').replaceAll('Fetch', 'FetchTest').replaceAll('get', 'getTest'),
};

/** A module with a configuration in it. */
function moduleWith(config: string, name = '.go-oom-lint.yaml'): string {
  return temporaryTree({ ...files, '.git/HEAD': 'ref: refs/heads/main\n', [name]: config });
}

describe('a mistake is named with its place and what was meant', () => {
  const mistakes: Readonly<Record<string, readonly [config: string, ...messages: string[]]>> = {
    'an unknown key': ['serverity: info', '1:1: unknown key serverity; did you mean severity?'],
    'a key like no other': ['frobnicate: 1', '1:1: unknown key frobnicate; it takes severity, confidence, '],
    'an unknown rule': [
      'rules:\n  unbounded-goroutne: off',
      '2:3: unknown rule unbounded-goroutne; did you mean unbounded-goroutine?',
    ],
    'a severity': ['severity: warn', '1:11: severity cannot be warn; did you mean warning?'],
    'a confidence': ['confidence: 3', '1:13: confidence cannot be 3; it takes certain, likely or possible'],
    'fail-on': ['fail-on: nevr', '1:10: fail-on cannot be nevr; did you mean never?'],
    'a truth': ['tests: yes', '1:8: tests cannot be yes; it takes true or false'],
    'no truth': ['preview: [true]', '1:10: preview cannot be a list; it takes true or false'],
    'no value': ['severity:', '1:10: severity has no value; it takes error, warning or info'],
    'a version': ['go: 2.1\ntoolchain: latest', '1:5: go cannot be 2.1; it takes a Go', '2:12: toolchain cannot be'],
    'a number that is none': ['go: .nan', '1:5: go cannot be .nan; it takes a Go version'],
    'a build tag': ["build: {tags: ['a b']}", '1:16: build.tags[0]: a b is not a build tag'],
    'a system': [
      'build:\n  goos: linus\n  goarch: x86',
      '2:9: build.goos cannot be linus; did you mean linux?',
      '3:11: ',
    ],
    'a rule that is a list': ['rules: {pool-missing-reset: []}', '1:29: rules.pool-missing-reset cannot be a list; it'],
    'the severity of a rule': ['rules: {pool-missing-reset: on}', '1:29: rules.pool-missing-reset cannot be on; '],
    'an unknown option': [
      'rules:\n  unbounded-goroutine: {severity: error, fw: 3}',
      '2:42: unknown key fw; did you mean few?',
    ],
    'the value of an option': [
      'rules:\n  unbounded-goroutine: {few: 0}',
      '2:30: rules.unbounded-goroutine.few cannot be 0; it takes a whole number from 1 to 10000',
    ],
    'an option that is no number': [
      'rules: {unbounded-goroutine: {few: .inf}}',
      'few cannot be .inf; it takes a whole',
    ],
    'a glob that leads out': ['exclude: [../x]', '1:11: exclude[0]: ../x leads out of the folder'],
    'an absolute glob': ['exclude: /etc', '1:10: exclude: /etc is absolute'],
    braces: ['exclude: ["{a", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"]', '1:11: ', 'stands for more than 100 globs'],
    'an override without files': ['overrides:\n  - tests: true', '2:5: overrides[0] has no files'],
    'a baseline elsewhere': ['baseline: ../base.json', '1:11: baseline: ../base.json is not inside the folder'],
    'the name of a function': [
      "knows: {exits: ['(*x.T.m', Die]}",
      '1:17: knows.exits[0]: (*x.T.m is not the full name of a function, such as example.com/pkg.Func',
      '1:28: knows.exits[1]: Die is not the full name',
    ],
    'a name with type parameters': [
      "knows: {exits: '(*x/y.T[K]).m'}",
      '1:16: knows.exits: (*x/y.T[K]).m is not the full',
    ],
    'a limiter without release': ['knows: {limiters: [{acquire: x/y.A}]}', '1:20: knows.limiters[0] has no release'],
    'a position': ['knows: {spawners: {x/y.Go: {task: -1}}}', '1:35: knows.spawners.x/y.Go.task cannot be -1; it'],
    'a key that stands twice': ['severity: info\nseverity: error', '2:1: the key severity stands twice at the top'],
    'a list': ['- severity', '1:1: the configuration cannot be a list; it takes a mapping with severity, '],
    'no YAML': ['severity: [info', '1:16: flow sequence'],
    'a second document': ['severity: info\n---\ntests: true', '2:1: a second document begins here'],
    'an unknown tag': ['severity: !mine info', '1:11: unresolved tag: !mine'],
    'an alias of nothing': ['severity: *mine', '1:11: there is no anchor mine before'],
    'too many aliases': [`exclude: [&x a${', *x'.repeat(100)}]`, 'more than 100 aliases are used'],
    'nesting without end': ['['.repeat(100_000), 'is nested too deeply'],
    'what a terminal would obey': ['severity: "\\e[31mred"', '1:11: severity cannot be \\x1b[31mred; it takes'],
    'several at once': ['a: 1\nb: 2\nseverity: c', '1:1: unknown key a', '2:1: unknown key b', '3:11: severity cannot'],
  };
  for (const [name, [config, ...messages]] of Object.entries(mistakes)) {
    test(name, async () => {
      const { code, stdout, stderr } = await goOomLint(moduleWith(config), './a');
      expect(stdout).toBe('');
      const lines = stderr.trimEnd().split('\n');
      for (const line of lines) expect(line).toMatch(/^go-oom-lint: \.go-oom-lint\.yaml:\d+:\d+: /);
      expect(lines).toHaveLength(messages.length);
      messages.forEach((message, i) => {
        expect(lines[i]).toContain(message);
      });
      expect(code).toBe(2);
    });
  }

  test('of JSON too', async () => {
    const root = moduleWith('{\n\t"severity": "info",\n\t"tets": true\n}\n', '.go-oom-lint.json');
    const { code, stderr } = await goOomLint(root);
    expect(stderr).toBe('go-oom-lint: .go-oom-lint.json:3:2: unknown key tets; did you mean tests?\n');
    expect(code).toBe(2);
  });

  test('of thousands, a hundred and how many more', async () => {
    const { stderr } = await goOomLint(moduleWith(Array.from({ length: 5_000 }, (_, i) => `k${i}: 1\n`).join('')));
    expect(stderr.trimEnd().split('\n')).toHaveLength(101);
    expect(stderr).toMatch(/: 4900 more mistakes\n$/);
  });
});

describe('each key', () => {
  const keys: Readonly<Record<string, readonly [config: string, args: string, code: number, says: RegExp]>> = {
    $schema: ['$schema: ./config.schema.json', './a', 1, found],
    severity: ['severity: error', './a', 0, /no findings \(1 more with --severity info\)/],
    confidence: ['confidence: possible', './a', 1, found],
    'fail-on': ['fail-on: never', './a', 0, found],
    'fail-on alone': ['fail-on: info\nseverity: error', './a', 0, /fail-on info sees only what severity error reports/],
    preview: ['preview: true', './a', 1, found],
    tests: ['tests: true', './a', 1, /in 2 files/],
    go: ['go: 1.20', './a', 1, found],
    toolchain: ['toolchain: go1.25.1', './a', 1, found],
    build: ['build:\n  goos: windows\n  goarch: arm64\n  tags: integration', './a', 1, found],
    'a rule that is off': ['rules:\n  unbounded-goroutine: off', './a', 0, /no findings in 1 file/],
    'the severity of a rule': ['rules:\n  unbounded-goroutine: error', './a', 1, /5:3: error: starts a goroutine/],
    'the severity and options of a rule': [
      'rules:\n  unbounded-goroutine: {severity: info, few: 3}\nseverity: info',
      './a',
      0,
      /5:3: info: starts a goroutine/,
    ],
    exclude: ['exclude: [gen/**]', './...', 1, /1 finding .* in 1 file, 2 functions; 1 file excluded/],
    'exclude, named explicitly': ['exclude: gen', 'gen/gen.go', 0, /note: nothing was linted: 1 file is excluded by/],
    'a rule for some files': [
      'overrides:\n  - files: gen/**\n    rules: {unbounded-goroutine: off}',
      './...',
      1,
      /1 finding .* in 2 files/,
    ],
    'tests of some files': ['overrides:\n  - files: a\n    tests: true', './...', 1, /3 findings .* in 3 files/],
    knows: ['knows: {exits: example.com/t/gen.get}', './a', 1, found],
    nothing: ['', './a', 1, found],
    'a comment': ['# nothing yet\n', './a', 1, found],
    'a byte order mark': ['\ufeffseverity: error\n', './a', 0, /no findings/],
  };
  for (const [name, [config, args, code, says]] of Object.entries(keys)) {
    test(name, async () => {
      const run = await goOomLint(moduleWith(config), ...args.split(' '));
      expect(run.stdout + run.stderr).toMatch(says);
      expect(run.code, run.stderr).toBe(code);
    });
  }
});

describe('flags win over the file', () => {
  const config = [
    'severity: error',
    'tests: true',
    'rules: {unbounded-goroutine: off}',
    'overrides: [{files: a, tests: true, rules: {unbounded-goroutine: off}}]',
  ].join('\n');
  test.each<[flags: string, code: number, says: RegExp]>([
    ['--rule unbounded-goroutine --severity warning --tests=false', 1, /in 1 file, 2 functions/],
    ['--rule unbounded-goroutine --severity warning', 1, /2 findings .* in 2 files/],
    ['--severity warning', 0, /no findings/],
    ['--rule unbounded-goroutine', 0, /no findings \(2 more with --severity info\)/],
    ['--no-config', 1, /in 1 file, 2 functions/],
  ])('%s', async (flags, code, says) => {
    const run = await goOomLint(moduleWith(config), './a', ...flags.split(' '));
    expect(run.stdout).toMatch(says);
    expect(run.code).toBe(code);
  });

  test('--disable', async () => {
    const run = await goOomLint(moduleWith('rules: {unbounded-goroutine: error}'), '--disable', 'unbounded-goroutine');
    expect(run.code).toBe(0);
  });
});

test('a directive for a rule that is off for its file is not called unused', async () => {
  const config = 'severity: info\noverrides: [{files: gen, rules: {unbounded-goroutine: off}}]';
  const root = moduleWith(config);
  for (const name of ['a/a.go', 'gen/gen.go']) {
    const text = leaky(name.split('/')[0]).replace(
      'func get',
      '//oomlint:ignore unbounded-goroutine no reason\nfunc get',
    );
    writeFileSync(join(root, name), text);
  }
  const { stdout } = await goOomLint(root);
  expect(stdout).toMatch(/^a\/a\.go:9:1: info: .*unused-suppression$/m);
  expect(stdout).not.toMatch(/^gen\//m);
});

test('a severity of the configuration leaves alone what the rule takes less seriously', async () => {
  const code =
    'package t\n\nimport "net"\n\nfunc Serve(l net.Listener) {\n\tfor {\n\t\tc, err := l.Accept()\n\t\tif err != nil {\n\t\t\treturn\n\t\t}\n' +
    '\t\tgo handle(c)\n\t}\n}\n\nfunc handle(net.Conn) {}\n';
  const root = temporaryTree({
    'go.mod': files['go.mod'],
    't.go': code,
    '.go-oom-lint.yaml': 'severity: info\nrules: {unbounded-goroutine: error}',
  });
  const { stdout } = await goOomLint(root);
  expect(stdout).toMatch(/^t\.go:11:3: info: starts a goroutine for every connection/m);
});

describe('the file is found', () => {
  const tree = temporaryTree({
    '.go-oom-lint.yaml': 'severity: error',
    'repo/.git/HEAD': 'ref: refs/heads/main\n',
    'repo/sub/go.mod': files['go.mod'],
    'repo/sub/a/a.go': leaky('a'),
    'repo/own/.go-oom-lint.yml': 'fail-on: never',
    'repo/own/go.mod': files['go.mod'],
    'repo/own/a.go': leaky('a'),
    'alone/go.mod': files['go.mod'],
    'alone/a/a.go': leaky('a'),
    'loose/a/a.go': leaky('a'),
  });

  test('not above the git top level', async () => {
    expect((await goOomLint(join(tree, 'repo/sub/a'))).code).toBe(1);
    writeFileSync(join(tree, 'repo/.go-oom-lint.json'), '{"severity": "error"}');
    expect((await goOomLint(join(tree, 'repo/sub/a'))).code).toBe(0);
  });

  test('the nearest one first', async () => {
    const { code, stdout } = await goOomLint(join(tree, 'repo/own'));
    expect(stdout).toMatch(found);
    expect(code).toBe(0);
  });

  test('not above the module, outside of git', async () => {
    expect((await goOomLint(join(tree, 'alone/a'))).code).toBe(1);
    expect((await goOomLint(join(tree, 'loose/a'))).code).toBe(1);
  });

  test('not when there are two', async () => {
    const root = temporaryTree({ ...files, '.go-oom-lint.yaml': '', '.go-oom-lint.json': '{}' });
    const { code, stderr } = await goOomLint(join(root, 'a'));
    expect(stderr).toBe(
      'go-oom-lint: ../.go-oom-lint.yaml and ../.go-oom-lint.json are both there; one directory has one configuration\n',
    );
    expect(code).toBe(2);
    expect((await goOomLint(root, '--config', '.go-oom-lint.json')).code).toBe(1);
    expect((await goOomLint(root, '--no-config')).code).toBe(1);
  });

  test.skipIf(onWindows)('not behind a link that leads out of the repository', async () => {
    const root = temporaryTree({ 'etc/config.yaml': 'severity: secret', 'repo/go.mod': files['go.mod'] });
    mkdirSync(join(root, 'repo/.git'));
    symlinkSync('../etc/config.yaml', join(root, 'repo/.go-oom-lint.yaml'));
    const { code, stderr } = await goOomLint(join(root, 'repo'));
    expect(stderr).toBe('go-oom-lint: .go-oom-lint.yaml is a link that leads out of the repository\n');
    expect(code).toBe(2);
  });

  test('with --config, wherever it is; globs start from its folder', async () => {
    const root = temporaryTree({ ...files, 'conf/strict.yaml': 'exclude: a', 'a/conf.yaml': 'exclude: a.go' });
    expect((await goOomLint(root, './a', '--config', 'conf/strict.yaml')).code).toBe(1);
    expect((await goOomLint(root, './a', '--config', 'a/conf.yaml')).code).toBe(0);
  });
});

describe('a file that cannot be read', () => {
  test.each<[name: string, says: RegExp]>([
    ['missing.yaml', /^go-oom-lint: missing\.yaml: no such file$/m],
    ['a', /^go-oom-lint: a: is a directory$/m],
    ['latin1.yaml', /^go-oom-lint: latin1\.yaml: is not UTF-8$/m],
    ['large.yaml', /^go-oom-lint: large\.yaml: has 1000001 bytes; a configuration has at most 1000000$/m],
  ])('%s', async (name, says) => {
    const root = temporaryTree({ ...files, 'large.yaml': '#'.repeat(1_000_001) });
    writeFileSync(join(root, 'latin1.yaml'), Buffer.from('# \xe4\n', 'latin1'));
    for (const args of [
      ['--config', name],
      ['config', 'verify', name],
    ]) {
      const { code, stderr } = await goOomLint(root, ...args);
      expect(stderr).toMatch(says);
      expect(code).toBe(2);
    }
  });

  const pipe = join(temporaryTree({ 'x/go.mod': '' }), '.go-oom-lint.yaml');
  test.skipIf(onWindows || spawnSync('mkfifo', [pipe]).status !== 0)('a named pipe', async () => {
    const { code, stderr } = await goOomLint(join(pipe, '..'));
    expect(stderr).toBe('go-oom-lint: .go-oom-lint.yaml: is not a regular file\n');
    expect(code).toBe(2);
  });

  test('--config and --no-config contradict each other', async () => {
    const { code, stderr } = await goOomLint(moduleWith(''), '--config', 'a.yaml', '--no-config');
    expect(stderr).toBe('go-oom-lint: --config and --no-config contradict each other\n');
    expect(code).toBe(2);
  });
});

describe('config verify', () => {
  test('says what is right', async () => {
    const root = moduleWith('severity: info');
    expect(await goOomLint(root, 'config', 'verify')).toMatchObject({
      code: 0,
      stdout: '.go-oom-lint.yaml is valid\n',
    });
    writeFileSync(join(root, 'other.yaml'), 'severity: x');
    const other = await goOomLint(root, 'config', 'verify', 'other.yaml');
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(
      /^go-oom-lint: other\.yaml:1:11: severity cannot be x; it takes error, warning or info$/m,
    );
  });

  test('says when there is none', async () => {
    const run = await goOomLint(temporaryTree(files), 'config', 'verify');
    expect(run).toMatchObject({ code: 0, stdout: 'there is no configuration file\n' });
  });

  test.each<[args: string, says: string]>([
    [
      'config',
      'config says not what to do; it takes print or verify; to lint a directory of that name, write ./config',
    ],
    ['config prnt', 'config cannot be followed by prnt; did you mean print?'],
    ['config print x', 'config print takes nothing else'],
    ['config verify x y', 'config verify takes one [FILE] at most'],
    ['config verify --severity info', '--severity means nothing to config verify'],
    ['config print --stats', '--stats means nothing to config print'],
  ])('%s', async (args, says) => {
    const { code, stderr } = await goOomLint(temporaryTree(files), ...args.split(' '));
    expect(stderr).toBe(`go-oom-lint: ${says}\n`);
    expect(code).toBe(2);
  });
});

/** A printed configuration with these rules only. */
function withRules(printed: string, names: readonly string[]): string {
  return printed.replace(/^ {2}([\w-]+):.*\n(?: {4}.*\n)*/gm, (entry, key: string) =>
    knownRules.has(key) && !names.includes(key) ? '' : entry,
  );
}

const knownRules = new Set([...rules, ...suppressionRules].map(({ name }) => name));

describe('config print', () => {
  const config = `severity: info
go: 1.20
build: {tags: [integration]}
rules:
  unbounded-goroutine: {few: 4}
  pool-missing-reset: off
exclude: gen
overrides:
  - files: a
    rules: {unbounded-goroutine: error}
knows:
  exits: example.com/t/log.Die
`;

  test('says what holds, and where each value came from', async () => {
    const root = moduleWith(config);
    const { code, stdout } = await goOomLint(root, 'config', 'print', '--tests', '--disable', 'tag:escape');
    const named = ['conversion-in-hot-loop', 'pool-missing-reset', 'returned-pointer-escape', 'unbounded-goroutine'];
    expect(withRules(stdout, named)).toBe(`severity: info # .go-oom-lint.yaml:1
confidence: likely # default
fail-on: warning # default
preview: false # default
tests: true # --tests
go: "1.20" # .go-oom-lint.yaml:2
# toolchain: what each go.mod says (default)
build:
  tags:
    - integration # .go-oom-lint.yaml:3
  goos: linux # default
  goarch: amd64 # default
# baseline: none (default)
rules:
  conversion-in-hot-loop: warning # default
  pool-missing-reset: off # .go-oom-lint.yaml:6
  returned-pointer-escape: off # --disable
  unbounded-goroutine:
    severity: warning # default
    few: 4 # .go-oom-lint.yaml:5
exclude:
  - gen # .go-oom-lint.yaml:7
overrides:
  - files:
      - a # .go-oom-lint.yaml:9
    rules:
      unbounded-goroutine: error # .go-oom-lint.yaml:10
knows:
  exits:
    - example.com/t/log.Die # .go-oom-lint.yaml:12
`);
    expect(code).toBe(0);
  });

  test('prints a configuration that means the same', async () => {
    const root = moduleWith(config);
    const first = await goOomLint(root, 'config', 'print', '--tests');
    writeFileSync(join(root, 'printed.yaml'), first.stdout);
    const second = await goOomLint(root, 'config', 'print', '--config', 'printed.yaml');
    const values = (text: string) => text.replace(/ #.*/g, '').replace(/^ *#.*\n/gm, '');
    expect(values(second.stdout)).toBe(values(first.stdout));
  });
});
