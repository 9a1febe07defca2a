import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isFunctionDeclaration } from '../../src/engine/syntax/go.js';
import { Field, Kind } from '../../src/engine/syntax/kinds.js';
import { createParser, cursorExports, type GoParser } from '../../src/engine/syntax/parse.js';
import { NONE, type Tree } from '../../src/engine/syntax/tree.js';
import { Source } from '../../src/engine/text/source.js';
import { fixturesOf, ruleFixtureFolders } from '../fixtures.js';
import { describeWithGo, runTool } from '../go.js';

const grammar = readFileSync(new URL('../../wasm/tree-sitter-go.wasm', import.meta.url));

let inside: GoParser;
let byCursor: GoParser;
beforeAll(async () => {
  inside = await createParser({ grammar });
  byCursor = await createParser({ grammar }, 'cursor');
});

const parse = (text: string): Tree => inside.parse(Source.fromText('/a.go', text));

const awkward: Readonly<Record<string, string>> = {
  empty: '',
  'only a comment': '// nothing here',
  'no final newline': 'package a',
  'a missing brace': 'package a\nfunc f() {\n\tif x {\n}\n',
  garbage: '@@@ not go ((( \u0000 }}}',
  'wide characters': 'package a\n\nvar é = "😀日本" // ende\nfunc π() string { return é }\n',
  CRLF: 'package a\r\n\r\nfunc f() {\r\n\tg()\r\n}\r\n',
};

describe('the two ways to read a tree give the same arrays', () => {
  test.each(Object.entries(awkward))('%s', (_, text) => {
    const source = Source.fromText('/a.go', text);
    expect(inside.parse(source).arrays).toEqual(byCursor.parse(source).arrays);
  });

  test.each(ruleFixtureFolders())('every fixture of %s', (folder) => {
    for (const { path, text } of fixturesOf(folder).flatMap((fixture) => fixture.files)) {
      if (!path.endsWith('.go')) continue;
      const source = Source.fromText(path, text);
      expect(inside.parse(source).arrays).toEqual(byCursor.parse(source).arrays);
    }
  });
});

/** The arrays that the two ways fill differently. Comparing bytes is a hundred times faster than the test runner. */
function differing(source: Source): string[] {
  const bytes = (tree: Tree) =>
    Object.entries(tree.arrays).map(([name, { buffer }]) => [name, Buffer.from(buffer)] as const);
  const others = new Map(bytes(byCursor.parse(source)));
  return bytes(inside.parse(source)).flatMap(([name, array]) => (array.equals(others.get(name)!) ? [] : [name]));
}

describeWithGo('on much of the standard library, and with wide characters everywhere', () => {
  test('the two ways to read a tree give the same arrays', async () => {
    const { output } = await runTool('go', ['env', 'GOROOT'], '.');
    const folders = [
      'unicode/utf8',
      'strconv',
      'text/template',
      'go/doc',
      'encoding/json',
      'internal/types/testdata/check',
    ];
    for (const folder of folders.map((name) => join(output.trim(), 'src', name))) {
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.go'))) {
        const source = Source.fromBytes(name, readFileSync(join(folder, name)));
        const wide = Source.fromText(
          name,
          source.text.replaceAll(/\b(err|name|string)\b/g, '日$1é').replaceAll('//', '// 😀'),
        );
        for (const one of [source, wide]) expect(differing(one), name).toEqual([]);
      }
    }
  });
});

/** The file's declarations: what they are and where, of functions what stands before the body. */
function declarations(tree: Tree): string[] {
  return tree.children(0).flatMap((node) => {
    const body = isFunctionDeclaration(tree.kind(node)) ? tree.child(node, Field.Body) : NONE;
    const found = [];
    for (let at = node; at < (body === NONE ? tree.skip(node) : body + 1); at++)
      found.push(`${tree.kind(at)} ${tree.field(at)} ${tree.start(at)} ${tree.end(at)}`);
    return found;
  });
}

