import { type GoVersion, go1, parseVersion } from './versions.js';

/** What decides which behaviour of older releases the runtime keeps up in a program (go.dev/doc/godebug). */
export interface Godebug {
  /** The language of the main module, or of its workspace; undefined where there is no module, as in a GOPATH. */
  readonly language: GoVersion | undefined;
  /** The release whose behaviour is the default. */
  readonly release: GoVersion;
  /** What `godebug` lines set apart from that, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Where no go.mod says more, programs behave as if built with this one or an older one. */
const withoutModule = go1(20);

/**
 * @param language that of the main module, or of its workspace
 * @param lines of the same file, as written: `panicnil=1`, `default=go1.21`
 */
export function godebugOf(language: GoVersion | undefined, lines: readonly string[]): Godebug {
  const { default: release = '', ...settings } = Object.fromEntries(
    lines.map((line) => {
      const [name, ...value] = line.split('=');
      return [name, value.join('=')];
    }),
  );
  return { language, release: parseVersion(release) ?? language ?? withoutModule, settings };
}
