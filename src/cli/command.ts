import { loadConfig } from './config/load.js';
import { printConfig, verify } from './config-commands.js';
import { effectiveOf } from './effective.js';
import type { Engine } from './engine.js';
import { flags } from './flags.js';
import { helpText } from './help.js';
import { exitCodes, type Host } from './host.js';
import { runLint } from './lint-command.js';
import { checkNames } from './names.js';
import { completionScript, completionsOf, type Invocation, parseArguments } from './parse.js';
import { explainRule, printRules } from './rule-commands.js';
import { settingsOf } from './settings.js';
import { instead, UsageError } from './usage-error.js';

/**
 * Runs the command line. `loadEngine` is called only when there is something to lint or to look up.
 *
 * @returns the exit code
 * @throws UsageError
 */
export async function run(args: readonly string[], host: Host, loadEngine: () => Promise<Engine>): Promise<number> {
  if (args[0] === '--get-yargs-completions') return print(host, (await completionsOf(args.slice(1))).join('\n'));
  const invocation = await parseArguments(args);
  const { positionals, given } = invocation;
  if (given.has('help') || positionals[0] === 'help') return print(host, helpText());
  const name = commandNamed(positionals);
  const command = name === undefined ? undefined : commands.get(name);
  if (name === undefined || command === undefined) return lint(invocation, host, loadEngine);
  const rest = positionals.slice(name.split(' ').length);
  checkArguments(name, command, rest, invocation);
  await command.run({ rest, invocation, colour: given.get('color')?.at(-1) ?? 'auto', host, loadEngine });
  return exitCodes.clean;
}

async function lint(invocation: Invocation, host: Host, loadEngine: () => Promise<Engine>): Promise<number> {
  const config = await loadConfig(invocation, host, loadEngine);
  const effective = effectiveOf(invocation, config);
  const settings = settingsOf(invocation, effective, host, config?.directory ?? host.cwd);
  const engine = await loadEngine();
  checkNames(effective, engine);
  return runLint(settings, host, engine);
}

interface CommandInput {
  /** What stands behind the command's name. */
  readonly rest: readonly string[];
  readonly invocation: Invocation;
  readonly colour: string;
  readonly host: Host;
  readonly loadEngine: () => Promise<Engine>;
}

interface Command {
  /** What stands for each argument in messages; in brackets when it may be missing. */
  readonly takes: readonly string[];
  /** The flags that mean something to it. */
  readonly flags: readonly string[];
  run(input: CommandInput): Promise<unknown>;
}

/** What the first words may be instead of patterns. */
const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'rules',
    {
      takes: [],
      flags: ['color'],
      run: async ({ colour, host, loadEngine }) => printRules(colour, host, await loadEngine()),
    },
  ],
  [
    'explain',
    {
      takes: ['RULE'],
      flags: ['color'],
      run: async ({ rest: [rule], colour, host, loadEngine }) => explainRule(rule, colour, host, await loadEngine()),
    },
  ],
  ['completion', { takes: [], flags: [], run: async ({ host }) => print(host, await completionScript()) }],
  [
    'config print',
    {
      takes: [],
      flags: ['config', 'no-config', ...flags.filter(({ key }) => key !== undefined).map(({ name }) => name)],
      run: ({ invocation, host, loadEngine }) => printConfig(invocation, host, loadEngine),
    },
  ],
  [
    'config verify',
    { takes: ['[FILE]'], flags: [], run: ({ rest: [file], host, loadEngine }) => verify(file, host, loadEngine) },
  ],
]);

function commandNamed([first, second]: readonly string[]): string | undefined {
  if (first !== 'config') return first;
  const words = [...commands.keys()].flatMap((name) => (name.startsWith('config ') ? [name.slice(7)] : []));
  if (second !== undefined && words.includes(second)) return `config ${second}`;
  if (second !== undefined) throw new UsageError(`config cannot be followed by ${second}; ${instead(second, words)}`);
  throw new UsageError(`config says not what to do; ${instead('', words)}${pathHint(first)}`);
}

function pathHint(name: string): string {
  return `; to lint a directory of that name, write ./${name}`;
}

function checkArguments(name: string, command: Command, rest: readonly string[], { given }: Invocation): void {
  const { takes } = command;
  const least = takes.filter((one) => !one.startsWith('[')).length;
  if (rest.length < least || rest.length > takes.length) {
    const wanted = least === takes.length ? `needs one ${takes.join(' ')}` : `takes one ${takes.join(' ')} at most`;
    const hint = name.includes(' ') ? '' : pathHint(name);
    throw new UsageError(`${name} ${takes.length === 0 ? 'takes nothing else' : wanted}${hint}`);
  }
  const other = [...given.keys()].find((flag) => flag !== 'color' && !command.flags.includes(flag));
  if (other !== undefined) throw new UsageError(`--${other} means nothing to ${name}`);
}

function print({ stdout }: Host, text: string): number {
  stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  return exitCodes.clean;
}
