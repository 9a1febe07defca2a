import { version } from './cli/about.js';
import { exitCodes } from './cli/host.js';
import { optimiseLate } from './cli/optimise-late.js';

/** Where the flags end, and patterns that look like flags may follow. */
const args = process.argv.slice(2);
const flagsEnd = args.indexOf('--');

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(`cannot write: ${error.message}`); // a reader that has seen enough is no error
  });
}

process.on('uncaughtException', failInternally);

if (args.slice(0, flagsEnd < 0 ? undefined : flagsEnd).includes('--version')) {
  process.stdout.write(`go-oom-lint ${version}\n`);
} else {
  await main();
}

/** Sets the exit code; never exits, which would cut off output that is still on its way. */
async function main(): Promise<void> {
  optimiseLate();
  const [{ run }, { UsageError }] = await Promise.all([import('./cli/command.js'), import('./cli/usage-error.js')]);
  const { env, stdout, stderr } = process;
  const host = { cwd: process.cwd().replaceAll('\\', '/'), env, stdout, stderr };
  try {
    process.exitCode = await run(args, host, () => import('./index.js'));
  } catch (error) {
    if (error instanceof UsageError) for (const mistake of error.mistakes) fail(mistake);
    else failInternally(error);
  }
}

function fail(message: string): void {
  process.stderr.write(`go-oom-lint: ${message}\n`);
  process.exitCode = exitCodes.failure;
}

function failInternally(error: unknown): void {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  fail(`internal error: this is a defect of go-oom-lint ${version}; please report it with these lines\n${trace}`);
}
