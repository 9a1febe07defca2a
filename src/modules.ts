import { existsSync, readFileSync } from 'node:fs';
import type { DeclarationSource } from './engine/knowledge/declarations.js';
import { createParser, type GoParser } from './engine/syntax/parse.js';

const shipped = (path: string) => new URL(`../${path}`, import.meta.url);

let parser: Promise<GoParser> | undefined;

/** The parser with the grammar that is shipped with go-oom-lint; one a process. */
export function shippedParser(): Promise<GoParser> {
  parser ??= createParser({ grammar: readFileSync(shipped('wasm/tree-sitter-go.wasm')) });
  return parser;
}

/** Import paths are data of the linted program: only what can be a path inside the shipped folder is looked up. */
const plainPath = /^[\w-]+(?:[./~][\w-]+)*$/;

/** The declarations shipped with go-oom-lint: the standard library's and those of well-known modules. */
export const shippedDeclarations: DeclarationSource = {
  lookup(importPath) {
    if (!plainPath.test(importPath)) return undefined;
    for (const folder of ['std', 'modules']) {
      const file = shipped(`knowledge/${folder}/${importPath}.go`);
      if (existsSync(file)) return { path: `${importPath}.go`, text: readFileSync(file, 'utf8') };
    }
    return undefined;
  },
};
