import { readFileSync } from 'node:fs';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import { ArrayBuilder } from '../../src/engine/syntax/array-builder.js';
import { Kind } from '../../src/engine/syntax/kinds.js';
import { type SymbolTables, symbolTables, Treatment, treatmentOf } from '../../src/engine/syntax/symbols.js';
import { MAX_DEPTH, NONE, type TreeArrays } from '../../src/engine/syntax/tree.js';

/** web-tree-sitter's id of ERROR nodes (ts_builtin_sym_error). */
const ERROR_SYMBOL = 0xffff;

/** Parses with web-tree-sitter and reads the tree with its cursor: what the parser's module must give, array for array. */
export async function referenceParser(): Promise<(text: string) => TreeArrays> {
  await Parser.init();
  const language = await Language.load(readFileSync(new URL('../../wasm/tree-sitter-go.wasm', import.meta.url)));
  const parser = new Parser();
  parser.setLanguage(language);
  const tables = tablesOf(language);
  return (text) => {
    const tree = parser.parse(text)!;
    const cursor = tree.walk();
    try {
      return flatten(cursor, tables, tree.rootNode.hasError);
    } finally {
      cursor.delete(); // one left to its finalizer frees whatever the transfer buffer holds by then
      tree.delete();
    }
  };
}

function tablesOf(language: Language): SymbolTables {
  const symbols = Array.from({ length: language.nodeTypeCount }, (_, id) =>
    language.nodeTypeIsVisible(id) ? (language.nodeTypeForId(id) ?? undefined) : undefined,
  );
  const fields = Array.from({ length: language.fieldCount + 1 }, (_, id) => language.fieldNameForId(id) ?? undefined);
  return symbolTables({ symbols, fields });
}

function flatten(cursor: TreeCursor, { kinds, fields }: SymbolTables, mayErr: boolean): TreeArrays {
  const builder = new ArrayBuilder();
  let parent = NONE;
  let depth = 0;
  for (;;) {
    const isTooDeep = depth === MAX_DEPTH;
    const isError = cursor.nodeTypeId === ERROR_SYMBOL || isTooDeep;
    const kind = isError ? Kind.Error : kinds[cursor.nodeTypeId];
    const isMissing = cursor.nodeIsMissing;
    if (kind === Kind.Comment) {
      builder.comments.push(cursor.startIndex, cursor.endIndex);
    } else if (kind !== 0 || isMissing) {
      const field = fields[cursor.currentFieldId];
      const index = builder.add(kind || Kind.Error, field, cursor.startIndex, cursor.endIndex, parent);
      if (isError || isMissing) builder.errors.push(index);
      const isLeaf = isTooDeep || (!mayErr && treatmentOf(kind) === Treatment.Leaf);
      if (!isLeaf && cursor.gotoFirstChild()) {
        parent = index;
        depth++;
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        if (parent !== NONE) builder.leave(parent);
        return builder.finish();
      }
      parent = builder.leave(parent);
      depth--;
    }
  }
}
