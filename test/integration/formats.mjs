// Holds what the reporters write against others' validators: SARIF against Microsoft's, with the rules of SARIF and
// of GitHub code scanning, and JSON against its schema with Ajv; and what the schema of the configuration takes. Needs
// npm and its registry; the SARIF validator has 100 MB, so `node test/integration/formats.mjs DIR` keeps it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse as parseYaml } from 'yaml';
import { formatJson } from '../../dist/engine/report/json.js';
import { formatSarif } from '../../dist/engine/report/sarif.js';
import { Source } from '../../dist/engine/text/source.js';
import { rules, suppressionRules } from '../../dist/index.js';
import { command, lint, root, run, workshop } from './tools/programs.mjs';

const { temporary, npmFolder } = workshop('formats');

/** Configurations that neither the schema nor the command may take. */
const wrongConfigs = [
  'severity: warn',
  'tests: 1',
  'go: latest',
  'frobnicate: 1',
  'rules: { no-such-rule: off }',
  'rules: { unbounded-goroutine: { few: 0 } }',
  'rules: { unbounded-goroutine: { many: 3 } }',
  'build: { goos: linus }',
  'build: { tags: [a b] }',
  'exclude: [../x]',
  'exclude: /etc',
  'baseline: a/../../b',
  'overrides: [{ tests: true }]',
  'knows: { exits: [Die] }',
  "knows: { exits: ['(*x/y.T[K]).m'] }",
  'knows: { spawners: { Go: {} } }',
  'knows: { spawners: { x/y.Go: { task: -1 } } }',
  'knows: { limiters: [{ acquire: x/y.A }] }',
];

const logs = { ...madeUp(), ...ofTheCommand() };
for (const [name, text] of Object.entries(logs)) writeFileSync(join(temporary, name), text);
checkSarif(Object.keys(logs).filter((name) => name.endsWith('.sarif')));
checkJson(Object.keys(logs).filter((name) => name.endsWith('.json')));
checkConfigSchema();

function validator() {
  const name = process.platform === 'win32' ? 'Sarif.Multitool.exe' : 'Sarif.Multitool';
  const path = join(npmFolder('multitool'), 'node_modules', `@microsoft/sarif-multitool-${process.platform}`, name);
  if (process.platform !== 'win32') chmodSync(path, 0o755);
  return path;
}

function ajv(module) {
  return createRequire(join(npmFolder('ajv'), 'package.json'))(module).default;
}

