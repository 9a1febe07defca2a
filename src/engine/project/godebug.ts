import { type GoVersion, parseVersion } from './versions.js';

/** What decides which behaviour of older releases the runtime keeps up in a program (go.dev/doc/godebug). */
export interface Godebug {
  /** The release whose behaviour is the default. */
  readonly release: GoVersion;
  /** What `godebug` lines set apart from that, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * @param language that of the main module, or of its workspace
 * @param lines of the same file, as written: `panicnil=1`, `default=go1.21`
 */
export function godebugOf(language: GoVersion, lines: readonly string[]): Godebug {
  const { default: release = '', ...settings } = Object.fromEntries(
    lines.map((line) => {
      const [name, ...value] = line.split('=');
      return [name, value.join('=')];
    }),
  );
  return { release: parseVersion(release) ?? language, settings };
}
