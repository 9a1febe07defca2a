import { readFileSync } from 'node:fs';
import type { ConversionTable } from './engine/knowledge/conversion-costs.js';
import { type DeclarationIndex, type DeclarationSource, indexedDeclarations } from './engine/knowledge/declarations.js';
import type { InliningTable } from './engine/knowledge/inlining.js';
import { type Knowledge, knownWith } from './engine/knowledge/known.js';
import type { ParameterFlowTable } from './engine/knowledge/parameter-flow.js';
import type { Tables } from './engine/knowledge/tables.js';
import { createParser, type GoParser } from './engine/syntax/parse.js';

const shipped = (path: string) => new URL(`../${path}`, import.meta.url);

let parser: Promise<GoParser> | undefined;

/** The parser that is shipped with go-oom-lint; one a process. */
export function shippedParser(): Promise<GoParser> {
  parser ??= createParser(readFileSync(shipped('wasm/go-parser.wasm')));
  return parser;
}

let libraries: readonly DeclarationSource[] | undefined;

/** The declarations shipped with go-oom-lint: the standard library's and those of well-known modules. */
export const shippedDeclarations: DeclarationSource = {
  lookup: (importPath) => libraryWith(importPath)?.lookup(importPath),
  nameOf: (importPath) => libraryWith(importPath)?.nameOf(importPath),
};

function libraryWith(importPath: string): DeclarationSource | undefined {
  libraries ??= ['std', 'modules'].map(shippedLibrary);
  return libraries.find((library) => library.nameOf(importPath) !== undefined);
}

function shippedLibrary(folder: string): DeclarationSource {
  const read = (file: string) => readFileSync(shipped(`knowledge/${folder}/${file}`), 'utf8');
  return indexedDeclarations(JSON.parse(read('index.json')) as DeclarationIndex, read);
}

/** The tables shipped with go-oom-lint, each read when first asked for, and what a project knows of its own functions. */
export function tablesWith(project: Knowledge): Tables {
  return {
    known: knownWith(project),
    get inlining() {
      return table<InliningTable>('inlining');
    },
    get parameterFlow() {
      return table<ParameterFlowTable>('parameter-flow');
    },
    get conversions() {
      return table<ConversionTable>('conversions');
    },
  };
}

export const shippedTables = tablesWith({});
const tables = new Map<string, unknown>();

function table<T>(name: string): T {
  let found = tables.get(name);
  if (found === undefined) {
    found = JSON.parse(readFileSync(shipped(`knowledge/${name}.json`), 'utf8'));
    tables.set(name, found);
  }
  return found as T;
}
