// Sets the checkout up, each part only when it is stale: `node scripts/prepare.mjs packages build tools`.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './build.mjs';
import { ensurePackages } from './packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {Record<string, () => void>} */
const parts = {
  packages: () => ensurePackages(root),
  build: () => ensureBuild(root),
  tools: () => ensurePackages(join(root, 'tools')),
};

const [major, minor] = process.versions.node.split('.').map(Number);

try {
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node ${process.versions.node} is too old: go-oom-lint needs 20.19 or later`);
  }
  for (const part of process.argv.slice(2)) parts[part]();
} catch (error) {
  console.error(`go-oom-lint: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
