// The bookkeeping of build.sh, over versions.json.
//
//   node record.mjs source ARCHIVE        fails unless the npm archive is the one recorded
//   node record.mjs wasm FILE [--check]   puts the built parser in place and records it, or compares it

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const here = (name) => new URL(name, import.meta.url);
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

function recordWasm(file, check) {
  const wasm = readFileSync(file);
  const built = {
    sources: record.sources,
    grammar: { file: 'grammar.js', sha256: sha256(readFileSync(here('grammar.js'))) },
    wasm: { file: 'tree-sitter-go.wasm', sha256: sha256(wasm), bytes: wasm.length },
    builtWith: Object.fromEntries(['clang', 'wasm-ld', 'cargo', 'node'].map((tool) => [tool, versionOf(tool)])),
  };
  if (!check) {
    writeFileSync(here(record.wasm.file), wasm);
    writeFileSync(here('versions.json'), `${JSON.stringify(built, null, 2)}\n`);
    console.log(`wasm/${built.wasm.file}: ${built.wasm.bytes} bytes, SHA-256 ${built.wasm.sha256}`);
  } else if (built.wasm.sha256 !== record.wasm.sha256 || built.grammar.sha256 !== record.grammar.sha256) {
    const tools = ({ clang, 'wasm-ld': linker }) => `${clang}, ${linker}`;
    fail(`a build gives other bytes than ${record.wasm.file}, with ${tools(built.builtWith)}; ` +
      `the committed file was built with ${tools(record.builtWith)}`);
  }
}

const [command, file, option] = process.argv.slice(2);
if (command === 'source') checkSource(file);
else recordWasm(file, option === '--check');
