/** What a part of a pooled value may hold, as a set of possibilities; values of this type are compared by `sameContent`. */
export interface Content {
  /** A union of the flags below. */
  readonly flags: number;
  /** Sources whose content it may still have, as their last user left it: bit i stands for source i. */
  readonly taken: bigint;
}

/** Nothing, and nothing is kept alive. */
const EMPTY = 1;
/** A slice of length 0 over elements that are still there. */
export const EMPTIED = 2;
/** What was written to it. */
export const FILLED = 4;
/** A slice of its old length whose elements are zero. */
export const ZEROED = 8;
export const UNKNOWN = 16;
/** Beside the others: a slice over the array that the last user had, whose elements it keeps until they are overwritten. */
export const KEPT = 32;
/** Beside the others: a slice that a function whose body is not at hand had, which may have zeroed its elements. */
export const TOUCHED = 64;

export const nothing: Content = { flags: EMPTY, taken: 0n };
export const notKnown: Content = { flags: UNKNOWN, taken: 0n };

export function takenFrom(source: number): Content {
  return { flags: 0, taken: 1n << BigInt(source) };
}

export function sameContent(a: Content, b: Content): boolean {
  return a.flags === b.flags && a.taken === b.taken;
}

export function eitherContent(a: Content, b: Content): Content {
  if (a === b) return a;
  return { flags: a.flags | b.flags, taken: a.taken | b.taken };
}

/** The sources whose content it may still have. */
export function* sourcesIn({ taken }: Content): Iterable<number> {
  for (let rest = taken, i = 0; rest > 0n; rest >>= 1n, i++) if ((rest & 1n) === 1n) yield i;
}

/** After something was added to it. */
export function written(of: Content): Content {
  return { flags: FILLED | (of.flags & (KEPT | EMPTIED | TOUCHED)), taken: 0n };
}

/** After `s = s[:0]`; `handed` says whether what was taken has had a user already, so that there are elements. */
export function emptied(of: Content, handed: boolean): Content {
  let flags = of.flags & (EMPTY | KEPT | TOUCHED);
  if ((of.flags & (FILLED | EMPTIED)) !== 0) flags |= EMPTIED;
  if ((of.flags & (ZEROED | UNKNOWN)) !== 0) flags |= EMPTY;
  if (of.taken !== 0n) flags |= KEPT | (handed ? EMPTIED : EMPTY);
  return { flags, taken: 0n };
}

/** After `s = s[:len(s)-1]`: what was cut off is still there. */
export function shortened(of: Content): Content {
  return (of.flags & FILLED) === 0 ? of : { ...of, flags: of.flags | EMPTIED };
}

/** Where the length is found to be 0: elements are there only if they were cut off before. */
export function foundEmpty(of: Content): Content {
  const flags = of.flags & (EMPTY | EMPTIED | KEPT | TOUCHED);
  return { flags: (flags & EMPTIED) !== 0 ? flags : flags | EMPTY, taken: 0n };
}

/** After a function whose body is not at hand had it. */
export function touched(of: Content): Content {
  return { ...of, flags: of.flags | TOUCHED };
}

/** After `clear(s)`; with `whole`, of everything up to the capacity. */
export function zeroed(of: Content, whole: boolean): Content {
  let flags = of.flags & (EMPTY | ZEROED | UNKNOWN | KEPT | TOUCHED);
  if ((of.flags & EMPTIED) !== 0) flags |= whole ? EMPTY : EMPTIED;
  if ((of.flags & FILLED) !== 0 || of.taken !== 0n) flags |= ZEROED;
  return { flags, taken: 0n };
}
