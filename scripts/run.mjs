// Runs scripts/NAME.ts: Node 20 cannot run TypeScript by itself, the test runner's module loader can.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const [name, ...args] = process.argv.slice(2);
const loader = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { main } = await loader.ssrLoadModule(`/scripts/${name}.ts`);
  await main(args);
} finally {
  await loader.close();
}
