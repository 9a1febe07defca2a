// floor.mjs WASM DIR: parses every non-test Go file below DIR that the tool would lint, and does nothing with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const [wasm, folder] = process.argv.slice(2);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync(wasm)));

let files = 0;
let bytes = 0;
for (const path of goFiles(folder)) {
  const source = readFileSync(path);
  files++;
  bytes += source.length;
  parser.parse(source.toString('utf8'))?.delete();
}
console.log(JSON.stringify({ files, bytes }));

/**
 * As the go command matches `...`: no testdata, vendor, or folder that begins with `.` or `_`.
 * @param {string} directory
 * @returns {Iterable<string>}
 */
function* goFiles(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!/^[._]|^(testdata|vendor)$/.test(entry.name)) yield* goFiles(path);
    } else if (/^[^._].*\.go$/.test(entry.name) && !entry.name.endsWith('_test.go')) yield path;
  }
}
