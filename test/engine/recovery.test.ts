import { beforeAll, describe, expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import type { Body } from '../../src/engine/flow/ssa.js';
import { Program } from '../../src/engine/run/program.js';
import { isFunctionDeclaration } from '../../src/engine/syntax/go.js';
import { Field } from '../../src/engine/syntax/kinds.js';
import type { GoParser } from '../../src/engine/syntax/parse.js';
import { NONE } from '../../src/engine/syntax/tree.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';
import { fixturesOf, ruleFixtureFolders } from '../fixtures.js';

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

function lower(text: string): AnalysedPackage {
  const program = new Program(parser, shippedDeclarations);
  const pkg = program.add('example', 'example', [parser.parse(Source.fromText('/a.go', text))]);
  return new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
}

const nameOf = (body: Body) => body.symbol?.name ?? '';
const names = (pkg: AnalysedPackage) => pkg.bodies.map(nameOf);
const lost = (pkg: AnalysedPackage) => pkg.unlowered.map(({ line, name }) => `${line}:${name}`);

/** What a body does, as text: misread code would do something else. */
function shape(body: Body): string {
  const own = body.blocks.map(({ instructions, succs }) => {
    const ops = instructions.map((one) => `${one.op}${'callee' in one ? JSON.stringify(calleeName(one.callee)) : ''}`);
    return `${ops.join(' ')} -> ${succs.map((succ) => succ.index).join(' ')}`;
  });
  return [...own, ...[...body.literals.values()].map(shape)].join('\n');
}

function calleeName(callee: { readonly kind: string; readonly name?: string }): string {
  return callee.name ?? callee.kind;
}

const loop = (name: string) => `func ${name}(urls []string) {\n\tfor range urls {\n\t\tgo work()\n\t}\n}\n\n`;
const around = (middle: string) =>
  `package a\n\nimport "fmt"\n\ntype T struct{ a int }\n\n${loop('a')}${loop('b')}${middle}\n\n${loop('c')}${loop('d')}` +
  'func work() { fmt.Println() }\n';

/** By what is wrong: the code, and whether it is a function that is counted as lost. */
const wrong: readonly (readonly [string, string, boolean])[] = [
  ['a missing brace', 'func bad() {\n\tif x {\n\t\tf()\n}', true],
  ['a missing brace at the end', 'func bad() {\n\tf()\n', true],
  ['a brace too many', 'func bad() {\n\tf()\n}\n}', false],
  ['a value that is not there yet', 'func bad() {\n\tx := \n}', true],
  ['a selector that is not there yet', 'func bad() {\n\tx.\n}', true],
  ['half a call', 'func bad() {\n\tf(a, \n}', true],
  ['half a call that returns', 'func bad() {\n\treturn fmt.Sprintf("%d"\n}', true],
  ['half a for', 'func bad() {\n\tfor i := \n}', true],
  ['half an if', 'func bad() {\n\tif \n}', true],
  ['a bare go', 'func bad() {\n\tgo\n}', true],
  ['half a case', 'func bad() {\n\tswitch x {\n\tcase \n}', true],
  ['a literal that is left open', 'func bad() {\n\tx := T{a: 1,\n}', true],
  ['a parenthesis that is left open', 'func bad() {\n\tf((1)\n}', true],
  ['ten thousand of them', `func bad() {\n\tx := ${'('.repeat(10_000)}1\n}`, true],
  ['a header without its end', 'func bad(', true],
  ['a header with half its parameters', 'func bad(a int {\n\tf()\n}', true],
  ['a header with half its receiver', 'func (t *T bad() {\n}', true],
  ['a name alone', 'func bad', false],
  ['func alone', 'func', false],
  ['a string that is left open', 'func bad() {\n\tx := "abc\n}', true],
  ['a raw string that is left open', 'func bad() {\n\tx := `abc\n}', true],
  ['a comment that is left open', 'func bad() {\n\t/* abc\n}', true],
  ['a rune that is left open', "func bad() {\n\tx := 'a\n}", true],
  ['a NUL', 'func bad() {\n\tx\0 := 1\n}', true],
  ['garbage', '@@ what #', false],
  ['a conflict marker', '<<<<<<< HEAD', false],
  ['a statement outside', 'x := 1', false],
  ['a stray brace', '}', false],
  ['a struct that is left open', 'type U struct {\n\ta int\n', false],
  ['a type that is not there yet', 'type U', false],
  ['a group that is left open', 'var (\n\tx = 1\n', false],
  ['imports that are left open', 'import (\n\t"os"\n', false],
];

describe('a syntax error costs the declaration that it is in', () => {
  test.each(wrong)('%s', (_, code, counted) => {
    const intact = new Map(lower(around('')).bodies.map((body) => [nameOf(body), shape(body)]));
    const pkg = lower(around(code));
    expect(lost(pkg)).toEqual(counted ? ['19:bad'] : []);
    expect(pkg.pkg.files[0].tree.arrays.errors.length).toBeGreaterThan(0);
    expect(names(pkg).filter((name) => name !== 'bad')).toEqual(['a', 'b', 'c', 'd', 'work']);
    for (const body of pkg.bodies) if (nameOf(body) !== 'bad') expect(shape(body)).toBe(intact.get(nameOf(body)));
  });
});

describe('what is nested deeply costs its function and does not end the process', () => {
  const n = 10_000;
  const nested: Readonly<Record<string, string>> = {
    parentheses: `x := ${'('.repeat(n)}1${')'.repeat(n)}`,
    blocks: '{'.repeat(n) + '}'.repeat(n),
    ifs: 'if x {\n'.repeat(n) + '}\n'.repeat(n),
    'else ifs': `${'if x { f() } else '.repeat(n)}{}`,
    calls: `x := ${'f('.repeat(n)}1${')'.repeat(n)}`,
    'method calls': `x${'.f()'.repeat(n)}`,
    operands: `x := ${'a + '.repeat(n)}1`,
    signs: `x := ${'- '.repeat(n)}1`,
    'function literals': 'func() {'.repeat(n) + '}()'.repeat(n),
    literals: `x := ${'[]T{'.repeat(n)}1${'}'.repeat(n)}`,
    types: `var x ${'[]'.repeat(n)}int`,
    structs: `var x ${'struct{ a '.repeat(n)}int${'}'.repeat(n)}`,
  };

  test.each(Object.entries(nested))('%s', (_, code) => {
    const pkg = lower(around(`func bad() {\n${code}\n}`));
    expect(names(pkg)).toEqual(['a', 'b', 'c', 'd', 'work']);
    expect(pkg.unlowered).toMatchObject([{ line: 19, name: 'bad', reason: /nested too deeply|syntax error/ }]);
  });

  test.each([
    ['a type', `type U ${'[]'.repeat(n)}int`],
    ['a value', `var v = ${'('.repeat(n)}1${')'.repeat(n)}`],
    ['a constant', `const v = ${'1 + '.repeat(n)}1`],
  ])('outside functions: %s', (_, code) => {
    expect(names(lower(around(`${code}\n\nfunc bad(u U) { f(v, u) }`)))).toEqual(['a', 'b', 'bad', 'c', 'd', 'work']);
  });
});

test.each([
  ['very many statements', 'f()\n'.repeat(130_000)],
  ['a very long line', 'f(1);'.repeat(50_000)],
  ['a very long string', `x := "${'y'.repeat(3_000_000)}"`],
  ['very many cases', `switch x {\n${'case 1: f()\n'.repeat(5000)}}`],
])('%s are analysed', (_, code) => {
  expect(names(lower(around(`func long() {\n${code}\n}`)))).toContain('long');
});

/** Numbers from 0 up to 1, the same ones every time (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const insertions = [
  '{',
  '}',
  '(',
  ')',
  '"',
  "'",
  '`',
  '/*',
  '*/',
  'func ',
  ' go ',
  '\0',
  '\n',
  ';',
  ',',
  '<<<<<<< a\n',
  '😀',
  'case',
];

