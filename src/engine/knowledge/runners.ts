/** What a function does with one that it is given. */
export interface Runner {
  /** The argument's position, the receiver counted. */
  readonly argument: number;
  /** In a goroutine of its own, or before the call returns. */
  readonly runs: 'goroutine' | 'call';
}

/** Runs what it is given the first time, and never again. */
export const onceDo = '(*sync.Once).Do';

/** Functions that run what they are given, by full name; those that start many of them are in `spawners`. */
export const runners: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ['time.AfterFunc', { argument: 1, runs: 'goroutine' }],
  ['context.AfterFunc', { argument: 1, runs: 'goroutine' }],
  [onceDo, { argument: 1, runs: 'call' }],
  ['sync.OnceFunc', { argument: 0, runs: 'call' }],
  ['sync.OnceValue', { argument: 0, runs: 'call' }],
  ['sync.OnceValues', { argument: 0, runs: 'call' }],
  ['runtime/pprof.Do', { argument: 2, runs: 'call' }],
]);

/**
 * Structs whose function fields the program's main runs, once: the commands of command line libraries, the plugins that a
 * daemon is made of.
 */
export const commandTypes: ReadonlySet<string> = new Set([
  'github.com/containerd/containerd/v2/core/plugin.Registration',
  'github.com/containerd/plugin.Registration',
  'github.com/spf13/cobra.Command',
  'github.com/urfave/cli.Command',
  'github.com/urfave/cli.App',
  'github.com/urfave/cli/v2.Command',
  'github.com/urfave/cli/v2.App',
  'github.com/urfave/cli/v3.Command',
]);

/** Functions without a caller in any source with which a program begins, beside those that are called main: the runtime's own. */
export const programEntries: ReadonlySet<string> = new Set(['runtime.main']);

/** Functions that work on the process as a whole: what calls them again and again is there once, whoever starts it. */
export const processWideCalls: ReadonlySet<string> = new Set(['runtime.GC', 'runtime/debug.FreeOSMemory']);
