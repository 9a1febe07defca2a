import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithGo, runTool } from './go.js';
import { compareFlow, type FlowComparison, unexplained } from './oracle/flow.js';

const timeout = 600_000;

/** Packages with every kind of statement. */
const packages = [
  ...['archive/tar', 'archive/zip', 'bufio', 'bytes', 'compress/flate', 'compress/gzip', 'container/heap', 'context'],
  ...['crypto/tls', 'crypto/x509', 'database/sql', 'encoding/base64', 'encoding/binary', 'encoding/csv'],
  ...['encoding/gob', 'encoding/json', 'encoding/xml', 'errors', 'flag', 'fmt', 'go/ast', 'go/parser', 'go/types'],
  ...['html/template', 'io', 'log', 'log/slog', 'math/big', 'mime/multipart', 'net', 'net/http', 'net/rpc', 'net/url'],
  ...['os', 'os/exec', 'os/signal', 'path/filepath', 'reflect', 'regexp', 'runtime', 'sort', 'strconv', 'strings'],
  ...['sync', 'syscall', 'testing', 'text/template', 'time'],
];

async function libraryFolder(): Promise<string> {
  const { output } = await runTool('go', ['env', 'GOROOT'], '.');
  return join(output.trim(), 'src');
}

function check(comparison: FlowComparison): void {
  expect(unexplained(comparison)).toEqual([]);
  expect(comparison.functions).toBeGreaterThan(1000);
  expect(comparison.statements).toBeGreaterThan(10_000);
}

describeWithGo("control goes where Go's own analysis has it", () => {
  test('in the standard library', async () => check(await compareFlow(await libraryFolder(), packages)), timeout);

  const deep = test.runIf(process.env.DEEP === '1');
  deep('in all of it', async () => check(await compareFlow(await libraryFolder(), ['std'])), timeout);

  /** Folders of modules whose dependencies have been downloaded. */
  const modules = (process.env.ORACLE_MODULES ?? '').split(delimiter).filter((folder) => folder !== '');
  deep.each(modules)('in %s', async (folder) => check(await compareFlow(folder, ['./...'])), timeout);
});
