import { beforeAll, describe, expect, test } from 'vitest';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import type { MayReturn } from '../../src/engine/flow/builder.js';
import { Dominators } from '../../src/engine/flow/dominators.js';
import { knownIn } from '../../src/engine/flow/feasible.js';
import { loopsIn } from '../../src/engine/flow/loops.js';
import { postDominatorsIn } from '../../src/engine/flow/post-dominators.js';
import {
  type Block,
  type Body,
  type Instruction,
  instructions,
  terminator,
  type Value,
} from '../../src/engine/flow/ssa.js';
import { Program } from '../../src/engine/run/program.js';
import type { GoParser } from '../../src/engine/syntax/parse.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';
import { factFixtureFolders, fixturesOf, ruleFixtureFolders } from '../fixtures.js';

let parser: GoParser;
beforeAll(async () => {
  parser = await shippedParser();
});

function lower(text: string, mayReturn: MayReturn = () => true): AnalysedPackage {
  const program = new Program(parser, shippedDeclarations);
  const pkg = program.add('example', 'example', [parser.parse(Source.fromText('/a.go', text))]);
  return new AnalysedPackage(pkg, program.of(pkg), [1, 27], mayReturn);
}

function bodyOf(statements: string): Body {
  const [body] = lower(`package a\n\nfunc f(a, b bool, n int, ch chan int, xs []int) int {\n${statements}\n}\n`).bodies;
  return body;
}

const ends = new Set<Instruction['op']>(['if', 'jump', 'return', 'panic', 'unreachable', 'select']);

/** What holds for every body, whatever the source. */
function violations(body: Body): string[] {
  const found: string[] = [];
  const dominators = new Dominators(body.blocks);
  const at = new Map<Value, { block: Block; index: number }>();
  for (const block of body.blocks)
    block.instructions.forEach((instruction, index) => at.set(instruction, { block, index }));
  const reached = (value: Value, block: Block, index: number): boolean => {
    const defined = at.get(value);
    if (defined === undefined) return !('block' in value); // constants, parameters, cells of outer functions
    return defined.block === block ? defined.index < index : dominators.dominates(defined.block, block);
  };
  for (const block of body.blocks) {
    const last = terminator(block);
    const say = (text: string) => found.push(`block ${block.index}: ${text}`);
    if (last === undefined || !ends.has(last.op)) say(`ends in ${last?.op}`);
    for (const succ of block.succs)
      if (!succ.preds.includes(block)) say(`${succ.index} does not know it as a predecessor`);
    for (const pred of block.preds)
      if (!pred.succs.includes(block)) say(`${pred.index} does not know it as a successor`);
    block.instructions.forEach((instruction, index) => {
      if (ends.has(instruction.op) && instruction !== last) say(`${instruction.op} stands in its middle`);
      if (instruction.op === 'phi') {
        if (instruction.args.length !== block.preds.length) say('a phi has not one value for each predecessor');
        const others = new Set(instruction.args.filter((arg) => arg !== instruction));
        if (others.size < 2) say('a phi has one value only');
        instruction.args.forEach((arg, i) => {
          const pred = block.preds[i];
          if (pred !== undefined && !reached(arg, pred, pred.instructions.length))
            say(`a phi takes ${arg.op} from where it is not defined`);
        });
      } else {
        for (const arg of instruction.args)
          if (!reached(arg, block, index)) say(`${instruction.op} uses ${arg.op} where it is not defined`);
      }
    });
  }
  return found;
}

describe('every body is well formed', () => {
  test.each([...ruleFixtureFolders(), ...factFixtureFolders()])('in the fixtures of %s', (folder) => {
    const found: string[] = [];
    for (const { path, text } of fixturesOf(folder).flatMap((fixture) => fixture.files)) {
      if (!path.endsWith('.go')) continue;
      for (const body of lower(text).allBodies()) {
        const line = body.file.tree.source.position(body.file.tree.start(body.node)).line;
        found.push(...violations(body).map((violation) => `${folder}/${path}:${line}: ${violation}`));
      }
    }
    expect(found).toEqual([]);
  });
});

/** Which of the calls `stop(1)`, `stop(2)` … can be reached. */
function reachedMarks(body: Body): number[] {
  const calls = body.blocks.flatMap((block) => block.instructions.filter((instruction) => instruction.op === 'call'));
  const marks = calls.flatMap(({ args }) =>
    args.flatMap((arg) => (arg.op === 'const' && typeof arg.value === 'bigint' ? [Number(arg.value)] : [])),
  );
  return marks.sort((a, b) => a - b);
}

