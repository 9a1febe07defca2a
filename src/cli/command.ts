import type { Engine } from './engine.js';
import { helpText } from './help.js';
import { exitCodes, type Host } from './host.js';
import { runLint } from './lint-command.js';
import { completionScript, completionsOf, type Invocation, parseArguments } from './parse.js';
import { explainRule, printRules } from './rule-commands.js';
import { settingsOf } from './settings.js';
import { UsageError } from './usage-error.js';

/**
 * Runs the command line. `loadEngine` is called only when there is something to lint or to look up.
 *
 * @returns the exit code
 * @throws UsageError
 */
export async function run(args: readonly string[], host: Host, loadEngine: () => Promise<Engine>): Promise<number> {
  if (args[0] === '--get-yargs-completions') return print(host, (await completionsOf(args.slice(1))).join('\n'));
  const invocation = await parseArguments(args);
  const [name = '', ...rest] = invocation.positionals;
  if (invocation.given.has('help') || name === 'help') return print(host, helpText());
  const command = commands.get(name);
  if (command === undefined) return runLint(settingsOf(invocation, host), host, await loadEngine());
  checkArguments(name, command, rest, invocation);
  return command.run({ rest, colour: invocation.given.get('color')?.at(-1) ?? 'auto', host, loadEngine });
}

interface CommandInput {
  readonly rest: readonly string[];
  readonly colour: string;
  readonly host: Host;
  readonly loadEngine: () => Promise<Engine>;
}

interface Command {
  /** What stands for each argument in messages. */
  readonly takes: readonly string[];
  run(input: CommandInput): Promise<number>;
}

/** What the first word may be instead of a pattern. */
const commands: ReadonlyMap<string, Command> = new Map([
  [
    'rules',
    {
      takes: [],
      async run({ colour, host, loadEngine }: CommandInput) {
        printRules(colour, host, await loadEngine());
        return exitCodes.clean;
      },
    },
  ],
  [
    'explain',
    {
      takes: ['RULE'],
      async run({ rest: [rule], colour, host, loadEngine }: CommandInput) {
        explainRule(rule, colour, host, await loadEngine());
        return exitCodes.clean;
      },
    },
  ],
  ['completion', { takes: [], run: async ({ host }: CommandInput) => print(host, await completionScript()) }],
  [
    'config',
    {
      takes: ['verify|print'],
      async run() {
        throw new UsageError('config is not available in this version');
      },
    },
  ],
]);

function checkArguments(name: string, { takes }: Command, rest: readonly string[], { given }: Invocation): void {
  if (rest.length !== takes.length) {
    const wanted = takes.length === 0 ? 'takes nothing else' : `needs one ${takes.join(' ')}`;
    throw new UsageError(`${name} ${wanted}; to lint a directory of that name, write ./${name}`);
  }
  const other = [...given.keys()].find((flag) => flag !== 'color');
  if (other !== undefined) throw new UsageError(`--${other} means nothing to ${name}`);
}

function print({ stdout }: Host, text: string): number {
  stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  return exitCodes.clean;
}
