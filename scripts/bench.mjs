// npm run bench -- [--runs N] DIR...: what the tool costs, as a multiple of the floor F.
//
// F is what parsing alone costs with what npm offers: web-tree-sitter and the parser that tree-sitter-go ships, one
// thread, every non-test file read and parsed once. Both are whole processes, start-up and compilation included, run in
// turn; compared are the medians of their CPU times. A table says where the tool's time goes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stages } from './bench/stages.mjs';

/** The parser that F measures. */
const STOCK = 'tree-sitter-go@0.25.0';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

const { runs, folders } = options(process.argv.slice(2));
const work = mkdtempSync(join(tmpdir(), 'go-oom-lint-bench-'));
try {
  const stock = stockParser();
  for (const folder of folders) measure(folder, stock);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** @param {string[]} args */
function options(args) {
  const at = args.indexOf('--runs');
  const runs = at < 0 ? 5 : Number(args.splice(at, 2)[1]);
  if (args.length === 0 || !(runs > 0)) {
    console.error('usage: npm run bench -- [--runs N] DIR...');
    process.exit(2);
  }
  return { runs, folders: args.map((folder) => resolve(process.env.INIT_CWD ?? '.', folder)) };
}

/** The parser of the npm package, unpacked by hand: installing it would compile native code. */
function stockParser() {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--silent', STOCK], { cwd: work, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack ${STOCK}: ${stderr}`);
  spawnSync('tar', ['xzf', stdout.trim(), 'package/tree-sitter-go.wasm'], { cwd: work });
  return join(work, 'package', 'tree-sitter-go.wasm');
}

/** @param {string} folder @param {string} stock */
function measure(folder, stock) {
  const floors = [];
  const tools = [];
  for (let i = 0; i < runs; i++) {
    floors.push(run(folder, [here('bench/floor.mjs'), stock, folder]));
    tools.push(run(folder, lint(folder)));
  }
  const [floor, tool] = [floors, tools].map((list) => median(list.map((one) => one.cpu)));
  const { files, bytes } = floors[0].counts;
  const speed = (/** @type {number} */ ms) => `${(bytes / ms / 1000).toFixed(2)} MB/s`;
  console.log(`\n${folder}: ${files} files, ${(bytes / 1e6).toFixed(2)} MB, ${runs} runs`);
  console.log(`  F     ${seconds(floor)} CPU  ${speed(floor)}  ${peak(floors)} MB`);
  console.log(`  tool  ${seconds(tool)} CPU  ${speed(tool)}  ${peak(tools)} MB`);
  console.log(`  ratio ${(tool / floor).toFixed(2)}`);
  const profile = join(work, 'profile');
  run(folder, ['--cpu-prof', `--cpu-prof-dir=${profile}`, ...lint(folder)]);
  for (const { stage, ms, share } of stages(profile)) {
    console.log(
      `  ${stage.padEnd(12)} ${seconds(ms)}  ${(share * 100).toFixed(1).padStart(5)} %  ${(ms / floor).toFixed(2)} F`,
    );
  }
  rmSync(profile, { recursive: true, force: true });
}

/** @param {string} folder */
function lint(folder) {
  return [here('../bin/go-oom-lint.js'), '--severity', 'info', '--format', 'json', join(folder, '...')];
}

/** Runs Node to its end. @param {string} cwd @param {string[]} args */
function run(cwd, args) {
  const usage = join(work, 'usage.json');
  const { stdout, stderr, error } = spawnSync(process.execPath, ['--import', here('bench/usage.mjs'), ...args], {
    cwd,
    env: { ...process.env, BENCH_USAGE: usage },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  const { cpu, peakBytes } = JSON.parse(readFileSync(usage, 'utf8'));
  rmSync(usage);
  const counts = args.some((arg) => arg.endsWith('floor.mjs')) ? JSON.parse(stdout) : undefined;
  if (stderr.includes('Error')) console.error(stderr);
  return { cpu, peakBytes, counts };
}

/** @param {number[]} list */
function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}

/** @param {{ peakBytes: number }[]} list */
function peak(list) {
  return Math.round(Math.max(...list.map((one) => one.peakBytes)) / 1e6);
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(2).padStart(6)} s`;
}