test.each([
  ['return ends a path', 'if a { stop(1); return 1 }; stop(2); return 0; stop(3)', [1, 2]],
  ['panic ends a path', 'if a { panic("x"); stop(1) }; stop(2); return 0', [2]],
  ['an endless loop is left by break alone', 'for { if a { break }; stop(1) }; stop(2); return 0', [1, 2]],
  ['nothing is behind an endless loop', 'for { stop(1) }; stop(2)', [1]],
  ['a labelled break leaves the outer loop', 'L: for { for { if a { break L } } ; stop(1) }; stop(2); return 0', [2]],
  ['break in select leaves the select', 'for { select { case <-ch: break }; stop(1) }; stop(2)', [1]],
  ['an empty select never ends', 'stop(1); select {}; stop(2)', [1]],
  ['continue goes to the update', 'for i := 0; i < n; i++ { if a { continue }; stop(1) }; stop(2); return 0', [1, 2]],
  [
    'fallthrough goes on in the next clause',
    'switch n { case 1: stop(1); fallthrough; case 2: stop(2); default: return 1 }; return 0',
    [1, 2],
  ],
  ['goto goes back and forth', 'goto L; stop(1); L: stop(2); if a { goto L }; return 0', [2]],
  [
    'a switch with a default that returns everywhere ends',
    'switch { case a: return 1; default: return 2 }; stop(1)',
    [],
  ],
  [
    'a labelled continue goes on with the outer loop',
    'L: for range n { for { stop(1); continue L; stop(2) }; stop(3) }; return 0',
    [1],
  ],
  ['goto leaves a loop', 'for { if a { goto out }; stop(1) }; out: stop(2); return 0', [1, 2]],
  ['goto makes a loop that nothing leaves', 'L: stop(1); goto L; stop(2)', [1]],
  [
    'fallthrough goes into the default',
    'switch n { case 1: stop(1); fallthrough; default: stop(2); return 1 }; stop(3); return 0',
    [1, 2],
  ],
  ['break in a switch leaves the switch alone', 'for { switch n { case 1: break }; stop(1) }; stop(2)', [1]],
  ['a type switch without a default goes on', 'switch any(n).(type) { case int: return 1 }; stop(1); return 0', [1]],
  [
    'a select that blocks goes into one of its clauses',
    'select { case <-ch: stop(1); return 1; case ch <- n: stop(2); return 2 }; stop(3)',
    [1, 2],
  ],
  [
    'a select that does not block may do neither',
    'select { case <-ch: return 1; default: stop(1) }; stop(2); return 0',
    [1, 2],
  ],
  [
    'a range over a function is a loop',
    'for v := range func(yield func(int) bool) { yield(1) } { if a { continue }; stop(v, 1); break }; stop(2); return 0',
    [1, 2],
  ],
  ['what follows a literal that panics is reached', 'f := func() { panic("x") }; f(); stop(1); return 0', [1]],
  ['a constant condition decides', 'if false { stop(1) }; for true { stop(2) }; stop(3)', [2]],
])('%s', (_, statements, marks) => {
  expect(reachedMarks(bodyOf(statements))).toEqual(marks);
});

test.each([
  ['three clauses', 'for i := 0; i < n; i++ { use(i) }; return 0', 1],
  ['nested', 'for range xs { for range n { use(1) } }; return 0', 2],
  ['left at once', 'for range xs { return 1 }; return 0', 0],
  ['goto', 'L: use(1); if a { goto L }; return 0', 1],
  ['a channel', 'for v := range ch { use(v) }; return 0', 1],
])('loops: %s', (_, statements, count) => {
  expect(loopsIn(bodyOf(statements))).toHaveLength(count);
});

test('a range over a channel is a receive at the head of the loop', () => {
  const body = bodyOf('for v := range ch { use(v) }; return 0');
  const [loop] = loopsIn(body);
  expect(loop.head.instructions.map((instruction) => instruction.op)).toContain('receive');
});

test('a variable that no closure shares is a value, one that a closure shares a cell', () => {
  const ops = (statements: string) =>
    bodyOf(statements).blocks.flatMap((block) => block.instructions.map((one) => one.op));
  expect(ops('x := n; x = x + 1; use(x); return 0')).not.toContain('alloc');
  expect(ops('x := n; defer func() { use(x) }(); return 0')).toContain('alloc');
  expect(ops('x := n; p := &x; use(p); return 0')).toContain('alloc');
});

test.each([
  ['nothing assigns to it', 'for range xs { use(n) }; return 0'],
  ['one turn is left with continue', 'for range xs { if a { use(1); continue }; use(n) }; return 0'],
  ['the inner loop is left with break', 'for range xs { for range n { if a { break }; use(n) } }; return 0'],
])('a variable that the loop does not change is no phi: %s', (_, statements) => {
  const phis = [...instructions(bodyOf(statements))].filter((one) => one.op === 'phi');
  expect(phis).toEqual([]);
});

