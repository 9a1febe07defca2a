import { beforeAll, describe, expect, test } from 'vitest';
import { components } from '../../src/engine/calls/components.js';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { Summaries, type Summary } from '../../src/engine/facts/summary.js';
import { type Body, calls } from '../../src/engine/flow/ssa.js';
import type { GoPackage, Importer } from '../../src/engine/names/package.js';
import { Program } from '../../src/engine/run/program.js';
import type { GoParser } from '../../src/engine/syntax/parse.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

/** Analyses packages, each after those that it imports; the last is returned. */
function analyse(...texts: (readonly [path: string, text: string])[]): AnalysedPackage[] {
  const program = new Program(parser, shippedDeclarations);
  const made = new Map<string, GoPackage>();
  const importer: Importer = {
    import: (path) => made.get(path) ?? program.import(path),
    nameOf: (path) => made.get(path)?.name ?? program.nameOf(path),
    linted: (path) => made.get(path),
  };
  return texts.map(([path, text]) => {
    const name = path.split('/').at(-1)!;
    const tree = parser.parse(Source.fromText(`/${path}/a.go`, `package ${name}\n${text}`));
    const pkg = program.add(path, name, [tree], importer);
    made.set(path, pkg);
    return new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
  });
}

function bodyNamed(pkg: AnalysedPackage, name: string): Body {
  const found = pkg.bodies.find((body) => body.symbol?.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** A body as tests name it: of a literal, the function around it and a dollar. */
function nameOf({ symbol, outer }: Body): string {
  return symbol?.name ?? `${outer === undefined ? '' : nameOf(outer)}$`;
}

function edges(pkg: AnalysedPackage, name: string): string[] {
  return pkg.calls.edgesFrom(bodyNamed(pkg, name)).map(({ how, target }) => `${how} ${nameOf(target)}`);
}

test('components come behind those that they lead to', () => {
  const graph: Record<string, string[]> = { a: ['b'], b: ['c', 'd'], c: ['b'], d: ['d'], e: ['a'] };
  const found = components(Object.keys(graph), (node) => graph[node]);
  expect(found.map((component) => component.sort().join(''))).toEqual(['d', 'bc', 'a', 'e']);
});

test('components of a chain that is deeper than the stack', () => {
  const found = components([0], (node) => (node < 200_000 ? [node + 1] : [0]));
  expect(found).toHaveLength(1);
});

describe('edges', () => {
  const text = (statements: string) => `
type T struct{}
func (t *T) m() {}
type I interface { m() }
type U struct{ *T }
func g() {}
func f(i I, t *T, u U, b bool) {
${statements}
}`;

  test.each([
    ['a call, a spawn, a deferred call', 'g(); go g(); defer g()', ['call g', 'spawn g', 'defer g']],
    ['a method', 't.m()', ['call m']],
    ['a method of an embedded field', 'u.m()', ['call m']],
    ['a method expression', '(*T).m(t)', ['call m']],
    ['an interface', 'i.m()', ['call m']],
    ['a literal on the spot', 'func() {}()', ['call f$']],
    ['a closure in a variable', 'h := func() {}; go h()', ['spawn f$']],
    ['a method value', 'h := t.m; h()', ['call m']],
    ['one of two', 'h := g; if b { h = t.m }; h()', ['call g', 'call m']],
    ['a variable that a closure shares', 'var h func(); h = func() { h() }; h()', ['call f$']],
    ['a function that is handed over', 'use(g)', ['passed g']],
    ['a closure that is handed over', 'use(func() {})', ['passed f$']],
  ])('%s', (_, statements, expected) => {
    const [pkg] = analyse(['a', text(statements)]);
    expect(edges(pkg, 'f')).toEqual(expected);
  });
});

test('an interface reaches the types of the packages that are imported, however far', () => {
  const [, , pkg] = analyse(
    ['far', 'type T struct{}\nfunc (T) Run() error { return nil }\ntype Other struct{}\nfunc (Other) Run() {}'],
    ['near', 'import "far"\nfunc Make() any { return far.T{} }'],
    ['here', 'import "near"\ntype R interface { Run() error }\nfunc f(r R) { r.Run(); near.Make() }'],
  );
  const body = bodyNamed(pkg, 'f');
  const { others, throughInterface, complete } = pkg.calls.targets([...calls(body)][0], body);
  expect({ others: others.map((one) => one.name), throughInterface, complete }).toEqual({
    others: ['(far.T).Run'],
    throughInterface: true,
    complete: false,
  });
});

/** The functions named `leaf…` that a body reaches by calls. */
const leaves: Summary<readonly string[]> = {
  name: 'leaves',
  unknown: ['?'],
  bottom: [],
  known: (name) => (name === 'os.Exit' ? ['exit'] : undefined),
  same: (a, b) => a.join() === b.join(),
  of(body, callees) {
    const own = body.symbol?.name.startsWith('leaf') ? [body.symbol.name] : [];
    return [...new Set([...own, ...[...calls(body)].flatMap((call) => callees(call).flat())])].sort();
  },
};

function leavesOf(name: string, ...texts: (readonly [string, string])[]): readonly string[] {
  const summaries = new Summaries(shippedTables);
  const stores = analyse(...texts).map((pkg) => new FactStore(pkg, summaries));
  for (const store of stores) summaries.add(leaves, store);
  const store = stores.at(-1)!;
  return summaries.ofBody(leaves, bodyNamed(store.pkg, name), store);
}

describe('summaries', () => {
  test('settle where functions call each other', () => {
    const text =
      'func leafA() {}\nfunc leafB() {}\nfunc f() { g(); leafA() }\nfunc g() { h() }\nfunc h() { f(); leafB() }';
    expect(leavesOf('g', ['a', text])).toEqual(['leafA', 'leafB']);
  });

  test('cross packages, and know what is known', () => {
    expect(
      leavesOf(
        'F',
        ['a', 'func leafA() {}\nfunc A() { func() { leafA() }() }'],
        ['b', 'import ("a"; "os")\nfunc F() { a.A(); os.Exit(1); os.Getpid() }'],
      ),
    ).toEqual(['?', 'exit', 'leafA']);
  });

  test('what an answer rests on is added to what its reader rests on, and to nothing else', () => {
    const text =
      'type I interface{ m() }\ntype T struct{}\nfunc (T) m() {}\nfunc g(i I) { i.m() }\nfunc f(i I) { g(i) }\nfunc h() {}';
    const [pkg] = analyse(['a', text]);
    const store = new FactStore(pkg, new Summaries(shippedTables));
    store.summaries.ofBody(leaves, bodyNamed(pkg, 'h'), store);
    expect([...store.evidence.assumptions]).toEqual([]);
    store.summaries.ofBody(leaves, bodyNamed(pkg, 'f'), store);
    expect([...store.evidence.assumptions]).toEqual(['interface call']);
  });

  test('of a chain of calls that is longer than the stack', () => {
    const length = 3_000;
    const chain = Array.from({ length }, (_, i) => `func f${i}() { f${i + 1}() }`).join('\n');
    expect(leavesOf('f0', ['a', `${chain}\nfunc f${length}() { leafA() }\nfunc leafA() {}`])).toEqual(['leafA']);
  });

  test('of a function on which something failed are unknown, and the others go on', () => {
    const [pkg] = analyse(['a', 'func leafA() {}\nfunc f() { leafA() }\nfunc g() { f(); leafA() }']);
    const store = new FactStore(pkg, new Summaries(shippedTables));
    const failing: typeof leaves = {
      ...leaves,
      of(body, callees, facts) {
        if (body.symbol?.name === 'f') throw new Error('no');
        return leaves.of(body, callees, facts);
      },
    };
    expect(store.summaries.ofBody(failing, bodyNamed(pkg, 'g'), store)).toEqual(['?', 'leafA']);
    expect([...store.failures]).toEqual([[bodyNamed(pkg, 'f'), 'no']]);
  });
});

test('a type that is known by its name only may be an alias of the one that a method takes', () => {
  const [pkg] = analyse([
    'a',
    `import "example.com/gone"
type I interface { m(gone.T) }
type T struct{}
func (T) m(int) {}
type U struct{}
func (U) m(int, int) {}
func f(i I) { i.m(gone.V) }
`,
  ]);
  expect(edges(pkg, 'f')).toEqual(['call m']);
});
