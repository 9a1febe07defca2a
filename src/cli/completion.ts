import { flags } from './flags.js';

const commands = ['rules', 'explain', 'completion'];

/**
 * Words that may stand where the cursor is: flags, their values, commands, names of rules. With none, the shell
 * completes files.
 *
 * @param argv the words so far, taken apart; the command's own name is the first of `_`
 */
export async function complete(current: string, argv: Record<string, unknown>): Promise<string[]> {
  const open = flags.find(({ name, value }) => value !== undefined && [argv[name]].flat().at(-1) === current);
  const [, command, ...others] = (argv._ as unknown[]).map(String);
  const words = open
    ? (open.choices ?? (open.value === 'RULE' ? await ruleNames() : []))
    : current.startsWith('-')
      ? flags.filter(({ group }) => group !== undefined).map(({ name }) => `--${name}`)
      : command === 'explain' && others.length > 0
        ? await ruleNames()
        : others.length === 0
          ? commands
          : [];
  return words.filter((word) => word.startsWith(current));
}

async function ruleNames(): Promise<string[]> {
  const { rules } = await import('../index.js');
  return rules.map(({ name }) => name);
}
