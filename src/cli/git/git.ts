import { spawnSync } from 'node:child_process';
import { printable } from '../../engine/report/escape.js';
import { UsageError } from '../usage-error.js';

/** More than the objects of any one question. */
const mostBytes = 2 ** 30;

/**
 * Asks git about a work tree that nobody vouches for. Its configuration may name programs: no question is asked that
 * runs them. There is no shell, no pager, no lock, no network, and what would filter contents is turned off.
 */
export class Git {
  /** Absolute path of the work tree's top, with `/`. */
  readonly top: string;
  #overrides: readonly string[] | undefined;

  constructor(top: string) {
    this.top = top;
  }

  /**
   * What git prints.
   *
   * @throws UsageError with what git says when it fails
   */
  ask(args: readonly string[], input?: string): Buffer {
    const { output, error } = this.try(args, input);
    if (output === undefined) throw new UsageError(`git ${args[0]} failed: ${error}`);
    return output;
  }

  /** What git prints, or what it says when it fails. */
  try(args: readonly string[], input?: string): { readonly output?: Buffer; readonly error: string } {
    this.#overrides ??= this.#filters();
    return run(this.top, [...this.#overrides, ...args], input);
  }

  /** Contents go through the programs of `filter.NAME.clean` when git compares files with its index. */
  #filters(): string[] {
    const listed = run(this.top, ['config', '--name-only', '-z', '--get-regexp', '^filter\\.']);
    const names = new Set(
      fields(listed.output ?? Buffer.alloc(0)).map((key) => key.slice('filter.'.length, key.lastIndexOf('.'))),
    );
    return [...names].flatMap((name) =>
      ['clean=', 'process=', 'required=false'].flatMap((setting) => ['-c', `filter.${name}.${setting}`]),
    );
  }
}

const always = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

function run(cwd: string, args: readonly string[], input = ''): { readonly output?: Buffer; readonly error: string } {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };
  const result = spawnSync('git', [...always, ...args], { cwd, env, input, maxBuffer: mostBytes, shell: false });
  const { error, status, stdout, stderr } = result;
  if (error !== undefined) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { error: isMissing ? 'git is not installed, or not on the PATH' : error.message };
  }
  if (status === 0) return { output: stdout, error: '' };
  const [first = ''] = stderr.toString('utf8').trim().split('\n');
  return { error: printable(first.replace(/^(?:fatal|error): /, '')) || `it ended with ${status}` };
}

/** The parts of what git prints with `-z`. */
export function fields(output: Buffer): string[] {
  return output.toString('utf8').split('\0').slice(0, -1);
}
