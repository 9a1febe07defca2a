// `npm run new-rule NAME`: a rule that compiles, its documented examples, and its place in the list.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ruleNames } from '../test/fixtures.js';
import { main as generate } from './generate.js';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function main([name = '']: readonly string[]): Promise<void> {
  const objection = objectionTo(name, ruleNames());
  if (objection !== undefined) {
    console.error(`${objection}\nusage: npm run new-rule NAME`);
    process.exitCode = 2;
    return;
  }
  const files = skeleton(name);
  for (const [path, text] of files) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text, { flag: 'wx' });
  }
  await generate([]);
  console.log(`${[...files.keys()].join('\n')}\nCONTRIBUTING.md says how to go on.`);
}

/** Why a rule cannot have this name; undefined when it can. */
export function objectionTo(name: string, taken: readonly string[]): string | undefined {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) return `'${name}' is no name in kebab case, such as leaked-thing`;
  return taken.includes(name) ? `the rule ${name} exists` : undefined;
}

/** The files of a new rule: path from the project's root, with `/`, to text. Its tests fail until it is written. */
export function skeleton(name: string): ReadonlyMap<string, string> {
  const fixtures = `test/fixtures/${name}`;
  return new Map([
    [`src/rules/${name}.ts`, rule(name)],
    [`${fixtures}/docs_bad.go`, bad],
    [`${fixtures}/docs_good.go`, good],
  ]);
}

function rule(name: string): string {
  return `import { defineRule, spawns } from '../engine/api.js';

export default defineRule({
  name: '${name}',
  since: '',
  status: 'preview',
  severity: 'warning',
  precision: 'medium',
  tags: [],
  docs: {
    reports: '',
    why: '',
    instead: '',
  },

  requires: {},
  on: spawns,

  check() {
    return undefined;
  },
});
`;
}

const bad = `package fixture

func bad() {
	go func() {}() // want \`what is wrong\`
}
`;

const good = `package fixture

func good() {
}
`;
