import { beforeAll, expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { departures } from '../../src/engine/facts/pointers/departures.js';
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

/** What departs from a package that imports one of which nothing is at hand. */
function departing(declarations: string): string[] {
  const text = `package a
import "example.org/absent"
type point struct { x, y int }
func (p *point) Read() int { return p.x }
func (p point) sum() int { return p.x + p.y }
var _ = absent.Known
${declarations}
`;
  const program = new Program(parser, shippedDeclarations);
  const pkg = program.add('a', 'a', [parser.parse(Source.fromText('/a.go', text))]);
  const analysed = new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
  const answers = new FactStore(analysed, new Summaries(shippedTables)).get(departures);
  return [...analysed.allBodies()].flatMap((body) =>
    instructions(body).flatMap((one) => {
      const departure = one.op === 'alloc' ? answers.of(one, body) : undefined;
      return departure === undefined ? [] : [departure.name];
    }),
  );
}

test('a pointer departs', () => {
  expect(departing('func f(x int) *point { return &point{x, x} }')).toEqual(['point']);
});

test.each([
  ['result', 'func f(x int) absent.Reader { return &point{x, x} }'],
  ['variable', 'func f(x int) (r absent.Reader) { r = &point{x, x}; return r }'],
  ['element', 'func f(x int) []absent.Reader { return []absent.Reader{&point{x, x}} }'],
  ['field', 'func f(x int) absent.Options { return absent.Options{From: &point{x, x}} }'],
  ['field that is set', 'func f(x int) (o absent.Options) { o.From = &point{x, x}; return o }'],
  ['result of a caller', 'func f(x int) *point { return &point{x, x} }; func g() absent.Reader { return f(1) }'],
  ['parameter', 'func f(x int) *point { return &point{x, x} }; func g() { absent.Use(f(1)) }'],
])('what is not known may be an interface: %s', (_, declarations) => {
  expect(departing(declarations)).toEqual([]);
});
