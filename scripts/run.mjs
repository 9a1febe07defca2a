// Runs scripts/NAME.ts: Node 20 cannot run TypeScript by itself, the test runner's module loader can.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [name, ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
/** @type {{ module: { main(args: readonly string[]): Promise<void> } }} */
const { module } = await runnerImport(`${root}scripts/${name}.ts`, { root, configFile: false, logLevel: 'error' });
await module.main(args);
