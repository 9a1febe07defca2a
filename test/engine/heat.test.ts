import { beforeAll, expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { hot } from '../../src/engine/facts/loops/heat.js';
import { Summaries } from '../../src/engine/facts/summary.js';
import { instructions } from '../../src/engine/flow/ssa.js';
import { Program } from '../../src/engine/run/program.js';
import type { GoParser } from '../../src/engine/syntax/parse.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

/** What is said of each call of `mark`, in the order of the source. */
function heats(statements: string): string[] {
  const text = `package a
import ("bufio"; "errors"; "strings"; "time"; "sync"; "log")
var _ = errors.New
var _ time.Duration
var _ = strings.ToLower
type node struct { next *node; kids []string }
var fixed = [...]int{1, 2}
func mark() {}
func F(lines []string, n, m int, s *bufio.Scanner, ch chan int, head *node, tick *time.Ticker, keys map[string]int, wg *sync.WaitGroup, r *bufio.Reader) error {
${statements}
return nil
}
var _ = log.Print
`;
  const program = new Program(parser, shippedDeclarations);
  const pkg = program.add('a', 'a', [parser.parse(Source.fromText('/a.go', text))]);
  const analysed = new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
  const answers = new FactStore(analysed, new Summaries(shippedTables)).get(hot);
  const found: { start: number; says: string }[] = [];
  for (const body of analysed.allBodies()) {
    for (const instruction of instructions(body)) {
      if (instruction.op !== 'call' || instruction.callee.kind !== 'static') continue;
      if (instruction.callee.name !== 'a.mark') continue;
      const heat = answers.of(instruction, body);
      const says = typeof heat === 'string' ? heat : heat.message;
      found.push({ start: body.file.tree.start(instruction.node), says });
    }
  }
  return found.sort((a, b) => a.start - b.start).map(({ says }) => says);
}

test.each([
  ['for _, line := range lines { _ = line; mark() }', 'this loop runs once for each of lines'],
  ['for s.Scan() { mark() }', 'this loop runs as long as s.Scan()'],
  ['for { mark(); if n == m { break } }', 'this loop runs until something stops it'],
  ['for range ch { mark() }', 'this loop runs once for each of ch'],
  ['for i := 0; i < len(lines); i++ { mark() }', 'this loop runs as long as i < len(lines)'],
  ['for i := len(lines) - 1; i >= 0; i-- { mark() }', 'this loop runs as long as i >= 0'],
  ['for i := range len(lines) { _ = i; mark() }', 'this loop runs once for each of len(lines)'],
  ['for at := head; at != nil; at = at.next { mark() }', 'this loop runs as long as at != nil'],
  ['var err error; for err == nil { _, err = r.ReadByte(); mark() }', 'this loop runs as long as err == nil'],
  [
    'for i := 0; i < n; i++ { for j := 0; j < m; j++ { mark() } }',
    'this loop runs as long as j < m, inside another loop',
  ],
  ['for range n { for range 4 { mark() } }', 'this loop runs 4 times, inside another loop'],
  ['for range lines { func() { mark() }() }', 'this loop runs once for each of lines'],
  ['for range lines { go func() { mark() }() }', 'this loop runs once for each of lines'],
  ['for range lines { wg.Go(func() { mark() }) }', 'this loop runs once for each of lines'],
])('hot: %s', (statements, says) => {
  expect(heats(statements)).toEqual([says]);
});

test.each([
  'mark()',
  'for i := 0; i < n; i++ { mark() }',
  'for range n { mark() }',
  'for i := 0; i < 3; i++ { mark() }',
  'for i := 0; i < 3; i++ { for range fixed { mark() } }',
  'for range fixed { mark() }',
  'for _, name := range []string{"a", "b"} { _ = name; mark() }',
  'for range lines { if n > m { mark(); break } }',
  'for range lines { if n > m { mark(); return nil } }',
  'for range lines { if err := s.Err(); err != nil { mark(); continue } }',
  'for range lines { if n > m { mark(); panic("n") } }',
  'for range lines { if err := s.Err(); err == nil { n++ } else { mark() } }',
  'for range tick.C { mark() }',
  'for { <-tick.C; mark() }',
  'for { mark(); time.Sleep(time.Second) }',
  'for { select { case <-tick.C: mark(); case <-ch: } }',
  'for { mark(); select { case <-tick.C: case <-ch: return nil } }',
  'for { mark(); if n > m { <-ch }; select { case <-time.After(time.Second): case <-ch: return nil } }',
  'for { mark(); <-tick.C }',
  'for range lines { wg.Add(1) }; mark()',
  'for range lines { defer log.Print(func() { mark() }) }',
  'var fs []func(); for range lines { fs = append(fs, func() { mark() }) }',
])('cold: %s', (statements) => {
  expect(heats(statements)).toEqual(['cold']);
});

test('a block that leads to nothing but an error is cold, in a function without a loop too', () => {
  expect(heats('for range lines { if n > m { mark(); return errors.New("n") } }')).toEqual(['cold']);
});

test('a return of an error that may be nil is no error path, but it leaves the loop', () => {
  expect(heats('for range lines { if n > m { mark(); return s.Err() }; mark() }')).toEqual([
    'cold',
    'this loop runs once for each of lines',
  ]);
});

test.each([
  'for k := range keys { switch k { case "a": mark() } }',
  'for k := range keys { switch k { case "a", "b": mark(); case "c": n++ } }',
  'for k, v := range keys { n = v; switch strings.ToLower(k) { case "a": mark(); default: n++ } }',
  'for k := range keys { if k != "a" { continue }; mark() }',
  'for k := range keys { if strings.EqualFold(k, "a") { mark() } }',
  'for k := range keys { if !(k == "a") { continue }; mark() }',
  'for k := range keys { key := strings.TrimSpace(k); if "a" == key && n > 1 { mark() } }',
  'for i := range lines { if i == 0 { mark() } }',
  'for i, line := range lines { if i == len(lines)-1 { _ = line; mark() } }',
  'for i := 0; i < len(lines); i++ { if i+1 == len(lines) { mark() } }',
  'for i := range lines { if i == n { mark() } }',
])('cold, for it runs on one turn: %s', (statements) => {
  expect(heats(statements)).toEqual(['cold']);
});

test.each([
  'for { mark(); select { case <-tick.C: case <-ch: } }',
  'for { mark(); select { case <-tick.C: default: } }',
  'for k, v := range keys { if k != "a" { n = v; mark() } }',
  'for k, v := range keys { switch k { case "a": n = v; default: mark() } }',
  'for k, v := range keys { switch k { case "a": n = v; fallthrough; default: mark() } }',
  'for k, v := range keys { if v == 1 { _ = k; mark() } }',
  'for k := range keys { if len(k) == 1 { mark() } }',
  'for k := range keys { if k == "a" || n > 1 { mark() } }',
  'for k := range keys { if k == s.Text() { mark() } }',
  'for i := range lines { if i%2 == 0 { mark() } }',
  'for _, line := range lines { if line == "a" { mark() } }',
  'for i := range lines { if i == n { mark() }; n++ }',
  'for s.Scan() { n = (n + 1) % 10; if n == 0 { mark() } }',
  'for range lines { for k := range keys { if k == "a" { mark() } } }',
  'for k := range keys { if k == "a" { for range lines { mark() } } }',
])('hot all the same: %s', (statements) => {
  expect(heats(statements)).toEqual([expect.stringContaining('this loop runs')]);
});

test('a select on a clock and on data is hot on the side of the data', () => {
  expect(heats('for { select { case <-tick.C: mark(); case <-ch: mark() } }')).toEqual([
    'cold',
    'this loop runs until something stops it',
  ]);
});

test('what a field holds is not known', () => {
  expect(heats('for range head.kids { mark() }')).toEqual(['unknown']);
});
