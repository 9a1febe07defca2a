import { spawn, spawnSync } from 'node:child_process';
import { describe } from 'vitest';

const version = spawnSync('go', ['version'], { encoding: 'utf8' });

/** Whether a Go toolchain is on the PATH. */
const hasGo = version.status === 0;

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
 * @returns its exit code (null when it was killed) and what it printed, in order
 */
export function runTool(
  command: 'go' | 'gofmt',
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve({ status, output }));
  });
}
