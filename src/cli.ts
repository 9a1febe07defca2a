import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { type Report, severities } from './engine/report/report.js';
import { formatText } from './engine/report/text.js';
import { type Confidence, lint, rules, type Severity } from './index.js';

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;

/** Runs the command and sets the exit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or paths. */
export async function main(args: readonly string[]): Promise<void> {
  const given = await yargs([...args])
    .scriptName('go-oom-lint')
    .command('$0 [patterns..]', 'finds code that makes Go programs run out of memory', (command) =>
      command.positional('patterns', {
        type: 'string',
        array: true,
        describe: 'as go list takes them; ./... when none is given',
      }),
    )
    .option('severity', {
      choices: ['error', 'warning', 'info'] as const,
      default: 'warning' as Severity,
      describe: 'least severity reported',
    })
    .option('confidence', {
      choices: ['certain', 'likely', 'possible'] as const,
      default: 'likely' as Confidence,
      describe: 'least confidence reported',
    })
    .option('fail-on', {
      choices: ['error', 'warning', 'info', 'never'] as const,
      default: 'warning' as Severity | 'never',
      describe: 'least severity that makes the exit code 1',
    })
    .option('rule', { type: 'string', array: true, default: [] as string[], describe: 'only this rule, or tag:NAME' })
    .option('disable', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'without this rule, or tag:NAME',
    })
    .option('preview', { type: 'boolean', default: false, describe: 'also rules in preview' })
    .option('tests', { type: 'boolean', default: false, describe: 'also _test.go files' })
    .option('stats', { type: 'boolean', default: false, describe: 'list what was not analysed' })
    .option('quiet', { type: 'boolean', default: false, describe: 'findings only' })
    .version(version)
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
  const patterns = (given.patterns as readonly string[] | undefined) ?? [];
  const cwd = process.cwd().replaceAll('\\', '/');
  const result = await lint({
    patterns: patterns.length === 0 ? ['./...'] : patterns,
    cwd,
    severity: given.severity,
    confidence: given.confidence,
    rules: { only: given.rule, disabled: given.disable, preview: given.preview },
    tests: given.tests,
    maxFileSize: 4 << 20,
    showSuppressed: false,
  });
  const report: Report = { result, version, rules, cwd };
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
  process.stdout.write(
    formatText(report, { colour, width: process.stdout.columns ?? 120, quiet: given.quiet, stats: given.stats }),
  );
  for (const { path, message } of result.errors)
    process.stderr.write(`go-oom-lint: ${path === undefined ? '' : `${path}: `}${message}\n`);
  const failing = given.failOn === 'never' ? [] : severities.slice(0, severities.indexOf(given.failOn) + 1);
  const failed = result.diagnostics.some((one) => one.suppressed === undefined && failing.includes(one.severity));
  process.exitCode = result.errors.length > 0 ? 2 : failed ? 1 : 0;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`go-oom-lint: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
