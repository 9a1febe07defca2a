import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Layer {
  readonly name: string;
  /** A folder, with `/` at its end, or a file; from src. */
  readonly path: string;
  /** Names of other layers. */
  readonly mayImport: readonly string[];
}

const meaning = ['text', 'syntax', 'project', 'knowledge', 'names', 'types', 'flow', 'calls', 'facts'];

/** Who may import whom. A file belongs to the first entry that names it. */
const layers: readonly Layer[] = [
  { name: 'text', path: 'engine/text/', mayImport: [] },
  { name: 'syntax', path: 'engine/syntax/', mayImport: ['text'] },
  { name: 'project', path: 'engine/project/', mayImport: ['text', 'syntax'] },
  { name: 'knowledge', path: 'engine/knowledge/', mayImport: [] },
  ...['names', 'types', 'flow', 'calls', 'facts'].map((name) => ({
    name,
    path: `engine/${name}/`,
    mayImport: meaning.slice(0, meaning.indexOf(name)),
  })),
  { name: 'diagnostic', path: 'engine/run/diagnostic.ts', mayImport: ['text'] },
  { name: 'rule', path: 'engine/run/rule.ts', mayImport: ['diagnostic', ...meaning] },
  { name: 'options', path: 'engine/run/options.ts', mayImport: ['diagnostic', 'rule', 'text', 'knowledge'] },
  { name: 'run', path: 'engine/run/', mayImport: ['diagnostic', 'rule', 'options', ...meaning] },
  { name: 'report', path: 'engine/report/', mayImport: ['text', 'diagnostic', 'options'] },
  { name: 'api', path: 'engine/api.ts', mayImport: ['diagnostic', 'rule', ...meaning] },
  { name: 'rule list', path: 'rules/index.ts', mayImport: ['api', 'rules'] },
  { name: 'rules', path: 'rules/', mayImport: ['api'] },
  { name: 'modules', path: 'modules.ts', mayImport: ['syntax', 'knowledge'] },
  {
    name: 'index',
    path: 'index.ts',
    mayImport: [...meaning, 'diagnostic', 'rule', 'options', 'run', 'report', 'api', 'rule list', 'modules'],
  },
  { name: 'cli', path: 'cli.ts', mayImport: ['cli', 'index', 'report', 'text'] },
  { name: 'cli', path: 'cli/', mayImport: ['index', 'report', 'diagnostic', 'text'] },
];

/** The only files that may use Node itself; all others run in a browser too. */
const onNode = /^(modules\.ts|cli\.ts|cli\/.*|engine\/project\/disk[^/]*|engine\/run\/(workers|cache)[^/]*)$/;

/** Who may import a package. */
const packages: Readonly<Record<string, RegExp>> = {
  diff: /^cli\/(git|mending)\//,
  yaml: /^cli\/config\//,
  yargs: /^cli(\.ts$|\/)/,
};

const imports =
  /^[ \t]*(?:import|export)\s+[^'"`;]*?\bfrom\s*['"](?<from>[^'"]+)['"]|^[ \t]*import\s*['"](?<effect>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]/gm;

function importsOf(text: string): string[] {
  return [...text.matchAll(imports)].map(({ groups = {} }) => groups.from ?? groups.effect ?? groups.dynamic);
}

function layerOf(file: string): Layer | undefined {
  return layers.find(({ path }) => (path.endsWith('/') ? file.startsWith(path) : file === path));
}

/** What a file imports and must not, in words. The path is relative to src, with `/`. */
function violations(file: string, text: string): string[] {
  const layer = layerOf(file);
  if (layer === undefined) return [`src/${file} lies in no layer`];

  return importsOf(text).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
      const other = layerOf(target);
      if (other === layer ? layer.name !== 'rules' : layer.mayImport.includes(other?.name ?? '')) return [];
      return [`src/${file} (${layer.name}) imports src/${target} (${other?.name ?? 'no layer'})`];
    }
    if (isBuiltin(specifier)) return onNode.test(file) ? [] : [`src/${file} imports ${specifier}, which is Node's`];
    const who = packages[specifier.split('/')[0]];
    return who?.test(file) ? [] : [`src/${file} imports the package ${specifier}`];
  });
}

