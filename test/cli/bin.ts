import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/go-oom-lint.js', import.meta.url));

/** What a run of the command left behind. */
export interface Run {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a user does. Ends it after 20 seconds: a run that hangs has no exit code. */
export function goOomLint(cwd: string, ...args: readonly string[]): Promise<Run> {
  return goOomLintWith({}, cwd, ...args);
}

/** What a run meets beside its arguments. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes on standard input. */
  readonly input?: string;
}

/** The same with more around it. What a runner says of itself is taken out, so that output is alike everywhere. */
export function goOomLintWith(
  { env: more = {}, input = '' }: Surroundings,
  cwd: string,
  ...args: readonly string[]
): Promise<Run> {
  const { GITHUB_ACTIONS: _, ...rest } = process.env;
  const env = { ...rest, ...more };
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: 'pipe', timeout: 20_000 });
  child.stdin.on('error', () => {}).end(input); // most runs end without reading it
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
  });
}

/** A directory outside of every repository that is deleted after the tests of a file. */
export function temporaryTree(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'go-oom-lint-cli-')));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** A Go file in which one thing is found, on line 5, in one of its two functions. */
export function leaky(packageName: string): string {
  return `package ${packageName}

func Fetch(urls []string) {
	for _, u := range urls {
		go get(u)
	}
}

func get(string) {}
`;
}
