import { describe, expect, test } from 'vitest';
import { goOomLint, temporaryTree } from './bin.js';

const root = temporaryTree({ 'go.mod': 'module example.com/t\n' });

/** What the shell's script asks for: the words so far, the last one still open. */
describe('the words that may follow', () => {
  test.each<[words: readonly string[], follow: readonly string[]]>([
    [['c'], ['config', 'completion']],
    [
      ['config', ''],
      ['print', 'verify'],
    ],
    [['config', 'v'], ['verify']],
    [['config', 'print', ''], []],
    [['explain', 'unbounded-g'], ['unbounded-goroutine']],
    [['explain', 'unused'], ['unused-suppression']],
    [['--rule', 'pool-m'], ['pool-missing-reset']],
    [
      ['--severity', ''],
      ['error', 'warning', 'info'],
    ],
    [
      ['--format', 'j'],
      ['json', 'jsonl', 'junit'],
    ],
    [['--sev'], ['--severity']],
    [['--conf'], ['--confidence', '--config']],
    [['--config', ''], []],
  ])('%j', async (words, follow) => {
    const { code, stdout } = await goOomLint(root, '--get-yargs-completions', 'go-oom-lint', ...words);
    expect(stdout.split('\n').filter((word) => word !== '')).toEqual(follow);
    expect(code).toBe(0);
  });
});

test('the script names the command', async () => {
  const { code, stdout } = await goOomLint(root, 'completion');
  expect(stdout).toContain('go-oom-lint --get-yargs-completions');
  expect(code).toBe(0);
});
