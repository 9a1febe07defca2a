import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeclarationIndex } from '../../src/engine/knowledge/declarations.js';
import { runGo } from './oracle.js';

/** What is shipped of the standard library, and its version. */
export const shipped = JSON.parse(
  readFileSync(new URL('../../knowledge/std/index.json', import.meta.url), 'utf8'),
) as DeclarationIndex & { readonly go: string };

/** The version of Go whose standard library is shipped: of another one, other things are true. */
export const environment: Readonly<Record<string, string>> = { GOTOOLCHAIN: shipped.go };

/** The folder of the standard library's sources. */
export async function standardLibrary(): Promise<string> {
  return join((await runGo(['env', 'GOROOT'], tmpdir(), environment)).trim(), 'src');
}
