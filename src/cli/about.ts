import { readFileSync } from 'node:fs';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly homepage?: string;
}

/** The package's own manifest; this file is as deep in dist as in src. */
const manifest: Manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export const version = manifest.version;

/** Where to read about go-oom-lint. */
export const informationUri = manifest.homepage ?? `https://www.npmjs.com/package/${manifest.name}`;