describe('parsing declarations only', () => {
  const same = (text: string) => {
    const source = Source.fromText('/a.go', text);
    const tree = inside.parseDeclarations(source);
    expect(declarations(tree)).toEqual(declarations(inside.parse(source)));
    return tree;
  };

  test('leaves out what functions do', () => {
    const tree = same('package a\n\nfunc f(\n\ta int,\n) error {\n\tg()\n}\n\nfunc h() {}\n\nfunc asm(x int)\n');
    expect([...tree.arrays.kind]).not.toContain(Kind.CallExpression);
  });

  test.each([
    [
      'a raw string that looks like code',
      'package a\n\nfunc f() string {\n\treturn `\nfunc g() {\n}\n`\n}\n\nfunc h() {}\n',
    ],
    ['a string outside functions', 'package a\n\nvar s = `\nfunc g() {\n\tx()\n}\n`\n'],
    ['a struct in a header', 'package a\n\nfunc f(o struct {\n\ta int\n}) {\n\tg()\n}\n\nfunc h() {}\n'],
    ['other layout', 'package a\nfunc f() { g()\n  }\nfunc h() {\n x() }\nfunc i() { y() }\n'],
    ['CRLF', 'package a\r\n\r\nfunc f() {\r\n\tg()\r\n}\r\n\r\nfunc h() {\r\n}\r\n'],
    ['no end', 'package a\n\nfunc f() {\n\tg('],
  ])('agrees with %s', (_, text) => {
    same(text);
  });

  test('agrees with every fixture', () => {
    for (const folder of ruleFixtureFolders())
      for (const { files } of fixturesOf(folder))
        for (const { path, text } of files) if (path.endsWith('.go')) same(text);
  });
});

test('the public cursor takes over where an export is missing', () => {
  const all: Record<string, unknown> = {};
  const everything = new Proxy(all, { get: () => () => 0 });
  expect(cursorExports(everything)).toBeDefined();
  const name = '_ts_tree_cursor_current_field_id_wasm';
  const oneMissing = new Proxy(all, { get: (_, key) => (key === name ? undefined : () => 0) });
  expect(cursorExports(oneMissing)).toBeUndefined();
});

describe('a tree', () => {
  const text = 'package a\n\n// doc\nfunc f(x int) {\n\tgo g(x) // run\n}\n';

  test('is in preorder: children lie inside their parents, siblings behind each other', () => {
    const tree = parse(text);
    for (let node = 1; node < tree.size; node++) {
      const parent = tree.parent(node);
      expect(parent).toBeLessThan(node);
      expect(tree.contains(parent, node)).toBe(true);
      expect(tree.start(node)).toBeGreaterThanOrEqual(tree.start(parent));
      expect(tree.end(node)).toBeLessThanOrEqual(tree.end(parent));
      const next = tree.nextSibling(node);
      if (next !== NONE) expect(tree.start(next)).toBeGreaterThanOrEqual(tree.end(node));
    }
  });

  test('keeps comments apart from its nodes', () => {
    const tree = parse(text);
    const { comments, kind } = tree.arrays;
    const texts = [];
    for (let i = 0; i < comments.length; i += 2) texts.push(tree.source.slice(comments[i], comments[i + 1]));
    expect(texts).toEqual(['// doc', '// run']);
    expect([...kind]).not.toContain(Kind.Comment);
  });

  test('says which function holds an error, and spares the others', () => {
    const tree = parse('package a\n\nfunc good() { f() }\n\nfunc bad() { if { }\n\nfunc alsoGood() { g() }\n');
    const broken = tree.children(0).filter((node) => tree.hasError(node));
    expect(tree.arrays.errors.length).toBeGreaterThan(0);
    expect(broken.map((node) => tree.text(node)).join('')).not.toContain('func good()');
  });
});

test('an error in one file leaves no trace in the next', () => {
  const before = parse('package a\nfunc f() {}\n').arrays;
  parse(awkward.garbage);
  expect(parse('package a\nfunc f() {}\n').arrays).toEqual(before);
});
