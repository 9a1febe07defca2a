import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

const version = spawnSync('go', ['version'], { encoding: 'utf8' });

/** Whether a Go toolchain is on the PATH. */
export const hasGo = version.status === 0;

if (!hasGo) {
  const message = 'Go is not on the PATH: the tests that ask it for the truth';
  if (process.env.CI) throw new Error(`${message} cannot run, and CI does not skip them`);
  console.log(`${message} are skipped`);
}

/** A group of tests that use Go as an oracle: skipped, with a printed line, where there is none; a failure in CI. */
export const describeWithGo = describe.skipIf(!hasGo);

/**
 * Runs a Go tool to its end.
 * @param environment is added to this process's own
 * @returns its exit code (null when it was killed) and what it printed, stdout first
 */
export function runTool(
  command: 'go' | 'gofmt',
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly output: string } {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  return { status, output: stdout + stderr };
}
