import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The rules whose findings the compiler can judge. */
export type JudgedRule = 'conversion-in-hot-loop' | 'returned-pointer-escape';

/** A finding, as far as the compiler has to know it. */
export interface Claim {
  /** Relative to the module's folder, with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: JudgedRule;
}

/** A claim that does not hold, or a line of a fixture that should have had one. */
export interface Contradiction extends Claim {
  /** What the compiler printed about the line, or what a run counted. */
  readonly says: string;
}

export interface FixtureReport {
  readonly contradictions: readonly Contradiction[];
  /** How many wanted findings were seen to allocate in a run. */
  readonly measured: number;
  /** Wanted findings that no run reached, as `file:line`. */
  readonly unmeasured: readonly string[];
  /** Fixtures that need a toolchain that is not on this machine. */
  readonly skipped: readonly string[];
}

/**
 * The findings in a Go module that the compiler contradicts: nothing is copied there, or nothing goes to the heap.
 * @param module folder of a go.mod; all its packages must compile
 * @throws {Error} with Go's output when it cannot build the module
 */
export async function contradictions(module: string, claims: readonly Claim[]): Promise<readonly Contradiction[]> {
  return ask(['judge', module], JSON.stringify(claims));
}

/**
 * Compiles and runs the fixtures of rules: what a `want` names must allocate on each turn, and what allocates must have
 * a `want` or a comment `allocates: why it is quiet all the same`.
 * @param folders each named after its rule
 */
export async function checkFixtures(folders: readonly string[]): Promise<FixtureReport> {
  return ask(['fixtures', ...folders], '');
}

const source = fileURLToPath(new URL('.', import.meta.url));

/** Builds and runs the program in this folder; main.go says what it understands. */
export async function ask<Answer>(
  args: readonly string[],
  input: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'go-oom-lint-oracle-'));
  try {
    const program = join(folder, 'oracle');
    await run('go', ['build', '-o', program, '.'], '', source, environment);
    return JSON.parse(await run(program, args, input, source, environment)) as Answer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a Go command prints. @throws {Error} with its errors when it fails */
export function runGo(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return run('go', args, '', cwd, environment);
}

function run(
  command: string,
  args: readonly string[],
  input: string,
  cwd?: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, GOFLAGS: '-buildvcs=false', GOWORK: 'off', ...environment };
    const child = spawn(command, args, { cwd, env });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')}: exit code ${status}\n${errors}`));
    });
    child.stdin.end(input);
  });
}
