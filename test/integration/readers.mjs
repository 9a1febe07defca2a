// Holds the formats for other programs against their readers: reviewdog reads rdjson, Checkstyle and SARIF, a parser from
// PyPI reads JUnit, and Ajv holds GitLab's Code Quality against what GitLab publishes and JSON lines against their
// schema. All of them must tell the findings that JSON tells. Needs Go, Python, npm and their registries.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lint, root, run, workshop } from './tools/programs.mjs';

const { temporary, goProgram, python, npmFolder } = workshop('readers');

const oddNames = 'od d,na:me%20/ünï 日本';
const repository = join(temporary, 'repository');
cpSync(join(root, 'test/fixtures/example-service'), repository, { recursive: true });
mkdirSync(join(repository, oddNames), { recursive: true });
writeFileSync(
  join(repository, oddNames, 'a&b.go'),
  'package p\n\nfunc f(urls []string) {\n\tfor _, u := range urls {\n\t\t_ = "漢🎉"; go get(u)\n\t}\n}\n\nfunc get(string) {}\n',
);
writeFileSync(join(repository, 'go.mod'), 'module example.com/readers\n\ngo 1.25\n');
run('git', ['init', '--quiet', repository]);

const formats = ['json', 'jsonl', 'sarif', 'gitlab', 'checkstyle', 'junit', 'rdjson'];
const outputs = formats.flatMap((name) => ['--format', `${name}:${join(temporary, name)}`]);
lint(['--severity', 'info', '--confidence', 'possible', ...outputs], repository);
const output = (name) => readFileSync(join(temporary, name), 'utf8');
const { findings, summary } = JSON.parse(output('json'));
assert.ok(findings.length > 5 && findings.some(({ file }) => file.startsWith(oddNames)));

const bytesBefore = ({ file, line, column }) => {
  const text = readFileSync(join(repository, file), 'utf8').split('\n')[line - 1];
  return Buffer.byteLength(text.slice(0, column - 1)) + 1;
};
const inUnits = findings.map((one) => row(one.file, one.line, one.column, one.severity, one.rule));
const inBytes = findings.map((one) => row(one.file, one.line, bytesBefore(one), one.severity, one.rule));

assert.deepEqual(readByReviewdog('rdjson'), inBytes);
assert.deepEqual(
  readByReviewdog('checkstyle'),
  inUnits.map((text) => text.replace(/\S+$/, 'go-oom-lint.$&')),
);
assert.deepEqual(readByReviewdog('sarif'), inUnits);
console.log(`reviewdog reads ${findings.length} findings in rdjson, checkstyle and sarif`);

readJunit();
readGitlab();
readLines();

function row(file, line, column, severity, rule) {
  return `${file}:${line}:${column} ${severity} ${rule}`;
}

function readByReviewdog(name) {
  const args = [`-f=${name}`, '-reporter=rdjson', '-filter-mode=nofilter'];
  const text = run(goProgram('reviewdog'), args, { cwd: repository, input: output(name) });
  return JSON.parse(text).diagnostics.map(({ location, severity, code }) => {
    const { line, column } = location.range.start;
    return row(location.path, line, column, severity.toLowerCase(), code.value);
  });
}

function readJunit() {
  const script = `
import json, sys
from junitparser import JUnitXml
xml = JUnitXml.fromfile(sys.argv[1])
cases = [[c.classname, c.name, [type(r).__name__ + " " + r.type for r in c.result], c.result[0].text] for s in xml for c in s]
print(json.dumps({"tests": xml.tests, "failures": xml.failures, "errors": xml.errors, "cases": cases}))
`;
  const read = JSON.parse(run(python('junitparser'), ['-c', script, join(temporary, 'junit')]));
  assert.deepEqual(
    read.cases.map(([file, name, [result]]) => [file, name, result]),
    findings.map((one) => [one.file, `${one.rule} ${one.line}:${one.column}`, `Failure ${one.severity}`]),
  );
  for (const [i, [, , , text]] of read.cases.entries()) assert.ok(text.includes(findings[i].message), text);
  assert.deepEqual([read.tests, read.failures, read.errors], [findings.length, findings.length, 0]);
  console.log(`junitparser reads ${read.tests} tests`);
}

/** What GitLab's documentation asks of an issue (Code Quality, "Code Quality report format"). */
function readGitlab() {
  const text = { type: 'string', minLength: 1 };
  const line = { type: 'integer', minimum: 1 };
  const issue = {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
    properties: {
      description: text,
      check_name: text,
      fingerprint: text,
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./|/)' },
          lines: { type: 'object', required: ['begin'], properties: { begin: line, end: line } },
        },
      },
    },
  };
  const issues = JSON.parse(output('gitlab'));
  check({ type: 'array', items: issue }, issues);
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  assert.deepEqual(
    issues.map(({ check_name, location: { path, lines } }) => `${path}:${lines.begin} ${check_name}`),
    findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`),
  );
  console.log(`Code Quality has ${issues.length} issues as GitLab asks for them`);
}

function readLines() {
  const schema = JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8'));
  const lines = output('jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines) check({ $schema: schema.$schema, $defs: schema.$defs, $ref: '#/$defs/line' }, line);
  assert.deepEqual(lines.slice(0, -1), findings);
  assert.deepEqual(lines.at(-1).summary, summary);
  console.log(`JSON lines are ${lines.length} as the schema has them`);
}

function check(schema, value) {
  const { default: Ajv } = createRequire(join(npmFolder('ajv'), 'package.json'))('ajv/dist/2020.js');
  const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
  assert.ok(validate(value), JSON.stringify(validate.errors, undefined, 2));
}
