import type { GoVersion } from '../../project/versions.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact } from '../fact.js';

/** Whether the garbage collector takes a timer or ticker that runs once nobody refers to it any more. */
export interface TimerCollection {
  readonly collected: boolean;
  /** What decides that, a clause that may stand behind `because`. */
  readonly because: string;
  /** What would make them collected, a clause that may stand behind `once`; undefined when they are. */
  readonly once: string | undefined;
}

/**
 * Timers that have a channel: those of time.AfterFunc are kept until they run in every version (Go 1.23 release notes,
 * "Timer changes"; GODEBUG `asynctimerchan`, which Go 1.27 no longer has).
 */
export const timerCollection: Fact<TimerCollection> = { name: 'timer-collection', compute: collectionIn };

const SINCE = 23;
const ALWAYS_SINCE = 27;
const ASYNCHRONOUS = '1';

function collectionIn({ goVersion, toolchain, isToolchainNamed, godebug }: AnalysedPackage): TimerCollection {
  // Nothing older than its go line asks for builds a module.
  const builder = isToolchainNamed ? toolchain : goVersion;
  if (builder[1] >= ALWAYS_SINCE) return { collected: true, because: `${inWords(builder)} builds it`, once: undefined };
  if (isToolchainNamed && builder[1] < SINCE)
    return {
      collected: false,
      because: `the toolchain is ${inWords(builder)}`,
      once: `Go 1.${SINCE} or later builds it, with go 1.${SINCE} in go.mod`,
    };
  const { asynctimerchan: setting } = godebug.settings;
  const always = `Go 1.${ALWAYS_SINCE} or later builds it`;
  if (setting !== undefined) {
    const because = `a godebug line says asynctimerchan=${setting}`;
    const collected = setting !== ASYNCHRONOUS;
    return { collected, because, once: collected ? undefined : always };
  }
  const because = `the main module's language is go 1.${godebug.release[1]}`;
  if (godebug.release[1] >= SINCE) return { collected: true, because, once: undefined };
  return { collected: false, because, once: `that is go 1.${SINCE} or later, or ${always}` };
}

function inWords([major, minor]: GoVersion): string {
  return `Go ${major}.${minor}`;
}
