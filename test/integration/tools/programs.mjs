// The programs that integration scripts try go-oom-lint with. Each is fetched when it is first asked for, by the client
// of its registry and in one exact version, into a folder that `.ci/run` shares between scripts.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const command = join(root, 'bin/go-oom-lint.js');

const onWindows = process.platform === 'win32';

const goPrograms = {
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  reviewdog: 'github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0',
};

const pythonPackages = {
  'check-jsonschema': 'check-jsonschema==0.39.0',
  junitparser: 'junitparser==5.0.3',
  'pre-commit': 'pre-commit==4.7.0',
};

const npmPackages = {
  ajv: 'ajv@8.20.0',
  attw: '@arethetypeswrong/cli@0.18.5',
  multitool: `@microsoft/sarif-multitool-${process.platform}@5.7.0`,
  publint: 'publint@0.3.25',
};

/**
 * A folder for this run that is gone at its end, and what gives its programs: `node SCRIPT DIR` keeps them in DIR for the
 * next time.
 */
export function workshop(name) {
  const temporary = mkdtempSync(join(tmpdir(), `go-oom-lint-${name}-`));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const folder = resolve(process.argv[2] ?? join(temporary, 'programs'));
  return {
    temporary,
    /** Path of a program written in Go. */
    goProgram(program) {
      const home = fetched(join(folder, 'go', program), (GOBIN) => {
        run('go', ['install', goPrograms[program]], { env: { GOBIN, GOFLAGS: '-mod=mod' } });
      });
      return join(home, onWindows ? `${program}.exe` : program);
    },
    /** Path of the Python of a virtual environment that holds a package. */
    python(name) {
      const pythonIn = (home) => join(home, onWindows ? 'Scripts/python.exe' : 'bin/python');
      const home = fetched(join(folder, 'python', name), (home) => {
        run(onWindows ? 'python' : 'python3', ['-m', 'venv', home]);
        run(pythonIn(home), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', pythonPackages[name]]);
      });
      return pythonIn(home);
    },
    /** Path of a folder whose node_modules holds a package; nothing of it runs while it is installed. */
    npmFolder(name) {
      return fetched(join(folder, 'npm', name), (home) => {
        writeFileSync(join(home, 'package.json'), '{ "private": true }');
        const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', npmPackages[name]];
        run('npm', args, { cwd: home, shell: onWindows, timeout: 300_000 });
      });
    },
  };
}

/** A folder that `fetch` has filled, now or before: one whose filling was cut off is filled anew. */
function fetched(home, fetch) {
  const complete = join(home, '.complete');
  if (existsSync(complete)) return home;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  fetch(home);
  writeFileSync(complete, '');
  return home;
}

/**
 * Runs a program without a shell and gives what it prints; its stderr is ours. `env` is added to the environment.
 *
 * @throws {Error} when it fails
 */
export function run(program, args, { env = {}, ...options } = {}) {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 2 ** 30,
    env: { ...process.env, ...env },
    ...options,
  });
}

/** What go-oom-lint prints, whatever it finds. */
export function lint(args, cwd) {
  return run(process.execPath, [command, '--fail-on', 'never', ...args], { cwd, env: { GITHUB_ACTIONS: '' } });
}
