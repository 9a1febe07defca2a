import { expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { type Body, instructions, type Value } from '../../src/engine/flow/ssa.js';
import { typeOfValue } from '../../src/engine/flow/value-type.js';
import { Program } from '../../src/engine/run/program.js';
import { Source } from '../../src/engine/text/source.js';
import { identical, typeString } from '../../src/engine/types/operations.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';
import { fixturesOf, ruleFixtureFolders } from '../fixtures.js';

/** Ops whose node is the expression that they are the value of. */
const expressions = new Set<Value['op']>(['param', 'call', 'slice', 'make', 'convert', 'index', 'lookup', 'binary']);

test('the type of a value is that of the expression it stands for', async () => {
  const parser = await shippedParser();
  const wrong: string[] = [];
  let compared = 0;
  for (const folder of ruleFixtureFolders()) {
    for (const { files, path } of fixturesOf(folder)) {
      const program = new Program(parser, shippedDeclarations);
      const sources = files.filter((file) => file.path.endsWith('.go') && files.length === 1);
      const trees = sources.map((file) => parser.parse(Source.fromText(path, file.text)));
      const pkg = program.add('fixture', 'fixture', trees);
      const analysed = new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
      for (const body of analysed.allBodies()) {
        for (const value of instructions(body)) compared += compare(value, body, wrong);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(5_000);
});

/** @returns 1 when both types were known */
function compare(value: Value, body: Body, wrong: string[]): number {
  if (!expressions.has(value.op) && value.op !== 'load') return 0;
  if (value.op === 'lookup' && value.commaOk) return 0;
  const written = body.types.of(body.file, value.node);
  const found = typeOfValue(value, body);
  if (written.kind === 'unknown' || found.kind === 'unknown') return 0;
  if (written.kind === 'basic' && written.untyped) return 0;
  if (!identical(written, found)) {
    const { tree } = body.file;
    wrong.push(`${tree.text(value.node)} (${value.op}): ${typeString(found)} instead of ${typeString(written)}`);
  }
  return 1;
}
