import { type Flag, flags } from './flags.js';

const commands = ['rules', 'explain', 'config', 'completion'];
const configCommands = ['print', 'verify'];

/**
 * Words that may stand where the cursor is: flags, their values, commands, names of rules. With none, the shell
 * completes files.
 *
 * @param argv the words so far, taken apart; the command's own name is the first of `_`
 */
export async function complete(current: string, argv: Record<string, unknown>): Promise<string[]> {
  const open = flags.find(({ name, value }) => value !== undefined && [argv[name]].flat().at(-1) === current);
  const [, ...words] = (argv._ as unknown[]).map(String);
  const known = await (open ? valuesOf(open) : current.startsWith('-') ? flagNames() : wordsBehind(words.slice(0, -1)));
  return known.filter((word) => word.startsWith(current));
}

async function valuesOf({ choices, beginnings, value }: Flag): Promise<readonly string[]> {
  return choices ?? beginnings ?? (value === 'RULE' ? await ruleNames() : []);
}

function flagNames(): readonly string[] {
  return flags.map(({ name }) => `--${name}`);
}

/** What may follow words that are no flags. */
async function wordsBehind(words: readonly string[]): Promise<readonly string[]> {
  const [command] = words;
  if (command === undefined) return commands;
  if (command === 'explain') return await ruleNames();
  return command === 'config' && words.length === 1 ? configCommands : [];
}

async function ruleNames(): Promise<string[]> {
  const { rules, suppressionRules } = await import('../index.js');
  return [...rules, ...suppressionRules].map(({ name }) => name);
}
