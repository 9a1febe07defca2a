// `npm run oracle -- DIR …`: what go-oom-lint takes names, expressions and calls for, against go/types, in the standard
// library and in the modules on disk in DIR …, whose dependencies are in the module cache or in `vendor`.
// `--write` keeps the tables in docs/accuracy.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import { tooUnknown, tooWrong } from '../test/oracle/limits.js';
import { compareModule, compareStandardLibrary, type Dependencies, somePackages } from '../test/oracle/semantics.js';
import { withTable } from './accuracy/tables.js';
import { type Compared, corpusName, reasonsTable, sharesTable } from './oracle/tables.js';

const page = fileURLToPath(new URL('../docs/accuracy.md', import.meta.url));

export async function main(args: readonly string[]): Promise<void> {
  const { _: folders, write } = await yargs(args)
    .options({ write: { type: 'boolean', default: false } })
    .strictOptions()
    .parseAsync();
  const compared: Compared[] = [];
  for (const dependencies of ['present', 'absent'] as const) {
    add(compared, 'the standard library', dependencies, await compareStandardLibrary(somePackages, dependencies));
  }
  for (const folder of folders.map((each) => resolve(String(each)))) {
    for (const dependencies of ['present', 'absent'] as const)
      add(compared, corpusName(folder), dependencies, await compareModule(folder, dependencies));
  }
  const tables = { semantics: sharesTable(compared), unknown: reasonsTable(compared) };
  console.log(`${tables.semantics}\n${tables.unknown}`);
  if (!write) return;
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, withTable(withTable(text, 'semantics', tables.semantics), 'unknown', tables.unknown));
}

/** Says what is wrong as soon as it is known. */
function add(
  compared: Compared[],
  corpus: string,
  dependencies: Dependencies,
  comparison: Compared['comparison'],
): void {
  compared.push({ corpus, dependencies, comparison });
  for (const line of [...comparison.unbuilt, ...comparison.wrong]) console.log(line);
  const wrong = tooWrong(comparison);
  if (wrong.length > 0) process.exitCode = 1;
  const unknown = tooUnknown(comparison, dependencies);
  const judged = [
    `too much wrong: ${wrong.join(', ') || 'nothing'}`,
    `too much unknown: ${unknown.join(', ') || 'nothing'}`,
  ];
  console.log(`${corpus}, dependencies ${dependencies}: ${judged.join('; ')}\n`);
}
