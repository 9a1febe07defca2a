// Compiles src to dist, only when something that the result rests on has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ensurePackages } from './packages.mjs';

/** What the output depends on beside src: options, module kind, the compiler's version. */
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'];

/**
 * @param {string} root
 * @throws {Error} with a message for the user when the sources do not compile or the compiler cannot be installed
 */
export function ensureBuild(root) {
  if (!buildIsCurrent(root)) build(root);
}

/** @param {string} root */
export function buildIsCurrent(root) {
  const stamp = stampPath(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashSources(root);
}

/** @param {string} root */
export function build(root) {
  ensurePackages(root);
  const hash = hashSources(root);
  console.error('Compiling src to dist');
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('src does not compile; the errors are above');
  removeLeftovers(root);
  writeFileSync(stampPath(root), hash);
}

/** Files of dist whose source is gone: the compiler leaves them, and a package would ship them.  @param {string} root */
function removeLeftovers(root) {
  for (const path of filesBelow(join(root, 'dist'))) {
    const source = join(root, 'src', path.replace(/\.(d\.ts|js)$/, '.ts'));
    if (!existsSync(source)) rmSync(join(root, 'dist', path));
  }
}

/** @param {string} root */
function hashSources(root) {
  const hash = createHash('sha256');
  const sources = filesBelow(join(root, 'src')).map((path) => join('src', path));
  for (const path of [...sources, ...settings]) {
    hash
      .update(`${path.replaceAll(sep, '/')}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * Paths of all files below a directory, relative to it, in a fixed order.
 * @param {string} directory
 */
function filesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'dist', '.stamp');
}
