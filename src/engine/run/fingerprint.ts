import { hash } from '../text/hash.js';

/**
 * Numbers findings that are alike, so that each has a fingerprint of its own which survives moved and re-indented
 * lines: a hash of rule, package, function and the statement's text without white space, then `:` and its number among
 * equals.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  next(rule: string, importPath: string, func: string, statement: string): string {
    const key = [rule, importPath, func, statement].join('\0');
    const number = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, number);
    return `${hash(key)}:${number}`;
  }
}
