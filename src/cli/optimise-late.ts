import { setFlagsFromString } from 'node:v8';

/**
 * What puts V8's optimiser off, by the major version of V8 (Node 20 has 11, Node 22 and 24 have 12 and 13): the bytes of
 * bytecode, or the calls, that a function runs before. Some fifteen times V8's own numbers. V8 prints an error for a flag
 * that it does not know, so that later versions are left to themselves.
 */
const flags: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=2000000',
  12: '--invocation-count-for-turbofan=45000',
  13: '--invocation-count-for-turbofan=45000',
};

/**
 * Lets V8 optimise only what runs for long. Most of a run's functions are many and small, and each works for a fraction of
 * a second: optimising them early took more than a third of the processor time and gave less back.
 */
export function optimiseLate(): void {
  const [major] = process.versions.v8.split('.');
  const flag = flags[major];
  if (flag !== undefined) setFlagsFromString(flag);
}
