import { printable } from '../engine/report/escape.js';
import type { Host, Output } from './host.js';

/** Standard error, apart from progress: each message a line. */
export class Messages {
  readonly #output: Output;
  readonly #quiet: boolean;

  constructor({ stderr }: Host, quiet: boolean) {
    this.#output = stderr;
    this.#quiet = quiet;
  }

  error(text: string): void {
    this.#output.write(`go-oom-lint: ${printable(text)}\n`);
  }

  note(text: string, label = 'note: '): void {
    if (!this.#quiet) this.#output.write(`go-oom-lint: ${label}${printable(text)}\n`);
  }
}
