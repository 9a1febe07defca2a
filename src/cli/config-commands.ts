import { loadConfig, verifyConfig } from './config/load.js';
import { effectiveOf } from './effective.js';
import type { Engine } from './engine.js';
import type { Host } from './host.js';
import { checkNames } from './names.js';
import type { Invocation } from './parse.js';
import { ruleOptionsOf } from './settings.js';

/**
 * `config verify [FILE]`: says that a file is right.
 *
 * @throws UsageError with everything that is wrong with it
 */
export async function verify(file: string | undefined, host: Host, loadEngine: () => Promise<Engine>): Promise<void> {
  const shown = await verifyConfig(file, host, loadEngine);
  host.stdout.write(shown === undefined ? 'there is no configuration file\n' : `${shown} is valid\n`);
}

/**
 * `config print`: the effective configuration, and where each value came from.
 *
 * @throws UsageError for a mistake in the configuration or a flag
 */
export async function printConfig(
  invocation: Invocation,
  host: Host,
  loadEngine: () => Promise<Engine>,
): Promise<void> {
  const config = await loadConfig(invocation, host, loadEngine);
  const effective = effectiveOf(invocation, config);
  const engine = await loadEngine();
  checkNames(effective, engine);
  const { renderConfig } = await import('./config/print.js');
  const rules = [...engine.rules, ...engine.suppressionRules];
  const states = engine.ruleStates({ ...ruleOptionsOf(effective, host), overrides: [] });
  host.stdout.write(renderConfig(effective, rules, states));
}