test('what initialises package-level variables is a body of its own, tables of data are none', () => {
  const { initializers } = lower('package a\n\nvar table = []int{1, 2}\n\nvar started = start(func() { stop(1) })\n');
  expect(initializers).toHaveLength(1);
  expect(reachedMarks([...initializers[0].literals.values()][0])).toEqual([1]);
  expect(initializers[0].blocks[0].instructions.map((one) => one.op)).toContain('store');
});

/** What runs on each way out, in the order of the source: `defers, return`, `panic`. */
function exits(statements: string): string[] {
  return bodyOf(statements)
    .blocks.filter((block) => block.succs.length === 0)
    .sort((a, b) => terminator(a).node - terminator(b).node)
    .map((block) => {
      const replays = block.instructions.some((one) => one.op === 'rundefers');
      return replays ? `defers, ${terminator(block).op}` : terminator(block).op;
    });
}

test.each([
  ['on every return behind it', 'defer stop(1); if a { return 1 }; return 0', ['defers, return', 'defers, return']],
  ['not on a return before it', 'if a { return 1 }; defer stop(1); return 0', ['return', 'defers, return']],
  ['if a condition let it', 'if a { defer stop(1) }; return 0', ['defers, return']],
  ['not where the other branch returns', 'if a { defer stop(1); return 1 }; return 0', ['defers, return', 'return']],
  ['on a return before it that a loop comes back to', 'for { if a { return 1 }; defer stop(1) }', ['defers, return']],
  ['behind a goto', 'L: if a { return 1 }; defer stop(1); goto L', ['defers, return']],
  ['on a panic', 'defer stop(1); if a { panic("x") }; return 0', ['defers, panic', 'defers, return']],
  ['not on a panic before it', 'if a { panic("x") }; defer stop(1); return 0', ['panic', 'defers, return']],
  ['not for what a literal defers', 'func() { defer stop(1) }(); return 0', ['return']],
])('what is deferred runs %s', (_, statements, ways) => {
  expect(exits(statements)).toEqual(ways);
});

test.each([
  ['runs when the goroutine ends', 'runtime', 'Goexit', true],
  ['does not run when the process ends', 'os', 'Exit', false],
])('what is deferred %s', (_, path, name, runs) => {
  const call = `${path}.${name}(${runs ? '' : '1'})`;
  const text = `package a\n\nimport "${path}"\n\nfunc f() {\n\tdefer println(1)\n\t${call}\n}\n`;
  const [body] = lower(text, (callee) => !('name' in callee) || callee.name !== `${path}.${name}`).bodies;
  const [exit] = body.blocks.filter((block) => terminator(block).op === 'unreachable');
  expect(exit.instructions.some((one) => one.op === 'rundefers')).toBe(runs);
});

test('a deferred function may change a named result after the return has set it', () => {
  const [body] = lower(
    'package a\n\nfunc f() (err error) {\n\tdefer func() { err, _ = recover().(error) }()\n\treturn nil\n}\n',
  ).bodies;
  const end = body.blocks.find((block) => terminator(block).op === 'return');
  expect(end?.instructions.map((one) => one.op).slice(-4)).toEqual(['store', 'rundefers', 'load', 'return']);
});

test('post-dominators are the blocks that no way to an end avoids', () => {
  const bodies = ruleFixtureFolders().flatMap((folder) =>
    fixturesOf(folder).flatMap(({ files }) =>
      files.flatMap(({ path, text }) => (path.endsWith('.go') ? [...lower(text).allBodies()] : [])),
    ),
  );
  const small = bodies.filter(({ blocks }) => blocks.length < 30);
  expect(small.length).toBeGreaterThan(1000);
  for (const body of small) {
    const tree = postDominatorsIn(body);
    for (const before of body.blocks) {
      for (const after of body.blocks) {
        const expected = after === before || (endsFrom(before) && !endsFrom(before, after));
        if (tree.postDominates(after, before) !== expected)
          expect.fail(`${body.symbol?.name}: ${after.index} behind ${before.index}, ${body.file.tree.source.path}`);
      }
    }
  }
});

/** Whether a way leads from a block to an end, past another block. */
function endsFrom(start: Block, avoided?: Block): boolean {
  const seen = new Set([start]);
  for (const block of seen) {
    if (block.succs.length === 0) return true;
    for (const next of block.succs) if (next !== avoided) seen.add(next);
  }
  return false;
}

test('a block that conditions contradict is known not to be reached', () => {
  const body = bodyOf('if a { if !a { stop(1) } }; return 0');
  const unreached = body.blocks.filter((block) => knownIn(block, body) === undefined);
  expect(unreached.map((block) => block.instructions.map((one) => one.op))).toEqual([['call', 'jump']]);
});
