import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The rules whose findings the compiler can judge. */
export const judgedRules = ['conversion-in-hot-loop', 'returned-pointer-escape'] as const;

export type JudgedRule = (typeof judgedRules)[number];

/** A finding, as far as the compiler has to know it. */
export interface Claim {
  /** Relative to the module's folder, with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: JudgedRule;
}

/** A claim, and the files in which what its line calls is declared, relative to the module's folder. */
export interface JudgedFinding extends Claim {
  readonly callees: readonly string[];
}

/** A claim that does not hold, or a line of a fixture that should have had one. */
export interface Contradiction extends Claim {
  /** What the compiler printed about the line, or what a run counted. */
  readonly says: string;
}

export interface Judgement {
  readonly contradictions: readonly Contradiction[];
  /** Claims about files that are not built for linux/amd64 without cgo. */
  readonly unseen: readonly Claim[];
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
 * What the compiler makes of findings in a Go module: something is copied or goes to the heap there, or nothing does.
 * @param module folder of a go.mod, or one below it; the packages that the findings are in must compile
 * @throws {Error} with Go's output when it cannot build them
 */
export async function judge(
  module: string,
  findings: readonly JudgedFinding[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Judgement> {
  return ask(['judge', module], JSON.stringify(findings), environment);
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
