// Packs the project and installs it as users do: what is in the package, that nothing runs or is compiled on their
// machines, and that the installed command lints. Needs npm and its registry.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'go-oom-lint-package-'));

/** Runs a command without a shell; its stderr is ours. */
function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

const megabyte = 1_000_000;
const shipped =
  /^(package\.json|README\.md|LICENSE|THIRD-PARTY-NOTICES\.md|(dist|bin|schema)\/.+|wasm\/go-parser\.wasm|knowledge\/.+)$/;

try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', temporary], root));
  const paths = packed.files.map((file) => file.path);
  assert.deepEqual(
    paths.filter((path) => !shipped.test(path)),
    [],
    'in the package and not meant for users',
  );
  for (const path of [
    'bin/go-oom-lint.js',
    'dist/cli.js',
    'dist/index.d.ts',
    'schema/config.schema.json',
    'LICENSE',
    'THIRD-PARTY-NOTICES.md',
  ]) {
    assert.ok(paths.includes(path), `${path} is not in the package`);
  }
  assert.ok(packed.size <= 3 * megabyte, `the package has ${packed.size} bytes`);
  console.log(
    `${packed.filename}: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked, ${paths.length} files`,
  );

  const user = join(temporary, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{}');
  run('npm', ['install', '--no-audit', '--no-fund', join(temporary, packed.filename)], user);
  for (const manifest of manifests(join(user, 'node_modules'))) {
    const { name, scripts = {}, gypfile } = JSON.parse(readFileSync(manifest, 'utf8'));
    const atInstall = ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts);
    assert.deepEqual(atInstall, [], `${name} runs scripts when it is installed`);
    assert.ok(!gypfile, `${name} is compiled when it is installed`);
  }

  const command = join(user, 'node_modules', 'go-oom-lint', 'bin', 'go-oom-lint.js');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.ok(run(process.execPath, [command, '--version'], user).includes(version));

  writeFileSync(join(user, 'go.mod'), 'module example.com/user\n\ngo 1.24\n');
  writeFileSync(
    join(user, 'user.go'),
    'package user\n\nfunc each(urls []string) {\n\tfor _, u := range urls {\n\t\tgo fetch(u)\n\t}\n}\n\nfunc fetch(u string) {}\n',
  );
  const report = JSON.parse(run(process.execPath, [command, '--fail-on', 'never', '--format', 'json'], user));
  const found = report.findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`);
  assert.deepEqual(found, ['user.go:5 unbounded-goroutine']);
  console.log('the installed command lints');
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** The package.json files of a node_modules folder, nested ones included. */
function manifests(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) =>
      /(^|[\\/])node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+[\\/]package\.json$/.test(join('node_modules', path)),
    )
    .map((path) => join(folder, path));
}
