// What the README promises of a fresh clone, with nothing but Node: `npm start` lints, and both ways to install the
// command from it work. Needs npm, its registry and git.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, workshop } from './tools/programs.mjs';
import { gitEnvironment, snapshot } from './tools/snapshot.mjs';

const { temporary } = workshop('checkout');
const clone = join(temporary, 'a clone');
mkdirSync(clone);
snapshot(clone);

const shell = process.platform === 'win32' ? true : '/bin/sh';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const [, start] = /^(npm start) +#/m.exec(readme);
const [, packed] = /^(npm pack && npm install --global .*)$/m.exec(readme);
const [, fromGit] = /^(npm install --global --install-links) git\+https:/m.exec(readme);

const started = run(start, [], { cwd: clone, shell });
assert.match(started, /^\S+\.go:\d+:\d+: warning: /m);
console.log(`${start}: lints the example service`);

for (const [line, name] of [
  [packed, 'packed'],
  [`${fromGit} "git+${pathToFileURL(clone)}"`, 'git'],
]) {
  const prefix = join(temporary, `installed ${name}`);
  mkdirSync(join(prefix, 'lib'), { recursive: true });
  // npm 12 asks before it installs from git.
  const env = {
    ...gitEnvironment,
    npm_config_prefix: prefix,
    npm_config_allow_git: 'all',
    npm_config_loglevel: 'error',
  };
  run(line, [], { cwd: clone, shell, env });
  const PATH = [process.platform === 'win32' ? prefix : join(prefix, 'bin'), process.env.PATH].join(delimiter);
  assert.equal(run('go-oom-lint --version', [], { cwd: temporary, shell, env: { PATH } }), `go-oom-lint ${version}\n`);
  console.log(`${line.replace(/ "?git\+file.*/, ' git+…')}: installs the command`);
}
