import type { Output } from './host.js';

/** A run shorter than this shows nothing, in milliseconds. */
const patience = 300;
const interval = 100;

const eraseLine = '\r\x1b[2K';

/** One line on a terminal that says how far a run is, and leaves nothing behind. */
export class Progress {
  readonly #output: Output;
  readonly #now: () => number;
  #nextAt: number;
  #shown = false;

  /** `now` is a clock in milliseconds. */
  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
    this.#nextAt = now() + patience;
  }

  update(done: number, total: number, findings: number): void {
    const now = this.#now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + interval;
    this.#shown = true;
    const line = `${done} of ${total} files, ${findings} findings so far`;
    this.#output.write(`${eraseLine}${line.slice(0, (this.#output.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.#shown) this.#output.write(eraseLine);
    this.#shown = false;
  }
}
