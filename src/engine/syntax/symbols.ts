import type { Language } from 'web-tree-sitter';
import { fieldNames, grammarNames, Kind } from './kinds.js';

/** What the flatten does with a grammar symbol. */
export const DROP = 0;

/** The grammar's numbers translated into ours, indexed by the grammar's. */
export interface SymbolTables {
  /** Symbol id → Kind, or DROP for tokens and content nodes that carry no meaning of their own. */
  readonly kinds: Uint8Array;
  /** Field id → Field. */
  readonly fields: Uint8Array;
}

/** web-tree-sitter's id of ERROR nodes (ts_builtin_sym_error). */
export const ERROR_SYMBOL = 0xffff;

/** Kinds that have no children worth reading: the flatten does not descend into them. */
export const leaves: ReadonlySet<Kind> = new Set<Kind>([
  Kind.InterpretedStringLiteral,
  Kind.RawStringLiteral,
  Kind.Comment,
]);

/** Throws when the grammar lacks a kind or field that the engine knows: drift is a start-up error, not a rule that never fires. */
export function symbolTables(language: Language): SymbolTables {
  const kindOf = new Map(grammarNames.map((name, i) => [name, i + 1]));
  const fieldOf = new Map(fieldNames.map((name, i) => [name, i + 1]));
  const kinds = new Uint8Array(language.nodeTypeCount);
  const seen = new Set<string>(['ERROR']);
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const name = language.nodeTypeForId(id);
    const kind = name === null ? undefined : kindOf.get(name);
    if (name === null || kind === undefined || !language.nodeTypeIsVisible(id)) continue;
    kinds[id] = kind;
    seen.add(name);
  }
  const fields = new Uint8Array(language.fieldCount + 1);
  for (let id = 1; id <= language.fieldCount; id++) {
    const name = language.fieldNameForId(id) ?? '';
    fields[id] = fieldOf.get(name) ?? 0;
    seen.add(`field ${name}`);
  }
  const missing = [...grammarNames, ...fieldNames.map((name) => `field ${name}`)].filter((name) => !seen.has(name));
  if (missing.length > 0) throw new Error(`the Go grammar lacks ${missing.join(', ')}`);
  return { kinds, fields };
}
