import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isFunctionDeclaration } from '../../src/engine/syntax/go.js';
import { Field, Kind } from '../../src/engine/syntax/kinds.js';
import { createParser, type GoParser, ParserCrash } from '../../src/engine/syntax/parse.js';
import { ParserModule } from '../../src/engine/syntax/parser-module.js';
import { NONE, type Tree, type TreeArrays } from '../../src/engine/syntax/tree.js';
import { Source } from '../../src/engine/text/source.js';
import { fixturesOf, ruleFixtureFolders } from '../fixtures.js';
import { describeWithGo, runTool } from '../go.js';
import { referenceParser } from './reference-parser.js';

const wasm = readFileSync(new URL('../../wasm/go-parser.wasm', import.meta.url));
const deep = process.env.DEEP === '1';

let parser: GoParser;
let module: ParserModule;
let reference: (text: string) => TreeArrays;
beforeAll(async () => {
  parser = await createParser(wasm);
  module = await ParserModule.compile(wasm);
  reference = await referenceParser();
});

const parse = (text: string): Tree => parser.parse(Source.fromText('/a.go', text));

const awkward: Readonly<Record<string, string>> = {
  empty: '',
  'only a comment': '// nothing here',
  'no final newline': 'package a',
  'a missing brace': 'package a\nfunc f() {\n\tif x {\n}\n',
  garbage: '@@@ not go ((( \u0000 }}}',
  'wide characters': 'package a\n\nvar é = "😀日本" // ende\nfunc π() string { return é }\n',
  'wide characters and errors': 'package é\n\nfunc 😀() { é(日 { } 本本本本本\n}\n// 😀\nvar x = "日\nvar y = é\n',
  CRLF: 'package a\r\n\r\nfunc f() {\r\n\tg()\r\n}\r\n',
  'a byte order mark': '\ufeffpackage a\n',
  'a byte order mark within': 'package a\n\ufeffvar x = 1\n',
  NUL: 'package a\n\0\nvar x\0 = "\0"\n\0',
  'halves of surrogate pairs': 'package a\n\nvar x = "\ud83d" + \ude00 // \udfff\nvar y\ud800 = 1\n',
  'invalid UTF-8': new TextDecoder().decode(
    Uint8Array.from(Buffer.from('package a\nvar x\xff = "\xc3" // \xf0\x9f\n', 'latin1')),
  ),
  'a keyword as a name': 'package a\n\nfunc f() { new := make; new(len, make); x.type = 1 }\n',
  'comments everywhere':
    'package /*1*/ a /*2*/\n/*3*/ func /*4*/ f /*5*/ ( /*6*/ a /*7*/ int /*8*/ ) /*9*/ { /*10*/ g /*\n*/ } /*11*/ // 12',
};

/** What differs between the module's arrays and the reference's. Comparing bytes is a hundred times faster than toEqual. */
function differing(text: string): string[] {
  const expected = reference(text);
  const bytes = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength);
  return Object.entries(module.parse(text)).flatMap(([name, array]) =>
    bytes(array).equals(bytes(expected[name as keyof TreeArrays] as Uint8Array)) ? [] : [name],
  );
}

/** The same file with wide characters in all kinds of places. */
const widened = (text: string) => text.replaceAll(/\b(err|name|string)\b/g, '日$1é').replaceAll('//', '// 😀');

describe('the module and web-tree-sitter give the same arrays', () => {
  test.each(Object.entries(awkward))('%s', (_, text) => {
    expect(module.parse(text)).toEqual(reference(text));
  });

  test.each(ruleFixtureFolders())('every fixture of %s', (folder) => {
    for (const { path, text } of fixturesOf(folder).flatMap((fixture) => fixture.files)) {
      if (!path.endsWith('.go')) continue;
      expect(differing(text), path).toEqual([]);
      expect(differing(widened(text)), path).toEqual([]);
    }
  });

  test('every fixture, cut off somewhere', () => {
    for (const { path, text } of ruleFixtureFolders()
      .flatMap(fixturesOf)
      .flatMap((fixture) => fixture.files))
      if (path.endsWith('.go')) expect(differing(text.slice(0, text.length * 0.6)), path).toEqual([]);
  });
});

describeWithGo('the module and web-tree-sitter give the same arrays', () => {
  test(deep ? 'for all of GOROOT' : 'for a part of the standard library', async () => {
    const goroot = (await runTool('go', ['env', 'GOROOT'], '.')).output.trim();
    const folders = deep
      ? ['src', 'test']
      : ['src/unicode/utf8', 'src/strconv', 'src/text/template', 'src/go/doc', 'src/internal/types/testdata/check'];
    const entries = folders.flatMap((folder) =>
      readdirSync(join(goroot, folder), { recursive: deep, withFileTypes: true }),
    );
    for (const { name, parentPath } of entries.filter((entry) => entry.isFile() && entry.name.endsWith('.go'))) {
      const { text } = Source.fromBytes(name, readFileSync(join(parentPath, name)));
      expect(differing(text), name).toEqual([]);
      expect(differing(widened(text)), name).toEqual([]);
    }
  }, 600_000);
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
    const tree = parser.parseDeclarations(source);
    expect(declarations(tree)).toEqual(declarations(parser.parse(source)));
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

describe('what is hostile ends in errors or in a ParserCrash, and the parser can be used on', () => {
  const length = deep ? 1_000_000 : 20_000;
  const repeated = [
    '(',
    '{',
    '[',
    '-',
    ')',
    '`',
    '/*',
    '[]',
    '*',
    'struct{a ',
    'map[',
    'func(){',
    'f(',
    'T{',
    'a[',
    'if x {\n',
  ];
  const after = () => expect(module.parse('package a\nfunc f() {}\n')).toEqual(reference('package a\nfunc f() {}\n'));

  const fails = (file: string) => {
    try {
      return module.parse(file).errors.length > 0;
    } catch (error) {
      return error instanceof ParserCrash;
    }
  };

  test.each(repeated)(
    '%j over and over',
    (text) => {
      const many = text.repeat(length / text.length);
      for (const file of deep
        ? [many]
        : [many, `package a\n\nfunc f() {\n\tx := ${many}`, `package a\n\nvar x ${many}`]) {
        if (deep) expect(fails(file)).toBe(true);
        else expect(differing(file)).toEqual([]);
      }
      after();
    },
    120_000,
  );

  test('more than the memory', async () => {
    const small = await ParserModule.compile(wasm, 2 ** 22);
    const file = (statements: number) => `package a\n\nfunc f() {\n${'\tf()\n'.repeat(statements)}}\n`;
    expect(() => small.parse(file(100_000))).toThrow(new ParserCrash('parsing it takes more than 4 MB of memory'));
    expect(() => small.parse(' '.repeat(2 ** 22))).toThrow(ParserCrash);
    expect(small.parse(file(100))).toEqual(reference(file(100)));
  });

  test('a very long file does not keep its memory', () => {
    const { WebAssembly } = globalThis as unknown as { WebAssembly: { Instance: new (...args: never[]) => object } };
    const { Instance } = WebAssembly;
    let instances = 0;
    WebAssembly.Instance = class extends Instance {
      constructor(...args: never[]) {
        super(...args);
        instances++;
      }
    };
    const parsed = (statements: number) => {
      module.parse(`package a\n\nfunc f() {\n${'\tf()\n'.repeat(statements)}}\n`);
      return instances;
    };
    try {
      expect([100, 100_000, 100, 100].map(parsed)).toEqual([0, 0, 1, 1]);
    } finally {
      WebAssembly.Instance = Instance;
    }
  });
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
