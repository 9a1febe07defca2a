import { currentMinor } from './platforms.js';

/** A release of Go, `[1, 22]`. */
export type GoVersion = readonly [major: number, minor: number];

/** What is assumed where nothing names another release. */
export const newestGo: GoVersion = [1, currentMinor];

/** Go 1 of a minor version. */
export function go1(minor: number): GoVersion {
  return [1, minor];
}

/** The release that a text names, such as `1.22`, `go1.22.3` and `1.22rc1`; undefined: none of Go 1. */
export function parseVersion(text: string): GoVersion | undefined {
  const match = /^(?:v|go)?1\.(0|[1-9][0-9]*)(?![0-9])/.exec(text);
  return match ? go1(Number(match[1])) : undefined;
}

export function laterOf(a: GoVersion, b: GoVersion): GoVersion {
  return a[1] >= b[1] ? a : b;
}