/** The validator exits with 0 whatever it finds, so its output is read; a planted error shows that it can find one. */
function checkSarif(names) {
  const sound = readFileSync(join(temporary, 'everything.sarif'), 'utf8');
  const planted = sound.replace(/"endColumn": \d+/, '"endColumn": 0').replace(/"uri": "/, '"uri": "a b');
  assert.notEqual(planted, sound);
  writeFileSync(join(temporary, 'planted.sarif'), planted);
  assert.notDeepEqual(problemsOf('planted.sarif'), [], 'the validator overlooks an error');
  for (const name of names) {
    assert.deepEqual(problemsOf(name), [], name);
    checkWhatTheValidatorMisses(name);
    console.log(`${name}: ${readFileSync(join(temporary, name)).length} bytes of sound SARIF`);
  }
}

function problemsOf(name) {
  const options = ['--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--max-file-size-in-kb', '1000000'];
  const output = run(validator(), ['validate', ...options, join(temporary, name)], { cwd: temporary });
  assert.match(output, /Analysis completed successfully/);
  return output.split('\n').filter((line) => /: (error|warning) \w+\d+:/.test(line));
}

function checkWhatTheValidatorMisses(name) {
  const [log] = JSON.parse(readFileSync(join(temporary, name), 'utf8')).runs;
  const { rules: descriptors } = log.tool.driver;
  for (const uri of urisOf(log)) {
    assert.doesNotMatch(uri, /^(\.\/|file:|$)/, 'URI');
    assert.equal(new URL(uri, 'https://host/a/b/c/').protocol, 'https:', `URI ${uri}`);
  }
  for (const { help, shortDescription, fullDescription, properties } of descriptors) {
    assert.ok(shortDescription.text.length <= 1024 && fullDescription.text.length <= 1024);
    assert.ok(help.text !== '' && help.markdown !== '' && properties.tags.length <= 10);
    const severity = properties['security-severity'];
    if (severity !== undefined) assert.match(severity, /^\d+\.\d$/);
  }
  for (const { ruleId, ruleIndex, message, relatedLocations = [], partialFingerprints } of log.results) {
    assert.equal(descriptors[ruleIndex].id, ruleId);
    const links = [...message.text.matchAll(/(?<!\\)\[(?:[^\\[\]]|\\.)*\]\((\d+)\)/g)].map(([, id]) => Number(id));
    assert.deepEqual(
      links,
      relatedLocations.map(({ id }) => id),
      `links of ${message.text}`,
    );
    if (partialFingerprints.primaryLocationLineHash) {
      assert.match(partialFingerprints.primaryLocationLineHash, /^[0-9a-f]{1,16}:\d+$/);
    }
  }
}

/** Every `uri` of artifacts in a log. */
function urisOf(value) {
  if (typeof value !== 'object' || value === null) return [];
  const own = typeof value.artifactLocation?.uri === 'string' ? [value.artifactLocation.uri] : [];
  return [...own, ...Object.values(value).flatMap(urisOf)];
}

function checkJson(names) {
  const Ajv = ajv('ajv/dist/2020.js');
  const schema = JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
  for (const name of names) {
    const output = JSON.parse(readFileSync(join(temporary, name), 'utf8'));
    assert.ok(validate(output), `${name}: ${JSON.stringify(validate.errors, undefined, 2)}`);
    assert.ok(!validate({ ...output, findings: [{}] }), 'the schema takes anything for a finding');
    console.log(`${name}: ${output.findings.length} findings as the schema has them`);
  }
}

/** The schema of the configuration takes what the command takes, and refuses what it refuses. */
function checkConfigSchema() {
  const Ajv = ajv('ajv');
  const schema = JSON.parse(readFileSync(join(root, 'schema/config.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(schema);
  const files = readdirSync(join(root, 'test/knows')).map((name) => join(root, 'test/knows', name));
  const texts = files.map((file) => /^-- \.go-oom-lint\.yaml --\n(.*?)^-- /ms.exec(readFileSync(file, 'utf8'))[1]);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```yaml\n((?:severity|knows):.*?)^```$/gms)].map(([, text]) => text);
  assert.equal(examples.length, 2);
  for (const text of [...texts, ...examples]) {
    assert.ok(validate(parseYaml(text)), `${text}\n${JSON.stringify(validate.errors, undefined, 2)}`);
  }
  for (const text of wrongConfigs) {
    assert.ok(!validate(parseYaml(text)), `the schema of the configuration takes ${text}`);
    const file = join(temporary, 'wrong.yaml');
    writeFileSync(file, text);
    const { status } = spawnSync(process.execPath, [command, 'config', 'verify', file]);
    assert.equal(status, 2, `the command takes ${text}`);
  }
  console.log(`config.schema.json: takes ${texts.length + examples.length}, refuses ${wrongConfigs.length}`);
}

/** What the command itself writes about the fixtures, and about nothing. */
function ofTheCommand() {
  const [json, sarif] = ['command.json', 'command.sarif'].map((name) => join(temporary, name));
  const all = ['--severity', 'info', '--confidence', 'possible', '--show-suppressed', '--category', 'fixtures'];
  lint([...all, '--format', `json:${json}`, '--format', `sarif:${sarif}`, './test/fixtures/...'], root);
  const nothing = lint(['--format', 'sarif', '--rule', 'unused-suppression', './test/fixtures/...'], root);
  return { 'command.json': readFileSync(json), 'command.sarif': readFileSync(sarif), 'nothing.sarif': nothing };
}

/** Reports made by hand: everything at once, and nothing at all. */
function madeUp() {
  const body = [
    'package p',
    '',
    'func f(b []byte) []byte {',
    '\tx := m[k](é, "🎉") // 漢字',
    '\treturn b[:16]',
    '}',
    '',
  ];
  const sources = [
    Source.fromText('/repo/a b/100%/[x]#?&é:漢字.go', body.join('\n')),
    Source.fromText('/repo/::error::x.go', `\ufeff${body.join('\r\n')}`),
    Source.fromText('/elsewhere/c.go', body.join('\r')),
  ];
  const everything = resultOf(sources, sources.flatMap(findingsIn), {
    errors: [{ message: 'permission denied', path: '/repo/secret.go' }, { message: 'nothing [to](9) do' }],
    notAnalysed: [
      { file: sources[0].path, line: 3, function: 'f', reason: 'it does not parse' },
      { file: '/repo/huge.go', reason: 'larger than 4 MB' },
    ],
  });
  return {
    'empty.sarif': sarifOf(resultOf([], [])),
    'empty.json': jsonOf(resultOf([], [])),
    'everything.sarif': sarifOf(everything),
    'everything.json': jsonOf(everything),
  };
}

function sarifOf(result) {
  return formatSarif(reportOf(result), {
    informationUri: 'https://example.com/go-oom-lint',
    category: 'lint/go',
    examplesOf: () => ({ bad: 'package bad\n', good: 'package good\n' }),
    gzippedSize: (text) => gzipSync(text).length,
  });
}

function jsonOf(result) {
  return formatJson(reportOf(result));
}

function reportOf(result) {
  return { result, version: '0.1.0', rules: [...rules, ...suppressionRules], cwd: '/repo', pathRoot: '/repo' };
}

function resultOf(sources, diagnostics, { errors = [], notAnalysed = [] } = {}) {
  return {
    diagnostics,
    hidden: { belowSeverity: 1, belowConfidence: 2, unchanged: 3, known: 4 },
    summary: {
      files: sources.length,
      functions: 3,
      excluded: 0,
      notAnalysed,
      notes: ['./x/... matches no Go file'],
      durationMs: 12.5,
    },
    errors,
    readSource: (file) => sources.find(({ path }) => path === file),
  };
}

/** One finding with all there is, and a silenced one without. */
function findingsIn(source) {
  const plain = {
    rule: rules[0].name,
    severity: 'warning',
    confidence: 'likely',
    message: 'm[k](x) keeps \\ and [this](7)\u202e\u001b[31m',
    advice: 'copy b[:16]',
    place: placeOf(source, 'b[:16]'),
    function: 'f',
    notes: [],
    fixes: [],
    fingerprint: '0123456789abcdef',
  };
  const full = {
    ...plain,
    severity: 'error',
    notes: [
      { message: 'b[0] comes from (here)', place: placeOf(source, '🎉'), step: 'before' },
      { message: 'the whole function', place: placeOf(source, source.text.slice(source.text.indexOf('func'))) },
    ],
    fixes: [
      {
        description: 'copy it',
        safe: true,
        edits: [{ place: placeOf(source, 'b[:16]'), newText: 'bytes.Clone(b[:16])' }],
      },
      { description: 'insert', safe: false, edits: [{ place: placeOf(source, ''), newText: '// [x]\n' }] },
    ],
  };
  return [full, { ...plain, suppressed: { directive: '//nolint', reason: '' } }];
}

function placeOf(source, text) {
  const start = source.text.indexOf(text);
  const from = source.position(start);
  const to = source.position(start + text.length);
  return { file: source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
