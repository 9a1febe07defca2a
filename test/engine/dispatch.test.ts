import { expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { Summaries } from '../../src/engine/facts/summary.js';
import { Dispatch, naiveDispatch, type Raised } from '../../src/engine/run/dispatch.js';
import { Program } from '../../src/engine/run/program.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';
import { rules } from '../../src/rules/index.js';
import { fixturesOf, ruleFixtureFolders } from '../fixtures.js';

const texts = ({ rule, finding, confidence }: Raised) =>
  `${rule.name} ${finding.at.index} ${finding.message} ${finding.severity} ${confidence}`;

test('the dispatch table and asking every rule about everything find the same', async () => {
  const parser = await shippedParser();
  const program = new Program(parser, shippedDeclarations);
  let found = 0;
  for (const { path, text } of ruleFixtureFolders()
    .flatMap(fixturesOf)
    .flatMap((fixture) => fixture.files)) {
    if (!path.endsWith('.go')) continue;
    const pkg = program.add('example', 'example', [parser.parse(Source.fromText(path, text))]);
    const analysed = new AnalysedPackage(pkg, program.of(pkg), [1, 27], () => true);
    const byTable = new Dispatch(rules).run(new FactStore(analysed, new Summaries(shippedTables)));
    const naive = naiveDispatch(rules, new FactStore(analysed, new Summaries(shippedTables)));
    expect(byTable.map(texts).sort()).toEqual(naive.map(texts).sort());
    found += byTable.length;
  }
  expect(found).toBeGreaterThan(0);
});
