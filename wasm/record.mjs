// The bookkeeping of build.sh, over versions.json.
//
//   node record.mjs source ARCHIVE          fails unless the npm archive is the one recorded
//   node record.mjs core                    prints where cargo keeps the sources of tree-sitter's C core
//   node record.mjs wasm FOLDER [--check]   puts what was built in place and records it, or compares it

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const here = (name) => join(folder, name);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const record = JSON.parse(readFileSync(here('versions.json'), 'utf8'));

/** The first line of what a tool says of its version, without its vendor's build. */
const versionOf = (tool) => execFileSync(tool, ['--version'], { encoding: 'utf8' }).split('\n', 1)[0].replace(/ \(.*/, '');

function fail(message) {
  console.error(`wasm/build.sh: ${message}`);
  process.exitCode = 1;
}

function checkSource(archive) {
  const { version, sha256: expected } = record.sources['tree-sitter-go'];
  const actual = sha256(readFileSync(archive));
  if (actual !== expected) {
    fail(`tree-sitter-go ${version} has SHA-256 ${actual}; versions.json says ${expected}`);
  }
}

/** Fetched when it is not there yet; cargo holds it against the hash in generate/Cargo.lock. */
function coreSources() {
  const args = ['metadata', '--format-version', '1', '--locked', '--features', 'tree-sitter'];
  const metadata = execFileSync('cargo', [...args, '--manifest-path', here('generate/Cargo.toml')], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const { manifest_path } = JSON.parse(metadata).packages.find(({ name }) => name === 'tree-sitter');
  return dirname(manifest_path);
}

/** Our own sources of what is built, from this folder. */
function inputs() {
  const module = readdirSync(here('module'), { recursive: true }).filter((name) => /\.[ch]$/.test(name));
  return ['grammar.js', ...module.map((name) => `module/${name.replaceAll('\\', '/')}`).sort()];
}

function recordWasm(work, check) {
  const hashes = (names, read) => Object.fromEntries(names.map((name) => [name, read(name)]));
  const built = {
    sources: record.sources,
    inputs: hashes(inputs(), (name) => sha256(readFileSync(here(name)))),
    outputs: hashes(['go-parser.wasm', 'tree-sitter-go.wasm'], (name) => {
      const wasm = readFileSync(join(work, name));
      return { sha256: sha256(wasm), bytes: wasm.length };
    }),
    builtWith: hashes(['clang', 'wasm-ld', 'cargo', 'node'], versionOf),
  };
  if (check) return compare(built);
  writeFileSync(here('versions.json'), `${JSON.stringify(built, null, 2)}\n`);
  for (const [name, { sha256, bytes }] of Object.entries(built.outputs)) {
    writeFileSync(here(name), readFileSync(join(work, name)));
    console.log(`wasm/${name}: ${bytes} bytes, SHA-256 ${sha256}`);
  }
}

function compare(built) {
  const same = (part) => JSON.stringify(built[part]) === JSON.stringify(record[part]);
  if (same('inputs') && same('outputs')) return;
  const tools = ({ clang, 'wasm-ld': linker }) => `${clang}, ${linker}`;
  fail(`a build gives other bytes than the committed files, with ${tools(built.builtWith)}; ` +
    `those were built with ${tools(record.builtWith)}`);
}

const [command, path, option] = process.argv.slice(2);
if (command === 'source') checkSource(path);
else if (command === 'core') console.log(coreSources());
else recordWasm(path, option === '--check');
