/** What knowledge/inlining.json holds: what the functions cost that the compiler inlines, by package and name there. */
export interface InliningTable {
  readonly costs: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const widths = ['16', '32', '64'];

/** Functions whose calls the inliner counts as nothing: the compiler merges what they do into one instruction. */
const cheapFunctions: ReadonlySet<string> = new Set([
  'internal/abi.NoEscape',
  ...['', 'Put', 'Append'].flatMap((access) =>
    widths.flatMap((width) => [
      `(encoding/binary.littleEndian).${access}Uint${width}`,
      `(encoding/binary.bigEndian).${access}Uint${width}`,
      `internal/byteorder.LE${access}Uint${width}`,
      `internal/byteorder.BE${access}Uint${width}`,
    ]),
  ),
]);

/** Packages in which the compiler replaces functions by instructions: a call of one may cost nothing. */
const intrinsicPackages: ReadonlySet<string> = new Set([
  'internal/runtime/atomic',
  'internal/runtime/math',
  'internal/runtime/sys',
  'math',
  'math/big',
  'math/bits',
  'runtime',
  'sync/atomic',
]);

/** What is known of an exported function of the standard library. */
export type KnownInlining =
  /** It is inlined, and costs this much. */
  | number
  /** It is called. */
  | 'never'
  /** It is called, or it is an instruction. */
  | 'intrinsic';

const read = new WeakMap<InliningTable, Map<string, KnownInlining | undefined>>();

/** The answer for a function by full name; undefined for what is not exported by a package of the standard library. */
export function knownInlining(table: InliningTable, fullName: string): KnownInlining | undefined {
  let answers = read.get(table);
  if (answers === undefined) read.set(table, (answers = new Map()));
  if (!answers.has(fullName)) answers.set(fullName, find(table, fullName));
  return answers.get(fullName);
}

function find({ costs }: InliningTable, fullName: string): KnownInlining | undefined {
  if (cheapFunctions.has(fullName)) return 0;
  const parts = /^(?:\((\*?)(.+)\.([^.)]+)\)\.|(.+)\.)([^.]+)$/u.exec(fullName);
  if (parts === null) return undefined;
  const [, pointer, typePath, type, path = typePath, name] = parts;
  if (intrinsicPackages.has(path)) return 'intrinsic';
  if (!Object.hasOwn(costs, path) || !/^\p{Lu}/u.test(name)) return undefined;
  if (type !== undefined && !/^\p{Lu}/u.test(type)) return undefined;
  const key = type === undefined ? name : pointer === '' ? `${type}.${name}` : `(*${type}).${name}`;
  return Object.hasOwn(costs[path], key) ? costs[path][key] : 'never';
}
