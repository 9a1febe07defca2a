import { expect, test } from 'vitest';
import { Field } from '../../src/engine/syntax/kinds.js';
import { outline } from '../../src/engine/syntax/outline.js';
import { NONE, type Tree } from '../../src/engine/syntax/tree.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedParser } from '../../src/modules.js';
import { fixturesOf, ruleFixtureFolders } from '../fixtures.js';

const parser = await shippedParser();

const whole = `// Package a does things.
package a

import "io" /* for readers */

// Size is one.
const Size = 1 // byte

var Table = [...]int{ // three
	1, 2, /* two */ 3,
}

var Names = map[string]func(int) string{
	"é": func(n int) string { // a comment
		return "x"
	},
}

/* T is
   documented. */
type T struct {
	R io.Reader // what to read
}

func (t *T) Read(p []byte) (int, error) {
	for {
		if len(p) == 0 { // nothing
			return t.R.Read(p)
		}
	}
}

func Last[E any](list []E) E { return list[len(list)-1] }
`;

const without = `
package a

import "io" 


const Size = 1 

var Table = [...]int{ 
	1, 2,  3,
}

var Names = map[string]func(int) string




type T struct {
	R io.Reader 
}

func (t *T) Read(p []byte) (int, error) 

func Last[E any](list []E) E 
`;

function parse(text: string): Tree {
  return parser.parse(Source.fromText('/a.go', text));
}

/** Kind, field, line and depth of every node that is in no body, and the text of identifiers. */
function declared(tree: Tree): string[] {
  const described: string[] = [];
  const depths: number[] = [];
  for (let node = 0; node < tree.size; node++) {
    depths.push(node === 0 ? 0 : depths[tree.parent(node)] + 1);
    const isBody = tree.field(node) === Field.Body && !tree.text(tree.parent(node)).startsWith('[...]');
    if (isBody) {
      for (const end = tree.skip(node); node + 1 < end; node++) depths.push(0);
      continue;
    }
    const { line } = tree.source.position(tree.start(node));
    const name = tree.firstChild(node) === NONE ? tree.text(node) : '';
    described.push(`${depths[node]} ${tree.kind(node)} ${tree.field(node)} ${line} ${name}`);
  }
  return described.slice(1); // the file itself begins at its first token, or at its first comment
}

test('an outline has the declarations and the lines of its file', () => {
  const { source } = outline(parse(whole));
  expect(
    source.text
      .replace(/\n+$/, '')
      .split('\n')
      .filter((line) => line !== ''),
  ).toEqual(without.split('\n').filter((line) => line !== ''));
  expect(source.lineStarts.length).toBe(whole.split('\n').length);
  const line = (text: string) => source.position(source.text.indexOf(text)).line;
  expect(['type T', 'func (t', 'func Last'].map(line)).toEqual(
    ['type T', 'func (t', 'func Last'].map((text) => parse(whole).source.position(whole.indexOf(text)).line),
  );
});

test('an outline has every node that is in no body', () => {
  for (const { path, text } of ruleFixtureFolders()
    .flatMap(fixturesOf)
    .flatMap(({ files }) => files)) {
    if (!path.endsWith('.go')) continue;
    const tree = parse(text);
    expect(declared(outline(tree)), path).toEqual(declared(tree));
  }
});
