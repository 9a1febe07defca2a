import { beforeAll, expect, test } from 'vitest';
import { Program } from '../../src/engine/run/program.js';
import type { GoParser } from '../../src/engine/syntax/parse.js';
import { Source } from '../../src/engine/text/source.js';
import { typeString } from '../../src/engine/types/operations.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';

// test/semantics-oracle.test.ts holds types against go/types on much code; this is what it does not meet often.

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

/** The type and, of a constant, the value of the package-level name `x`. */
function x(declarations: string): string {
  const program = new Program(parser, shippedDeclarations);
  const tree = parser.parse(Source.fromText('/a.go', `package a\n\n${declarations}\n`));
  expect([...tree.arrays.errors]).toEqual([]);
  const pkg = program.add('example/a', 'a', [tree]);
  const symbol = pkg.scope.own('x');
  if (symbol === undefined) throw new Error('x is not declared');
  const types = program.of(pkg);
  const value = types.constantOfSymbol(symbol);
  return `${typeString(types.ofSymbol(symbol))}${value === undefined ? '' : ` ${value}`}`;
}

test.each([
  ['turns over the bits of its unsigned type', 'const x = ^uint32(0)', 'uint32 4294967295'],
  ['turns over all bits when it is signed or untyped', 'const x = ^0 + int(^int8(1))', 'int -3'],
  ['of a shifted complement', 'const x = 32 << (^uint(0) >> 63)', 'untyped int 64'],
  ['divides as its integer type does', 'const y int = 5.0\nconst x = y / 2', 'int 2'],
  ['divides as its floating-point type does', 'const y float64 = 5\nconst x = y / 2', 'float64 2.5'],
  ['of integers and floats that are integers', 'const y int64 = 7\nconst x = y / 2.0', 'int64 3'],
  ['is the least of constants', 'const x = min(3, 1, 2)', 'untyped int 1'],
  ['repeats the last values with the next iota', 'const (\n\ty = 1 << (10 * iota)\n\tx\n)', 'untyped int 1024'],
])('a constant %s', (_, declarations, expected) => {
  expect(x(declarations)).toBe(expected);
});

test.each([
  [
    'a method expression takes its receiver first',
    'type T struct{}\nfunc (*T) m(int) {}\nvar x = (*T).m',
    'func(*example/a.T, int)',
  ],
  ['of unsafe.Slice', 'import "unsafe"\nvar p *int32\nvar x = unsafe.Slice(p, 3)', '[]int32'],
  ['of unsafe.StringData', 'import "unsafe"\nvar x = unsafe.StringData("")', '*uint8'],
  ['of complex and its parts', 'var f float32\nvar x = real(complex(f, 1))', 'float32'],
  [
    'of an element of several slice types',
    'func at[B []byte | string](b B) byte { return b[0] }\nvar x = at("")',
    'uint8',
  ],
  ['comparable is no empty interface', 'type x interface{ comparable }', 'example/a.x'],
])('%s', (_, declarations, expected) => {
  expect(x(declarations)).toBe(expected);
});

const gone = 'import "example.com/gone"\n';

test.each([
  ['is known by its name', 'var y *gone.T\nvar x = y', '*example.com/gone.T'],
  ['is one type wherever it is named', 'var y map[gone.T]int\nvar x = y[*new(gone.T)]', 'int'],
  ['has instances', 'var x gone.T[int, string]', 'example.com/gone.T[int,string]'],
  ['has fields that nobody knows', 'var y gone.T\nvar x = y.F', '?'],
  ['is known in literals', 'var x = []gone.T{{1}, {2}}', '[]example.com/gone.T'],
  ['makes nothing known of what a function returns', 'var x = gone.New()', '?'],
  ['decides no type argument', 'import "maps"\nvar x = maps.Clone(gone.M())', 'map[?]?'],
  [
    'may have what lies deeper when it is embedded',
    'type a struct{ n int }\ntype b struct{ a }\ntype c struct { gone.T; b }\nvar x = c{}.n',
    '?',
  ],
  ['hides nothing that lies as deep', 'type a struct{ n int }\ntype c struct { gone.T; a }\nvar x = c{}.n', 'int'],
  ['is one of several in a constraint', 'func f[T interface{ gone.T }](T) T { panic(0) }\nvar x = f(gone.V)', '?'],
])('a type of a package that is not at hand %s', (_, declarations, expected) => {
  expect(x(`${gone}${declarations}`)).toBe(expected);
});

test('a parameter does not hide a package in the types beside it', () => {
  expect(x('import "net"\nfunc x(net, addr string) net.Addr { return nil }')).toBe('func(string, string) net.Addr');
});

test('a constant of a function may use one before it in its group', () => {
  const tree = parser.parse(
    Source.fromText('/a.go', 'package a\n\nfunc f() {\n\tconst (\n\t\ta = 3\n\t\tb = a\n\t)\n}\n'),
  );
  const [file] = new Program(parser, shippedDeclarations).add('example/a', 'a', [tree]).files;
  const used = tree.source.text.indexOf('a\n\t)');
  const node = tree.arrays.start.lastIndexOf(used);
  expect(file.symbol(node)).toMatchObject({ kind: 'const', name: 'a' });
});
