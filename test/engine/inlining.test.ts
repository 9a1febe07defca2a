import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { BUDGET, type Cost, NEVER } from '../../src/engine/facts/pointers/inline-counter.js';
import { inliningCost } from '../../src/engine/facts/pointers/inlining.js';
import { Summaries } from '../../src/engine/facts/summary.js';
import { Program } from '../../src/engine/run/program.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';
import { describeWithGo, runTool } from '../go.js';

/** All kinds of code: parsers, servers, number crunching, generics, closures. */
const packages = [
  'bufio',
  'bytes',
  'container/list',
  'database/sql',
  'encoding/csv',
  'encoding/json',
  'encoding/xml',
  'go/ast',
  'go/scanner',
  'image/png',
  'mime/multipart',
  'net/http',
  'net/textproto',
  'net/url',
  'os',
  'regexp',
  'regexp/syntax',
  'sort',
  'strconv',
  'strings',
  'text/tabwriter',
  'text/template',
  'time',
];

const environment = { GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };

interface Listed {
  readonly ImportPath: string;
  readonly Dir: string;
  readonly GoFiles?: readonly string[];
}

describeWithGo('the inliner', () => {
  test('counts as we do', { timeout: 600_000 }, async () => {
    const compiled = await compiledCosts();
    const wrong: string[] = [];
    let [functions, small, unknown, exact] = [0, 0, 0, 0];
    for (const { where, name, cost } of await countedCosts()) {
      const actual = compiled.get(where);
      if (actual === undefined) continue;
      functions++;
      if (actual <= BUDGET) small++;
      if (actual <= BUDGET && cost.least === actual && cost.most === actual) exact++;
      if (cost.least <= BUDGET && cost.most > BUDGET) unknown++;
      else if (cost.least > BUDGET !== actual > BUDGET)
        wrong.push(`${where} ${name}: ${cost.least} to ${cost.most}, the compiler says ${actual}`);
    }
    expect(functions).toBeGreaterThan(3_000);
    expect(exact / small).toBeGreaterThan(0.7);
    expect(unknown / functions).toBeLessThan(0.12);
    expect(wrong.length / functions, wrong.join('\n')).toBeLessThan(0.002);
  });
});

/** What the compiler prints of each function, by package, file and line; NEVER for what no cost would let in. */
async function compiledCosts(): Promise<Map<string, number>> {
  const { status, output } = await runTool('go', ['build', '-gcflags=-m=2', ...packages], '.', environment);
  if (status !== 0) throw new Error(output.slice(0, 2_000));
  const costs = new Map<string, number>();
  let path = '';
  for (const line of output.split('\n')) {
    path = /^# (\S+)/.exec(line)?.[1] ?? path;
    const said =
      /^(\S+?):(\d+):\d+: can(not)? inline ([^\s[]+?):?(?: with cost (\d+) as:| function .* cost (\d+) exceeds|(?= ))/.exec(
        line,
      );
    if (said === null) continue;
    const [, file, number, , , inlined, exceeds] = said;
    const where = `${path}/${basename(file)}:${number}`;
    if (!costs.has(where)) costs.set(where, Number(inlined ?? exceeds ?? NEVER.least));
  }
  return costs;
}

async function countedCosts(): Promise<{ where: string; name: string; cost: Cost }[]> {
  const listed = await runTool('go', ['list', '-deps', '-json=ImportPath,Dir,GoFiles', ...packages], '.', environment);
  const all = JSON.parse(`[${listed.output.replaceAll('}\n{', '},\n{')}]`) as Listed[];
  const parser = await shippedParser();
  const program = new Program(parser, shippedDeclarations);
  const summaries = new Summaries(shippedTables);
  const counted: { where: string; name: string; cost: Cost }[] = [];
  for (const { ImportPath, Dir, GoFiles = [] } of all) {
    const sources = GoFiles.map((name) => Source.fromText(name, readFileSync(join(Dir, name), 'utf8')));
    const pkg = program.add(
      ImportPath,
      basename(ImportPath),
      sources.map((source) => parser.parse(source)),
    );
    const store = new FactStore(new AnalysedPackage(pkg, program.of(pkg), [1, 26], () => true), summaries);
    summaries.add(inliningCost, store);
    if (!packages.includes(ImportPath)) continue;
    for (const body of store.pkg.bodies) {
      const { tree } = body.file;
      const { line } = tree.source.position(tree.start(body.node));
      // Asked for the body's own count, not for what the table of the standard library says.
      const cost = inliningCost.of(body, (call) => summaries.ofCall(inliningCost, call, body, store), store);
      counted.push({ where: `${ImportPath}/${tree.source.path}:${line}`, name: body.symbol?.name ?? '', cost });
    }
  }
  return counted;
}
