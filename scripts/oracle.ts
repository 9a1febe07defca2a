// `npm run oracle -- semantics|flow|compiler DIR …`: what go-oom-lint says of the standard library and of the modules on
// disk in DIR …, whose dependencies are in the module cache or in `vendor`, against what Go says:
//   semantics   what names, expressions and calls mean, against go/types
//   flow        where control gets to, against golang.org/x/tools
//   compiler    findings about allocations, against the compiler's remarks
// `--write` keeps the tables in docs/accuracy.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import { judgeFindings } from '../test/oracle/compiler.js';
import { compareFlow, unexplained } from '../test/oracle/flow.js';
import { tooUnknown, tooWrong } from '../test/oracle/limits.js';
import { compareModule, compareStandardLibrary, type Dependencies, somePackages } from '../test/oracle/semantics.js';
import { standardLibrary } from '../test/oracle/toolchain.js';
import { withTable } from './accuracy/tables.js';
import {
  type ByCorpus,
  type Compared,
  compilerTable,
  corpusName,
  flowTable,
  reasonsTable,
  sharesTable,
} from './oracle/tables.js';

const page = fileURLToPath(new URL('../docs/accuracy.md', import.meta.url));

/** Tables by the name of their markers. */
type Tables = Readonly<Record<string, string>>;

const oracles = { semantics, flow, compiler } as const;

export async function main(args: readonly string[]): Promise<void> {
  const names = Object.keys(oracles) as (keyof typeof oracles)[];
  const { oracle, folders, write } = (await yargs(args)
    .command('$0 <oracle> [folders..]', false, (command) =>
      command
        .positional('oracle', { choices: names, demandOption: true })
        .positional('folders', { type: 'string', array: true, default: [] }),
    )
    .options({ write: { type: 'boolean', default: false } })
    .strict()
    .parseAsync()) as unknown as { oracle: keyof typeof oracles; folders: string[]; write: boolean };
  const tables = await oracles[oracle](folders.map((folder) => resolve(folder)));
  console.log(Object.values(tables).join('\n'));
  if (!write) return;
  const text = Object.entries(tables).reduce(
    (all, [name, table]) => withTable(all, name, table),
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, text);
}

async function semantics(folders: readonly string[]): Promise<Tables> {
  const compared: Compared[] = [];
  for (const dependencies of ['present', 'absent'] as const) {
    add(compared, library, dependencies, await compareStandardLibrary(somePackages, dependencies));
  }
  for (const folder of folders) {
    for (const dependencies of ['present', 'absent'] as const)
      add(compared, corpusName(folder), dependencies, await compareModule(folder, dependencies));
  }
  return { semantics: sharesTable(compared), unknown: reasonsTable(compared) };
}

/** Says what is wrong as soon as it is known. */
function add(
  compared: Compared[],
  corpus: string,
  dependencies: Dependencies,
  comparison: Compared['comparison'],
): void {
  compared.push({ corpus, dependencies, comparison });
  const wrong = tooWrong(comparison);
  fail([...comparison.unbuilt, ...comparison.wrong], wrong.length > 0);
  const unknown = tooUnknown(comparison, dependencies);
  const judged = [
    `too much wrong: ${wrong.join(', ') || 'nothing'}`,
    `too much unknown: ${unknown.join(', ') || 'nothing'}`,
  ];
  console.log(`${corpus}, dependencies ${dependencies}: ${judged.join('; ')}\n`);
}

async function flow(folders: readonly string[]): Promise<Tables> {
  const compared = await each(folders, async (folder, isLibrary) => {
    const comparison = await compareFlow(folder, [isLibrary ? 'std' : './...']);
    const differing = unexplained(comparison);
    fail(
      differing.map(({ place, function: name, what, ours }) => `${place}: ${what} of ${name}: not ${ours}`),
      differing.length > 0,
    );
    return comparison;
  });
  return { flow: flowTable(compared) };
}

async function compiler(folders: readonly string[]): Promise<Tables> {
  const judged = await each(folders, async (folder) => {
    const answer = await judgeFindings(folder);
    const contradictions = answer.flatMap((one) => one.contradictions);
    fail(
      contradictions.map(({ file, line, rule, says }) => `${file}:${line}: ${rule}: ${says}`),
      contradictions.length > 0,
    );
    return answer;
  });
  return { compiler: compilerTable(judged) };
}

const library = 'the standard library';

/** Asks about the standard library, with Go's commands, and about each folder. */
async function each<Answer>(
  folders: readonly string[],
  ask: (folder: string, isLibrary: boolean) => Promise<Answer>,
): Promise<ByCorpus<Answer>> {
  const found = [{ corpus: library, answer: await ask(await standardLibrary(), true) }];
  for (const folder of folders) found.push({ corpus: corpusName(folder), answer: await ask(folder, false) });
  return found;
}

function fail(lines: readonly string[], failed: boolean): void {
  for (const line of lines) console.log(line);
  if (failed) process.exitCode = 1;
}
