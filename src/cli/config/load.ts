import type { Host } from '../host.js';
import type { Invocation } from '../parse.js';
import { UsageError } from '../usage-error.js';
import type { Vocabulary } from './config-shape.js';
import { type ConfigText, findConfig, readConfig } from './find.js';
import type { ParsedConfig } from './parse.js';

/** A configuration and where it holds. */
export interface LoadedConfig extends ParsedConfig {
  /** Absolute path, with `/`, of the directory that its globs start from. */
  readonly directory: string;
}

/**
 * The configuration that a command line asks for: the one that `--config` names, none with `--no-config`, else the one
 * that is found. Without a file, nothing is loaded that could read one.
 *
 * @throws UsageError with every mistake in it
 */
export async function loadConfig(
  { given }: Invocation,
  host: Host,
  words: () => Promise<Vocabulary>,
): Promise<LoadedConfig | undefined> {
  const named = given.get('config')?.at(-1);
  if (given.has('no-config')) {
    if (named !== undefined) throw new UsageError('--config and --no-config contradict each other');
    return undefined;
  }
  const found = named === undefined ? findConfig(host.cwd) : readConfig(named, host.cwd);
  return found && (await parse(found, await words()));
}

/**
 * Checks a file without using it.
 *
 * @returns its path as messages name it; undefined when none is named and none is found
 * @throws UsageError with every mistake in it
 */
export async function verifyConfig(
  path: string | undefined,
  host: Host,
  words: () => Promise<Vocabulary>,
): Promise<string | undefined> {
  const found = path === undefined ? findConfig(host.cwd) : readConfig(path, host.cwd);
  if (found !== undefined) await parse(found, await words());
  return found?.shown;
}

async function parse(found: ConfigText, words: Vocabulary): Promise<LoadedConfig> {
  const { parseConfig } = await import('./parse.js');
  return { ...parseConfig(found, words), directory: found.directory };
}
