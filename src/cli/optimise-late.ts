import { setFlagsFromString } from 'node:v8';

/** Bytecode, in bytes, that a function runs before V8 optimises it: some fifteen times V8's own number. */
const budget = 2_000_000;

/**
 * Lets V8 optimise only what runs for long. Most of a run's functions are many and small, and each works for a fraction of
 * a second: optimising them early took more than a third of the processor time and gave less back.
 */
export function optimiseLate(): void {
  setFlagsFromString(`--interrupt-budget=${budget}`);
}
