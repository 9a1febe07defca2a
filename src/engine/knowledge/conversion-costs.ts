/**
 * What a conversion between string and []byte costs as an argument. `free`: nothing is copied. `stack`: up to
 * STACK_BUFFER bytes are copied to the stack, more to the heap. `heap`: every text is copied to the heap.
 */
export type ArgumentCost = 'free' | 'stack' | 'heap';

/** A function of the standard library that takes text. */
export interface TextFunction {
  /** By index of the parameter, the receiver not counted. */
  readonly params: Readonly<Record<string, ArgumentCost>>;
  /** Parameters whose text is part of the result: the cost holds while the result is neither kept nor written to; else `heap`. */
  readonly inResult?: readonly number[];
  /** The function that does the same with text of the other kind. */
  readonly counterpart?: string;
  /** The parameters that are of the other kind there. */
  readonly swapped?: readonly number[];
}

/** What knowledge/conversions.json holds. */
export interface ConversionTable {
  readonly functions: Readonly<Record<string, TextFunction>>;
}

/** Undefined for a function that lets all of its texts escape and has no counterpart, and for one of another library. */
export function textFunction({ functions }: ConversionTable, fullName: string): TextFunction | undefined {
  return Object.hasOwn(functions, fullName) ? functions[fullName] : undefined;
}

/** In bytes: a conversion that does not escape copies that much to the stack (`tmpBuf` of package runtime). */
export const STACK_BUFFER = 32;

/** Functions that are given numbers and the like: texts that fit into the buffer on the stack. */
export const shortTextFunctions: ReadonlySet<string> = new Set([
  'strconv.Atoi',
  'strconv.ParseBool',
  'strconv.ParseFloat',
  'strconv.ParseInt',
  'strconv.ParseUint',
  'time.ParseDuration',
]);

/** Functions that compare texts as `==` does, which takes strings, and bytes converted to strings, as they are. */
export const equalityFunctions: ReadonlySet<string> = new Set(['bytes.Equal']);

/**
 * Functions that the compiler inlines, so that it knows the type behind the interface that they return and sees that
 * the methods of this type only read what they are given.
 */
export const readingHashes: ReadonlySet<string> = new Set([
  'hash/adler32.New',
  'hash/crc64.New',
  'hash/fnv.New128',
  'hash/fnv.New128a',
  'hash/fnv.New32',
  'hash/fnv.New32a',
  'hash/fnv.New64',
  'hash/fnv.New64a',
]);

/** Interfaces of writers that have no WriteString: io.WriteString converts for them. */
export const bytesOnlyWriters: ReadonlySet<string> = new Set(['hash.Hash', 'hash.Hash32', 'hash.Hash64', 'hash.XOF']);

/** Methods that copy what the receiver holds into a string, and the method that hands it out as it is. */
export const copyingMethods: ReadonlyMap<string, string> = new Map([['(*bytes.Buffer).String', 'Bytes']]);

/** Packages whose functions never write to the text that they are given, nor keep it. */
export const readingPackages: ReadonlySet<string> = new Set([
  'bytes',
  'regexp',
  'strconv',
  'strings',
  'unicode',
  'unicode/utf8',
]);
