import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fixturesRoot } from './fixtures.js';
import { describeWithGo, runTool } from './go.js';

/** The first run builds the runtime with its leak profile. */
const timeout = 600_000;

/** A fixture, and calls of its functions after which goroutines are left that nothing can wake, or none. */
const programs: readonly {
  readonly fixture: string;
  readonly imports: string;
  readonly calls: string;
  readonly leaks: readonly RegExp[];
}[] = [
  {
    fixture: 'blocked-send/docs_bad.go',
    imports: '',
    calls: 'Ask(cancelled(), "?")',
    leaks: [/answers <- search/],
  },
  { fixture: 'blocked-send/docs_good.go', imports: '', calls: 'Ask(cancelled(), "?")', leaks: [] },
  {
    fixture: 'blocked-send/given_up.go',
    imports: '',
    calls:
      'block(cancelled(), 1); argument(cancelled(), 1); named(cancelled(), 1); factory(cancelled(), 1); caller(cancelled())',
    leaks: [/errc <- err/, /out <- err/, /out <- v/, /done <- err/, /c <- result/],
  },
  {
    fixture: 'blocked-receive/docs_bad.go',
    imports: '"testing/iotest"',
    calls: 'Upload(iotest.ErrReader(io.ErrNoProgress))',
    leaks: [/range parts/],
  },
  {
    fixture: 'blocked-receive/docs_good.go',
    imports: '"testing/iotest"',
    calls: 'Upload(iotest.ErrReader(io.ErrNoProgress))',
    leaks: [],
  },
  {
    fixture: 'abandoned-producer/docs_good.go',
    imports: '',
    calls: 'Check(context.Background(), []string{"a", "", "b", "c"})',
    leaks: [],
  },
];

describeWithGo('what is reported as blocked for ever is', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'go-oom-lint-leaks-'));
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  test.each(programs)(
    '$fixture',
    async ({ fixture, imports, calls, leaks }) => {
      const source = readFileSync(join(fixturesRoot, fixture), 'utf8');
      const folder = mkdtempSync(join(temporary, 'program-'));
      writeFileSync(join(folder, 'go.mod'), 'module example.com/leaks\n\ngo 1.26\n');
      writeFileSync(join(folder, 'fixture.go'), source.replace(/^package \w+/m, 'package main'));
      writeFileSync(join(folder, 'main.go'), main(imports, calls));
      const environment = { GOEXPERIMENT: 'goroutineleakprofile', GOFLAGS: '-mod=mod', GOWORK: 'off' };
      const { status, output } = await runTool('go', ['run', '.'], folder, environment);
      expect(status, output).toBe(0);
      const lines = source.split('\n');
      const found = [...output.matchAll(/fixture\.go:(\d+)/g)].map(([, line]) => lines[Number(line) - 1].trim());
      for (const leak of leaks) expect(found).toContainEqual(expect.stringMatching(leak));
      if (leaks.length === 0) expect(found).toEqual([]);
    },
    timeout,
  );
});

/** Calls functions, waits until goroutines have come to rest, and prints where the leaked ones stand. */
function main(imports: string, calls: string): string {
  return `package main

import (
	"context"
	"io"
	"os"
	"runtime/pprof"
	"time"
	${imports}
)

var _ = io.EOF

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func main() {
	${calls.split('; ').join('\n\t')}
	time.Sleep(1500 * time.Millisecond)
	if err := pprof.Lookup("goroutineleak").WriteTo(os.Stdout, 2); err != nil {
		panic(err)
	}
}
`;
}