function sourceFiles(): { readonly path: string; readonly text: string }[] {
  const root = fileURLToPath(new URL('../src', import.meta.url));
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).replaceAll(sep, '/'), text: readFileSync(path, 'utf8') }));
}

test('imports point down', () => {
  expect(sourceFiles().flatMap(({ path, text }) => violations(path, text))).toEqual([]);
});

/** What Node adds to the global object and browsers do not have. */
const nodeGlobal = /(?<![\w.'"`$])(process\.|Buffer[.<( ]|__dirname|__filename|require\(|setImmediate\()/;

test("only the files at the edge use Node's global objects", () => {
  const uses = sourceFiles()
    .filter(({ path }) => !onNode.test(path))
    .flatMap(({ path, text }) => text.split('\n').map((line, i) => ({ at: `src/${path}:${i + 1}`, line })))
    .filter(({ line }) => !/^\s*(\/\/|\/?\*)/.test(line) && nodeGlobal.test(line));
  expect(uses).toEqual([]);
});

describe('a planted violation is found', () => {
  test.each([
    ['rules/a.ts', `import { x } from '../engine/syntax/tree.js';`, '(syntax)'],
    ['rules/a.ts', `import b from './b.js';`, 'src/rules/b.ts (rules)'],
    ['rules/a.ts', `import { rules } from './index.js';`, '(rule list)'],
    ['engine/text/source.ts', `import type { Tree } from '../syntax/tree.js';`, '(syntax)'],
    ['engine/flow/graph.ts', `export * from '../calls/graph.js';`, '(calls)'],
    ['engine/names/bind.ts', `import {\n  a,\n  b,\n} from '../types/type.js';`, '(types)'],
    ['engine/facts/loops.ts', `import type { Finding } from '../run/rule.js';`, '(rule)'],
    ['engine/report/text.ts', `import { parse } from '../syntax/parse.js';`, '(syntax)'],
    ['engine/report/text.ts', `import { lint } from '../run/lint.js';`, '(run)'],
    ['engine/run/lint.ts', `import { rules } from '../../rules/index.js';`, '(rule list)'],
    ['engine/run/lint.ts', `const disk = await import('../report/text.js');`, '(report)'],
    ['cli.ts', `import { lint } from './engine/run/lint.js';`, '(run)'],
    ['engine/project/packages.ts', `import { readFileSync } from 'node:fs';`, "which is Node's"],
    ['engine/project/packages.ts', `import path from 'path';`, "which is Node's"],
    ['engine/run/lint.ts', `import 'node:worker_threads';`, "which is Node's"],
    ['engine/syntax/go.ts', `import { Parser } from 'web-tree-sitter';`, 'the package web-tree-sitter'],
    ['engine/names/bind.ts', `import type { Tree } from 'web-tree-sitter';`, 'the package web-tree-sitter'],
    ['engine/text/source.ts', `import _ from 'lodash';`, 'the package lodash'],
    ['engine/util/misc.ts', '', 'lies in no layer'],
    ['rules/a.ts', `import { x } from '../engine/util/misc.js';`, '(no layer)'],
  ])('%s: %s', (file, text, words) => {
    expect(violations(file, text)).toEqual([expect.stringContaining(words)]);
  });
});

test('what the table allows is allowed', () => {
  const allowed = {
    'rules/a.ts': `import { defineRule } from '../engine/api.js';`,
    'rules/index.ts': `import type { Rule } from '../engine/api.js';\nimport a from './a.js';`,
    'engine/facts/loops.ts': `import { graph } from '../flow/graph.js';\nimport type { Fact } from './fact.js';`,
    'engine/project/disk.ts': `import { readFile } from 'node:fs/promises';`,
    'engine/text/source.ts': `/**\n * import { x } from '../syntax/tree.js';\n */\n// import '../syntax/tree.js';`,
    'cli.ts': `import { hideBin } from 'yargs/helpers';\nimport { lint } from './index.js';`,
  };
  expect(Object.entries(allowed).flatMap(([file, text]) => violations(file, text))).toEqual([]);
});
