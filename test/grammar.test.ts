import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isFunctionDeclaration } from '../src/engine/syntax/go.js';
import { Kind } from '../src/engine/syntax/kinds.js';
import type { GoParser } from '../src/engine/syntax/parse.js';
import type { Tree } from '../src/engine/syntax/tree.js';
import { byteColumn, Source } from '../src/engine/text/source.js';
import { shippedParser } from '../src/modules.js';
import { describeWithGo, runTool } from './go.js';
import { ask } from './oracle/oracle.js';

const wasm = (name: string) => readFileSync(new URL(`../wasm/${name}`, import.meta.url));
const sha256 = (name: string) => createHash('sha256').update(wasm(name)).digest('hex');

interface Versions {
  readonly sources: Readonly<Record<string, { readonly version: string; readonly lock?: string }>>;
  /** By file, the SHA-256 of what it held. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

test('the parser is the one that versions.json records, and was built from the sources beside it', () => {
  const { sources, inputs, outputs } = JSON.parse(wasm('versions.json').toString()) as Versions;
  const files = readdirSync(new URL('../wasm/module', import.meta.url), { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => /\.[ch]$/.test(file)).map((file) => `module/${file.replaceAll(sep, '/')}`);
  expect(Object.keys(inputs).sort()).toEqual(['grammar.js', ...own].sort());
  for (const [file, hash] of Object.entries(inputs)) expect(sha256(file), 'wasm/build.sh has to be run').toBe(hash);
  for (const [file, built] of Object.entries(outputs)) {
    expect(sha256(file)).toBe(built.sha256);
    expect(wasm(file)).toHaveLength(built.bytes);
  }
  for (const [name, { version, lock }] of Object.entries(sources))
    if (lock !== undefined) expect(wasm(lock).toString()).toContain(`name = "${name}"\nversion = "${version}"`);
});

/** What go/parser takes, the grammar does not, and the compiler rejects; paths from GOROOT. */
const rejectedLater: Readonly<Record<string, string>> = {
  'src/internal/types/testdata/check/constdecl.go': 'a constant with a type and no value',
  'src/internal/types/testdata/check/decls0.go': '[...]T that is no literal’s type',
  'src/internal/types/testdata/check/expr0.go': '~x as an expression',
  'src/internal/types/testdata/fixedbugs/issue42987.go': '[...]T that is no literal’s type',
  'src/internal/types/testdata/fixedbugs/issue58612.go': 'x.(type) outside a type switch',
  'test/const2.go': 'a constant with a type and no value',
  'test/ddd1.go': '[...]T that is no literal’s type',
  'test/fixedbugs/bug280.go': '[...]T that is no literal’s type',
  'test/fixedbugs/bug287.go': '[...]T that is no literal’s type',
  'test/fixedbugs/bug340.go': 'a value among the types of a type switch',
  'test/fixedbugs/bug358.go': 'a function type as a value',
  'test/fixedbugs/issue11614.go': 'an interface type as a value',
  'test/fixedbugs/issue15055.go': 'a conversion of two values',
  'test/fixedbugs/issue16428.go': '[...]T that is no literal’s type',
  'test/fixedbugs/issue20233.go': 'a function type as a value',
  'test/fixedbugs/issue20245.go': 'an interface type as a value',
  'test/fixedbugs/issue24470.go': 'x.(type) outside a type switch',
  'test/fixedbugs/issue4452.go': '[...]T that is no literal’s type',
  'test/fixedbugs/issue4470.go': 'x.(type) in parentheses',
};

/** As syntax.go describes it. */
interface FileSyntax {
  readonly file: string;
  readonly accepted: boolean;
  readonly functions: readonly number[];
  readonly calls: readonly number[];
  readonly lines: readonly number[];
  readonly columns: readonly number[];
}

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

/** Files that go/parser accepts and that hold errors here, and those whose functions or calls lie elsewhere. */
async function differences(goroot: string, folders: readonly string[], environment = {}): Promise<Map<string, string>> {
  const present = folders.map((folder) => join(goroot, folder)).filter((folder) => existsSync(folder));
  const found = new Map<string, string>();
  for (const syntax of await ask<FileSyntax[]>(['syntax', ...present], '', environment)) {
    if (!syntax.accepted) continue;
    const tree = parser.parse(Source.fromBytes(syntax.file, readFileSync(syntax.file)));
    const difference = differenceOf(tree, syntax);
    if (difference !== undefined) found.set(relative(goroot, syntax.file).replaceAll(sep, '/'), difference);
  }
  return found;
}

function differenceOf(tree: Tree, { functions, calls, lines, columns }: FileSyntax): string | undefined {
  const ours = { functions: [] as number[], calls: [] as number[], lines: [] as number[], columns: [] as number[] };
  for (let node = 0; node < tree.size; node++) {
    const kind = tree.kind(node);
    if (isFunctionDeclaration(kind)) {
      const { line, column } = tree.source.position(tree.start(node));
      ours.functions.push(tree.start(node), tree.end(node));
      ours.lines.push(line);
      ours.columns.push(byteColumn(tree.source.line(line), column));
    } else if (kind === Kind.CallExpression || kind === Kind.TypeConversionExpression) {
      ours.calls.push(tree.start(node), tree.end(node));
    }
  }
  const [error] = tree.arrays.errors;
  if (error !== undefined) return `line ${tree.source.position(tree.start(error)).line} is not understood`;
  if (`${ours.functions}` !== `${functions}`) return 'functions lie elsewhere';
  if (`${ours.lines}` !== `${lines}` || `${ours.columns}` !== `${columns}`) return 'functions have other positions';
  return `${sortedPairs(ours.calls)}` === `${sortedPairs(calls)}` ? undefined : 'calls lie elsewhere';
}

/** Start and end pairs in the order of their text; go/ast and the trees visit equal starts in different orders. */
function sortedPairs(list: readonly number[]): string[] {
  return list.flatMap((start, i) => (i % 2 === 0 ? [`${start}-${list[i + 1]}`] : [])).sort();
}

async function goroot(environment = {}): Promise<string | undefined> {
  const { status, output } = await runTool('go', ['env', 'GOROOT'], '.', environment);
  return status === 0 ? output.trim() : undefined;
}

describeWithGo('what go/parser accepts parses, and its functions and calls lie in the same places', () => {
  const timeout = 600_000;
  const deep = process.env.DEEP === '1';
  const expected = (path: string) => Object.hasOwn(rejectedLater, path);

  test(
    deep ? 'in all of GOROOT' : 'in the tests of the compiler and a part of the standard library',
    async () => {
      const folders = deep
        ? ['src', 'test']
        : ['test', 'src/internal/types', 'src/go', 'src/net/http', 'src/encoding', 'src/unicode', 'src/strconv'];
      const root = (await goroot()) ?? '';
      const found = await differences(root, folders);
      expect([...found].filter(([path]) => !expected(path))).toEqual([]);
      const there = Object.keys(rejectedLater).filter((path) => existsSync(join(root, path)));
      expect(there.filter((path) => !found.has(path))).toEqual([]);
    },
    timeout,
  );

  test.runIf(deep)(
    'in the sources of Go 1.27',
    async ({ skip }) => {
      const environment = { GOTOOLCHAIN: 'go1.27.0' };
      const root = await goroot(environment);
      if (root === undefined) return skip('Go 1.27 is not at hand');
      const found = await differences(root, ['src'], environment);
      expect([...found].filter(([path]) => !expected(path))).toEqual([]);
    },
    timeout,
  );
});
