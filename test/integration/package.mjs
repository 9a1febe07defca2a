// Packs the project and installs it as users do: what is in the package, that nothing runs or is compiled on their
// machines, that the installed command and library work, and what publint and are-the-types-wrong say. Needs npm and
// its registry.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root, run, workshop } from './tools/programs.mjs';

const { temporary, npmFolder } = workshop('package');
const shell = process.platform === 'win32';

const megabyte = 1_000_000;
const shipped = [
  'LICENSE',
  'README.md',
  'THIRD-PARTY-NOTICES.md',
  'bin/go-oom-lint.js',
  'package.json',
  'schema/config.schema.json',
  'schema/output.schema.json',
  'wasm/go-parser.wasm',
];

// A list of packages, or with npm 12 a mapping from their names.
const [packed] = Object.values(
  JSON.parse(run('npm', ['pack', '--json', '--pack-destination', temporary], { cwd: root, shell })),
);
const archive = join(temporary, packed.filename);
checkFiles(packed.files.map((file) => file.path));
checkSizes();
checkByOthers();
checkInstalled();

/** What users get: what is listed, the knowledge, and what is compiled from sources that there are. */
function checkFiles(paths) {
  const [compiled, rest] = parted(paths, (path) => path.startsWith('dist/'));
  const [knowledge, others] = parted(rest, (path) => path.startsWith('knowledge/'));
  assert.deepEqual(others.sort(), shipped);
  const sources = compiled.map((path) => path.replace(/^dist/, 'src').replace(/(\.d)?\.[jt]s$/, '.ts'));
  const strays = sources.filter((path) => !existsSync(join(root, path)));
  assert.deepEqual(strays, [], 'compiled from sources that are gone');
  assert.ok(compiled.includes('dist/cli.js') && compiled.includes('dist/index.d.ts'));
  const kinds = new Set(knowledge.map((path) => path.replace(/^.*\./, '')));
  assert.deepEqual([...kinds].sort(), ['go', 'json', 'md']);
}

function checkSizes() {
  const knowledge = gzipSync(
    Buffer.concat(
      packed.files
        .filter(({ path }) => path.startsWith('knowledge/'))
        .map(({ path }) => readFileSync(join(root, path))),
    ),
  );
  assert.ok(packed.size <= 3 * megabyte, `the package has ${packed.size} bytes`);
  assert.ok(knowledge.length <= 1.5 * megabyte, `the knowledge has ${knowledge.length} bytes, gzipped`);
  console.log(
    `${packed.filename}: ${packed.size} bytes packed, of which knowledge ${knowledge.length}; ${packed.unpackedSize} unpacked, ${packed.files.length} files`,
  );
}

/** Node 20.19 and later take modules from `require` too: what fails for those who cannot is not asked. */
function checkByOthers() {
  const binary = (name) => join(npmFolder(name), 'node_modules/.bin', name);
  run(binary('publint'), ['run', archive, '--strict'], { shell });
  run(binary('attw'), [archive, '--profile', 'esm-only'], { shell });
  console.log('publint and are-the-types-wrong have nothing to say');
}

function checkInstalled() {
  const user = join(temporary, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', archive], { cwd: user, shell });
  for (const manifest of manifests(join(user, 'node_modules'))) {
    const { name, scripts = {}, gypfile } = JSON.parse(readFileSync(manifest, 'utf8'));
    const atInstall = ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts);
    assert.deepEqual(atInstall, [], `${name} runs scripts when it is installed`);
    assert.ok(!gypfile, `${name} is compiled when it is installed`);
  }

  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const npx = (...args) => run('npx', ['--no', '--', 'go-oom-lint', ...args], { cwd: user, shell });
  assert.equal(npx('--version'), `go-oom-lint ${version}\n`);

  writeFileSync(join(user, 'go.mod'), 'module example.com/user\n\ngo 1.24\n');
  writeFileSync(
    join(user, 'user.go'),
    'package user\n\nfunc each(urls []string) {\n\tfor _, u := range urls {\n\t\tgo fetch(u)\n\t}\n}\n\nfunc fetch(u string) {}\n',
  );
  const report = JSON.parse(npx('--fail-on', 'never', '--format', 'json'));
  const found = report.findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`);
  assert.deepEqual(found, ['user.go:5 unbounded-goroutine']);

  writeFileSync(
    join(user, 'user.ts'),
    "import { lint, type LintResult } from 'go-oom-lint';\nexport const result: LintResult = await lint({ cwd: '.' });\n",
  );
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', ''];
  run(process.execPath, [compiler, ...options, 'user.ts'], { cwd: user, stdio: 'inherit' });
  console.log('installed without scripts, npx lints and TypeScript knows the types');
}

/** What a test holds for, and what it does not. */
function parted(all, test) {
  return [all.filter(test), all.filter((one) => !test(one))];
}

/** The package.json files of a node_modules folder, nested ones included. */
function manifests(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) =>
      /(^|[\\/])node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+[\\/]package\.json$/.test(join('node_modules', path)),
    )
    .map((path) => join(folder, path));
}
