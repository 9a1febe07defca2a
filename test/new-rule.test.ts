import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { objectionTo, skeleton } from '../scripts/new-rule.js';
import { renderIndex } from '../scripts/rule-files.js';
import { compare } from './compare.js';
import { parseExpectations } from './expectations.js';
import { ruleNames } from './fixtures.js';

const root = fileURLToPath(new URL('..', import.meta.url));

test.each(['', 'Leaked', 'leaked_thing', 'leaked-', '-leaked', '../leaked', 'leaked--thing', 'taken'])(
  "'%s' cannot name a new rule",
  (name) => expect(objectionTo(name, ['taken'])).toBeDefined(),
);

test('a name in kebab case can', () => {
  expect(objectionTo('leaked-thing', ['leaked'])).toBeUndefined();
});

test('the skeleton compiles, and its documented example fails', () => {
  const directory = mkdtempSync(join(tmpdir(), 'go-oom-lint-new-rule-'));
  try {
    for (const path of ['src', 'tsconfig.json', 'tsconfig.build.json', 'package.json']) {
      cpSync(join(root, path), join(directory, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction');
    const files = skeleton('leaked-thing');
    const index = renderIndex([...ruleNames(), 'leaked-thing']);
    for (const [path, text] of [...files, ['src/rules/index.ts', index]]) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noEmit'], {
      cwd: directory,
      encoding: 'utf8',
    });
    expect(stdout.split('\n').filter((line) => line.includes('src/rules/'))).toEqual([]);

    const example = files.get('test/fixtures/leaked-thing/docs_bad.go') ?? '';
    const nothing = compare(parseExpectations(example, 'docs_bad.go'), [], 'warning', String);
    expect(nothing).toEqual([expect.stringContaining('missing')]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
