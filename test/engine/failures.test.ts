import { expect, test } from 'vitest';
import type { FactMap } from '../../src/engine/facts/fact.js';
import { MemoryFiles } from '../../src/engine/project/memory.js';
import { openProject } from '../../src/engine/project/project.js';
import type { PackageResult } from '../../src/engine/run/analyse.js';
import { defineRule, type Rule } from '../../src/engine/run/rule.js';
import { Session } from '../../src/engine/run/session.js';
import type { SyntaxNode } from '../../src/engine/syntax/tree.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';
import { rules } from '../../src/rules/index.js';

const [template] = rules;

/** A rule that finds every spawn and fails on the one in `bad`. */
function failing(fail: (name: string) => void): Rule {
  const rule = defineRule<SyntaxNode, FactMap>({
    ...template,
    on: {
      name: 'spawned',
      ops: ['spawn'],
      lift({ node }, body) {
        fail(body.symbol?.name ?? '');
        return body.file.tree.node(node);
      },
    },
    requires: {},
    check: (at) => ({ at, message: 'a goroutine' }),
  });
  return rule as Rule;
}

async function lint(rule: Rule, text: string): Promise<PackageResult> {
  const files = new MemoryFiles({ '/go.mod': 'module example.com/a\n', '/a.go': text });
  const project = openProject(['/...'], { cwd: '/', tests: false }, files);
  const parser = await shippedParser();
  const options = { library: shippedDeclarations, tables: shippedTables, rules: [rule], knownRules: [rule] };
  return new Session({ project, files, parser, ...options }).analyse(project.units[0]);
}

const text = 'package a\n\nfunc good() { go good() }\n\nfunc bad() { go good() }\n\nfunc fine() { go good() }\n';

test('what fails on one function costs that function only', async () => {
  const rule = failing((name) => {
    if (name === 'bad') throw new TypeError('no such thing');
  });
  const { diagnostics, notAnalysed } = await lint(rule, text);
  expect(diagnostics.map((one) => one.function)).toEqual(['good', 'fine']);
  expect(notAnalysed).toEqual([
    { file: '/a.go', line: 5, function: 'bad', reason: 'the analysis of this function failed: no such thing' },
  ]);
});

test('so does code that is nested deeper than the stack', async () => {
  const endless = (): number => 1 + endless();
  const rule = failing((name) => name === 'bad' && endless());
  const { diagnostics, notAnalysed } = await lint(rule, text);
  expect(diagnostics).toHaveLength(2);
  expect(notAnalysed.map((one) => one.function)).toEqual(['bad']);
});
