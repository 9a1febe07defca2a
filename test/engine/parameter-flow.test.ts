import { beforeAll, describe, expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { parameterFlow } from '../../src/engine/facts/memory/parameter-flow.js';
import { Summaries } from '../../src/engine/facts/summary.js';
import type { FunctionFlow } from '../../src/engine/knowledge/parameter-flow.js';
import { Program } from '../../src/engine/run/program.js';
import type { GoParser } from '../../src/engine/syntax/parse.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

const preamble = `package a
import ("bytes"; "io"; "strings"; "fmt"; "bufio")
type node struct { next *node; name string; data []byte; all []*node; byName map[string]*node; n int }
type keeper interface { Keep(*node) }
var global *node; var globals []*node; var ch chan *node
func use(...any) {}
`;

/** The flow of the parameters of `f`, in the notation of the tables. */
function flowOf(text: string): string {
  const program = new Program(parser, shippedDeclarations);
  const pkg = program.add('a', 'a', [parser.parse(Source.fromText('/a.go', preamble + text))]);
  const analysed = new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
  const store = new FactStore(analysed, new Summaries(shippedTables));
  const body = analysed.bodies.find(({ symbol }) => symbol?.name === 'f');
  return notation(store.summaries.ofBody(parameterFlow, body!, store));
}

function notation(flow: FunctionFlow | undefined): string {
  if (flow === undefined) return '?';
  return flow
    .map(({ kept, results, into, written }) => {
      const parts = [
        ...(kept === undefined ? [] : [kept === 0 ? 'k' : `k${kept}`]),
        ...into.map(({ parameter, level }) => `p${parameter}:${level}`),
        ...results.map(({ index, level }) => (level === 0 ? `r${index}` : `r${index}:${level}`)),
        ...(written ? ['w'] : []),
      ];
      return parts.sort().join(' ');
    })
    .join('|');
}

describe('what a function does with what it is given', () => {
  test.each([
    ['nothing', 'func f(p *node) int { return p.n }', ''],
    ['returns it', 'func f(p *node) *node { return p }', 'r0'],
    ['returns what it leads to', 'func f(p *node) *node { return p.next }', 'r0:1'],
    ['returns a piece', 'func f(b []byte) ([]byte, error) { return b[2:4], nil }', 'r0'],
    [
      'returns all that another returns',
      'func f(p *node) (int, *node) { return g(p) }; func g(p *node) (int, *node) { return 0, p }',
      'r1',
    ],
    ['returns a copy', 'func f(b []byte) string { return string(b) }', ''],
    ['returns it wrapped', 'func f(p *node) *node { return &node{next: p} }', 'r0:-1'],
    ['returns it in a struct', 'func f(p *node) node { return node{next: p} }', 'r0'],
    [
      'returns another field than the one that has it',
      'func f(p *node) *node { n := node{next: p}; q := n.byName["x"]; return q }',
      '',
    ],
    ['keeps it in a global', 'func f(p *node) { global = p }', 'k'],
    ['keeps it in a slice of a global', 'func f(p *node) { globals = append(globals, p) }', 'k'],
    ['keeps what it leads to', 'func f(p *node) { global = p.next }', 'k1'],
    ['sends it', 'func f(p *node) { ch <- p }', 'k'],
    ['sends it or not', 'func f(p *node) { select { case ch <- p: default: } }', 'k'],
    ['starts a goroutine with it', 'func f(p *node) { go use(p) }', 'k'],
    ['starts a goroutine that has it', 'func f(p *node) { go func() { use(p.n) }() }', 'k'],
    ['runs a literal that has it', 'func f(p *node) { func() { println(p.n) }() }', ''],
    ['defers', 'func f(p *node) { defer println(p) }', ''],
    ['stores it behind another', 'func f(p, q *node) { q.next = p }', 'p1:-1|w'],
    ['stores it in a map of another', 'func f(q, p *node) { q.byName["x"] = p }', '|p0:-2'],
    ['appends it to a slice of another', 'func f(q, p *node) { q.all = append(q.all, p) }', 'w|p0:-2'],
    ['writes a field', 'func f(p *node) { p.n++ }', 'w'],
    ['writes an element', 'func f(b []byte) { b[0] = 1 }', 'w'],
    ['copies into it', 'func f(b, c []byte) { copy(b, c) }', 'w|'],
    ['hands it to a function that keeps it', 'func f(p *node) { keep(p) }; func keep(p *node) { global = p }', 'k'],
    [
      'hands it to a function that returns it',
      'func f(p *node) *node { return same(p) }; func same(p *node) *node { return p }',
      'r0',
    ],
    ['hands it to a function that is not known', 'func f(p *node, g func(*node)) { g(p) }', 'k|'],
    ['hands it to a method that is not known', 'func f(p *node, k keeper) { k.Keep(p) }', 'k|k'],
    ['hands it to itself', 'func f(p *node, n int) *node { if n > 0 { return f(p, n-1) }; return p }', 'r0|'],
    ['writes it', 'func f(w io.Writer, b []byte) { w.Write(b) }', '|'],
    ['wraps it in a reader', 'func f(b []byte) io.Reader { return bytes.NewReader(b) }', 'r0:-1'],
    ['cuts it', 'func f(s string) (string, bool) { a, _, ok := strings.Cut(s, "x"); return a, ok }', 'r0'],
    ['prints it', 'func f(p *node) { fmt.Println(p) }', ''],
    ['reads through it', 'func f(r io.Reader) (string, error) { return bufio.NewReader(r).ReadString(10) }', ''],
    ['puts it into a local map', 'func f(p *node) int { m := map[string]*node{}; m["a"] = p; return len(m) }', ''],
    [
      'returns a local map that has it',
      'func f(p *node) map[string]*node { m := map[string]*node{}; m["a"] = p; return m }',
      'r0:-1',
    ],
    [
      'collects into a result',
      'func f(p *node) (all []*node) { for range 3 { all = append(all, p) }; return all }',
      'r0:-1',
    ],
    [
      'walks it',
      'func f(p *node) (last *node) { for q := p; q != nil; q = q.next { last = q }; return last }',
      'r0 r0:1',
    ],
  ])('%s', (_, text, expected) => {
    expect(flowOf(text)).toBe(expected);
  });
});
