import type { LintResult } from '../run/options.js';
import type { Source } from '../text/source.js';

/** The texts of the files that findings name, each read once. */
export class Sources {
  readonly #result: LintResult;
  readonly #read = new Map<string, Source | undefined>();

  constructor(result: LintResult) {
    this.#result = result;
  }

  /** Undefined when the file is no longer to be had. */
  of(file: string): Source | undefined {
    if (!this.#read.has(file)) this.#read.set(file, this.#result.readSource(file));
    return this.#read.get(file);
  }
}
