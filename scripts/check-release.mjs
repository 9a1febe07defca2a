// `node scripts/check-release.mjs vX.Y.Z`: whether a tag fits what it would release.
import { readFileSync } from 'node:fs';

const [tag] = process.argv.slice(2);
const read = (/** @type {string} */ file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const { version, repository } = JSON.parse(read('package.json'));
const { version: locked } = JSON.parse(read('package-lock.json'));

const wrong = [
  ...(tag === `v${version}` ? [] : [`the tag is ${tag}, package.json says ${version}`]),
  ...(locked === version ? [] : [`package-lock.json says ${locked}, package.json ${version}`]),
  ...(repository === undefined ? ['package.json names no repository, and npm holds the provenance against it'] : []),
  ...(read('CHANGELOG.md').includes(`\n## [${version}]`) ? [] : [`CHANGELOG.md has no section [${version}]`]),
];
for (const one of wrong) console.error(one);
if (wrong.length > 0) process.exitCode = 1;
