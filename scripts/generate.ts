// `npm run generate`: writes what is derived from the rules and the grammar; with `--check`, says what is stale and fails.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderAccuracy } from './accuracy/tables.js';
import { readVerdicts } from './accuracy/verdicts.js';
import { renderConfigSchema } from './config-schema.js';
import { renderKinds } from './kinds-file.js';
import { renderRuleFiles } from './rule-files.js';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function main(args: readonly string[]): Promise<void> {
  const stale = await staleFiles();
  if (!args.includes('--check')) {
    for (const [path, text] of stale) write(path, text);
    return;
  }
  if (stale.size === 0) return;
  console.error(`stale, run \`npm run generate\`:\n${[...stale.keys()].map((path) => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
}

/**
 * The generated files that are not as they should be: path from the project's root, with `/`, to the right text;
 * undefined for the page of a rule that is gone.
 */
export async function staleFiles(): Promise<ReadonlyMap<string, string | undefined>> {
  const files = new Map([
    ...(await renderRuleFiles()),
    ['src/engine/syntax/kinds.ts', await renderKinds()],
    ['schema/config.schema.json', renderConfigSchema()],
    ['docs/accuracy.md', renderAccuracy(read('docs/accuracy.md') ?? '', readVerdicts())],
  ]);
  const pages = existsSync(`${root}docs/rules`) ? readdirSync(`${root}docs/rules`) : [];
  const gone = pages.map((page) => `docs/rules/${page}`).filter((path) => !files.has(path));
  return new Map([
    ...[...files].filter(([path, text]) => read(path) !== text),
    ...gone.map((path): [string, undefined] => [path, undefined]),
  ]);
}

function read(path: string): string | undefined {
  return existsSync(root + path) ? readFileSync(root + path, 'utf8') : undefined;
}

function write(path: string, text: string | undefined): void {
  if (text === undefined) return rmSync(root + path);
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, text);
}
