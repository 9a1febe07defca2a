// `npm run accuracy`: whether the verdicts of accuracy/verdicts.tsv still hold.
// `npm run accuracy -- sample RULE CORPUS … [--count 40] [--seed 1] [--severity warning]`: findings to be judged.
// `npm run accuracy -- facts CORPUS … [--count 200] [--seed 1] [--fact releases]`: answers of facts to be checked.
// `npm run accuracy -- density CORPUS …`: findings per 1,000 lines at the default thresholds.
import yargs from 'yargs';
import { density } from './accuracy/density.js';
import { facts } from './accuracy/facts.js';
import { replay } from './accuracy/replay.js';
import { sample } from './accuracy/sample.js';

export async function main(args: readonly string[]): Promise<void> {
  await yargs(args)
    .command('$0', 'replay the verdicts', {}, async () => {
      const changed = await replay();
      for (const line of changed) console.log(line);
      if (changed.length > 0) process.exitCode = 1;
      else console.log('all verdicts hold');
    })
    .command(
      'sample <rule> <corpora..>',
      'findings to be judged',
      (command) =>
        command
          .positional('rule', { type: 'string', demandOption: true })
          .positional('corpora', { type: 'string', array: true, demandOption: true })
          .options({ count: { default: 40 }, seed: { default: 1 }, severity: { default: 'warning' as const } }),
      async (options) => {
        for (const row of await sample(options)) console.log(row);
      },
    )
    .command(
      'facts <corpora..>',
      'answers of facts to be checked',
      (command) =>
        command
          .positional('corpora', { type: 'string', array: true, demandOption: true })
          .options({ count: { default: 200 }, seed: { default: 1 }, fact: { type: 'string' } }),
      async (options) => {
        for (const row of await facts(options)) console.log(row);
      },
    )
    .command(
      'density <corpora..>',
      'findings per 1,000 lines',
      (command) => command.positional('corpora', { type: 'string', array: true, demandOption: true }),
      async ({ corpora }) => {
        for (const corpus of corpora) for (const row of await density(corpus)) console.log(row);
      },
    )
    .strict()
    .parseAsync();
}
