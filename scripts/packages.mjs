// Installs what a package-lock.json lists, only when node_modules differs from it. Plain JavaScript: it runs before
// anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Installs the packages of `directory` when something is missing or has another version than locked.
 * @param {string} directory holds package.json and package-lock.json
 * @throws {Error} with a message for the user when npm cannot be started or fails
 */
export function ensurePackages(directory) {
  if (packagesAreCurrent(directory)) return;
  console.error(`Installing the packages of ${join(directory, 'package-lock.json')}`);
  installPackages(directory);
}

/**
 * Whether node_modules holds every package of the lock file. Optional ones do not count: they are for other systems.
 * @param {string} directory
 */
export function packagesAreCurrent(directory) {
  const locked = readLock(join(directory, 'package-lock.json'));
  const installed = readLock(join(directory, 'node_modules', '.package-lock.json'));
  if (locked === undefined) throw new Error(`${directory} has no package-lock.json`);
  if (installed === undefined) return false;
  return Object.entries(locked.packages).every(([path, entry]) => {
    if (path === '' || entry.optional) return true;
    const found = installed.packages[path];
    return (
      found?.version === entry.version && found?.integrity === entry.integrity && existsSync(join(directory, path))
    );
  });
}

/**
 * @param {string} path
 * @returns {Lock | undefined}
 */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** `--no-save` leaves the lock file as it is, whatever npm's version would rewrite in it. */
const installFlags = [
  'install',
  '--no-global',
  '--include=dev',
  '--ignore-scripts',
  '--no-save',
  '--no-dry-run',
  '--no-audit',
  '--no-fund',
];

/** @param {string} directory */
function installPackages(directory) {
  const [command, ...args] = npmCommand();
  const { error, status } = spawnSync(command, [...args, ...installFlags], {
    cwd: directory,
    env: withoutInstallTarget(process.env),
    // npm's own words go to stderr: whoever runs `npm pack` reads the name of the archive from stdout.
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error) throw new Error(`npm could not be started (${error.message}); it comes with Node: https://nodejs.org`);
  if (status !== 0) {
    throw new Error(
      `npm could not install the packages of ${join(directory, 'package-lock.json')}; its own message is above. ` +
        'The first run, and the first one after that file has changed, need the npm registry.',
    );
  }
}

/** Inside an npm script the npm that runs it, so that one version does all the work. */
function npmCommand() {
  const own = process.env.npm_execpath;
  return own?.endsWith('npm-cli.js') ? [process.execPath, own] : ['npm'];
}

/**
 * The environment without the flags that `npm install -g` hands down to scripts: they would send these packages to
 * the global folder as well.
 * @param {NodeJS.ProcessEnv} environment
 */
export function withoutInstallTarget(environment) {
  const target = /^npm_config_(global|location|prefix)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !target.test(name)));
}
