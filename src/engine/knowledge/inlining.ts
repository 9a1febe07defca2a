/** What inlining a function of the standard library adds to its caller's cost, by import path and name; knowledge/README.md. */
export interface InliningTable {
  readonly costs: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Packages of which the compiler replaces functions by instructions: a call of them costs nothing then. */
export const intrinsicPackages: ReadonlySet<string> = new Set(['math', 'math/bits', 'sync/atomic']);

const sizes = ['16', '32', '64'];

/** Functions whose calls the inliner counts as nothing: the compiler merges what they do into one instruction. */
export const cheapFunctions: ReadonlySet<string> = new Set([
  'internal/abi.NoEscape',
  ...['', 'Put', 'Append'].flatMap((access) =>
    sizes.flatMap((size) => [
      `(encoding/binary.littleEndian).${access}Uint${size}`,
      `(encoding/binary.bigEndian).${access}Uint${size}`,
      `internal/byteorder.LE${access}Uint${size}`,
      `internal/byteorder.BE${access}Uint${size}`,
    ]),
  ),
]);
