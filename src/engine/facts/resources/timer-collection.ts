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

function collectionIn({ toolchain, isToolchainNamed, godebug }: AnalysedPackage): TimerCollection {
  const { language, release, settings } = godebug;
  // Nothing older than its go line asks for builds a module.
  const builder = isToolchainNamed ? toolchain : (language ?? release);
  if (builder[1] >= ALWAYS_SINCE) return { collected: true, because: `${inWords(builder)} builds it`, once: undefined };
  if (isToolchainNamed && builder[1] < SINCE) {
    const once = `Go 1.${SINCE} or later builds it, with go 1.${SINCE} in go.mod`;
    return { collected: false, because: `the toolchain is ${inWords(builder)}`, once };
  }
  const always = `Go 1.${ALWAYS_SINCE} or later builds it`;
  const { asynctimerchan: setting } = settings;
  if (setting !== undefined) {
    const collected = setting !== ASYNCHRONOUS;
    const because = `a godebug line says asynctimerchan=${setting}`;
    return { collected, because, once: collected ? undefined : always };
  }
  const collected = release[1] >= SINCE;
  const because = language === undefined ? 'there is no go.mod' : `the main module's language is go 1.${release[1]}`;
  const newer = language === undefined ? `a go.mod says go 1.${SINCE} or later` : `that is go 1.${SINCE} or later`;
  return { collected, because, once: collected ? undefined : `${newer}, or ${always}` };
}

function inWords([major, minor]: GoVersion): string {
  return `Go ${major}.${minor}`;
}
