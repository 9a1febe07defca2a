import { expect, test } from 'vitest';
import { renderRuleMarkdown, renderRuleText } from '../../src/engine/report/explain.js';
import { unboundedGoroutine } from './sample.js';

const examples = { bad: 'package p\n\nfunc f() {\n\tgo g()\n}\n', good: 'package p\n' };

test('a rule as a page', () => {
  expect(renderRuleMarkdown(unboundedGoroutine, examples)).toBe(`# unbounded-goroutine

Reports goroutines started once for each piece of data, with nothing that limits how many run at once.

warning, sometimes info · CWE-770 · goroutine · since 0.1.0

## Why

A burst of input becomes a burst of goroutines: each holds at least 2.5 KB and whatever it captures.

## What to do

Set a limit before the loop (errgroup SetLimit, a buffered channel) or start a fixed number of workers.

Reported:

\`\`\`go
package p

func f() {
	go g()
}
\`\`\`

Not reported:

\`\`\`go
package p
\`\`\`

## When it stays quiet

- a loop over a constant of at most 16
- a semaphore that is taken before the goroutine starts

## What it misses

Goroutines started by functions of other modules.

## Silencing it

On the line, or on the one above it, above a statement or above a function:

\`\`\`go
//oomlint:ignore unbounded-goroutine why the code is right as it is
\`\`\`
`);
});

test('a rule in a terminal', () => {
  expect(renderRuleText(unboundedGoroutine, examples, 60)).toBe(`unbounded-goroutine
  Reports goroutines started once for each piece of data,
  with nothing that limits how many run at once.
  warning, sometimes info · CWE-770 · goroutine · since
  0.1.0

Why
  A burst of input becomes a burst of goroutines: each holds
  at least 2.5 KB and whatever it captures.

What to do
  Set a limit before the loop (errgroup SetLimit, a buffered
  channel) or start a fixed number of workers.

Reported
    package p

    func f() {
        go g()
    }

Not reported
    package p

When it stays quiet
  - a loop over a constant of at most 16
  - a semaphore that is taken before the goroutine starts

What it misses
  Goroutines started by functions of other modules.

Silencing it
  On the line, or on the one above it, above a statement or
  above a function:
    //oomlint:ignore unbounded-goroutine why the code is right as it is
`);
});

test('without a width no paragraph is broken', () => {
  const lines = renderRuleText(unboundedGoroutine).split('\n');
  expect(lines).toContain(`  ${unboundedGoroutine.docs.why}`);
});

test('what a rule does not have is left out', () => {
  const { quiet: _quiet, misses: _misses, ...docs } = unboundedGoroutine.docs;
  const bare = { ...unboundedGoroutine, docs, status: 'preview', default: 'off', tags: [] } as const;
  expect(renderRuleMarkdown(bare).match(/^## .*$/gm)).toEqual(['## Why', '## What to do', '## Silencing it']);
  expect(renderRuleText(bare)).toContain(
    'warning, sometimes info · preview: runs with --preview · off by default: runs with --rule · since 0.1.0',
  );
  expect(renderRuleText(bare)).not.toMatch(/Reported|Not reported|stays quiet|misses/);
});

test('prose is no markup, code between backquotes is kept', () => {
  const docs = { ...unboundedGoroutine.docs, why: 'm[k](v) is *x* in _test.go <b>, but `m[k](*v)` is not.' };
  expect(renderRuleMarkdown({ ...unboundedGoroutine, docs })).toContain(
    'm\\[k\\](v) is \\*x\\* in \\_test.go \\<b>, but `m[k](*v)` is not.',
  );
});

test('code cannot close its own block', () => {
  const bad = 'package p\n\nvar s = `\n```\n`\n';
  expect(renderRuleMarkdown(unboundedGoroutine, { bad, good: '' })).toContain(`\`\`\`\`go\n${bad}\`\`\`\`\n`);
});
