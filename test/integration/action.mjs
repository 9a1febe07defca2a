// Holds the action and the workflows against the schemas that check-jsonschema brings and against actionlint, and runs
// the action's steps as a runner would. Needs Go, Python, bash and the registries.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root, run, workshop } from './tools/programs.mjs';

const { temporary, python, goProgram } = workshop('action');

const action = join(root, 'action.yml');
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => join(root, '.github/workflows', name));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const examples = writeExamples(/^```yaml\n(name: .*?\n^jobs:\n.*?)^```$/gms, 'workflow');
const forGitlab = writeExamples(/^```yaml\n(go-oom-lint:\n.*?)^```$/gms, 'gitlab');

checkForm();
checkTrust();
runSteps();

/** Code blocks of the README, each in a file of its own. */
function writeExamples(pattern, name) {
  const texts = [...readme.matchAll(pattern)].map(([, text]) => text);
  assert.ok(texts.length > 0, `the README shows no ${name}`);
  return texts.map((text, i) => {
    const file = join(temporary, `${name}-${i}.yml`);
    writeFileSync(file, text);
    return file;
  });
}

function checkForm() {
  const check = (schema, files) =>
    run(python('check-jsonschema'), ['-m', 'check_jsonschema', '--builtin-schema', schema, ...files], {
      stdio: 'inherit',
    });
  check('vendor.github-actions', [action]);
  check('vendor.github-workflows', [...workflows, ...examples]);
  check('vendor.gitlab-ci', forGitlab);
  run(goProgram('actionlint'), [...workflows, ...examples], { cwd: root, stdio: 'inherit' });
}

/** Actions of others are pinned, and no expression is pasted into a script, where its value would be code. */
function checkTrust() {
  for (const file of [action, ...workflows]) {
    const text = readFileSync(file, 'utf8');
    for (const [, used] of text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)) {
      assert.match(used, /^\.\/$|^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${file}: ${used}`);
    }
    const { runs, jobs = {} } = parse(text);
    const steps = [...(runs?.steps ?? []), ...Object.values(jobs).flatMap((job) => job.steps)];
    for (const { run: script = '' } of steps) assert.ok(!script.includes('${{'), `${file}:\n${script}`);
  }
  console.log('actions are pinned, scripts hold no expressions');
}

function runSteps() {
  const workspace = join(temporary, 'work space');
  const service = join(workspace, 'my service');
  mkdirSync(service, { recursive: true });
  run('git', ['init', '--quiet', workspace]);
  writeFileSync(join(service, 'go.mod'), 'module example.com/service\n\ngo 1.25\n');
  writeFileSync(
    join(service, 'a.go'),
    'package p\n\nfunc F(urls []string) {\n\tfor _, u := range urls {\n\t\tgo func() { println(u) }()\n\t}\n}\n',
  );
  const annotation = /^::warning file=my service\/a\.go,line=5,.*::starts a goroutine/m;

  const usual = runAction(workspace, { 'working-directory': 'my service' });
  assert.equal(usual.outputs['exit-code'], '1');
  assert.equal(usual.status, 1);
  assert.match(usual.stdout, /^a\.go:5:3: warning: /m);
  assert.match(usual.stdout, annotation);
  const [{ results }] = JSON.parse(readFileSync(join(workspace, usual.outputs['sarif-file']), 'utf8')).runs;
  assert.equal(results[0].locations[0].physicalLocation.artifactLocation.uri, 'my%20service/a.go');

  const reported = runAction(workspace, {
    'working-directory': 'my service',
    'fail-on': 'never',
    'sarif-file': 'out.sarif',
    category: 'service',
    patterns: './a.go\n./...\n',
    flags: '--severity=info\n--quiet\n',
  });
  assert.equal(reported.status, 0);
  assert.match(reported.stdout, annotation);
  assert.match(readFileSync(join(service, 'out.sarif'), 'utf8'), /"id": "service\/"/);

  const bare = runAction(workspace, { 'working-directory': 'my service', 'sarif-file': '', patterns: '' });
  assert.equal(bare.status, 1);
  assert.equal(bare.outputs['sarif-file'], '');

  const hostile = '$(touch taken) `touch taken`; touch taken #\n--fix\n';
  const refused = runAction(workspace, { 'working-directory': 'my service', patterns: hostile });
  assert.equal(refused.status, 2, refused.stdout);
  assert.ok(!existsSync(join(service, 'taken')), 'an input was run');

  const wrong = runAction(workspace, { 'working-directory': 'my service', flags: '--no-such-flag' });
  assert.equal(wrong.status, 2);
  assert.equal(wrong.outputs['exit-code'], '2');
  console.log('the steps run as a runner runs them');
}

/** Runs the scripts of the action's steps as a runner does, up to one that fails. */
function runAction(workspace, given) {
  const { inputs, outputs: declared, runs } = parse(readFileSync(action, 'utf8'));
  for (const name of Object.keys(given)) assert.ok(name in inputs, `the action has no input ${name}`);
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, given[name] ?? input.default]),
  );
  const written = new Map();
  const evaluated = (text) =>
    text.replace(/\$\{\{ (\S+) \}\}/g, (_, expression) => {
      if (expression === 'github.action_path') return root;
      const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
      const [, step, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expression) ?? [];
      assert.ok(input !== undefined || step !== undefined, `what is ${expression}?`);
      return input === undefined ? (written.get(`${step}.${output}`) ?? '') : values[input];
    });
  let status = 0;
  let stdout = '';
  for (const [i, step] of runs.steps.entries()) {
    if (step.run === undefined || status !== 0) continue;
    assert.equal(step.shell, 'bash');
    const [script, output] = [join(temporary, `step-${i}.sh`), join(temporary, `output-${i}`)];
    writeFileSync(script, step.run);
    writeFileSync(output, '');
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluated(value)]));
    const env = { ...process.env, GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output, RUNNER_TEMP: temporary, ...own };
    const cwd = join(workspace, evaluated(step['working-directory'] ?? '.'));
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], { cwd, env, encoding: 'utf8' });
    ({ status } = ran);
    stdout += ran.stdout;
    for (const line of readFileSync(output, 'utf8').split('\n')) {
      const [name, ...value] = line.split('=');
      if (name !== '') written.set(`${step.id}.${name}`, value.join('='));
    }
  }
  const outputs = Object.fromEntries(Object.entries(declared).map(([name, { value }]) => [name, evaluated(value)]));
  return { status, stdout, outputs };
}
