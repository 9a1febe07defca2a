import { fieldNames, grammarNames, Kind } from './kinds.js';

/** What becomes of a symbol's nodes; as in wasm/module/flatten.c. */
export const Treatment = {
  /** Tokens and content nodes that carry no meaning of their own. */
  Drop: 0,
  Node: 1,
  /** A node that has no children worth reading. */
  Leaf: 2,
  Comment: 3,
} as const;
export type Treatment = (typeof Treatment)[keyof typeof Treatment];

/** The grammar's names, at its own numbers. */
export interface GrammarNames {
  /** What each symbol is shown as; undefined when its nodes are hidden. */
  readonly symbols: readonly (string | undefined)[];
  /** The first field is number 1: there is none at 0. */
  readonly fields: readonly (string | undefined)[];
}

/** The grammar's numbers translated into ours, indexed by the grammar's. */
export interface SymbolTables {
  /** Symbol → Kind; 0 for those that are dropped. */
  readonly kinds: Uint8Array;
  /** Field → Field. */
  readonly fields: Uint8Array;
}

/** Throws when the grammar lacks a kind or field that the engine knows: drift is a start-up error, not a rule that never fires. */
export function symbolTables({ symbols, fields }: GrammarNames): SymbolTables {
  const numbersIn = (names: readonly string[]) =>
    new Map<string | undefined, number>(names.map((name, i) => [name, i + 1]));
  const kindOf = numbersIn(grammarNames);
  const fieldOf = numbersIn(fieldNames);
  const there = new Set(['ERROR', ...symbols]);
  const missing = [
    ...grammarNames.filter((name) => !there.has(name)),
    ...fieldNames.filter((name) => !fields.includes(name)).map((name) => `field ${name}`),
  ];
  if (missing.length > 0) throw new Error(`the Go grammar lacks ${missing.join(', ')}`);
  return {
    kinds: Uint8Array.from(symbols, (name) => kindOf.get(name) ?? 0),
    fields: Uint8Array.from(fields, (name) => fieldOf.get(name) ?? 0),
  };
}

const leaves: ReadonlySet<number> = new Set([Kind.InterpretedStringLiteral, Kind.RawStringLiteral]);

/** What becomes of the nodes of a kind. */
export function treatmentOf(kind: number): Treatment {
  if (kind === 0) return Treatment.Drop;
  if (kind === Kind.Comment) return Treatment.Comment;
  return leaves.has(kind) ? Treatment.Leaf : Treatment.Node;
}
