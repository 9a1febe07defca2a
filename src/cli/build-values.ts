/** `go1.22`, `1.22` or `1.22.3`. */
export const versionPattern = /^(?:go)?1\.\d+(?:\.\d+|(?:rc|beta)\d+)?$/;

/** A Go version as the engine takes it, without `go`. */
export function plainVersion(version: string): string {
  return version.replace(/^go/, '');
}

/** Build tags are letters, digits, _ and . */
export const tagPattern = /^[\p{L}\p{Nd}_.]+$/u;