/** A text with one place inside a function changed: something cut out or put in. */
function mutate(text: string, start: number, end: number, random: () => number): string {
  const at = start + Math.floor(random() * (end - start));
  if (random() < 0.5) return text.slice(0, at) + text.slice(Math.min(end, at + 1 + Math.floor(random() * 30)));
  return text.slice(0, at) + insertions[Math.floor(random() * insertions.length)] + text.slice(at);
}

/** Functions that a change did not touch and that are lost or read differently. */
function damage(text: string, random: () => number): string[] {
  const before = lower(text);
  const tree = parser.parse(Source.fromText('/a.go', text));
  const functions = tree.children(0).filter((node) => isFunctionDeclaration(tree.kind(node)));
  if (functions.length < 2 || tree.arrays.errors.length > 0) return [];
  const changed = functions[Math.floor(random() * functions.length)];
  const body = tree.child(changed, Field.Body);
  if (body === NONE) return [];
  const mutant = mutate(text, tree.start(body) + 1, tree.end(body), random);
  const after = new Map(lower(mutant).bodies.map((body) => [body.file.tree.text(body.node), shape(body)]));
  return before.bodies.flatMap((body) => {
    const own = tree.text(body.node);
    if (body.node === changed || after.get(own) === shape(body)) return [];
    const what = after.has(own) ? 'reads differently' : 'is lost';
    return [`${nameOf(body)} ${what} after\n${mutant.slice(tree.start(changed), tree.end(changed) + 30)}`];
  });
}

describe('functions before and behind a change at random stay as they are', () => {
  const deep = process.env.DEEP === '1';
  const texts = ruleFixtureFolders().flatMap((folder) =>
    fixturesOf(folder).flatMap(({ files }) => files.flatMap(({ path, text }) => (path.endsWith('.go') ? [text] : []))),
  );

  test.each(deep ? [1, 2, 3, 4, 5, 6, 7, 8] : [1])(
    'in fixtures: %i',
    (seed) => {
      const random = numbers(seed);
      const sample = texts.filter(() => deep || random() < 0.2);
      expect(sample.flatMap((text) => damage(text, random))).toEqual([]);
    },
    120_000,
  );
});
