import type { Tree as WasmTree } from 'web-tree-sitter';
import { ArrayBuilder } from './array-builder.js';
import { Kind } from './kinds.js';
import { DROP, ERROR_SYMBOL, leaves, type SymbolTables } from './symbols.js';
import { MAX_DEPTH, NONE, type TreeArrays } from './tree.js';

const builder = new ArrayBuilder();

/** The same arrays as flattenInside, by web-tree-sitter's documented interface alone. */
export function flattenByCursor(wasmTree: WasmTree, { kinds, fields }: SymbolTables): TreeArrays {
  const mayErr = wasmTree.rootNode.hasError;
  const cursor = wasmTree.walk();
  try {
    builder.reset();
    let parent = NONE;
    let depth = 0;
    for (;;) {
      const symbol = cursor.nodeTypeId;
      const tooDeep = depth === MAX_DEPTH;
      const kind = symbol === ERROR_SYMBOL || tooDeep ? Kind.Error : kinds[symbol];
      const missing = cursor.nodeIsMissing;
      if (kind === Kind.Comment) {
        builder.comments.push(cursor.startIndex, cursor.endIndex);
      } else if (kind !== DROP || missing) {
        const field = fields[cursor.currentFieldId];
        const index = builder.add(kind || Kind.Error, field, cursor.startIndex, cursor.endIndex, parent);
        if (missing || kind === Kind.Error) builder.errors.push(index);
        const leaf = tooDeep || (!mayErr && leaves.has(kind as Kind));
        if (!leaf && cursor.gotoFirstChild()) {
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
  } finally {
    cursor.delete(); // one left to its finalizer frees whatever the transfer buffer holds by then
  }
}
