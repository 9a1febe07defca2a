import yargs from 'yargs';
import { nearest } from '../engine/text/nearest.js';
import { complete } from './completion.js';
import { type Flag, flags } from './flags.js';
import { instead, listed, UsageError } from './usage-error.js';

/** What was typed, flags apart from the rest; values are not checked yet, but those that have a list of choices. */
export interface Invocation {
  readonly positionals: readonly string[];
  /** The values of each flag that was given, in order; none for a switch. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** The switches that were turned off: `--tests=false`. */
  readonly negated: ReadonlySet<string>;
}

/**
 * Takes the command line apart. Flags may be written `--name value`, `--name=value` or, as Go has them, `-name value`.
 *
 * @throws UsageError for an unknown flag, a missing or wrong value
 */
export async function parseArguments(args: readonly string[]): Promise<Invocation> {
  const {
    _: positionals,
    $0: _,
    ...rest
  } = (await newParser().parseAsync(withBareValues(args))) as Record<string, unknown>;
  const given = new Map<string, readonly string[]>();
  const negated = new Set<string>();
  for (const [name, value] of Object.entries(rest)) {
    const values = valuesOf(name, value);
    if (values) given.set(name, values);
    else if (value !== undefined) negated.add(name);
  }
  return { positionals: (positionals as unknown[]).map(String), given, negated };
}

/** Gives flags their usual value where none follows behind `=`: what comes next on the line is a pattern. */
function withBareValues(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, i) => {
    const bare =
      end >= 0 && i > end
        ? undefined
        : flags.find(({ name }) => /^--?/.test(arg) && arg.replace(/^--?/, '') === name)?.bare;
    return bare === undefined ? arg : `${arg}=${bare}`;
  });
}

/** The script that makes bash or zsh ask for the words to complete with. */
export function completionScript(): Promise<string> {
  return new Promise((resolve) => {
    newParser().parse(['completion'], {}, (_error: unknown, _argv: unknown, text: string) => resolve(text));
  });
}

/** The words that may stand last on a command line (the command's own name first), in answer to that script. */
export async function completionsOf(commandLine: readonly string[]): Promise<readonly string[]> {
  return (await newParser().getCompletion([...commandLine])) ?? [];
}

function newParser() {
  let parser = yargs()
    .scriptName('go-oom-lint')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    })
    .version(false)
    .help(false)
    .completion('completion', false, complete)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw message === null ? error : new UsageError(reworded(message));
    });
  for (const { name, value } of flags) {
    const valued = { type: 'string', array: true, requiresArg: true } as const;
    parser = parser.option(name, value === undefined ? { type: 'boolean' } : valued);
  }
  return parser;
}

/** The values of a flag that was given; undefined for a switch that was turned off (`--tests=false`). */
function valuesOf(name: string, value: unknown): readonly string[] | undefined {
  const flag = flags.find((one) => one.name === name);
  if (flag === undefined) throw new UsageError(unknownFlag(name));
  if (value === undefined) return undefined;
  if (flag.value === undefined) return [value].flat().at(-1) === false ? undefined : [];
  const values = [value].flat().map(String);
  for (const one of values) checkValue(flag, one);
  return values;
}

function checkValue({ name, choices }: Flag, value: string): void {
  if (value === '') throw new UsageError(needsValue(name));
  if (choices?.includes(value) !== false) return;
  throw new UsageError(`--${name} cannot be ${value}; ${instead(value, choices)}`);
}

function unknownFlag(name: string): string {
  const known = flags.map((flag) => flag.name);
  const meant = name.length < 3 ? undefined : nearest(name, known);
  const hint = meant === undefined ? 'go-oom-lint --help lists the flags' : `did you mean --${meant}?`;
  return `unknown flag ${name.length === 1 ? '-' : '--'}${name}; ${hint}`;
}

function needsValue(name: string): string {
  const flag = flags.find((one) => one.name === name);
  return `--${name} needs a value: ${flag?.choices ? listed(flag.choices) : (flag?.value ?? '')}`;
}

function reworded(message: string): string {
  const missing = /^Not enough arguments following: (\S+)/.exec(message);
  return missing ? needsValue(missing[1]) : message;
}
