import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseExpectations } from './expectations.js';
import { fixturesOf, fixturesRoot } from './fixtures.js';
import { describeWithGo } from './go.js';
import { judgeFindings } from './oracle/compiler.js';
import { type Claim, checkFixtures, type JudgedFinding, judge, judgedRules } from './oracle/oracle.js';

/** The first run compiles what the fixtures import, with the compiler's remarks. */
const timeout = 600_000;

describeWithGo('the compiler agrees with the fixtures', () => {
  test.each(judgedRules)(
    'of %s',
    async (rule) => {
      const report = await checkFixtures([join(fixturesRoot, rule)]);
      for (const skipped of report.skipped) console.log(`not asked: ${skipped}`);

      expect(report.contradictions).toEqual([]);
      expect(report.unmeasured).toEqual([]);
      expect(report.measured).toBe(wantsInGoFiles(rule));
    },
    timeout,
  );
});

describeWithGo('the compiler judges findings in a module', () => {
  const module = mkdtempSync(join(tmpdir(), 'go-oom-lint-module-'));
  afterAll(() => rmSync(module, { recursive: true, force: true }));
  writeFileSync(join(module, 'go.mod'), 'module example.com/judged\n\ngo 1.26\n');
  writeFileSync(
    join(module, 'judged.go'),
    `package judged

import "strings"

type point struct{ x, y int }

func small(x int) *point { return &point{x, x} }

func large(s string) *point { return &point{len(strings.Fields(s)), len(strings.ToUpper(s))} }

func Sum(words [][]byte, ids map[string]int) (n int) {
	for i, word := range words {
		n += ids[string(word)]
		n += strings.Index(string(word), "x")
		n += small(i).x
		n += large("x").y
	}
	return n
}

func Send(points chan<- *point, swapped bool, x, y int) {
	send := func(x, y int) {
		points <- &point{x, y}
	}
	if swapped {
		send(y, x)
	} else {
		send(x, y)
	}
}
`,
  );

  test(
    'and names those that do not hold',
    async () => {
      const claim = (rule: Claim['rule'], line: number): Claim => ({ file: 'judged.go', line, rule });
      const asked = (one: Claim): JudgedFinding => ({ ...one, callees: [] });
      const false1 = claim('conversion-in-hot-loop', 13);
      const true1 = claim('conversion-in-hot-loop', 14);
      const false2 = claim('returned-pointer-escape', 15);
      const true2 = claim('returned-pointer-escape', 16);
      const inlinedWhereCalled = claim('returned-pointer-escape', 23);
      const found = await judge(module, [false1, true1, false2, true2, inlinedWhereCalled].map(asked));
      expect(found.unseen).toEqual([]);
      expect(found.contradictions).toEqual([
        { ...false1, says: expect.stringContaining('string(word) does not escape') },
        { ...false2, says: expect.stringContaining('inlining call to small') },
      ]);
    },
    timeout,
  );
});

describeWithGo('the compiler bears out what is found in real code', () => {
  const goroot = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).stdout.trim();
  const deep = test.runIf(process.env.DEEP === '1');

  /** Parts of the standard library and of Go's commands in which something is found. */
  deep.each([
    'src/encoding/xml',
    'src/encoding/pem',
    'src/crypto/x509',
    'src/internal/coverage/stringtab',
    'src/cmd/go/internal/cfg',
    'src/cmd/go/internal/gover',
  ])('in GOROOT/%s', async (folder) => check(join(goroot, folder)), timeout);

  /** Folders of modules whose dependencies have been downloaded. */
  const modules = (process.env.ORACLE_MODULES ?? '').split(delimiter).filter((folder) => folder !== '');
  deep.each(modules)('in %s', check, timeout);

  async function check(folder: string): Promise<void> {
    const judged = await judgeFindings(folder);
    expect(judged.flatMap(({ contradictions }) => contradictions)).toEqual([]);
    expect(judged.some(({ findings, unseen }) => findings > unseen)).toBe(true);
  }
});

/** Archives are compiled but not run. */
function wantsInGoFiles(rule: string): number {
  return fixturesOf(rule)
    .filter(({ name }) => name.endsWith('.go'))
    .flatMap(({ files, path }) => files.flatMap(({ text }) => parseExpectations(text, path).wants)).length;
}
